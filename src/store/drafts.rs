//! Drafts as they are kept: how each differs from the edition that it builds upon.

use std::future::Future;

use jiff::Timestamp;

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

/// A place that keeps drafts.
pub trait Drafts: Send + Sync + 'static {
    /// Begins a draft upon an edition. A number is never given twice, also when its draft is gone.
    fn begin_draft(
        &self,
        title: &str,
        base: EditionNumber,
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<u32, StoreError>> + Send;

    /// Every draft, newest first.
    fn drafts(&self) -> impl Future<Output = Result<Vec<DraftRecord>, StoreError>> + Send;

    /// The draft with this number.
    fn draft(
        &self,
        number: u32,
    ) -> impl Future<Output = Result<Option<DraftRecord>, StoreError>> + Send;

    /// The files in which a draft differs from its edition, sorted by path.
    fn draft_files(
        &self,
        number: u32,
    ) -> impl Future<Output = Result<Vec<DraftFile>, StoreError>> + Send;

    /// Changes one file, if it is still at the revision that the change was made upon; gives the new revision.
    fn change_draft(
        &self,
        number: u32,
        change: &FileChange<'_>,
    ) -> impl Future<Output = Result<u64, ChangeError>> + Send;

    /// Throws a draft away; says whether it was there.
    fn discard_draft(
        &self,
        number: u32,
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Throws away a draft that was published, if it differs from its edition in exactly these files, sorted by
    /// path, at these revisions; says whether it did.
    fn discard_draft_if(
        &self,
        number: u32,
        files: &[(String, u64)],
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}

/// Work that one server does for all of them.
pub trait Leases: Send + Sync + 'static {
    /// Takes or keeps the lease on some work until `until`; says whether `holder` has it now.
    fn lease(
        &self,
        work: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;
}
