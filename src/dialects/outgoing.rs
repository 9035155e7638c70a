//! The parts of a document that are not the answer's.

use crate::catalogue::{Hotline, Language, Phrase, RecordingHash};

/// The addresses in the document of one turn; absolute, because some providers do not resolve others.
pub trait Links {
    /// Address of the call's next turn.
    fn turn(&self) -> String;
    /// Address of the words that a person hears before the caller is put through.
    fn whisper(&self) -> String;
    /// Address of the report that the recording of this turn can be fetched, where the provider makes one.
    fn recording_report(&self) -> String;
    /// The number that a person sees, where it is not the caller's own.
    fn caller_id(&self) -> Option<&str>;
    /// Address of a recording.
    fn recording(&self, hash: RecordingHash) -> String;
}

/// A few words in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub language: &'a Language,
    pub text: &'a str,
}

impl<'a> Words<'a> {
    /// A phrase in every language of a hotline.
    pub fn in_every_language(hotline: &'a Hotline, phrase: Phrase) -> Vec<Self> {
        let prompt = hotline.phrase(phrase);
        hotline
            .language_indices()
            .map(|index| Self {
                language: hotline.language(index),
                text: &hotline.prompt(prompt, index).text,
            })
            .collect()
    }
}

/// The step after a few words.
#[derive(Debug, Clone, Copy)]
pub enum Ending<'a> {
    /// The call goes on at an absolute address.
    Redirect(&'a str),
    HangUp,
}
