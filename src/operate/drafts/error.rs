//! Refusals and failures of what is done with drafts.

use super::PathError;
use crate::catalogue::Diagnostic;
use crate::catalogue::source::{MOST_BYTES, MOST_ENTRIES};
use crate::operate::audited::Refusal;
use crate::operate::{OpenError, PublishError};
use crate::store::{ChangeError, StoreError, WordsError};

/// The reason why something can't be done with a draft.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The title, the author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// There is no such draft.
    #[error("no draft {0}")]
    Unknown(u32),
    /// A file of the draft was changed by somebody else, or the draft is gone.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// A file can't have that path.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A file is too large.
    #[error("{path} is larger than {MOST_BYTES} bytes")]
    TooLarge { path: String },
    /// There are too many files.
    #[error("more than {MOST_ENTRIES} files and folders")]
    TooMany,
    /// There is no such file, neither in the edition nor in the draft.
    #[error("no file {path}")]
    NoFile { path: String },
    /// The files have mistakes.
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<Diagnostic>),
    /// Its base, or the edition that is heard, can't be brought out.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It was not published.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for DraftError {
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Words(_) => Some("words"),
            Self::Unknown(_) | Self::Change(ChangeError::Gone(_)) => Some("unknown"),
            Self::Change(ChangeError::Conflict { .. })
            | Self::Publish(PublishError::Conflict(_)) => Some("conflict"),
            Self::Path(_) => Some("path"),
            Self::TooLarge { .. } => Some("too-large"),
            Self::TooMany => Some("too-many"),
            Self::NoFile { .. } => Some("no-file"),
            Self::Mistakes(_) => Some("mistakes"),
            Self::Publish(error) => error.rule(),
            Self::Change(ChangeError::Store(_)) | Self::Open(_) | Self::Store(_) => None,
        }
    }
}
