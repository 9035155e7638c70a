//! Backups of a store in a file, taken and put back.

use std::{fs, io};

use camino::Utf8Path;
use serde_json::json;

use super::OperateError;
use super::audited::{audited, check_authorship, record_refusal};
use crate::store::sqlite::{self, Contents, Restored, SqliteOptions};
use crate::store::{Act, ActKind, Authorship, Database, Location};

/// Writes the whole store into a file that is not there yet, while servers go on. It is in the audit before, so that the
/// backup has it as well.
pub async fn take_backup(
    store: &Utf8Path,
    target: &Utf8Path,
    by: Authorship<'_>,
) -> Result<Contents, OperateError> {
    let location = Location::File(store.to_owned());
    let database = Database::existing(&location, &SqliteOptions::default()).await?;
    let taken = async {
        sqlite::check_target(target)?;
        let act = Act::done(by, ActKind::BackedUp, "").with(json!({ "file": target.as_str() }));
        database.record_act(&act).await?;
        Ok(sqlite::backup(store, target).await?)
    };
    let taken = audited(&database, by, (ActKind::BackedUp, ""), taken).await;
    database.close().await;
    taken
}

/// Puts a backup in the place of the store. Nobody else may have the store open.
pub async fn put_back(
    backup: &Utf8Path,
    (store, data_dir): (&Utf8Path, &Utf8Path),
    by: Authorship<'_>,
) -> Result<Restored, OperateError> {
    let restored = async {
        check_authorship(by)?;
        let act = Act::done(by, ActKind::Restored, "").with(json!({ "file": backup.as_str() }));
        let restored = sqlite::restore(backup, store, act).await?;
        forget_editions(data_dir)?;
        Ok(restored)
    };
    let restored: Result<_, OperateError> = restored.await;
    if let Some(rule) = restored.as_ref().err().and_then(OperateError::rule) {
        let location = Location::File(store.to_owned());
        // A store that can't be opened has no audit to write to.
        if let Ok(database) = Database::existing(&location, &SqliteOptions::default()).await {
            record_refusal(&database, by, (ActKind::Restored, ""), rule).await;
            database.close().await;
        }
    }
    restored
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
