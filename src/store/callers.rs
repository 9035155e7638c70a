//! Callers who come back, and words that nobody understood.

use jiff::Timestamp;

use super::StoreError;
use super::database::{Database, read};

/// How a caller's last call went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastCall {
    /// The language that the caller settled on.
    pub language: Option<String>,
    /// Where in the hotline the caller was last: `service 114 fee`.
    pub place: Option<String>,
    /// The time of its latest event.
    pub at: Timestamp,
    /// Why it ended, if that is known.
    pub outcome: Option<String>,
}

impl Database {
    /// The latest call of the caller with this hash that began at or after `since`, besides the one that is just
    /// beginning; none where the caller does not want to be known again.
    pub async fn remembered(
        &self,
        caller: &str,
        since: Timestamp,
        except_call: &str,
    ) -> Result<Option<LastCall>, StoreError> {
        read!(self, callers::remembered(caller, since, except_call))
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
