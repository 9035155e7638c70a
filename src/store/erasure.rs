//! Erasure: a caller who asks is forgotten.

use jiff::Timestamp;

use super::database::{Database, change, in_batches, read};
use super::{Authorship, StoreError};

/// What was removed, by kind. A further kind is a further field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Calls.
    pub calls: u64,
    /// Turns of them, and reports on them.
    pub turns: u64,
    /// Questions left by voice, with their recordings.
    pub inquiries: u64,
    /// Text messages that were asked for.
    pub texts: u64,
    /// Wishes not to be greeted in the last language any more.
    pub wishes: u64,
}

impl Erased {
    /// Each kind with the word for it.
    pub fn by_kind(&self) -> [(&'static str, u64); 5] {
        [
            ("calls", self.calls),
            ("turns", self.turns),
            ("inquiries", self.inquiries),
            ("text messages", self.texts),
            ("wishes not to be known again", self.wishes),
        ]
    }

    pub(super) fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.turns += other.turns;
        self.inquiries += other.inquiries;
        self.texts += other.texts;
        self.wishes += other.wishes;
    }
}

impl Database {
    /// Removes everything that is kept of the caller with this hash, and remembers to do so with what is only
    /// yet to come from before now. When it returns, nothing is left.
    pub async fn forget(&self, caller: &str, by: Authorship<'_>) -> Result<Erased, StoreError> {
        in_batches!(self, erasure::forget(caller, by))
    }

    /// Removes what came of forgotten callers since.
    pub async fn erase_forgotten(&self, now: Timestamp) -> Result<Erased, StoreError> {
        in_batches!(self, erasure::erase_forgotten(now))
    }

    /// The hashes of forgotten callers, and when they were forgotten.
    pub async fn forgotten(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        read!(self, erasure::forgotten())
    }

    /// Stops looking for what comes of callers who were forgotten before this time.
    pub async fn expire_forgotten(&self, before: Timestamp) -> Result<(), StoreError> {
        change!(self, erasure::expire_forgotten(before))
    }
}
