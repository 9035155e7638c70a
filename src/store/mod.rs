//! What is written down: the events of every call, once and for ever, and what people publish.
//!
//! Start at [`Database`]: the one in a file, or the one that several servers share. Each noun (`calls`, `editions`,
//! `inquiries`, ...) has its types and operations in a file here and its statements in the file of the same name in
//! `sql/`, which is compiled for either backend. A server hands each turn's [`Event`]s to the [`Journal`], which gathers
//! what many turns bring at the same time into one commit and says when it is on disk. Where the database is elsewhere,
//! the journal writes to an [`Outbox`](sqlite::Outbox) on this machine, and a [`Shipper`] carries what is in it there.

mod audit;
mod callers;
mod calls;
mod database;
mod drafts;
mod editions;
mod erasure;
mod errand;
mod error;
mod event;
#[cfg(test)]
pub(crate) mod fixtures;
mod inquiries;
mod journal;
mod kind;
mod leases;
mod location;
mod lock;
mod notices;
pub mod postgres;
mod ratings;
mod recordings;
mod reopening;
mod retention;
mod shipper;
pub mod sqlite;
mod states;
mod texts;
mod words;

pub use audit::{Act, ActKind, AuditEntry, AuditQuery, Authorship, ObjectKind, Via};
pub use callers::{LastCall, Unheard};
pub use calls::{CallSummary, Cursor, RecentCalls, in_order};
pub use database::Database;
pub use drafts::{ChangeError, DraftFile, DraftRecord, FileChange};
pub use editions::{
    ActivationError, Active, EditionContents, EditionRecord, FixedRecording, NewEdition, Reason,
    Scheduled,
};
pub use erasure::Erased;
pub use errand::{AskedCursor, ClearNumber, Errand, NewInquiry, NewText};
pub use error::{FindError, JournalError, StoreError};
pub use event::{Event, EventId, Source};
pub use inquiries::{
    Inquiry, InquiryAct, InquiryError, InquiryQuery, InquiryState, InquiryStatus, InquiryStep,
    InquirySummary, RecordingState, RecordingToDelete, RecordingToFetch,
};
pub use journal::{Journal, JournalOptions, JournalState};
pub use kind::EventKind;
pub use location::{Location, PostgresUrl};
pub use lock::{LockError, StoreLock};
pub use notices::{NoticeEnd, NoticeRecord, NoticesVersion};
pub use ratings::Rating;
pub use recordings::LibraryRecording;
pub use reopening::{LazyDatabase, Opened};
pub use retention::{Retained, RetentionOptions};
pub use shipper::{Shipper, ShipperOptions, ShipperState, grouped};
use states::states;
pub use texts::{TextQuery, TextState, TextSummary, TextToSend, Waiting};
pub use words::{WordsError, shown};
pub(crate) use words::{
    check_answer, check_assignee, check_author, check_note, check_reason, fitting_author,
    fitting_note,
};

use std::future::Future;

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
