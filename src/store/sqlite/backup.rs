//! A backup: one file that is a whole store, made while others write.

use std::fs::{self, File};
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::NamedTempFile;

use super::copy::{check, copy};
use super::files::{self, Unfinished};
use super::{Contents, SqliteOptions, SqliteStore, folder};
use crate::store::StoreError;

/// A reason for which there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{0} is there already: name a file that is not there yet, or move this one away")]
    Exists(Utf8PathBuf),
    #[error(
        "the backup {file} can't be written ({cause}): check that its folder is there, that this user may write to \
         it, and that the disk has room"
    )]
    File { file: Utf8PathBuf, cause: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes a backup of the store in the file `store` to `target`, which must not be there yet, and returns once it
/// would survive a power cut. Everything is in it that was in the store when it began.
pub async fn backup(store: &Utf8Path, target: &Utf8Path) -> Result<Contents, BackupError> {
    let failed = |cause| BackupError::File { file: target.to_owned(), cause };
    check_target(target)?;
    // Says at once where there is no store, or one that this version does not know.
    let options = SqliteOptions::default();
    SqliteStore::read_only(store, &options).await?.close().await;
    let unfinished = beside(target).map_err(failed)?;
    let path = unfinished_path(&unfinished).map_err(failed)?;
    let _beside = Unfinished(path.clone());
    copy(store, &path).await?;
    check(&path).await?;
    let copied = SqliteStore::read_only(&path, &options).await?;
    let contents = copied.contents().await?;
    copied.close().await;
    unfinished.as_file().sync_all().map_err(failed)?;
    check_target(target)?;
    match unfinished.persist_noclobber(target) {
        Ok(_) => sync_folder(target).map_err(failed)?,
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(BackupError::Exists(target.to_owned()));
        }
        Err(lost) => return Err(failed(lost.error)),
    }
    Ok(contents)
}

/// Fails if there is a file already where a backup is to be, or the log of one, or no folder for it.
pub fn check_target(target: &Utf8Path) -> Result<(), BackupError> {
    if let Some(file) = files::any_of(target) {
        return Err(BackupError::Exists(file));
    }
    let folder = fs::metadata(folder(target));
    folder.map(|_| ()).map_err(|cause| BackupError::File { file: target.to_owned(), cause })
}

/// An empty file beside another, for this user alone; it goes unless it is put into a place.
pub(super) fn beside(file: &Utf8Path) -> io::Result<NamedTempFile> {
    let name = file.file_name().unwrap_or("store");
    tempfile::Builder::new().prefix(&format!(".{name}.")).tempfile_in(folder(file))
}

pub(super) fn unfinished_path(unfinished: &NamedTempFile) -> io::Result<Utf8PathBuf> {
    Utf8PathBuf::try_from(unfinished.path().to_owned()).map_err(io::Error::other)
}

/// The name of a new file is on disk only when its folder is.
pub(super) fn sync_folder(file: &Utf8Path) -> io::Result<()> {
    File::open(folder(file))?.sync_all()
}
