//! Inquiries: the questions that callers left by voice or readers wrote, from the recording at the provider to the answer.

use jiff::Timestamp;

use super::database::{Database, change, operations, read};
use super::words::{WordsError, check_answer, check_assignee, check_author, check_note};
use super::{AskedCursor, Authorship, ClearNumber, StoreError, TurnId, Waiting, WrittenWords};
use crate::catalogue::EditionNumber;

named_enum! {
    /// The progress of an inquiry.
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
    /// A kind of step in an inquiry.
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
    /// The whereabouts of an inquiry's recording.
    pub enum RecordingState {
        /// In this store: it can be played.
        Here = "here",
        /// At the provider, from which it is to be fetched.
        ToCome = "to-come",
        /// It could not be had from the provider, and is not asked for any more.
        Failed = "failed",
        /// It was let go of, its time being over; so was what was written in its place.
        Erased = "erased",
        /// There is none: the question was written on the website.
        Written = "written",
    }
}

/// A selection of inquiries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryQuery {
    /// Only those in one of these states; in any, where there are none.
    pub states: Vec<InquiryState>,
    /// Only those that this person is to answer.
    pub assignee: Option<String>,
    /// Only those about the service with this code.
    pub service: Option<String>,
    /// The most rows, 1 to 500; a number outside is brought inside.
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
    /// Names the inquiry in this store and no other.
    pub id: u64,
    /// The digits that the caller was told to name it by. Two that were left while the database was away may share one.
    pub reference: String,
    /// None where it was written on the website.
    pub line: Option<String>,
    pub language: Option<String>,
    pub service: Option<String>,
    /// The last digits of the number to call back, while it is kept.
    pub number: Option<String>,
    pub asked_at: Timestamp,
    /// The length of all its recordings.
    pub seconds: Option<f32>,
    /// Of all its recordings: there is something to come while one is.
    pub recording: RecordingState,
    /// The reason for which the first recording could not be fetched the last time.
    pub trouble: Option<String>,
    pub state: InquiryState,
    pub assignee: Option<String>,
}

/// One recording of an inquiry.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionRecording {
    /// Names the recording in this store; that of the first is its inquiry's.
    pub id: u64,
    pub asked_at: Timestamp,
    pub seconds: Option<f32>,
    pub recording: RecordingState,
    /// The reason for which it could not be fetched the last time.
    pub trouble: Option<String>,
    pub attempts: u32,
    /// The next attempt at fetching it; none: not any more.
    pub next_at: Option<Timestamp>,
}

impl InquirySummary {
    /// The end of a page that ends with this inquiry.
    pub fn cursor(&self) -> AskedCursor {
        AskedCursor { asked_at: self.asked_at, id: self.id }
    }

    /// Returns whether it was written on the website.
    pub fn is_written(&self) -> bool {
        self.line.is_none()
    }

    /// The reference with what tells it from others that share it: what [`Database::answer`] and its like also take.
    pub fn address(&self) -> String {
        format!("{}/{}", self.reference, self.id)
    }
}

/// An inquiry, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Inquiry {
    pub summary: InquirySummary,
    /// The id of the call in which it was left, while the call is kept.
    pub call: Option<String>,
    /// The number to call back, while it is kept.
    pub number: Option<ClearNumber>,
    /// The words of a question that was written, while they are kept.
    pub said: Option<WrittenWords>,
    /// The edition in which the reader read of the service.
    pub edition: Option<EditionNumber>,
    /// Spoken to the caller who asks for it, or shown to the reader.
    pub answer: Option<String>,
    /// The author of that, and the time.
    pub answered: Option<(String, Timestamp)>,
    /// In order: the question, and what more was said about it. One at least, also where it was written.
    pub recordings: Vec<QuestionRecording>,
    pub fetched_at: Option<Timestamp>,
    /// Since when the provider has the first recording no more.
    pub deleted_at_provider: Option<Timestamp>,
    /// In order.
    pub steps: Vec<InquiryStep>,
}

/// One thing that was done about an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryStep {
    pub at: Timestamp,
    /// By whom; none: by the server itself.
    pub author: Option<String>,
    pub what: InquiryAct,
    /// To whom, with which words or why.
    pub detail: Option<String>,
}

/// The part of an inquiry that a caller may hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InquiryStatus {
    pub state: InquiryState,
    /// It was left from the number that asks for it, or both were withheld.
    pub is_own: bool,
    /// The language in which it was left.
    pub language: Option<String>,
    pub answer: Option<String>,
}

/// Somebody whose questions are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker<'a> {
    /// The caller whose number has this hash.
    Known(&'a str),
    /// The caller of this call, whose number is withheld.
    Withheld { call: &'a str },
}

/// A recording that is to be fetched from its provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingToFetch {
    pub id: u64,
    /// The name of the line, which says whose secrets open it.
    pub line: String,
    /// The address at the provider; none while it has not said so.
    pub recording: Option<String>,
    /// Counts this attempt as well.
    pub attempts: u32,
    pub asked_at: Timestamp,
}

/// A recording that is to be deleted at its provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingToDelete {
    /// Names the deletion, and not the inquiry: that may be gone.
    pub id: u64,
    /// True if an inquiry may still come for it.
    pub is_unclaimed: bool,
    /// The name of the line, which says whose secrets open it.
    pub line: String,
    pub recording: String,
    /// Counts this attempt as well.
    pub attempts: u32,
}

/// A reason for which nothing was done about an inquiry.
#[derive(Debug, thiserror::Error)]
pub enum InquiryError {
    #[error(
        "There is no inquiry with the reference {0}. Check the digits; closed ones are removed some time later."
    )]
    Unknown(String),
    #[error(
        "Several inquiries have the reference {reference}. Name the one that you mean: {}.",
        candidates.join(", ")
    )]
    Ambiguous {
        reference: String,
        /// The [addresses](InquirySummary::address) of those that it may be.
        candidates: Vec<String>,
    },
    #[error("The inquiry {0} is closed, and nothing more can be done about it.")]
    Closed(String),
    #[error(transparent)]
    Words(#[from] WordsError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An operator's change of an inquiry.
#[derive(Clone, Copy)]
pub(super) enum InquiryChange<'a> {
    Assign(&'a str),
    Answer(&'a str),
    Close(Option<&'a str>),
}

/// The result of a [`InquiryChange`].
pub(super) enum Acted {
    Done,
    Unknown,
    Ambiguous(Vec<u64>),
    Closed,
}

operations! {
    /// The inquiries that fit `query`, newest first.
    read fn inquiries(query: &InquiryQuery) -> Vec<InquirySummary> = inquiries::list;

    /// The inquiries with this reference or [address](InquirySummary::address), whole, the oldest first; usually one.
    read fn inquiry(reference: &str) -> Vec<Inquiry> = inquiries::whole;

    /// The part that a caller may hear of the inquiry with this reference; of several, of that which the caller with
    /// this hash left last, if any.
    read fn inquiry_status(reference: &str, caller: Option<&str>) -> Option<InquiryStatus>
        = inquiries::status;

    /// The number of questions that a caller has left since then.
    read fn questions_by(asker: Asker<'_>, since: Timestamp) -> u64 = asking::questions_by;

    /// The number of questions that were left on a line since then.
    read fn questions_of_line(line: &str, since: Timestamp) -> u64 = asking::questions_of_line;

    /// The number of unknown references that the caller with this hash has keyed in calls since then.
    read fn unknown_references_of(caller: &str, since: Timestamp) -> u64 = asking::unknown_of;

    /// The number of unknown references that were keyed on a line in calls since then whose callers' numbers are
    /// withheld.
    read fn unknown_references_withheld(line: &str, since: Timestamp) -> u64
        = asking::unknown_withheld;

    /// The reference of the inquiry that was left with this turn; otherwise the first of these that no inquiry has.
    read fn free_reference(turn: &TurnId, drawn: &[String]) -> Option<String> = inquiries::free;

    /// Claims, until `until`, at most `limit` recordings that are to be fetched now. Of several servers that ask at
    /// once, each gets others.
    change fn claim_recordings(now: Timestamp, until: Timestamp, limit: u16) -> Vec<RecordingToFetch>
        = fetching::claim_recordings;

    /// Keeps the recording of an inquiry, as WAV, and has it deleted at the provider. Says whether it did: not where
    /// the inquiry has been let go of meanwhile, or has its recording.
    change fn keep_recording(id: u64, wav: &[u8], seconds: f32, now: Timestamp) -> bool
        = fetching::keep;

    /// The same for the inquiry that was left with this turn.
    change fn keep_question(turn: &TurnId, wav: &[u8], seconds: f32, now: Timestamp) -> bool
        = fetching::keep_question;

    /// Takes note that a recording could not be fetched, and when that is to be tried again; none: not any more. Says
    /// whether it was still to be fetched.
    change fn recording_failed(id: u64, why: &str, again_at: Option<Timestamp>, now: Timestamp) -> bool
        = fetching::failed;

    /// Claims, until `until`, at most `limit` recordings that are to be deleted at their provider now.
    change fn claim_deletions(now: Timestamp, until: Timestamp, limit: u16) -> Vec<RecordingToDelete>
        = fetching::claim_deletions;

    /// Takes note that a recording is not at the provider any more; says whether that is new. The id is the deletion's.
    change fn recording_deleted(id: u64, now: Timestamp) -> bool = fetching::deleted;

    /// Takes note that a recording could not be deleted, and when that is to be tried again; none: not any more.
    change fn deletion_failed(id: u64, why: &str, again_at: Option<Timestamp>, now: Timestamp) -> ()
        = fetching::deletion_failed;

    /// The [recording](QuestionRecording) with this id, as WAV, while it is kept.
    read fn recording(id: u64) -> Option<Vec<u8>> = inquiries::recording;
}

impl Database {
    /// Gives an inquiry to somebody to answer. An answer that is there already stays.
    pub async fn assign(
        &self,
        reference: &str,
        to: &str,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        check_assignee(to)?;
        self.act(reference, InquiryChange::Assign(to), by).await
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
        self.act(reference, InquiryChange::Answer(&text), by).await
    }

    /// Closes an inquiry, and erases the number to call back. The note is for whoever reads what was done.
    pub async fn close_inquiry(
        &self,
        reference: &str,
        note: Option<&str>,
        by: Authorship<'_>,
    ) -> Result<(), InquiryError> {
        note.map(check_note).transpose()?;
        self.act(reference, InquiryChange::Close(note), by).await
    }

    /// The recordings that are still to be fetched.
    pub async fn recordings_waiting(&self) -> Result<Waiting, StoreError> {
        read!(self, fetching::waiting("inquiry"))
    }

    /// Acts on the inquiry that is meant.
    async fn act(
        &self,
        reference: &str,
        change: InquiryChange<'_>,
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
