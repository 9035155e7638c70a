//! Reasons for which something is not done.

use std::io;

use camino::Utf8PathBuf;
use jiff::Timestamp;

use super::Conflict;
use super::drafts::PathError;
use super::inquiries::{InquiryAddress, ReferenceError};
use super::operators::OperatorRefusal;
use crate::catalogue::source::FolderError;
use crate::catalogue::{Diagnostic, EditionId, EditionNumber, NoticeId, NoticeMistake};
use crate::recordings::{DeliveryError, DraftFailure};
use crate::store::sqlite::{BackupError, RestoreError};
use crate::store::{
    ChangeError, InquiryError, InquirySummary, NoticeRecord, StoreError, WordsError,
};

/// The reason why something was not done: a rule that it breaks, or a failure.
#[derive(Debug, thiserror::Error)]
#[error("refused: {self:?}")]
pub enum OperateError {
    /// A name, a note or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    #[error(transparent)]
    Store(#[from] StoreError),

    /// A line offers a language that the menus do not speak.
    UnspokenLanguage {
        line: String,
        language: String,
    },
    /// The time from which an edition is to be heard is past.
    Past(Timestamp),
    /// Somebody else changed what is heard since the base.
    Conflict(Box<Conflict>),
    /// Others publish without end, or nothing is heard yet.
    Busy,
    AlreadyHeard(EditionNumber),
    NotScheduled(EditionNumber),
    UnknownEdition(EditionNumber),
    /// The edition's files and recordings were let go.
    Retired {
        number: EditionNumber,
        at: Timestamp,
    },
    #[error(transparent)]
    Load(#[from] LoadError),

    /// There is nothing yet that could have a notice.
    NothingHeard,
    NoticeMistakes(Vec<NoticeMistake>),
    UnknownNotice(NoticeId),
    /// Somebody has ended the notice before.
    NoticeEnded(Box<NoticeRecord>),
    NoticeExpired(NoticeId),

    UnknownDraft(u32),
    /// A file of the draft was changed by somebody else, or the draft is gone.
    #[error(transparent)]
    DraftChange(#[from] ChangeError),
    #[error(transparent)]
    Path(#[from] PathError),
    /// A file of the draft is too large.
    TooLarge {
        path: String,
    },
    /// The draft has too many files and folders.
    TooMany,
    /// There is no such file, neither in the edition nor in the draft.
    NoFile {
        path: String,
    },
    /// The draft's files have mistakes.
    Mistakes(Vec<Diagnostic>),

    #[error(transparent)]
    Reference(#[from] ReferenceError),
    UnknownInquiry(InquiryAddress),
    /// Several inquiries have the reference, and none or more than one of them is open.
    Several(InquiryAddress, Vec<InquirySummary>),
    Closed(InquiryAddress),
    /// The hotline does not speak the language of the question any more, so that no answer in it can be heard.
    LanguageGone {
        code: String,
    },
    /// The hotline speaks no language.
    NoLanguage,
    /// The answer can't be spoken.
    Unspeakable(Vec<Diagnostic>),

    /// A folder to write to has something in it.
    NotEmpty(Utf8PathBuf),
    /// A folder to replace has something in it that we did not write.
    ForeignFolder(Utf8PathBuf),
    /// There is a file in the place of a folder to write to.
    NoFolder(Utf8PathBuf),
    Unwritable {
        path: Utf8PathBuf,
        problem: io::Error,
    },
    /// A folder that was written can't be read.
    #[error(transparent)]
    Unreadable(#[from] FolderError),
    /// A folder has other files than were written.
    Different(Utf8PathBuf),
    /// A recording is not in the store.
    MissingRecording(String),

    /// The recordings of an inquiry can't be joined: one of them is damaged.
    Damaged(hound::Error),

    /// A prompt, by its id and language, has no recording.
    Unrecorded(String),
    /// A studio's delivery can't be looked at.
    #[error(transparent)]
    Delivery(#[from] DeliveryError),
    /// The reader of a delivered file panicked.
    Interrupted(String),
    /// The program that speaks drafts can't be started at all. What was committed before stays.
    #[error(transparent)]
    Voice(DraftFailure),

    #[error(transparent)]
    Operator(#[from] OperatorRefusal),

    #[error(transparent)]
    Backup(#[from] BackupError),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// A backup is in its place, and the editions that a server keeps at hand could not be removed.
    Leftover {
        folder: Utf8PathBuf,
        cause: io::Error,
    },
}

/// The reason why an edition can't be heard.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Its files have mistakes; those that were published had none.
    #[error("edition {number} has {} mistakes in {}", mistakes.len(), mistakes.first().map_or("no file", |first| &first.file))]
    Mistakes { number: EditionNumber, mistakes: Vec<Diagnostic> },
    /// It is not what was published.
    #[error("edition {number} hashes to {found} in place of {published}")]
    Damaged { number: EditionNumber, published: EditionId, found: EditionId },
}

impl OperateError {
    /// The name of the rule, for the audit; none for a failure of the store or the like.
    pub fn rule(&self) -> Option<&'static str> {
        Some(match self {
            Self::Words(_) => "words",
            Self::UnspokenLanguage { .. } => "unspoken-language",
            Self::Past(_) => "past",
            Self::Conflict(_) | Self::DraftChange(ChangeError::Conflict { .. }) => "conflict",
            Self::AlreadyHeard(_) => "already-heard",
            Self::NotScheduled(_) => "not-scheduled",
            Self::UnknownEdition(_) | Self::Retired { .. } | Self::Load(_) => "edition-unreadable",
            Self::NothingHeard => "nothing-heard",
            Self::NoticeMistakes(_) | Self::Mistakes(_) => "mistakes",
            Self::NoticeEnded(_) => "ended",
            Self::NoticeExpired(_) => "over",
            Self::UnknownNotice(_)
            | Self::UnknownDraft(_)
            | Self::UnknownInquiry(_)
            | Self::Unrecorded(_)
            | Self::DraftChange(ChangeError::Gone(_)) => "unknown",
            Self::Path(_) => "path",
            Self::TooLarge { .. } => "too-large",
            Self::TooMany => "too-many",
            Self::NoFile { .. } | Self::Restore(RestoreError::Missing(_)) => "no-file",
            Self::Several(..) => "several",
            Self::Closed(_) => "closed",
            Self::LanguageGone { .. } => "language-gone",
            Self::NoLanguage => "no-language",
            Self::Unspeakable(_) => "unspeakable",
            Self::Operator(refusal) => return refusal.rule(),
            Self::Backup(BackupError::Exists(_)) | Self::Restore(RestoreError::Exists(_)) => {
                "exists"
            }
            Self::Backup(BackupError::File { .. })
            | Self::Restore(RestoreError::File { .. } | RestoreError::Owner { .. }) => "unwritable",
            Self::Restore(RestoreError::Damaged(_)) => "damaged",
            Self::Backup(BackupError::Store(_)) | Self::Restore(RestoreError::Store(_)) => {
                "unreadable"
            }
            _ => return None,
        })
    }

    /// The store's answer about the inquiry with this address.
    pub(super) fn of_inquiry(error: InquiryError, address: &InquiryAddress) -> Self {
        match error {
            InquiryError::Unknown(_) => Self::UnknownInquiry(address.clone()),
            InquiryError::Ambiguous { .. } => Self::Several(address.clone(), Vec::new()),
            InquiryError::Closed(_) => Self::Closed(address.clone()),
            InquiryError::Words(error) => error.into(),
            InquiryError::Store(error) => error.into(),
        }
    }
}
