//! The store: the events of every call, once and for ever, and everything that people publish.
//!
//! Start at [`Database`]: the one in a file, or the one that several servers share. Each noun (`calls`, `editions`,
//! `inquiries`, ...) has its types and operations in a file here and its statements in the file of the same name in
//! `sql/`, which is compiled for either backend. A server hands each [`TurnRecord`] to the [`Journal`], which gathers
//! what many turns bring at the same time into one commit and says when it is on disk. Where the database is elsewhere,
//! the journal writes to an [`Outbox`](sqlite::Outbox) on this machine, and a [`Shipper`] carries what is in it there.

mod audit;
mod callers;
mod calls;
mod counts;
mod database;
mod drafts;
mod editions;
mod erasure;
mod error;
mod inquiries;
mod jobs;
mod journal;
mod leases;
mod location;
mod lock;
mod migrations;
mod notices;
mod operators;
mod page_report_queue;
mod page_reports;
pub mod postgres;
mod ratings;
mod record;
mod recordings;
mod reopening;
mod retention;
mod sessions;
mod shipper;
pub mod sqlite;
mod texts;
mod words;
mod written;

pub use audit::{Act, ActKind, AuditEntry, AuditQuery, Authorship, ObjectKind, Via};
pub use callers::{LastCall, Remembered, Unheard};
pub use calls::{CallSummary, Cursor, RecentCalls, in_order};
pub use counts::CallCounts;
pub use database::{Database, LazyDatabase, Opened};
pub use drafts::{ChangeError, DraftFile, DraftRecord, FileChange};
pub use editions::{
    ActivationError, Active, EditionContents, EditionRecord, FixedRecording, NewEdition, Reason,
    Scheduled,
};
pub use erasure::Erased;
pub use error::{FindError, JournalError, StoreError};
pub use inquiries::{
    Asker, Inquiry, InquiryAct, InquiryError, InquiryQuery, InquiryState, InquiryStatus,
    InquiryStep, InquirySummary, QuestionRecording, RecordingState, RecordingToDelete,
    RecordingToFetch,
};
pub use jobs::{
    AskedCursor, ClearNumber, JobKind, JobSignals, NewInquiry, NewJob, NewRecording, NewText,
};
pub use journal::{Journal, JournalOptions, JournalState};
pub use location::{Location, PostgresUrl};
pub use lock::{LockError, StoreLock};
pub use notices::{NoticeEnd, NoticeRecord, NoticesVersion};
pub use operators::{
    AcceptedInvitation, CredentialSecrets, Credentials, Grant, NewInvitation, NewOperator,
    Operator, OperatorChange, Role, Roles,
};
pub use page_report_queue::PageReportQueue;
pub use page_reports::{PageOpinion, PageRating, PageRemark, PageReport, PageReportContent};
pub use ratings::Rating;
pub use record::{RecordedEvent, Source, TurnId, TurnRecord};
pub use recordings::LibraryRecording;
pub use retention::{LATEST_DAYS, Retained, RetentionOptions, RetentionPace};
pub use sessions::{NewSession, Session, UsedFactor};
pub use shipper::{Shipper, ShipperOptions, ShipperState};
pub use texts::{TextQuery, TextState, TextSummary, TextToSend, Waiting};
pub use words::{
    WordsError, check_answer, check_assignee, check_author, check_name, check_note, check_reason,
    fitting_author, fitting_note, shown,
};
pub use written::{NewQuestion, WrittenQuestion, WrittenWords};

use std::future::Future;
use std::pin::pin;

use crate::supervised::catch;

/// A place that keeps records.
pub trait TurnLog: Send + Sync + 'static {
    /// Writes all of `records` or none of them, and returns when they would survive a power cut.
    /// A record that is there already is left as it is: that is how a retried turn is recorded once.
    fn append(
        &self,
        records: &[TurnRecord],
    ) -> impl Future<Output = Result<Appended, StoreError>> + Send;

    /// The number of records of a journal that have arrived here, as was last noted: fewer than were noted where a copy
    /// has taken the place of what was here. None where that is not asked.
    fn carried(
        &self,
        _journal: &str,
    ) -> impl Future<Output = Result<Option<i64>, StoreError>> + Send {
        async { Ok(None) }
    }

    /// Notes how many records of a journal have arrived here, after `from` that had before; says whether it was so.
    fn note_carried(
        &self,
        _journal: &str,
        _from: i64,
        _through: i64,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send {
        async { Ok(true) }
    }
}

/// Appends records; a panic in it is an error.
async fn append_caught(log: &impl TurnLog, records: &[TurnRecord]) -> Result<Appended, StoreError> {
    catch(pin!(log.append(records))).await.unwrap_or(Err(StoreError::Panicked))
}

/// The outcome of appending a batch of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Appended {
    /// Records that are new.
    pub new: u64,
    /// Records that were there before.
    pub repeated: u64,
}
