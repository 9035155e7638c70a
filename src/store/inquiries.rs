//! Inquiries: the questions that callers left by voice, from the recording at the provider to the answer.

use jiff::Timestamp;

use super::database::{Database, change, read};
use super::words::{WordsError, check_answer, check_assignee, check_author, check_note};
use super::{AskedCursor, Authorship, ClearNumber, StoreError, Waiting};

named_enum! {
    /// How far an inquiry has come.
    pub enum InquiryState {
        /// Nobody has taken it on.
        New = "new",
        /// Somebody is to answer it.
        Assigned = "assigned",
        /// The caller can hear the answer.
        Answered = "answered",
        /// Nothing more is to be done about it, and the number to call back is erased.
        Closed = "closed",
    }
}

named_enum! {
    /// What was done about an inquiry.
    pub enum InquiryAct {
        /// It was given to somebody: the detail says to whom.
        Assigned = "assigned",
        /// It was answered: the detail is the answer.
        Answered = "answered",
        /// It was closed: the detail is a note, if there is one.
        Closed = "closed",
        /// The recording can't be had from the provider: the detail says why.
        RecordingGivenUp = "recording-given-up",
        /// The recording stays at the provider: the detail says why.
        DeletionGivenUp = "deletion-given-up",
    }
}

named_enum! {
    /// Where the recording of an inquiry is.
    pub enum RecordingState {
        /// In this store: it can be played.
        Here = "here",
        /// At the provider, from which it is to be fetched.
        ToCome = "to-come",
        /// It could not be had from the provider, and is not asked for any more.
        Failed = "failed",
        /// It was let go of, its time being over.
        Erased = "erased",
    }
}

/// Which inquiries to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryQuery {
    /// Only those in one of these states; in any, where there are none.
    pub states: Vec<InquiryState>,
    /// Only those that this person is to answer.
    pub assignee: Option<String>,
    /// Only those about the service with this code.
    pub service: Option<String>,
    /// How many at most, 1 to 500; a number outside is brought inside.
    pub limit: u16,
    /// Only those that come after this one in the list: the last of the page before.
    pub before: Option<AskedCursor>,
}

impl InquiryQuery {
    /// The newest `limit` inquiries.
    pub fn newest(limit: u16) -> Self {
        Self { states: Vec::new(), assignee: None, service: None, limit, before: None }
    }
}

/// An inquiry in short.
#[derive(Debug, Clone, PartialEq)]
pub struct InquirySummary {
    /// What names the inquiry in this store and no other.
    pub id: u64,
    /// What the caller was told to name it by. Two may share one, rarely.
    pub reference: String,
    /// The name of the line that was called.
    pub line: String,
    /// The language that was spoken.
    pub language: Option<String>,
    /// The code of the service that it is about.
    pub service: Option<String>,
    /// The last digits of the number to call back, while it is kept.
    pub number: Option<String>,
    /// When it was left.
    pub asked_at: Timestamp,
    /// How long the recording is.
    pub seconds: Option<f32>,
    /// Where the recording is.
    pub recording: RecordingState,
    /// Why the recording could not be fetched the last time.
    pub trouble: Option<String>,
    /// How far it has come.
    pub state: InquiryState,
    /// Who is to answer it.
    pub assignee: Option<String>,
}

impl InquirySummary {
    /// Where a page that ends with this inquiry ended.
    pub fn cursor(&self) -> AskedCursor {
        AskedCursor { asked_at: self.asked_at, id: self.id }
    }

    /// The reference with what tells it from others that share it: what [`Inquiries::answer`] and its like also take.
    pub fn address(&self) -> String {
        format!("{}/{}", self.reference, self.id)
    }
}

/// An inquiry, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Inquiry {
    /// It in short.
    pub summary: InquirySummary,
    /// The id of the call in which it was left, while the call is kept.
    pub call: Option<String>,
    /// The number to call back, while it is kept.
    pub number: Option<ClearNumber>,
    /// What the caller hears who asks for the answer.
    pub answer: Option<String>,
    /// Who wrote that last, and when.
    pub answered: Option<(String, Timestamp)>,
    /// Who closed it, and when.
    pub closed: Option<(String, Timestamp)>,
    /// How often fetching the recording was tried.
    pub attempts: u32,
    /// When that is to be tried again; none: not any more.
    pub next_at: Option<Timestamp>,
    /// When the recording was fetched.
    pub fetched_at: Option<Timestamp>,
    /// Since when the provider has the recording no more.
    pub deleted_at_provider: Option<Timestamp>,
    /// What was done about it, in order.
    pub steps: Vec<InquiryStep>,
}

/// One thing that was done about an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryStep {
    /// When.
    pub at: Timestamp,
    /// By whom; none: by the server itself.
    pub author: Option<String>,
    /// What.
    pub what: InquiryAct,
    /// To whom, with which words or why.
    pub detail: Option<String>,
}

/// What a caller may hear of an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryStatus {
    /// How far it has come.
    pub state: InquiryState,
    /// The language in which it was left.
    pub language: Option<String>,
    /// The answer, once there is one.
    pub answer: Option<String>,
}

/// A recording that is to be fetched from its provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingToFetch {
    /// The inquiry's id.
    pub id: u64,
    /// The name of the line, which says whose secrets open it.
    pub line: String,
    /// Where the provider keeps it; none while it has not said so.
    pub recording: Option<String>,
    /// How often it was tried, with this time.
    pub attempts: u32,
    /// When it was left.
    pub asked_at: Timestamp,
}

/// A recording that is to be deleted at its provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingToDelete {
    /// What names the deletion, and not the inquiry: that may be gone.
    pub id: u64,
    /// The name of the line, which says whose secrets open it.
    pub line: String,
    /// Where the provider keeps it.
    pub recording: String,
    /// How often it was tried, with this time.
    pub attempts: u32,
}

/// Why nothing was done about an inquiry.
#[derive(Debug, thiserror::Error)]
pub enum InquiryError {
    /// There is none.
    #[error(
        "There is no inquiry with the reference {0}. Check the digits; closed ones are removed some time later."
    )]
    Unknown(String),
    /// There are several.
    #[error(
        "Several inquiries have the reference {reference}. Name the one that you mean: {}.",
        candidates.join(", ")
    )]
    Ambiguous {
        /// What was asked for.
        reference: String,
        /// The [addresses](InquirySummary::address) of those that it may be.
        candidates: Vec<String>,
    },
    /// It is closed.
    #[error("The inquiry {0} is closed, and nothing more can be done about it.")]
    Closed(String),
    /// A name or an answer can't be shown or spoken.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An operator's change of an inquiry.
#[derive(Clone, Copy)]
pub(super) enum Change<'a> {
    Assign(&'a str),
    Answer(&'a str),
    Close(Option<&'a str>),
}

/// The result of a [`Change`].
pub(super) enum Acted {
    Done,
    Unknown,
    /// These numbers have the same reference.
    Ambiguous(Vec<i64>),
    Closed,
}

impl Database {
    /// The inquiries that fit `query`, newest first.
    pub async fn inquiries(&self, query: &InquiryQuery) -> Result<Vec<InquirySummary>, StoreError> {
        read!(self, inquiries::list(query))
    }

    /// The inquiries with this reference or [address](InquirySummary::address), whole, the oldest first; usually one.
    pub async fn inquiry(&self, reference: &str) -> Result<Vec<Inquiry>, StoreError> {
        read!(self, inquiries::whole(reference))
    }

    /// What a caller may hear of the inquiry with this reference; of several, of that which the caller with this
    /// hash left last, if any.
    pub async fn inquiry_status(
        &self,
        reference: &str,
        caller: Option<&str>,
    ) -> Result<Option<InquiryStatus>, StoreError> {
        read!(self, inquiries::status(reference, caller))
    }

    /// Gives an inquiry to somebody to answer. An answer that is there already stays.
    pub async fn assign(
        &self,
        reference: &str,
        to: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        check_assignee(to)?;
        self.act(reference, Change::Assign(to), by).await
    }

    /// Answers an inquiry, in the place of any answer from before. An answer is spoken: its line breaks are blanks.
    pub async fn answer(
        &self,
        reference: &str,
        text: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        check_answer(&text)?;
        self.act(reference, Change::Answer(&text), by).await
    }

    /// Closes an inquiry, and erases the number to call back. The note is for whoever reads what was done.
    pub async fn close_inquiry(
        &self,
        reference: &str,
        note: Option<&str>,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        note.map(check_note).transpose()?;
        self.act(reference, Change::Close(note), by).await
    }

    /// Claims, until `until`, at most `limit` recordings that are to be fetched now. Of several servers that ask at
    /// once, each gets others.
    pub async fn claim_recordings(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToFetch>, StoreError> {
        change!(self, fetching::claim_recordings((now, until), limit))
    }

    /// Keeps the recording of an inquiry, as WAV, and has it deleted at the provider. Says whether it did: not where
    /// the inquiry has been let go of meanwhile.
    pub async fn keep_recording(
        &self,
        id: u64,
        wav: &[u8],
        seconds: f32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        change!(self, fetching::keep(id, (wav, seconds), now))
    }

    /// Takes note that a recording could not be fetched, and when that is to be tried again; none: not any more.
    pub async fn recording_failed(
        &self,
        id: u64,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        change!(self, fetching::failed(id, (why, again_at), now))
    }

    /// How many recordings are still to be fetched, and since when the oldest of them waits.
    pub async fn recordings_waiting(&self) -> Result<Waiting, StoreError> {
        read!(self, fetching::waiting("inquiry"))
    }

    /// Claims, until `until`, at most `limit` recordings that are to be deleted at their provider now.
    pub async fn claim_deletions(
        &self,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToDelete>, StoreError> {
        change!(self, fetching::claim_deletions((now, until), limit))
    }

    /// Takes note that a recording is not at the provider any more. The id is the deletion's.
    pub async fn recording_deleted(&self, id: u64, now: Timestamp) -> Result<(), StoreError> {
        change!(self, fetching::deleted(id, now))
    }

    /// Takes note that a recording could not be deleted, and when that is to be tried again; none: not any more.
    pub async fn deletion_failed(
        &self,
        id: u64,
        why: &str,
        again_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        change!(self, fetching::deletion_failed(id, (why, again_at), now))
    }

    /// The recording of the inquiry with this id, as WAV, while it is kept.
    pub async fn recording(&self, id: u64) -> Result<Option<Vec<u8>>, StoreError> {
        read!(self, inquiries::recording(id))
    }

    /// Acts on the inquiry that is meant.
    async fn act(
        &self,
        reference: &str,
        change: Change<'_>,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        check_author(by.author)?;
        match change!(self, answering::act(reference, change, by))? {
            Acted::Done => Ok(()),
            Acted::Unknown => Err(InquiryError::Unknown(reference.to_owned())),
            Acted::Closed => Err(InquiryError::Closed(reference.to_owned())),
            Acted::Ambiguous(numbers) => Err(InquiryError::Ambiguous {
                reference: reference.to_owned(),
                candidates: numbers.iter().map(|number| format!("{reference}/{number}")).collect(),
            }),
        }
    }
}
