//! One edition as calls are answered with it.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use tokio::time::Instant;

use crate::catalogue::{Edition, Hotline, LanguageIndex, RecordingHash};

/// The languages that each line offers, by their codes; none stands for all that there are.
pub type Offers = HashMap<String, Vec<String>>;

/// One edition as calls are answered with it: the languages of each line are looked up.
pub struct LoadedEdition {
    pub edition: Edition,
    offered: HashMap<String, Vec<LanguageIndex>>,
    recordings: HashSet<RecordingHash>,
    last_used: Mutex<Instant>,
}

/// A line that can't offer the languages that it is to offer.
#[derive(Debug, thiserror::Error)]
pub enum LanguageError {
    #[error(
        "the line `{line}` offers the language `{language}`, which the hotline does not speak; it has: {known}"
    )]
    Unknown { line: String, language: String, known: String },
    #[error("the line `{line}` offers the language `{language}` twice; take one out")]
    Repeated { line: String, language: String },
}

impl LoadedEdition {
    /// An edition that speaks every language that the lines offer.
    pub fn strict(edition: Edition, offers: &Offers) -> Result<Self, LanguageError> {
        for (line, codes) in offers {
            check(line, codes, &edition.hotline)?;
        }
        Ok(Self::lenient(edition, offers))
    }

    /// An edition that may lack a language: a line offers what is left, and all that there are if none is.
    pub fn lenient(edition: Edition, offers: &Offers) -> Self {
        let hotline = &edition.hotline;
        // Built now, and not while the first caller who speaks is waiting.
        hotline.search();
        let offered = offers.iter().map(|(line, codes)| {
            if let Err(error) = check(line, codes, hotline) {
                tracing::error!(edition = %edition.number, "{error}");
            }
            let left = codes.iter().filter_map(|code| hotline.language_by_code(code));
            let mut left: Vec<_> = left.collect();
            if left.is_empty() {
                left = hotline.language_indices().collect();
            }
            (line.clone(), left)
        });
        let prompts = hotline.prompts.all().iter();
        let recordings = prompts.filter_map(|prompt| prompt.recording.as_ref());
        Self {
            offered: offered.collect(),
            recordings: recordings.map(|recording| recording.hash).collect(),
            last_used: Mutex::new(Instant::now()),
            edition,
        }
    }

    pub fn hotline(&self) -> &Hotline {
        &self.edition.hotline
    }

    /// The languages that a line offers, in the order of their keys.
    pub fn offered(&self, line: &str) -> &[LanguageIndex] {
        self.offered.get(line).map_or(&[], Vec::as_slice)
    }

    pub fn recordings(&self) -> impl Iterator<Item = &RecordingHash> {
        self.recordings.iter()
    }

    /// Returns whether it has this recording.
    pub fn has_recording(&self, hash: RecordingHash) -> bool {
        self.recordings.contains(&hash)
    }

    /// Notes that a call uses it.
    pub fn touch(&self) {
        *self.last_used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// The moment at which a call last used it.
    pub fn last_used(&self) -> Instant {
        *self.last_used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check(line: &str, codes: &[String], hotline: &Hotline) -> Result<(), LanguageError> {
    for (position, code) in codes.iter().enumerate() {
        if hotline.language_by_code(code).is_none() {
            let known = hotline.languages.iter().map(|language| language.code.as_str());
            return Err(LanguageError::Unknown {
                line: line.to_owned(),
                language: code.clone(),
                known: known.collect::<Vec<_>>().join(", "),
            });
        }
        if codes[..position].contains(code) {
            return Err(LanguageError::Repeated { line: line.to_owned(), language: code.clone() });
        }
    }
    Ok(())
}
