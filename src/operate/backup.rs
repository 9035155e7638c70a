//! Backups of a store in a file, taken and put back.

use std::{fs, io};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;

use super::audited::check_authorship;
use crate::store::sqlite::{self, Contents, Restored, SqliteOptions};
use crate::store::{Act, ActKind, Authorship, Database, Location, StoreError, WordsError};

/// The reason why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum TakeBackupError {
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// It could not be written.
    #[error(transparent)]
    Backup(#[from] sqlite::BackupError),
    /// The backup is there, and the store's audit does not say so.
    #[error("the audit can't be written: {0}")]
    Unrecorded(StoreError),
}

/// The reason why a backup was not put back.
#[derive(Debug, thiserror::Error)]
pub enum PutBackError {
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The backup could not be put in the store's place.
    #[error(transparent)]
    Restore(#[from] sqlite::RestoreError),
    /// The editions that a server keeps at hand could not be removed.
    #[error("{folder} can't be removed: {cause}")]
    Editions { folder: Utf8PathBuf, cause: io::Error },
    /// The backup is in its place, and its audit does not say so.
    #[error("the audit can't be written: {0}")]
    Unrecorded(StoreError),
}

/// Writes the whole store into a file that is not there yet, while servers go on.
pub async fn take_backup(
    store: &Utf8Path,
    target: &Utf8Path,
    by: Authorship<'_>,
) -> Result<Contents, TakeBackupError> {
    check_authorship(by)?;
    let contents = sqlite::backup(store, target).await?;
    let act = Act::done(by, ActKind::BackedUp, "").with(json!({ "file": target.as_str() }));
    let recorded = record(store, &act).await;
    recorded.map_err(TakeBackupError::Unrecorded)?;
    Ok(contents)
}

/// Puts a backup in the place of the store. Nobody else may have the store open.
pub async fn put_back(
    backup: &Utf8Path,
    (store, data_dir): (&Utf8Path, &Utf8Path),
    by: Authorship<'_>,
) -> Result<Restored, PutBackError> {
    check_authorship(by)?;
    let restored = sqlite::restore(backup, store, by.at).await?;
    forget_editions(data_dir)?;
    let act = Act::done(by, ActKind::Restored, "").with(json!({
        "file": backup.as_str(),
        "aside": restored.aside.as_ref().map(|aside| aside.as_str()),
    }));
    record(store, &act).await.map_err(PutBackError::Unrecorded)?;
    Ok(restored)
}

/// Removes the editions that the server keeps at hand: the store may come to give their numbers to others.
fn forget_editions(data_dir: &Utf8Path) -> Result<(), PutBackError> {
    let folder = data_dir.join("editions");
    match fs::remove_dir_all(&folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(PutBackError::Editions { folder, cause })
        }
        _ => Ok(()),
    }
}

async fn record(store: &Utf8Path, act: &Act) -> Result<(), StoreError> {
    let location = Location::File(store.to_owned());
    let database = Database::existing(&location, &SqliteOptions::default()).await?;
    let recorded = database.record_act(act).await;
    database.close().await;
    recorded
}
