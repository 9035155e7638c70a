//! Text messages that callers asked for.

use jiff::Timestamp;

use super::database::{Database, change, read};
use super::{AskedCursor, ClearNumber, StoreError};

named_enum! {
    /// How far a text message has come. It only ever comes further: what is final stays.
    pub enum TextState {
        /// It is still to be sent.
        Waiting = "waiting",
        /// The provider has taken it.
        Sent = "sent",
        /// It is on the caller's telephone. Final.
        Delivered = "delivered",
        /// It has not reached the telephone, and will not. Final.
        Undelivered = "undelivered",
        /// The provider has not taken it, and is not asked again. Final.
        Failed = "failed",
        /// We do not send it: too many were asked for, or the number takes none. Final.
        Refused = "refused",
    }
}

impl TextState {
    /// True if nothing more will come of it.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Waiting | Self::Sent)
    }
}

/// Which text messages to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuery {
    /// Only those in one of these states; in any, where there are none.
    pub states: Vec<TextState>,
    /// How many at most, 1 to 500; a number outside is brought inside.
    pub limit: u16,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<AskedCursor>,
}

impl TextQuery {
    /// The newest `limit` text messages.
    pub fn newest(limit: u16) -> Self {
        Self { states: Vec::new(), limit, before: None }
    }
}

/// A text message in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextSummary {
    /// Its number in the list.
    pub id: u64,
    /// The identity of the event that it came with.
    pub key: String,
    /// The name of the line that was called.
    pub line: String,
    /// The language that was spoken.
    pub language: Option<String>,
    /// The code of the service that it is about.
    pub service: String,
    /// The id of the call, while the call is kept.
    pub call: Option<String>,
    /// The last digits of whom it goes to, while that is kept.
    pub number: Option<String>,
    /// What it says.
    pub body: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// How far it has come.
    pub state: TextState,
    /// How often sending it was tried.
    pub attempts: u32,
    /// Why it could not be sent the last time.
    pub trouble: Option<String>,
    /// What the provider calls it, once it has taken it.
    pub provider_id: Option<String>,
    /// When the provider took it.
    pub sent_at: Option<Timestamp>,
    /// When its state became final.
    pub finished_at: Option<Timestamp>,
}

impl TextSummary {
    /// Where a page that ends with this text message ended.
    pub fn cursor(&self) -> AskedCursor {
        AskedCursor { asked_at: self.asked_at, id: self.id }
    }
}

/// A text message that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextToSend {
    /// What names it: the identity of the event that it came with.
    pub key: String,
    /// The name of the line that was called.
    pub line: String,
    /// The language that was spoken.
    pub language: Option<String>,
    /// The code of the service that it is about.
    pub service: String,
    /// The hash of the caller's number, while the call is somebody's.
    pub caller: Option<String>,
    /// Whom it goes to.
    pub number: ClearNumber,
    /// What it says.
    pub body: String,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// How often it was tried, with this time.
    pub attempts: u32,
}

/// How much is still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many there are.
    pub count: u64,
    /// When the oldest of them was asked for.
    pub oldest: Option<Timestamp>,
}

impl Database {
    /// Claims, until `until`, at most `limit` text messages that are to be sent now. Of several servers that ask at
    /// once, each gets others; what is claimed is anybody's again when the claim is over.
    pub async fn claim_texts(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<TextToSend>, StoreError> {
        change!(self, texts::claim_some((now, until), limit))
    }

    /// Takes note that the provider has taken a text message, and what it calls it.
    pub async fn text_sent(
        &self,
        key: &str,
        provider_id: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        change!(self, texts::sent(key, provider_id, now))
    }

    /// Takes note that a text message could not be sent, and when that is to be tried again; none: not any more.
    pub async fn text_failed(
        &self,
        key: &str,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        match again_at {
            Some(again_at) => change!(self, texts::failed(key, why, again_at)),
            None => change!(self, texts::finish(key, (TextState::Failed, Some(why)), now)),
        }
    }

    /// Takes note that a text message is not sent, and why.
    pub async fn text_refused(
        &self,
        key: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        change!(self, texts::finish(key, (TextState::Refused, Some(why)), now))
    }

    /// Takes note of what the provider reports, and why it is no better, unless it reported more before: reports come
    /// in any order.
    pub async fn text_status(
        &self,
        key: &str,
        state: TextState,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        change!(self, texts::reported(key, (state, why), now))
    }

    /// How many text messages the caller with this hash has asked for since then.
    pub async fn texts_to(&self, caller: &str, since: Timestamp) -> Result<u64, StoreError> {
        read!(self, texts::asked_by(caller, since))
    }

    /// How many text messages are still to be sent, and since when the oldest of them waits.
    pub async fn texts_waiting(&self) -> Result<Waiting, StoreError> {
        read!(self, fetching::waiting("message"))
    }

    /// The text messages that fit `query`, newest first.
    pub async fn texts(&self, query: &TextQuery) -> Result<Vec<TextSummary>, StoreError> {
        read!(self, texts::list(query))
    }
}
