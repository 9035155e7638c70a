//! Whole copies of a store's file, and their contents.

use camino::Utf8Path;
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;
use sqlx::{ConnectOptions as _, Connection as _};

use super::{SqliteOptions, SqliteStore, open, store_error};
use crate::store::StoreError;

/// The contents of a store, in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    pub calls: u64,
    /// The start of the latest of them.
    pub latest: Option<Timestamp>,
    pub editions: u64,
}

impl SqliteStore {
    pub async fn contents(&self) -> Result<Contents, StoreError> {
        let (calls, latest, editions): (i64, Option<i64>, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM call), (SELECT max(started_at) FROM call),
                    (SELECT count(*) FROM edition)",
        )
        .fetch_one(&self.reader)
        .await
        .map_err(store_error)?;
        Ok(Contents {
            calls: calls.unsigned_abs(),
            latest: latest.and_then(|at| Timestamp::from_microsecond(at).ok()),
            editions: editions.unsigned_abs(),
        })
    }
}

/// Copies the store `from`, as it is at this moment, into the empty file `to`. Others may go on writing.
pub(super) async fn copy(from: &Utf8Path, to: &Utf8Path) -> Result<(), StoreError> {
    let copy = async {
        let mut file = read(from).await?;
        sqlx::query("VACUUM INTO $1").bind(to.as_str()).execute(&mut file).await?;
        file.close().await
    };
    copy.await.map_err(|error| open::open_error(from, error))
}

/// Checks that a file holds together.
pub(super) async fn check(path: &Utf8Path) -> Result<(), StoreError> {
    let check = async {
        let mut file = read(path).await?;
        let found: String =
            sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut file).await?;
        file.close().await?;
        Ok(found)
    };
    match check.await {
        Ok(found) if found == "ok" => Ok(()),
        Ok(_) => Err(StoreError::Damaged { path: path.to_owned() }),
        Err(error) => Err(open::open_error(path, error)),
    }
}

/// Makes the file everything that there is of the store, with no log beside it. Nobody else may have it open.
pub(super) async fn settle(path: &Utf8Path) -> Result<(), StoreError> {
    let settle = async {
        let options = SqliteOptions::default();
        let mut file = open::shared(path, &options).connect().await?;
        let _: String =
            sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut file).await?;
        file.close().await
    };
    settle.await.map_err(|error| open::open_error(path, error))
}

async fn read(path: &Utf8Path) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteOptions::default();
    open::shared(path, &options).read_only(true).connect().await
}
