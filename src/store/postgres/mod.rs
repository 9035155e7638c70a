//! Events, editions and drafts in a PostgreSQL database: the store of a hotline that several servers answer.
//!
//! Every statement ends: the database gives up what takes too long or waits too long for others, and we give
//! up a database that does not answer.

mod append;
mod changes;
mod error;
mod open;
#[allow(clippy::duplicate_mod, reason = "compiled once for each driver")]
#[path = "../sql/mod.rs"]
mod sql;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Postgres, Transaction};

use super::{Appended, CallSummary, Calls, Event, EventLog, PostgresUrl, RecentCalls, StoreError};
use changes::{CHANNEL, Changes};
use error::{is_collision, store_error};

/// The store in a database. Clones share the same connections.
#[derive(Debug, Clone)]
pub struct PostgresStore {
    pool: PgPool,
    changes: Arc<Changes>,
}

/// How long an answer of the database may take in all before we give it up; the database itself gives up
/// before.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

impl PostgresStore {
    /// Opens the store in the database and brings its layout up to date. Several servers may do so at once.
    pub async fn open(url: &PostgresUrl) -> Result<Self, StoreError> {
        let pool = open::pool(url).await?;
        open::bring_up_to_date(&pool, url).await?;
        Self::with(pool, url)
    }

    /// Opens a store that must be there already, without changing its layout.
    pub async fn existing(url: &PostgresUrl) -> Result<Self, StoreError> {
        let pool = open::pool(url).await?;
        open::check_layout(&pool, url).await?;
        Self::with(pool, url)
    }

    fn with(pool: PgPool, url: &PostgresUrl) -> Result<Self, StoreError> {
        let changes = Changes::of(url.connect_options().map_err(store_error)?);
        Ok(Self {
            pool,
            changes: Arc::new(changes),
        })
    }

    /// Completes when another edition may have come to be heard: after the next notification, or when
    /// notifications can be heard again after they could not. One that came since the last call counts.
    ///
    /// It may be that none ever comes, so look for yourself from time to time as well.
    pub async fn changed(&self) {
        self.changes.next().await;
    }

    /// Closes the connections, after what they are at.
    pub async fn close(&self) {
        self.changes.stop();
        self.pool.close().await;
    }
}

impl EventLog for PostgresStore {
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        append::append(&self.pool, events)
            .await
            .map_err(store_error)
    }
}

impl Calls for PostgresStore {
    async fn recent(&self, query: &RecentCalls) -> Result<Vec<CallSummary>, StoreError> {
        sql::calls::recent(&self.pool, query)
            .await
            .map_err(store_error)
    }

    async fn way(&self, call: &str) -> Result<Vec<Event>, StoreError> {
        sql::calls::way(&self.pool, &storable(call))
            .await
            .map_err(store_error)
    }

    async fn starting_with(&self, prefix: &str, limit: u16) -> Result<Vec<String>, StoreError> {
        sql::calls::starting_with(&self.pool, &storable(prefix), limit)
            .await
            .map_err(store_error)
    }

    async fn heard_since(&self, since: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        sql::counts::heard_since(&self.pool, since)
            .await
            .map_err(store_error)
    }

    async fn in_progress(&self, since: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        sql::counts::in_progress(&self.pool, since)
            .await
            .map_err(store_error)
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

// What the queries that every backend shares are compiled with.
type Db = Postgres;
type DbPool = PgPool;
type DbRow = PgRow;
type Store = PostgresStore;

impl PostgresStore {
    fn reading(&self) -> &PgPool {
        &self.pool
    }

    fn writing(&self) -> &PgPool {
        &self.pool
    }
}

/// SERIALIZABLE: as if one transaction came after the other. What would not be so ends as a collision.
async fn begin(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin_with("BEGIN ISOLATION LEVEL SERIALIZABLE").await
}

/// Tells the other servers that they may look at once. They look from time to time in any case.
async fn announce(store: &PostgresStore) {
    let notify = sqlx::AssertSqlSafe(format!("NOTIFY {CHANNEL}"));
    if let Err(error) = sqlx::query(notify).execute(&store.pool).await {
        tracing::debug!("the other servers were not told of the change: {error}");
    }
}
