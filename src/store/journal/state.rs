//! The journal's counts and troubles, for health and metrics.

use std::error::Error;

use crate::text::with_causes;

/// Counts since the journal was started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalState {
    /// Records that are waiting to be written or being written now.
    pub queued: u64,
    /// Records on disk.
    pub committed: u64,
    /// Records among the committed that had been written before: turns that the provider asked for again.
    pub repeated: u64,
    /// Commits that succeeded.
    pub commits: u64,
    /// Records that were lost.
    pub lost: u64,
    /// Turns that went on before their records were on disk.
    pub slow: u64,
    /// The error that keeps records from the disk, with causes; none while the store works as far as is known.
    pub trouble: Option<String>,
    /// The latest error that lost records or kept them waiting, with causes.
    pub last_error: Option<String>,
}

impl JournalState {
    /// True if the store works as far as is known.
    pub fn is_well(&self) -> bool {
        self.trouble.is_none()
    }

    /// Something that keeps all records from the disk, until something is written again.
    pub(super) fn in_trouble(&mut self, error: &dyn Error) {
        let why = with_causes(error);
        self.last_error = Some(why.clone());
        self.trouble = Some(why);
    }

    /// Records that will never be written.
    pub(super) fn lost(&mut self, records: u64, error: &dyn Error) {
        self.lost += records;
        self.last_error = Some(with_causes(error));
    }
}
