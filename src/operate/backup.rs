//! Backups of a store in a file, taken and put back.

use std::{fs, io};

use camino::Utf8Path;
use serde_json::json;

use super::OperateError;
use super::audited::check_authorship;
use crate::store::sqlite::{self, Contents, Restored, SqliteOptions};
use crate::store::{Act, ActKind, Authorship, Database, Location, StoreError};

/// Writes the whole store into a file that is not there yet, while servers go on.
pub async fn take_backup(
    store: &Utf8Path,
    target: &Utf8Path,
    by: Authorship<'_>,
) -> Result<Contents, OperateError> {
    check_authorship(by)?;
    let contents = sqlite::backup(store, target).await?;
    let act = Act::done(by, ActKind::BackedUp, "").with(json!({ "file": target.as_str() }));
    record(store, &act).await.map_err(OperateError::BackupUnrecorded)?;
    Ok(contents)
}

/// Puts a backup in the place of the store. Nobody else may have the store open.
pub async fn put_back(
    backup: &Utf8Path,
    (store, data_dir): (&Utf8Path, &Utf8Path),
    by: Authorship<'_>,
) -> Result<Restored, OperateError> {
    check_authorship(by)?;
    let restored = sqlite::restore(backup, store, by.at).await?;
    forget_editions(data_dir)?;
    let act = Act::done(by, ActKind::Restored, "").with(json!({
        "file": backup.as_str(),
        "aside": restored.aside.as_ref().map(|aside| aside.as_str()),
    }));
    record(store, &act).await.map_err(OperateError::RestoreUnrecorded)?;
    Ok(restored)
}

/// Removes the editions that the server keeps at hand: the store may come to give their numbers to others.
fn forget_editions(data_dir: &Utf8Path) -> Result<(), OperateError> {
    let folder = data_dir.join("editions");
    match fs::remove_dir_all(&folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(OperateError::Leftover { folder, cause })
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
