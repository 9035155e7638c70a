//! Drafts as they are kept: how each differs from the edition that it builds upon.

use jiff::Timestamp;

use super::database::{Database, change, operations};
use super::{Authorship, StoreError};
use crate::catalogue::EditionNumber;

/// A draft without its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRecord {
    pub number: u32,
    pub title: String,
    /// The edition that it builds upon.
    pub base: EditionNumber,
    pub author: String,
    pub created_at: Timestamp,
    /// The number of files that differ from the edition's.
    pub changes: u32,
}

/// A file in which a draft differs from its edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    pub path: String,
    /// Its bytes; none: the draft takes the file out.
    pub bytes: Option<Vec<u8>>,
    /// Goes up with every change of the file; 0 stands for a file that is as in the edition.
    pub revision: u64,
    pub author: String,
    pub changed_at: Timestamp,
}

/// A change of one file of a draft.
#[derive(Debug, Clone)]
pub struct FileChange<'a> {
    pub path: &'a str,
    /// Its new bytes; none to take it out.
    pub bytes: Option<&'a [u8]>,
    /// The revision that the change was made upon.
    pub upon: u64,
    pub by: Authorship<'a>,
}

/// A reason for which a draft's file was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("The draft {0} is not there: it was published or discarded.")]
    Gone(u32),
    #[error("{author} has changed {path} in the meantime. Look at that first.")]
    Conflict {
        path: String,
        /// The revision that it has now; 0 if it is as in the edition again.
        revision: u64,
        author: String,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An attempt to change a draft's file.
pub(super) enum Changed {
    /// It is made; the file has this revision now.
    Done(u64),
    Gone,
    /// Somebody changed the file before; it has this revision, 0 if it is as in the edition.
    Other {
        revision: u64,
        author: String,
    },
}

operations! {
    /// Begins a draft upon an edition. A number is never given twice, also when its draft is gone.
    change fn begin_draft(title: &str, base: EditionNumber, by: Authorship<'_>) -> u32
        = drafts::begin_draft;

    /// Every draft, newest first.
    read fn drafts() -> Vec<DraftRecord> = drafts::drafts;

    read fn draft(number: u32) -> Option<DraftRecord> = drafts::draft;

    /// The files in which a draft differs from its edition, sorted by path.
    read fn draft_files(number: u32) -> Vec<DraftFile> = drafts::files;

    /// Throws a draft away; says whether it was there.
    change fn discard_draft(number: u32, by: Authorship<'_>) -> bool = drafts::discard;

    /// Throws away a draft that was published, if it differs from its edition in exactly these files, sorted by
    /// path, at these revisions; says whether it did.
    change fn discard_draft_if(number: u32, files: &[(String, u64)], by: Authorship<'_>) -> bool
        = drafts::discard_if;
}

impl Database {
    /// Changes one file, if it is still at the revision that the change was made upon; gives the new revision.
    pub async fn change_draft(
        &self,
        number: u32,
        change: &FileChange<'_>,
    ) -> Result<u64, ChangeError> {
        let content = match change.bytes {
            Some(bytes) => Some(self.keep(bytes, change.by.at).await?),
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
}
