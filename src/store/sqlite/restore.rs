//! A backup put in the place of the store.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, fchown};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::json;
use tempfile::NamedTempFile;

use super::backup::{beside, sync_folder, unfinished_path};
use super::copies::aside_of;
use super::copy::{check, copy, settle};
use super::files::{self, Unfinished};
use super::{Contents, SqliteOptions, SqliteStore, folder, open, sql, store_error};
use crate::store::{Act, Erased, Location, StoreError};

/// A reason for which nothing was restored; the store is as it was.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("there is no file {0}: check the path of the backup")]
    Missing(Utf8PathBuf),
    #[error("the backup {0} is damaged: take an earlier one. The store is as it was")]
    Damaged(Utf8PathBuf),
    /// The server could not read what was restored.
    #[error(
        "what is restored to {file} can't be given to the user whom the server's files belong to ({cause}): run \
         this as that user. The store is as it was"
    )]
    Owner { file: Utf8PathBuf, cause: io::Error },
    #[error("{0} is there already: try again in a second")]
    Exists(Utf8PathBuf),
    #[error(
        "{file} can't be written ({cause}): check that its folder is there, that this user may write to it, and \
         that the disk has room"
    )]
    File { file: Utf8PathBuf, cause: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The result of restoring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    pub contents: Contents,
    /// The store from before, if there was one; its log, where only that was left.
    pub aside: Option<Utf8PathBuf>,
    /// Removed again, because its callers were forgotten since the backup; none if there was no store from before to
    /// ask for them, or it could not be asked.
    pub forgotten: Option<Erased>,
}

/// Puts a copy of `backup` in the place of the store in the file `store`, at one stroke, and the store from before
/// aside. The audit that the store has from then on is that of both, and ends with `act`. Nobody else may have the store open: see [`StoreLock`](crate::store::StoreLock).
pub async fn restore(
    backup: &Utf8Path,
    store: &Utf8Path,
    mut act: Act,
) -> Result<Restored, RestoreError> {
    let now = act.at;
    let failed = |cause| RestoreError::File { file: store.to_owned(), cause };
    check_whole(backup).await?;
    fs::create_dir_all(folder(store)).map_err(failed)?;
    let unfinished = beside(store).map_err(failed)?;
    let path = unfinished_path(&unfinished).map_err(failed)?;
    let _beside = Unfinished(path.clone());
    copy(backup, &path).await.map_err(|error| match error {
        StoreError::Damaged { .. } => RestoreError::Damaged(backup.to_owned()),
        error => error.into(),
    })?;
    let before = Before::of(store).await;
    let name = aside_of(store, now);
    let aside = before.aside(store, &name);
    act.detail["aside"] = json!(aside.as_ref().map(|aside| aside.as_str()));
    let (contents, forgotten) = prepare(&path, (store, &before), &act).await?;
    keep_owner(&unfinished, store)
        .map_err(|cause| RestoreError::Owner { file: store.to_owned(), cause })?;
    unfinished.as_file().sync_all().map_err(failed)?;
    put_aside((store, &before), &name).await?;
    put_in_place(unfinished, store).map_err(failed)?;
    Ok(Restored { contents, aside, forgotten })
}

/// The condition of the store from before.
#[derive(PartialEq, Eq)]
enum Before {
    Absent,
    /// Its file is gone, and there is this log.
    LogAlone(Utf8PathBuf),
    Well,
    /// It can't be read, and is not to be touched: SQLite might throw its log away.
    Ill,
}

impl Before {
    async fn of(store: &Utf8Path) -> Self {
        if !store.exists() {
            return files::lone_log(store).map_or(Self::Absent, Self::LogAlone);
        }
        match open::look(store, &SqliteOptions::default(), &open::MIGRATIONS).await {
            Ok(_) => Self::Well,
            Err(_) => Self::Ill,
        }
    }

    /// The file that is left of the store once it is put aside under a name, if any is.
    fn aside(&self, store: &Utf8Path, name: &Utf8Path) -> Option<Utf8PathBuf> {
        match self {
            Self::Absent => None,
            Self::LogAlone(log) => {
                let ending = log.as_str().strip_prefix(store.as_str())?;
                Some(format!("{name}{ending}").into())
            }
            Self::Well | Self::Ill => Some(name.to_owned()),
        }
    }
}

/// Fails unless the file is a store of ours, not of a later version, and holds together.
async fn check_whole(backup: &Utf8Path) -> Result<(), RestoreError> {
    if !backup.is_file() {
        return Err(RestoreError::Missing(backup.to_owned()));
    }
    let found = open::look(backup, &SqliteOptions::default(), &open::MIGRATIONS).await;
    // A file that ends too early can't be read either.
    let damaged = |error| match error {
        StoreError::Damaged { .. } | StoreError::Backend(_) => {
            RestoreError::Damaged(backup.to_owned())
        }
        error => error.into(),
    };
    let found = found.map_err(damaged)?;
    if found.is_none() {
        let place = Location::File(backup.to_owned());
        return Err(StoreError::Foreign { place }.into());
    }
    check(backup).await.map_err(damaged)
}

/// Brings the copy up to date, continues its audit, and removes again what was forgotten since the backup was made.
async fn prepare(
    copy: &Utf8Path,
    (store, before): (&Utf8Path, &Before),
    act: &Act,
) -> Result<(Contents, Option<Erased>), StoreError> {
    let copied = SqliteStore::open(copy, &SqliteOptions::default()).await?;
    let taken_over = match before {
        Before::Absent | Before::LogAlone(_) | Before::Ill => false,
        Before::Well => take_over(&copied, store).await.is_ok(),
    };
    sql::audit::record_alone(&copied.writer, act).await.map_err(store_error)?;
    let erased = sql::erasure::erase_forgotten(&copied, act.at).await.map_err(store_error)?;
    let contents = copied.contents().await?;
    // Without calls there is nobody to forget.
    let known = taken_over || contents.calls == 0;
    copied.close().await;
    settle(copy).await?;
    Ok((contents, known.then_some(erased)))
}

/// Adds the forgotten callers of the store from before to those of the backup, and to its audit the acts that it lacks.
async fn take_over(copied: &SqliteStore, before: &Utf8Path) -> Result<(), StoreError> {
    let mut connection = copied.writer.acquire().await.map_err(store_error)?;
    let taken = async {
        sqlx::query("ATTACH DATABASE $1 AS before")
            .bind(before.as_str())
            .execute(&mut *connection)
            .await?;
        for insert in [
            "INSERT INTO main.forgotten (caller, at) SELECT caller, at FROM before.forgotten WHERE true
             ON CONFLICT (caller) DO UPDATE SET at = excluded.at WHERE forgotten.at < excluded.at",
            "INSERT INTO main.forgotten_call (call, at) SELECT call, at FROM before.forgotten_call
             WHERE true ON CONFLICT (call) DO NOTHING",
            "INSERT INTO main.retention_round (one, at) SELECT one, at FROM before.retention_round WHERE true
             ON CONFLICT (one) DO UPDATE SET at = excluded.at",
            "INSERT INTO main.audit (at, author, via, uid, act, object, id, reason, refused, detail)
             SELECT at, author, via, uid, act, object, id, reason, refused, detail FROM before.audit AS new
             WHERE NOT EXISTS (
                 SELECT 1 FROM main.audit AS old
                 WHERE old.at = new.at
                   AND (old.author, old.via, old.uid, old.act, old.id, old.reason, old.refused, old.detail)
                    IS (new.author, new.via, new.uid, new.act, new.id, new.reason, new.refused, new.detail))
             ORDER BY number",
        ] {
            sqlx::query(insert).execute(&mut *connection).await?;
        }
        Ok(())
    };
    let taken: Result<(), sqlx::Error> = taken.await;
    let detach = sqlx::query("DETACH DATABASE before");
    detach.execute(&mut *connection).await.ok();
    taken.map_err(store_error)
}

/// Gives the store from before its second name, and leaves nothing of it beside the first.
async fn put_aside(
    (store, before): (&Utf8Path, &Before),
    name: &Utf8Path,
) -> Result<(), RestoreError> {
    if *before == Before::Absent {
        // At most an empty log and its index.
        files::remove_beside(store);
        return Ok(());
    }
    if let Some(file) = files::any_of(name) {
        return Err(RestoreError::Exists(file));
    }
    if *before == Before::Well
        && let Err(busy @ StoreError::Busy(_)) = settle(store).await
    {
        return Err(busy.into());
    }
    if matches!(before, Before::Well | Before::Ill) {
        let linked = fs::hard_link(store, name);
        linked.map_err(|cause| RestoreError::File { file: name.to_owned(), cause })?;
    }
    // A store that can't be opened keeps its log and the log's index: they may be needed to mend it.
    files::move_beside(store, name).map_err(|(file, cause)| RestoreError::File { file, cause })
}

/// Gives the new file to whom the store from before belonged, or else to whom the folder belongs: restored by
/// root, it would be one that the server can't read.
fn keep_owner(unfinished: &NamedTempFile, store: &Utf8Path) -> io::Result<()> {
    let before = fs::metadata(store).or_else(|_| fs::metadata(folder(store)))?;
    let made = unfinished.as_file().metadata()?;
    if made.uid() == before.uid() {
        return Ok(());
    }
    fchown(unfinished.as_file(), Some(before.uid()), Some(before.gid()))
}

fn put_in_place(unfinished: NamedTempFile, store: &Utf8Path) -> io::Result<()> {
    unfinished.persist(store).map_err(|lost| lost.error)?;
    sync_folder(store)
}
