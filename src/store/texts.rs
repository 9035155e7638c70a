//! Text messages that callers asked for.

use jiff::Timestamp;

use super::database::{Database, change, operations, read};
use super::{AskedCursor, ClearNumber, StoreError, TurnId};

named_enum! {
    /// The progress of a text message. It only ever comes further: what is final stays.
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
        /// The provider has not sent it, for the caller wants no messages of the line's sender. Final.
        Unsubscribed = "unsubscribed",
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

/// A selection of text messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextQuery {
    /// Only those in one of these states; in any, where there are none.
    pub states: Vec<TextState>,
    /// The most rows, 1 to 500; a number outside is brought inside.
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
    /// Its identity: the event that it came with, and what it is about.
    pub key: String,
    pub line: String,
    pub language: Option<String>,
    pub service: String,
    /// The id of the call, while the call is kept.
    pub call: Option<String>,
    /// The last digits of whom it goes to, while that is kept.
    pub number: Option<String>,
    pub body: String,
    pub asked_at: Timestamp,
    pub state: TextState,
    pub attempts: u32,
    /// The reason for which it could not be sent the last time.
    pub trouble: Option<String>,
    /// The provider's name for it, once it has taken it.
    pub provider_id: Option<String>,
    pub sent_at: Option<Timestamp>,
    /// The time when its state became final.
    pub finished_at: Option<Timestamp>,
}

impl TextSummary {
    /// The end of a page that ends with this text message.
    pub fn cursor(&self) -> AskedCursor {
        AskedCursor { asked_at: self.asked_at, id: self.id }
    }
}

/// A text message that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextToSend {
    /// Its number in the list.
    pub id: u64,
    /// Its identity: the event that it came with, and what it is about.
    pub key: String,
    pub line: String,
    pub caller: Option<String>,
    pub number: ClearNumber,
    pub body: String,
    pub asked_at: Timestamp,
    /// Counts this attempt as well.
    pub attempts: u32,
}

/// Jobs that are still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    pub count: u64,
    /// The time when the oldest of them was asked for.
    pub oldest: Option<Timestamp>,
}

operations! {
    /// Claims, until `until`, at most `limit` text messages that are to be sent now. Of several servers that ask at
    /// once, each gets others; what is claimed is anybody's again when the claim is over.
    change fn claim_texts(now: Timestamp, until: Timestamp, limit: u16) -> Vec<TextToSend>
        = texts::claim_some;

    /// Takes note that the provider has taken a text message, and what it calls it, where it says so; says whether
    /// that is new.
    change fn text_sent(key: &str, provider_id: Option<&str>, now: Timestamp) -> bool = texts::sent;

    /// Takes note of what the provider reports, and why it is no better, unless it reported more before: reports come
    /// in any order. Says whether it is new.
    change fn text_status(key: &str, state: TextState, why: Option<&str>, now: Timestamp) -> bool
        = texts::reported;

    /// The number of text messages that the caller with this hash has asked for since then, but for those of one turn.
    read fn texts_to(caller: &str, since: Timestamp, except: &TurnId) -> u64 = texts::asked_by;

    /// The number of text messages that the same caller has asked for since then, up to this one.
    read fn texts_until(text: &TextToSend, since: Timestamp) -> u64 = texts::asked_until;

    /// The number of text messages that were asked for on a line in this time, its ends included.
    read fn texts_of_line(line: &str, since: Timestamp, until: Timestamp) -> u64 = texts::of_line;

    /// Whether the last text message that was tried for the caller with this hash on a line, of those asked for since
    /// then, found the caller unsubscribed.
    read fn unsubscribed(caller: &str, line: &str, since: Timestamp) -> bool = texts::unsubscribed;

    /// The text messages that fit `query`, newest first.
    read fn texts(query: &TextQuery) -> Vec<TextSummary> = texts::list;
}

impl Database {
    /// Takes note that a text message could not be sent, and when that is to be tried again; none: not any more. Says
    /// whether it was still to be sent.
    pub async fn text_failed(
        &self,
        key: &str,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        match again_at {
            Some(again_at) => change!(self, texts::failed(key, why, again_at)),
            None => change!(self, texts::finish(key, TextState::Failed, Some(why), now)),
        }
    }

    /// Takes note that the provider does not send a text message, for the caller wants none of the line's sender; says
    /// whether it was still to be sent.
    pub async fn text_unwanted(
        &self,
        key: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        change!(self, texts::finish(key, TextState::Unsubscribed, Some(why), now))
    }

    /// Takes note that a text message is not sent, and why; says whether that is new.
    pub async fn text_refused(
        &self,
        key: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        change!(self, texts::finish(key, TextState::Refused, Some(why), now))
    }

    /// The text messages that are still to be sent.
    pub async fn texts_waiting(&self) -> Result<Waiting, StoreError> {
        read!(self, fetching::waiting("message"))
    }
}
