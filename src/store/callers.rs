//! Callers who come back, and words that nobody understood.

use jiff::Timestamp;

use super::database::{Database, read};
use super::{StoreError, TurnRecord};
use crate::dialogue::RecordedPlace;

/// A caller's last call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastCall {
    /// The language that the caller settled on.
    pub language: Option<String>,
    /// The last place in the hotline.
    pub place: Option<RecordedPlace>,
    /// The time of its latest record.
    pub at: Timestamp,
    /// The name of the reason for which it ended, if known.
    pub outcome: Option<&'static str>,
}

/// The look-up at the beginning of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remembered {
    /// The records of this call: the provider may ask again for its first turn.
    pub begun: Vec<TurnRecord>,
    /// The caller's latest call besides this one; none where the caller does not want to be known again.
    pub last: Option<LastCall>,
}

impl Database {
    /// The records of the call `call`, and the latest other call of the caller with this hash that began at or after
    /// `since`.
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
    /// The words as the provider understood them, in small letters.
    pub said: String,
    pub times: u64,
    /// How many of these times to the search of the website.
    pub website: u64,
    pub last_at: Timestamp,
}

impl Database {
    /// At most `limit` of those that were said at or after `since`, the most frequent first.
    pub async fn unheard(&self, since: Timestamp, limit: u16) -> Result<Vec<Unheard>, StoreError> {
        read!(self, callers::unheard(since, limit))
    }
}
