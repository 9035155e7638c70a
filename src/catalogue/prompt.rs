//! Prompts: the utterances that the hotline is made of.

use std::fmt;

use sha2::{Digest, Sha256};

use super::spoken::estimated_seconds;
use super::{Language, LanguageIndex};

/// One utterance in one language: the text, and the recording of exactly that text if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// The id, the same in every language: `114.fee`, `1.option`, `phrase.no-input`.
    /// Made of `a-z`, `0-9`, `.` and `-` only, so that it can name a file.
    pub id: String,
    pub language: String,
    pub text: String,
    /// Seconds that a voice takes for the text, estimated from the language's speaking rate.
    pub estimated_seconds: f32,
    /// The recording of exactly this text, if there is one.
    pub recording: Option<Recording>,
}

impl Prompt {
    /// A prompt that nobody has recorded.
    pub fn unrecorded(id: &str, text: &str, language: &Language) -> Self {
        Self {
            id: id.to_owned(),
            language: language.code.clone(),
            text: text.to_owned(),
            estimated_seconds: estimated_seconds(text, language),
            recording: None,
        }
    }

    /// The key under which a recording of this prompt's text is kept.
    pub fn text_key(&self) -> TextKey {
        TextKey { language: self.language.clone(), sha256: hex::encode(Sha256::digest(&self.text)) }
    }

    /// Seconds that a caller hears: the recording's length, else the estimate.
    pub fn seconds(&self) -> f32 {
        self.recording.as_ref().map_or(self.estimated_seconds, |recording| recording.seconds)
    }
}

/// A text in a language, whichever prompt it stands in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextKey {
    pub language: String,
    /// SHA-256 of the text, as 64 hexadecimal digits.
    pub sha256: String,
}

/// Names a prompt in all its languages; only good for the [`PromptBook`] that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PromptId(u32);

/// All prompts of a hotline: each is there in every language.
#[derive(Debug, Clone)]
pub struct PromptBook {
    languages: usize,
    prompts: Vec<Prompt>,
}

impl PromptBook {
    /// An empty book for so many languages.
    pub fn new(languages: usize) -> Self {
        Self { languages, prompts: Vec::new() }
    }

    /// Adds a prompt, given once for each language in the hotline's order.
    pub fn add(&mut self, in_each_language: impl IntoIterator<Item = Prompt>) -> PromptId {
        let id = PromptId(u32::try_from(self.prompts.len()).unwrap_or(u32::MAX));
        self.prompts.extend(in_each_language);
        debug_assert_eq!(self.prompts.len() % self.languages, 0, "a prompt for every language");
        id
    }

    pub fn get(&self, id: PromptId, language: LanguageIndex) -> &Prompt {
        &self.prompts[self.index(id, language)]
    }

    /// The position of the prompt in [`PromptBook::all`].
    pub fn index(&self, id: PromptId, language: LanguageIndex) -> usize {
        id.0 as usize + language.position()
    }

    /// All prompts, the languages of one beside each other.
    pub fn all(&self) -> &[Prompt] {
        &self.prompts
    }

    /// Gives every prompt the recording of exactly its text, where `find` has one.
    pub fn attach_recordings(&mut self, find: impl Fn(&Prompt) -> Option<Recording>) {
        for prompt in &mut self.prompts {
            prompt.recording = find(prompt);
        }
    }
}

/// A recording in the telephone's format, stored under the hash of its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    pub hash: RecordingHash,
    pub seconds: f32,
    /// Spoken by a machine to fill a gap, and still to be recorded by a person.
    pub draft: bool,
}

/// SHA-256 of a recording's bytes; shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordingHash([u8; 32]);

impl RecordingHash {
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 lower-case hexadecimal digits; anything else is `None`.
    pub fn parse(digits: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(digits, &mut bytes).ok()?;
        let hash = Self(bytes);
        (hash.to_string() == digits).then_some(hash)
    }
}

impl fmt::Display for RecordingHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 64];
        hex::encode_to_slice(self.0, &mut digits).map_err(|_| fmt::Error)?;
        f.write_str(std::str::from_utf8(&digits).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for RecordingHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordingHash({self})")
    }
}
