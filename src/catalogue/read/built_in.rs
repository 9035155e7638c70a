//! Words of the system that files of an earlier version lack. A new version goes on with the files, and the published
//! editions, that there are.

use std::borrow::Cow;

use toml::{Table, Value};

use crate::catalogue::{Pattern, Phrase, SourceFile, source};

const LISTENING: &str = "listening.toml";

/// A hotline's files, with the built-in words where they lack them.
pub(super) struct Completed<'f> {
    pub(super) files: Cow<'f, [SourceFile]>,
    /// The phrases that were put in.
    pub(super) phrases: Vec<&'static str>,
    pub(super) listening: bool,
}

/// Puts in what came after the first version, below what there is, if it is built in for each of the languages.
pub(super) fn complete(files: &[SourceFile]) -> Completed<'_> {
    let mut completed =
        Completed { files: Cow::Borrowed(files), phrases: Vec::new(), listening: false };
    let shipped = source::shipped();
    let is_listening = |file: &&SourceFile| file.path == LISTENING;
    if !files.iter().any(|file| is_listening(&file))
        && let Some(words) = shipped.iter().find(is_listening)
    {
        completed.files.to_mut().push(words.clone());
        completed.listening = true;
    }
    let Some(languages) = table(files, "hotline.toml").as_ref().and_then(codes) else {
        return completed;
    };
    let phrases = Phrase::ALL.into_iter().filter(|phrase| phrase.is_later());
    let patterns = Pattern::ALL.into_iter();
    let patterns = patterns.filter(|pattern| pattern.is_later());
    let later: Vec<_> = (phrases.map(Phrase::name))
        .chain(patterns.map(Pattern::name))
        .chain(["weekdays"])
        .collect();
    completed.phrases = completed.put_in(&shipped, "phrases.toml", &later, &languages);
    completed.put_in(&shipped, "hotline.toml", &["text_message"], &languages);
    completed
}

impl Completed<'_> {
    /// Puts tables into a file that it lacks; says which.
    fn put_in(
        &mut self,
        shipped: &[SourceFile],
        path: &str,
        names: &[&'static str],
        languages: &[String],
    ) -> Vec<&'static str> {
        let (Some(there), Some(built_in)) = (table(&self.files, path), table(shipped, path)) else {
            return Vec::new();
        };
        let texts = |name: &str| -> Option<Table> {
            let texts = built_in.get(name)?.as_table()?;
            let text = |code: &String| Some((code.clone(), texts.get(code)?.clone()));
            languages.iter().map(text).collect()
        };
        let mut put_in = Vec::new();
        let mut tables = Table::new();
        for name in names.iter().filter(|name| !there.contains_key(**name)) {
            if let Some(texts) = texts(name) {
                put_in.push(*name);
                tables.insert((*name).to_owned(), Value::Table(texts));
            }
        }
        let file = self.files.iter().position(|file| file.path == path);
        if let (Some(file), Ok(text), false) = (file, toml::to_string(&tables), tables.is_empty()) {
            let bytes = self.files.to_mut()[file].bytes.to_mut();
            bytes.push(b'\n');
            bytes.extend_from_slice(text.as_bytes());
        }
        put_in
    }
}

fn table(files: &[SourceFile], path: &str) -> Option<Table> {
    let file = files.iter().find(|file| file.path == path)?;
    str::from_utf8(&file.bytes).ok()?.parse().ok()
}

/// The codes of the languages that a hotline has.
fn codes(hotline: &Table) -> Option<Vec<String>> {
    let languages = hotline.get("language")?.as_array()?;
    let code = |language: &Value| Some(language.get("code")?.as_str()?.to_owned());
    languages.iter().map(code).collect()
}
