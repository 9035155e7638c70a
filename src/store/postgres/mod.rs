//! Events, editions and drafts in a PostgreSQL database: the store of a hotline that several servers answer.
//!
//! Every statement ends: the database gives up what takes too long or waits too long for others, and we give
//! up a database that does not answer.

mod append;
mod changes;
mod error;
mod open;
#[expect(clippy::duplicate_mod, reason = "compiled once for each driver")]
#[path = "../sql/mod.rs"]
pub(super) mod sql;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use tokio::time::timeout;

use super::{Appended, PostgresUrl, StoreError, TurnRecord};
use changes::{CHANNEL, Changes};
use error::is_collision;
pub(super) use error::store_error;

/// The store in a database. Clones share the same connections.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pool: PgPool,
    changes: Arc<Changes>,
    patience: Duration,
}

/// The time for an answer of the database in all before we give it up. The database itself gives up before, unless it is not there any more.
const PATIENCE: Duration = Duration::from_secs(20);

/// The time for which closing waits for a connection that is at something.
const CLOSING: Duration = Duration::from_secs(5);

/// The names of the copies that commits wait for, and how many copies follow.
const REPLICATION: &str = "
    SELECT current_setting('synchronous_standby_names'), (SELECT count(*) FROM pg_stat_replication)";

/// The copies of the database that could take its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replication {
    /// Those that every commit waits for, as the database is told; empty: none.
    pub synchronous: String,
    /// Those that follow at the moment.
    pub copies: u64,
}

/// The time by the database's clock, in microseconds.
const TIME: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

impl PostgresStore {
    /// Opens the store in the database and brings its schema up to date. Several servers may do so at once.
    pub async fn open(url: &PostgresUrl) -> Result<Self, StoreError> {
        Self::open_within(url, PATIENCE).await
    }

    /// The same with another limit to how long each answer may take.
    pub async fn open_within(url: &PostgresUrl, patience: Duration) -> Result<Self, StoreError> {
        let pool = open::pool(url, patience).await?;
        open::bring_up_to_date(&pool, url, patience).await?;
        Self::with(pool, url, patience)
    }

    /// Opens a store that must be there already, without changing its schema.
    pub async fn existing(url: &PostgresUrl) -> Result<Self, StoreError> {
        let pool = open::pool(url, PATIENCE).await?;
        open::check_schema(&pool, url, PATIENCE).await?;
        Self::with(pool, url, PATIENCE)
    }

    fn with(pool: PgPool, url: &PostgresUrl, patience: Duration) -> Result<Self, StoreError> {
        let changes = Changes::of(url.connect_options().map_err(store_error)?);
        Ok(Self { pool, changes: Arc::new(changes), patience })
    }

    /// Completes when other editions or notices may have come to be heard: after the next notification, or when
    /// notifications can be heard again after they could not. One that came since the last call counts.
    ///
    /// It may be that none ever comes, so look for yourself from time to time as well.
    pub async fn changed(&self) {
        self.changes.next().await;
    }

    /// Closes the connections, after what they are at; those that get nowhere are left to themselves.
    pub async fn close(&self) {
        self.changes.stop();
        let closing = self.pool.close();
        if timeout(CLOSING.min(self.patience), closing).await.is_err() {
            tracing::debug!("a connection to the database did not end in time");
        }
    }

    pub(super) async fn append(&self, records: &[TurnRecord]) -> Result<Appended, StoreError> {
        sql::answer(self, append::append(&self.pool, records)).await
    }

    pub(super) async fn time(&self) -> Result<Timestamp, StoreError> {
        let ask = sqlx::query_scalar(TIME).fetch_one(&self.pool);
        let time: i64 = sql::answer(self, ask).await?;
        Ok(Timestamp::from_microsecond(time).unwrap_or(Timestamp::MAX))
    }

    pub(super) async fn replication(&self) -> Result<Replication, StoreError> {
        let ask = sqlx::query_as(REPLICATION).fetch_one(&self.pool);
        let (synchronous, copies): (String, i64) = sql::answer(self, ask).await?;
        Ok(Replication { synchronous, copies: copies.unsigned_abs() })
    }

    /// Tells the other servers that they may look at once.
    pub(super) async fn announce(&self) {
        let notify = sqlx::AssertSqlSafe(format!("NOTIFY {CHANNEL}"));
        if let Err(error) = limited(self, sqlx::query(notify).execute(&self.pool)).await {
            tracing::debug!("the other servers were not told of the change: {error}");
        }
    }
}

/// PostgreSQL's texts hold every character but U+0000. In its place stands the character for what can't be
/// shown, so that whatever a request brings costs no more than this one character.
fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

// The queries that every backend shares are compiled with these.
type Db = Postgres;
type DbConnection = PgConnection;
type DbPool = PgPool;
type DbRow = PgRow;
type Store = PostgresStore;

/// Rows that another server has in hand are passed over.
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";

impl PostgresStore {
    pub(super) fn reading(&self) -> &PgPool {
        &self.pool
    }

    pub(super) fn writing(&self) -> &PgPool {
        &self.pool
    }
}

/// SERIALIZABLE: as if one transaction came after the other. What would not be so ends as a collision.
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await
}

/// Everything is read in it as it was at one moment.
async fn begin_reading(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
}

/// Gives up an answer that does not come. Its connection is looked at when it goes back to the others, see
/// [`open::pool`].
fn limited<T>(
    store: &PostgresStore,
    work: impl Future<Output = Result<T, sqlx::Error>> + Send,
) -> impl Future<Output = Result<T, sqlx::Error>> + Send {
    // Boxed, or every caller's future would hold all of a transaction's.
    let answer = timeout(store.patience, Box::pin(work));
    async { answer.await.unwrap_or(Err(sqlx::Error::PoolTimedOut)) }
}
