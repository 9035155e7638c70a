//! Editions: a hotline frozen under the hash of all that can be heard in it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Hotline, Prompt, Recording};

/// One immutable state of everything that can be heard.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its number in the store; [`EditionNumber::UNPUBLISHED`] until it has one.
    pub number: EditionNumber,
    pub id: EditionId,
    pub hotline: Hotline,
}

impl Edition {
    /// Freezes a hotline with the recordings that `find` has for its prompts.
    ///
    /// `content` identifies the files that the hotline was loaded from; the recordings come on top.
    pub fn freeze(
        mut hotline: Hotline,
        content: &[u8; 32],
        find: impl Fn(&Prompt) -> Option<Recording>,
    ) -> Self {
        hotline.prompts.attach_recordings(find);
        let mut hash = Sha256::new_with_prefix(content);
        for (position, prompt) in hotline.prompts.all().iter().enumerate() {
            if let Some(recording) = &prompt.recording {
                hash.update((position as u64).to_le_bytes());
                hash.update(recording.hash.to_string());
            }
        }
        let digest = hash.finalize();
        let id = EditionId(u64::from_be_bytes(std::array::from_fn(|at| digest[at])));
        Self { number: EditionNumber::UNPUBLISHED, id, hotline }
    }

    /// The same under the number that the store gave it.
    #[must_use]
    pub fn numbered(self, number: EditionNumber) -> Self {
        Self { number, ..self }
    }
}

/// The number that an edition is published under, from 1; never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EditionNumber(u32);

impl EditionNumber {
    /// Stands for what is heard without having been published: what a server falls back to while it has
    /// reached no store yet.
    pub const UNPUBLISHED: Self = Self(0);

    /// The number as it is counted, 0 for what is not published.
    pub fn new(number: u32) -> Self {
        Self(number)
    }

    pub fn get(self) -> u32 {
        self.0
    }

    /// Reads decimal digits without a leading zero; anything else is `None`.
    pub fn parse(digits: &str) -> Option<Self> {
        let number = Self(digits.parse().ok()?);
        (number.to_string() == digits).then_some(number)
    }
}

impl fmt::Display for EditionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The first 64 bits of an edition's content hash; shown as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EditionId(u64);

impl EditionId {
    /// Reads 16 lower-case hexadecimal digits; anything else is `None`.
    pub fn parse(digits: &str) -> Option<Self> {
        let id = Self(u64::from_str_radix(digits, 16).ok()?);
        (id.to_string() == digits).then_some(id)
    }
}

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
