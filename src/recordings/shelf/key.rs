//! What a recording is of.

use sha2::{Digest, Sha256};

use crate::catalogue::Prompt;

/// A text in a language, under a prompt's id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) language: String,
    /// SHA-256 of the text, in hexadecimal.
    pub(super) text_sha256: String,
}

impl Key {
    pub(super) fn of(prompt: &Prompt) -> Self {
        Self {
            id: prompt.id.clone(),
            language: prompt.language.clone(),
            text_sha256: hex::encode(Sha256::digest(&prompt.text)),
        }
    }

    pub(super) fn id_and_language(&self) -> (&str, &str) {
        (&self.id, &self.language)
    }
}
