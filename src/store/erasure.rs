//! Erasure: a caller who asks is forgotten.

use std::ops::AddAssign;

use jiff::Timestamp;

use super::Authorship;
use super::database::operations;

/// Numbers of things that were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    pub calls: u64,
    /// Turns of them, and reports on them.
    pub turns: u64,
    /// Questions left by voice, with their recordings.
    pub inquiries: u64,
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
}

impl AddAssign for Erased {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.turns += other.turns;
        self.inquiries += other.inquiries;
        self.texts += other.texts;
        self.wishes += other.wishes;
    }
}

operations! {
    /// Removes everything that is kept of the caller with this hash, and remembers to do so with what is only
    /// yet to come from before now. When it returns, nothing is left.
    in_batches fn forget(caller: &str, by: Authorship<'_>) -> Erased = erasure::forget;

    /// Removes what came of forgotten callers since.
    in_batches fn erase_forgotten(now: Timestamp) -> Erased = erasure::erase_forgotten;

    /// Stops looking for what comes of callers who were forgotten before this time.
    change fn expire_forgotten(before: Timestamp) -> () = erasure::expire_forgotten;
}
