//! Prompts: the utterances that the hotline is made of.

use std::fmt;

use sha2::{Digest, Sha256};

/// One utterance in one language: the text, and the recording of exactly that text if there is one.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// What the prompt is, the same in every language: `114.fee`, `1.option`, `phrase.no-input`.
    /// Made of `a-z`, `0-9`, `.` and `-` only, so that it can name a file.
    pub id: String,
    /// The language's code: `ar`, `en`.
    pub language: String,
    /// What is spoken, in plain text.
    pub text: String,
    /// Seconds that a voice takes for the text, estimated from the language's speaking rate.
    pub estimated_seconds: f32,
    /// The recording of exactly this text, if there is one.
    pub recording: Option<Recording>,
}

impl Prompt {
    /// Seconds that a caller hears: the recording's length, else the estimate.
    pub fn seconds(&self) -> f32 {
        self.recording.as_ref().map_or(self.estimated_seconds, |recording| recording.seconds)
    }
}

/// A recording in the telephone's format, stored under the hash of its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// The hash that names its bytes.
    pub hash: RecordingHash,
    /// Length in seconds.
    pub seconds: f32,
    /// Spoken by a machine to fill a gap, and still to be recorded by a person.
    pub draft: bool,
}

/// SHA-256 of a recording's bytes; shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordingHash([u8; 32]);

impl RecordingHash {
    /// The hash of `bytes`.
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
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for RecordingHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordingHash({self})")
    }
}
