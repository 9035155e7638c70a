//! Callers who come back, and words that nobody understood.

use jiff::Timestamp;

use super::database::{Database, read};
use super::{StoreError, TurnRecord};
use crate::dialogue::RecordedPlace;

/// How a caller's last call went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastCall {
    /// The language that the caller settled on.
    pub language: Option<String>,
    /// Where in the hotline the caller was last.
    pub place: Option<RecordedPlace>,
    /// The time of its latest record.
    pub at: Timestamp,
    /// Why it ended, if that is known.
    pub outcome: Option<&'static str>,
}

/// The look-up at the beginning of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered {
    /// What is written down of this call already: the provider may ask again for its first turn.
    pub begun: Vec<TurnRecord>,
    /// The caller's latest call besides this one; none where the caller does not want to be known again.
    pub last: Option<LastCall>,
}

impl Database {
    /// What is remembered at the beginning of the call `call`, of it and of the caller with this hash, of whom calls
    /// count that began at or after `since`.
    pub async fn remembered(
        &self,
        caller: &str,
        since: Timestamp,
        call: &str,
    ) -> Result<Remembered, StoreError> {
        read!(self, callers::remembered(caller, since, call))
    }
}

/// Words that fit no service, and how often they were said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unheard {
    /// The language that was spoken, if it was settled.
    pub language: Option<String>,
    /// What the provider understood, in small letters.
    pub said: String,
    /// How often.
    pub times: u64,
    /// When last.
    pub last_at: Timestamp,
}

impl Database {
    /// At most `limit` of those that were said at or after `since`, the most frequent first.
    pub async fn unheard(&self, since: Timestamp, limit: u16) -> Result<Vec<Unheard>, StoreError> {
        read!(self, callers::unheard(since, limit))
    }
}
