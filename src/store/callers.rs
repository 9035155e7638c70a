//! Callers who come back, and words that nobody understood.

use std::future::Future;

use jiff::Timestamp;

use super::StoreError;

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

/// A place that knows callers again, by the hashes of their numbers alone.
pub trait Callers: Send + Sync + 'static {
    /// The latest call of the caller with this hash that began at or after `since`, besides the one that is just
    /// beginning; none where the caller does not want to be known again.
    fn remembered(
        &self,
        caller: &str,
        since: Timestamp,
        except_call: &str,
    ) -> impl Future<Output = Result<Option<LastCall>, StoreError>> + Send;
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

/// A place that counts words that fit no service.
pub trait UnheardWords: Send + Sync + 'static {
    /// At most `limit` of those that were said at or after `since`, the most frequent first.
    fn unheard(
        &self,
        since: Timestamp,
        limit: u16,
    ) -> impl Future<Output = Result<Vec<Unheard>, StoreError>> + Send;
}
