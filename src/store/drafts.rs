//! Drafts as they are kept: how each differs from the edition that it builds upon.

use jiff::Timestamp;

use super::database::{Database, change, read};
use super::{Authorship, StoreError, Via};
use crate::catalogue::EditionNumber;

/// A draft without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRecord {
    /// Its number.
    pub number: u32,
    /// What its author calls it.
    pub title: String,
    /// The edition that it builds upon.
    pub base: EditionNumber,
    /// Who began it.
    pub author: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// How many files differ from the edition's.
    pub changes: u32,
}

/// A file in which a draft differs from its edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// Where it is in the hotline's folder.
    pub path: String,
    /// Its bytes; none: the draft takes the file out.
    pub bytes: Option<Vec<u8>>,
    /// Goes up with every change of the file; 0 stands for a file that is as in the edition.
    pub revision: u64,
    /// Who changed it last.
    pub author: String,
    /// When.
    pub changed_at: Timestamp,
}

/// A change of one file of a draft.
#[derive(Debug, Clone)]
pub struct FileChange<'a> {
    /// Where the file is in the hotline's folder.
    pub path: &'a str,
    /// Its new bytes; none to take it out.
    pub bytes: Option<&'a [u8]>,
    /// The revision that the change was made upon.
    pub upon: u64,
    /// Who makes it.
    pub author: &'a str,
    pub via: Via,
    /// The time.
    pub now: Timestamp,
}

/// Why a draft's file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// There is no such draft any more.
    #[error("The draft {0} is not there: it was published or discarded.")]
    Gone(u32),
    /// Somebody else changed the file first.
    #[error("{author} has changed {path} in the meantime. Look at that first.")]
    Conflict {
        /// The file.
        path: String,
        /// The revision that it has now; 0 if it is as in the edition again.
        revision: u64,
        /// Who changed it.
        author: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An attempt to change a draft's file.
pub(super) enum Changed {
    /// It is made; the file has this revision now.
    Done(u64),
    /// The draft is not there.
    Gone,
    /// Somebody changed the file before; it has this revision, 0 if it is as in the edition.
    Other { revision: u64, author: String },
}

impl Database {
    /// Begins a draft upon an edition. A number is never given twice, also when its draft is gone.
    pub async fn begin_draft(
        &self,
        title: &str,
        base: EditionNumber,
        by: Authorship<'_>,
    ) -> Result<u32, StoreError> {
        change!(self, drafts::begin_draft(title, base, by))
    }

    /// Every draft, newest first.
    pub async fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        read!(self, drafts::drafts())
    }

    /// The draft with this number.
    pub async fn draft(&self, number: u32) -> Result<Option<DraftRecord>, StoreError> {
        read!(self, drafts::draft(number))
    }

    /// The files in which a draft differs from its edition, sorted by path.
    pub async fn draft_files(&self, number: u32) -> Result<Vec<DraftFile>, StoreError> {
        read!(self, drafts::files(number))
    }

    /// Changes one file, if it is still at the revision that the change was made upon; gives the new revision.
    pub async fn change_draft(
        &self,
        number: u32,
        change: &FileChange<'_>,
    ) -> Result<u64, ChangeError> {
        let content = match change.bytes {
            Some(bytes) => Some(self.keep(bytes, change.now).await?),
            None => None,
        };
        match change!(self, drafts::change(number, change, content.as_deref()))? {
            Changed::Done(revision) => Ok(revision),
            Changed::Gone => Err(ChangeError::Gone(number)),
            Changed::Other { revision, author } => {
                Err(ChangeError::Conflict { path: change.path.to_owned(), revision, author })
            }
        }
    }

    /// Throws a draft away; says whether it was there.
    pub async fn discard_draft(&self, number: u32, by: Authorship<'_>) -> Result<bool, StoreError> {
        change!(self, drafts::discard(number, by))
    }

    /// Throws away a draft that was published, if it differs from its edition in exactly these files, sorted by
    /// path, at these revisions; says whether it did.
    pub async fn discard_draft_if(
        &self,
        number: u32,
        files: &[(String, u64)],
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        change!(self, drafts::discard_if(number, files, by))
    }
}
