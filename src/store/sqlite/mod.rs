//! Events in one SQLite file: the whole store of a small hotline.
//!
//! One connection writes and others read, at the same time (write-ahead log). A commit returns when the log
//! is on disk (`synchronous=FULL`): with less, SQLite would lose the latest commits in a power cut.

mod append;
mod backup;
mod copies;
mod copy;
mod files;
mod open;
pub mod outbox;
mod restore;
#[path = "../sql/mod.rs"]
pub(super) mod sql;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use camino::Utf8Path;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::{Location, StoreError};

pub use backup::{BackupError, backup, check_target};
pub use copies::{ForgottenIn, LeftCopy, left_copies};
pub use copy::Contents;
pub use outbox::{Outbox, Shipment};
pub use restore::{RestoreError, Restored, restore};

/// The store in a file: what a server opens. Clones share the same connections.
#[derive(Debug, Clone)]
pub struct SqliteStore {
    path: Arc<Utf8Path>,
    writer: SqlitePool,
    reader: SqlitePool,
}

/// Options with which a store is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqliteOptions {
    /// The most connections that read at the same time.
    pub readers: u32,
    /// The wait while another program holds the file.
    pub busy: Duration,
    /// The file may not grow beyond this many bytes, if set; beyond, the disk counts as full. The log beside
    /// the file comes on top, some megabytes.
    pub max_bytes: Option<u64>,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 4, busy: Duration::from_secs(5), max_bytes: None }
    }
}

impl SqliteStore {
    /// Opens the store in the file `path` and brings its schema up to date. Makes the file, readable to this
    /// user alone, and its folder when they are missing.
    pub async fn open(path: &Utf8Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        let writer = open::writer(path, options, &open::MIGRATIONS).await?;
        let reader = open::readers(path, options).await?;
        Ok(Self { path: path.into(), writer, reader })
    }

    /// Opens an existing store without changing it, also while a server is writing. Nothing can be written.
    pub async fn read_only(path: &Utf8Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        Self::check_there(path)?;
        open::check_schema(path, options).await?;
        let reader = open::readers(path, options).await?;
        Ok(Self { path: path.into(), writer: reader.clone(), reader })
    }

    /// Fails unless there is a store's file.
    pub fn check_there(path: &Utf8Path) -> Result<(), StoreError> {
        open::check_not_gone(path)?;
        if path.exists() {
            return Ok(());
        }
        Err(StoreError::Missing { place: Location::File(path.to_owned()) })
    }

    /// Writes the log back into the file and empties it, so that nothing that was removed is left in it. Says
    /// whether it could: not while somebody reads what was there before.
    pub async fn write_back(&self) -> Result<bool, StoreError> {
        let busy: i64 = sqlx::query_scalar("PRAGMA wal_checkpoint(TRUNCATE)")
            .fetch_one(&self.writer)
            .await
            .map_err(store_error)?;
        Ok(busy == 0)
    }

    pub(super) fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Closes the connections, after what they are at.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }
}

/// The folder of a file.
fn folder(file: &Utf8Path) -> &Utf8Path {
    let folder = file.parent().filter(|folder| !folder.as_str().is_empty());
    folder.unwrap_or(Utf8Path::new("."))
}

// The queries that every backend shares are compiled with these.
type Db = Sqlite;
type DbConnection = SqliteConnection;
type DbPool = SqlitePool;
type DbRow = SqliteRow;
type Store = SqliteStore;

/// Nobody else writes meanwhile.
const SKIP_LOCKED: &str = "";

impl SqliteStore {
    pub(super) fn reading(&self) -> &SqlitePool {
        &self.reader
    }

    pub(super) fn writing(&self) -> &SqlitePool {
        &self.writer
    }
}

/// IMMEDIATE: a transaction that first reads and then writes can be refused at once, however long it may wait.
async fn begin(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    pool.begin_with("BEGIN IMMEDIATE").await
}

/// Everything is read in it as it was at one moment.
async fn begin_reading(pool: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    pool.begin().await
}

/// Texts hold every character here.
fn storable(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

/// Nobody undoes another's work here: writers wait for each other.
fn is_collision(_error: &sqlx::Error) -> bool {
    false
}

/// A file answers or fails: SQLite itself gives up what waits too long for others.
fn limited<T>(
    _store: &SqliteStore,
    work: impl Future<Output = Result<T, sqlx::Error>> + Send,
) -> impl Future<Output = Result<T, sqlx::Error>> + Send {
    Box::pin(work)
}

/// Sorts an error by SQLite's primary result code, the low byte of the extended one.
/// <https://www.sqlite.org/rescode.html>
pub(super) fn store_error(error: sqlx::Error) -> StoreError {
    match primary_code(&error) {
        // BUSY, LOCKED
        Some(5 | 6) => StoreError::Busy(error),
        // FULL
        Some(13) => StoreError::DiskFull(error),
        // TOOBIG, CONSTRAINT, MISMATCH
        Some(18..=20) => StoreError::Refused(error),
        _ => StoreError::Backend(error),
    }
}

fn primary_code(error: &sqlx::Error) -> Option<u32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<u32>().ok().map(|code| code & 0xff)
}
