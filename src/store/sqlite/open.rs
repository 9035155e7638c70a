//! Opening the file: its rights, its settings, its schema.

use std::io;
use std::sync::LazyLock;

use camino::Utf8Path;
use sqlx::ConnectOptions as _;
use sqlx::Connection as _;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteExecutor, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use tokio::fs::{DirBuilder, File, OpenOptions};

use super::{SqliteOptions, files, folder, primary_code, store_error};
use crate::store::migrations::{check_found, migrator, newest};
use crate::store::{Location, StoreError};

pub(super) static MIGRATIONS: LazyLock<Migrator> =
    LazyLock::new(|| migrator(&[include_str!("../../../migrations/sqlite/0001_store.sql")]));

pub(super) const PAGE_BYTES: u32 = 4096;

/// The most programs that migrate at the same moment.
const STARTERS: u8 = 3;

/// The one connection that writes, on a file with the latest schema.
pub(super) async fn writer(
    path: &Utf8Path,
    options: &SqliteOptions,
    migrations: &Migrator,
) -> Result<SqlitePool, StoreError> {
    check_not_gone(path)?;
    create(path).await.map_err(|source| StoreError::Open { path: path.to_owned(), source })?;
    look(path, options, migrations).await?;
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(writing(path, options))
        .await
        .map_err(|error| open_error(path, error))?;
    migrate(&pool, migrations).await.map_err(|error| migration_error(path, error))?;
    Ok(pool)
}

/// Fails where only the log of a store is left: with a new file in the store's place, SQLite would throw it away.
pub(super) fn check_not_gone(path: &Utf8Path) -> Result<(), StoreError> {
    match files::lone_log(path) {
        Some(log) => Err(StoreError::Gone { path: path.to_owned(), log }),
        None => Ok(()),
    }
}

/// Brings the schema up to date. Programs that start at the same moment may each try: whoever finds it done
/// in the middle of the attempt looks again.
async fn migrate(pool: &SqlitePool, migrations: &Migrator) -> Result<(), MigrateError> {
    for _ in 0..STARTERS {
        let result = migrations.run(pool).await;
        if result.is_ok() || newest_in(pool).await.ok() < Some(newest(migrations)) {
            return result;
        }
    }
    migrations.run(pool).await
}

/// Options of a connection whose commits are on disk when they return.
pub(super) fn writing(path: &Utf8Path, options: &SqliteOptions) -> SqliteConnectOptions {
    let connect = shared(path, options)
        .page_size(PAGE_BYTES)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("temp_store", "MEMORY")
        // What was removed is not to be found in the file any more.
        .pragma("secure_delete", "ON");
    match options.max_bytes {
        Some(bytes) => {
            connect.pragma("max_page_count", (bytes / u64::from(PAGE_BYTES)).to_string())
        }
        None => connect,
    }
}

/// The number of the newest migration that was applied to a file; none in an empty one. Fails where the file is not
/// ours to change, or of a newer version; changes nothing.
pub(super) async fn look(
    path: &Utf8Path,
    options: &SqliteOptions,
    migrations: &Migrator,
) -> Result<Option<i64>, StoreError> {
    check_not_gone(path)?;
    let look = async {
        let mut file = shared(path, options).read_only(true).connect().await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut file).await?;
        let found = match tables {
            0 => Ok(None),
            _ => newest_in(&mut file).await.map(Some),
        };
        file.close().await?;
        found
    };
    let found = look.await.map_err(|error| match primary_code(&error) {
        // SQLITE_ERROR: no such table, so this is a database of something else.
        Some(1) => StoreError::Foreign { place: place(path) },
        _ => open_error(path, error),
    })?;
    match check_found(place(path), found, migrations) {
        Err(newer @ StoreError::Newer { .. }) => Err(newer),
        _ => Ok(found),
    }
}

/// Connections that only read.
pub(super) async fn readers(
    path: &Utf8Path,
    options: &SqliteOptions,
) -> Result<SqlitePool, StoreError> {
    SqlitePoolOptions::new()
        .max_connections(options.readers)
        .test_before_acquire(false)
        .connect_with(shared(path, options).read_only(true))
        .await
        .map_err(|error| open_error(path, error))
}

/// Fails unless the file has exactly the schema that this version reads.
pub(super) async fn check_schema(
    path: &Utf8Path,
    options: &SqliteOptions,
) -> Result<(), StoreError> {
    let found = look(path, options, &MIGRATIONS).await?;
    check_found(place(path), found, &MIGRATIONS)
}

async fn newest_in(file: impl SqliteExecutor<'_>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations WHERE success")
        .fetch_one(file)
        .await
}

pub(super) fn shared(path: &Utf8Path, options: &SqliteOptions) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(options.busy)
}

/// Makes the file and its folder, for this user alone: what happens in calls is nobody else's business.
/// SQLite gives its log the same rights as the file.
async fn create(path: &Utf8Path) -> io::Result<()> {
    let folder = folder(path);
    DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).await;
    match file {
        // The name of a new file is on disk only when its folder is.
        Ok(_) => File::open(folder).await?.sync_all().await,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

pub(super) fn open_error(path: &Utf8Path, error: sqlx::Error) -> StoreError {
    let path = path.to_owned();
    match (primary_code(&error), error) {
        // PERM, READONLY, CANTOPEN
        (Some(3 | 8 | 14), error) => StoreError::Open { path, source: io::Error::other(error) },
        // CORRUPT
        (Some(11), _) => StoreError::Damaged { path },
        // NOTADB
        (Some(26), _) => StoreError::Foreign { place: Location::File(path) },
        (_, error) => store_error(error),
    }
}

fn migration_error(path: &Utf8Path, error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) => open_error(path, error),
        // IOERR, FULL: the disk is at fault and not the migration.
        MigrateError::ExecuteMigration(error, _)
            if matches!(primary_code(&error), Some(10 | 13)) =>
        {
            store_error(error)
        }
        error => StoreError::Migration { place: place(path), source: Box::new(error) },
    }
}

fn place(path: &Utf8Path) -> Location {
    Location::File(path.to_owned())
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::{MIGRATIONS, SqliteOptions, readers, writer};

    #[tokio::test]
    async fn a_commit_is_on_disk_and_readers_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("sila.db");
        let options = SqliteOptions::default();
        let writer = writer(&path, &options, &MIGRATIONS).await.unwrap();
        let synchronous: u32 =
            sqlx::query_scalar("PRAGMA synchronous").fetch_one(&writer).await.unwrap();
        assert_eq!(synchronous, 2, "FULL");
        let mode: String =
            sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&writer).await.unwrap();
        assert_eq!(mode, "wal");
        let readers = readers(&path, &options).await.unwrap();
        sqlx::query("DELETE FROM call").execute(&readers).await.unwrap_err();
    }
}
