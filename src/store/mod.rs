//! What is written down: the events of every call, once and for ever.
//!
//! Start at [`Event`]. A server hands each turn's events to the [`Journal`], which gathers what many turns
//! bring at the same time into one commit and says when it is on disk. [`EventLog`] and [`Calls`] are what a
//! backend can do; [`sqlite`] is the one in a file, [`postgres`] the one that several servers share. There, the
//! journal writes to an [`Outbox`](sqlite::Outbox) on this machine, and a [`Shipper`] carries what is in it to
//! the store.
//!
//! What callers leave to be done comes with events too, as an [`Errand`]: [`Inquiries`], [`Texts`],
//! [`UnheardWords`] and [`Callers`] are what becomes of it.

mod audit;
mod callers;
mod calls;
mod database;
mod drafts;
mod editions;
mod errand;
mod error;
mod event;
mod inquiries;
mod journal;
mod keeping;
mod kind;
mod lazy;
mod location;
mod lock;
mod notices;
pub mod postgres;
mod ratings;
mod shipper;
pub mod sqlite;
mod states;
mod texts;
mod words;

pub use audit::{Act, ActKind, AuditEntry, AuditQuery, Authorship, ObjectKind, Via};
pub use callers::{Callers, LastCall, Unheard, UnheardWords};
pub use calls::{CallSummary, Cursor, RecentCalls, in_order};
pub use database::Database;
pub use drafts::{ChangeError, DraftFile, DraftRecord, Drafts, FileChange, Leases};
pub use editions::{
    ActivationError, Active, EditionContents, EditionRecord, Editions, FixedRecording, NewEdition,
    Reason, Scheduled, ShelvedRecording,
};
pub use errand::{AskedCursor, ClearNumber, Errand, NewInquiry, NewText};
pub use error::{FindError, JournalError, StoreError};
pub use event::{Event, EventId, Source};
pub use inquiries::{
    Inquiries, Inquiry, InquiryAct, InquiryError, InquiryQuery, InquiryState, InquiryStatus,
    InquiryStep, InquirySummary, RecordingState, RecordingToDelete, RecordingToFetch,
};
pub use journal::{Journal, JournalOptions, JournalState};
pub use keeping::{Erased, KeepOptions, Keeping, Kept, keep};
pub use kind::EventKind;
pub use lazy::{LazyDatabase, Opened};
pub use location::{Location, PostgresUrl};
pub use lock::{LockError, StoreLock};
pub use notices::{NoticeEnd, NoticeRecord, Notices, NoticesVersion};
pub use ratings::{Rating, Ratings};
pub use shipper::{Shipper, ShipperOptions, ShipperState, grouped};
use states::states;
pub use texts::{TextQuery, TextState, TextSummary, TextToSend, Texts, Waiting};
pub use words::{WordsError, shown};
pub(crate) use words::{check_author, check_note, fitting_note};

use std::future::Future;

use jiff::Timestamp;

/// How many calls a look-up by the beginning of an id names when several fit.
const CANDIDATES: u16 = 5;

/// A place that keeps events.
pub trait EventLog: Send + Sync + 'static {
    /// Writes all of `events` or none of them, and returns when they would survive a power cut.
    /// An event that is there already is left as it is: that is how a retried turn is recorded once.
    fn append(&self, events: &[Event])
    -> impl Future<Output = Result<Appended, StoreError>> + Send;
}

/// What became of a batch of events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Appended {
    /// Events that are new.
    pub new: u64,
    /// Events that had been recorded before.
    pub repeated: u64,
}

/// A place where the calls can be looked up.
pub trait Calls: Send + Sync + 'static {
    /// The latest calls that fit `query`, newest first.
    fn recent(
        &self,
        query: &RecentCalls,
    ) -> impl Future<Output = Result<Vec<CallSummary>, StoreError>> + Send;

    /// Everything that happened in a call, [in order](in_order); nothing when there is no such call.
    fn way(&self, call: &str) -> impl Future<Output = Result<Vec<Event>, StoreError>> + Send;

    /// The ids, in order, of at most `limit` calls whose id starts with `prefix`.
    fn starting_with(
        &self,
        prefix: &str,
        limit: u16,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// How many calls that began at or after `since` came to each place, by the place's name in the events.
    fn heard_since(
        &self,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<(String, u64)>, StoreError>> + Send;

    /// How many calls are going on with each edition: those of which something was written down at or after
    /// `since`, and not their end; by the edition of their latest event.
    fn in_progress(
        &self,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<(String, u64)>, StoreError>> + Send;

    /// The id of the one call whose id is `prefix` or, failing that, starts with it.
    fn find(&self, prefix: &str) -> impl Future<Output = Result<String, FindError>> + Send {
        async move {
            let mut found = self.starting_with(prefix, CANDIDATES + 1).await?;
            // An id sorts before everything that it is the beginning of.
            if found.len() == 1 || found.first().is_some_and(|call| call == prefix) {
                return Ok(found.swap_remove(0));
            }
            if found.is_empty() {
                return Err(FindError::Unknown {
                    prefix: prefix.to_owned(),
                });
            }
            let more = found.len() > usize::from(CANDIDATES);
            found.truncate(CANDIDATES.into());
            Err(FindError::Ambiguous {
                prefix: prefix.to_owned(),
                candidates: found,
                more,
            })
        }
    }
}
