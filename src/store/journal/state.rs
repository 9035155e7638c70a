//! How the journal is doing, for health and metrics.

use std::error::Error;

use tokio::time::Instant;

/// Counts since the journal was started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalState {
    /// Events that are waiting to be written or being written now.
    pub queued: u64,
    /// Events on disk.
    pub committed: u64,
    /// Those among the committed that had been recorded before: turns that the provider asked for again.
    pub repeated: u64,
    /// Commits that succeeded.
    pub commits: u64,
    /// Events that were lost.
    pub lost: u64,
    /// Turns that went on before their events were on disk.
    pub slow: u64,
    /// Why events were last lost or kept waiting, with causes.
    pub last_error: Option<String>,
    /// When events were last lost.
    pub last_loss: Option<Instant>,
    /// When a commit last succeeded.
    pub last_commit: Option<Instant>,
}

impl JournalState {
    /// Whether the latest that is known of the disk is good: no events were lost since the last commit.
    pub fn is_well(&self) -> bool {
        self.last_loss
            .is_none_or(|loss| self.last_commit.is_some_and(|commit| commit > loss))
    }

    pub(super) fn lost(&mut self, events: u64, error: &dyn Error) {
        self.lost += events;
        self.last_loss = Some(Instant::now());
        self.delayed(error);
    }

    pub(super) fn delayed(&mut self, error: &dyn Error) {
        self.last_error = Some(with_causes(error));
    }
}

fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(" Cause: ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
