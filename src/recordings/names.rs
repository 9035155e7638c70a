//! File names of recordings, and the prompts that they stand for.

use std::collections::{BTreeSet, HashMap};

use super::Refusal;
use crate::catalogue::{Prompt, without_invisible};

/// Longest name of a file in bytes, on every usual system.
const MAX_NAME: usize = 255;

/// Similarity (Jaro-Winkler, 0 to 1) from which another id is offered.
const SIMILAR: f64 = 0.85;

/// The name under which a prompt's recording is to be delivered.
pub fn file_name(prompt: &Prompt) -> String {
    format!("{}.{}.wav", prompt.id, prompt.language)
}

/// The file names that a delivery may have, with their prompts.
pub struct FileNames<'a> {
    prompts: HashMap<(&'a str, &'a str), &'a Prompt>,
    ids: BTreeSet<&'a str>,
    languages: BTreeSet<&'a str>,
}

impl<'a> FileNames<'a> {
    /// The names of the files of these prompts.
    pub fn of(prompts: &'a [Prompt]) -> Self {
        Self {
            prompts: prompts
                .iter()
                .map(|prompt| ((prompt.id.as_str(), prompt.language.as_str()), prompt))
                .collect(),
            ids: prompts.iter().map(|prompt| prompt.id.as_str()).collect(),
            languages: prompts.iter().map(|prompt| prompt.language.as_str()).collect(),
        }
    }

    /// The prompt of a file: `114.fee.ar.wav`, or `114.fee.wav` in a folder `ar`. Capitals count
    /// as small letters, for some systems change them, and marks that are not seen do not count.
    pub fn prompt(&self, path: &str) -> Result<&'a Prompt, Refusal> {
        let path = without_invisible(path).replace('\\', "/").to_lowercase();
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", &path));
        if file.len() > MAX_NAME {
            return Err(unreadable("it is longer than 255 bytes"));
        }
        let Some((stem, _extension)) = file.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())
        else {
            return Err(unreadable("it has no ending such as .wav"));
        };
        let folder = folders.rsplit('/').find(|name| self.languages.contains(name));
        let in_name = stem.rsplit_once('.');

        let by_name = in_name.and_then(|key| self.prompts.get(&key));
        let by_folder = folder.and_then(|language| self.prompts.get(&(stem, language)));
        match (by_name, by_folder) {
            (Some(prompt), None) if folder.is_some_and(|folder| folder != prompt.language) => {
                Err(unreadable("its name says one language, and its folder another"))
            }
            (Some(_), Some(_)) => Err(unreadable("its name and its folder say different prompts")),
            (Some(prompt), None) | (None, Some(prompt)) => Ok(prompt),
            (None, None) => Err(self.unknown(stem, in_name, folder)),
        }
    }

    /// Says what is wrong with a name that no prompt has.
    fn unknown(&self, stem: &str, in_name: Option<(&str, &str)>, folder: Option<&str>) -> Refusal {
        if let Some(language) = folder
            && self.ids.contains(stem)
        {
            return Refusal::UnknownLanguage { id: stem.into(), language: language.into() };
        }
        if self.ids.contains(stem) {
            return unreadable("the language is missing");
        }
        if let Some((id, language)) = in_name
            && self.ids.contains(id)
        {
            return Refusal::UnknownLanguage { id: id.into(), language: language.into() };
        }
        let id = match in_name {
            Some((id, language)) if self.languages.contains(language) => id,
            _ => stem,
        };
        Refusal::UnknownId { id: id.to_owned(), nearest: self.nearest(id) }
    }

    /// The id that was meant, perhaps; never one of another service, for codes that look alike are no mistakes.
    fn nearest(&self, id: &str) -> Option<String> {
        let (code, name) = code_and_name(id);
        let similarity = |other: &&&str| strsim::jaro_winkler(name, code_and_name(other).1);
        let nearest = self
            .ids
            .iter()
            .filter(|other| code_and_name(other).0 == code)
            .max_by(|a, b| similarity(a).total_cmp(&similarity(b)))
            .filter(|other| similarity(other) >= SIMILAR)?;
        Some((*nearest).to_owned())
    }
}

/// The code of a service or menu at the beginning of an id, and the rest of it.
fn code_and_name(id: &str) -> (Option<&str>, &str) {
    match id.split_once('.') {
        Some((code, name)) if code.chars().all(|char| char.is_ascii_digit()) => (Some(code), name),
        _ => (None, id),
    }
}

fn unreadable(why: &str) -> Refusal {
    Refusal::UnreadableName { why: why.to_owned() }
}
