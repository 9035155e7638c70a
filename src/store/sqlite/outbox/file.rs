//! The outbox's file as it is open: one connection that journals, and one that ships.
//!
//! Journalling is on disk when it returns (`synchronous=FULL`). What shipping writes is not waited for: where a
//! power cut undoes it, events are shipped again, and the destination knows them. The next commit of the
//! journal takes it to disk along with its own.

use std::sync::Arc;

use camino::Utf8Path;
use jiff::Timestamp;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnection, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{Mutex, watch};

use crate::store::sqlite::reopening::InFile;
use crate::store::sqlite::{SqliteOptions, open, store_error};
use crate::store::{ShipperState, StoreError};

/// The layouts of the file, each building on the one before. They only ever go forward.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/journal");

/// One statement, so that it is its own transaction and costs one exchange with the thread that runs SQLite.
const APPEND: &str = "
    INSERT INTO batch (sequence, count, oldest, events)
    VALUES (coalesce((SELECT max(sequence) FROM batch), (SELECT through FROM shipped)) + $1, $1, $2, $3)";

/// Sequences count events, so this is at most so many events, and at least one batch.
const OLDEST: &str = "
    SELECT sequence, count, oldest, events FROM batch
    WHERE sequence <= max((SELECT min(sequence) FROM batch), (SELECT through FROM shipped) + $1)
    ORDER BY sequence";

const SET_ASIDE: &str =
    "INSERT INTO refused (count, oldest, events, reason) VALUES ($1, $2, $3, $4)";

const RETRY_REFUSED: &str = "
    INSERT INTO batch (sequence, count, oldest, events)
    SELECT coalesce((SELECT max(sequence) FROM batch), (SELECT through FROM shipped))
           + sum(count) OVER (ORDER BY number), count, oldest, events
    FROM refused ORDER BY number";

const DEPTH: &str = "
    SELECT coalesce((SELECT max(sequence) FROM batch), through) - through,
           (SELECT oldest FROM batch ORDER BY sequence LIMIT 1)
    FROM shipped";

/// With so many unused pages (16 MiB) in the file, and little else, the file is made small again.
const UNUSED_PAGES: i64 = 4096;
const USED_PAGES: i64 = 256;

/// How the file is opened, and where it says how much is in it.
#[derive(Debug)]
pub struct Settings {
    pub(super) sqlite: SqliteOptions,
    pub(super) state: Arc<watch::Sender<ShipperState>>,
}

/// The file as it is open. Clones share the connections.
#[derive(Debug, Clone)]
pub struct OutboxFile(Arc<Connections>);

/// Whoever takes both takes `shipping` first.
#[derive(Debug)]
struct Connections {
    shipping: Mutex<Option<SqliteConnection>>,
    journalling: Mutex<Option<SqliteConnection>>,
    state: Arc<watch::Sender<ShipperState>>,
}

/// Events on their way into the file.
#[derive(Debug)]
pub(super) struct NewBatch {
    pub(super) count: i64,
    pub(super) oldest: i64,
    pub(super) events: Vec<u8>,
}

/// A batch in the file.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Batch {
    pub(super) sequence: i64,
    pub(super) count: i64,
    pub(super) oldest: i64,
    pub(super) events: Vec<u8>,
}

/// What is set aside, and why.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) batch: NewBatch,
    pub(super) reason: String,
}

impl OutboxFile {
    pub(super) async fn append(&self, batch: NewBatch) -> Result<(), StoreError> {
        let mut guard = self.0.journalling.lock().await;
        sqlx::query(APPEND)
            .bind(batch.count)
            .bind(batch.oldest)
            .bind(batch.events)
            .execute(live(&mut guard)?)
            .await
            .map_err(store_error)?;
        self.0.state.send_modify(|state| {
            state.waiting += batch.count.unsigned_abs();
            state.oldest = state.oldest.or(time(batch.oldest));
        });
        Ok(())
    }

    /// The batches that have waited longest, together at most `limit` events, but at least one batch.
    pub(super) async fn oldest(&self, limit: u32) -> Result<Vec<Batch>, StoreError> {
        let mut guard = self.0.shipping.lock().await;
        let connection = live(&mut guard)?;
        let batches: Vec<Batch> = sqlx::query_as(OLDEST)
            .bind(limit)
            .fetch_all(&mut *connection)
            .await
            .map_err(store_error)?;
        if batches.is_empty() {
            // Another process may have shipped what was thought to wait.
            let _journalling = self.0.journalling.lock().await;
            let depth = Depth::of(connection).await.map_err(store_error)?;
            self.0.state.send_modify(|state| depth.say(state));
        }
        Ok(batches)
    }

    /// Removes the batches up to the sequence `through`, and sets aside what of them was refused.
    pub(super) async fn remove(&self, through: i64, refused: &[Refused]) -> Result<(), StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        // SQLite has one writer at a time, and would make the other one sleep and try again.
        let _journalling = self.0.journalling.lock().await;
        let connection = live(&mut shipping)?;
        let depth = remove(connection, through, refused)
            .await
            .map_err(store_error)?;
        let refused: i64 = refused.iter().map(|refused| refused.batch.count).sum();
        self.0.state.send_modify(|state| {
            state.refused += refused.unsigned_abs();
            depth.say(state);
        });
        shrink(connection).await.map_err(store_error)
    }

    /// Puts what was set aside in line again, behind what waits.
    pub(super) async fn retry_refused(&self) -> Result<(), StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        let _journalling = self.0.journalling.lock().await;
        let depth = retry_refused(live(&mut shipping)?)
            .await
            .map_err(store_error)?;
        self.0.state.send_modify(|state| {
            state.refused = 0;
            depth.say(state);
        });
        Ok(())
    }
}

impl InFile for OutboxFile {
    type Options = Settings;

    async fn open(path: &Utf8Path, settings: &Settings) -> Result<Self, StoreError> {
        let options = &settings.sqlite;
        let failed = |error| open::open_error(path, error);
        let writer = open::writer(path, options, &MIGRATIONS).await?;
        let journalling = writer.acquire().await.map_err(failed)?.detach();
        let shipping = open::writing(path, options).synchronous(SqliteSynchronous::Normal);
        let mut shipping = shipping.connect().await.map_err(failed)?;
        let depth = Depth::of(&mut shipping).await.map_err(failed)?;
        let refused: i64 = sqlx::query_scalar("SELECT coalesce(sum(count), 0) FROM refused")
            .fetch_one(&mut shipping)
            .await
            .map_err(failed)?;
        settings.state.send_modify(|state| {
            state.refused = refused.unsigned_abs();
            depth.say(state);
        });
        Ok(Self(Arc::new(Connections {
            shipping: Mutex::new(Some(shipping)),
            journalling: Mutex::new(Some(journalling)),
            state: Arc::clone(&settings.state),
        })))
    }

    async fn close(&self) {
        for connection in [&self.0.shipping, &self.0.journalling] {
            if let Some(connection) = connection.lock().await.take() {
                connection.close().await.ok();
            }
        }
    }
}

/// How many events wait, and when the earliest of the longest waiting batch happened.
#[derive(sqlx::FromRow)]
struct Depth(i64, Option<i64>);

impl Depth {
    async fn of(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        sqlx::query_as(DEPTH).fetch_one(connection).await
    }

    fn say(&self, state: &mut ShipperState) {
        state.waiting = self.0.unsigned_abs();
        state.oldest = self.1.and_then(time);
    }
}

async fn remove(
    connection: &mut SqliteConnection,
    through: i64,
    refused: &[Refused],
) -> Result<Depth, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    // First, so that there is room for what is set aside also where the file may not grow.
    sqlx::query("DELETE FROM batch WHERE sequence <= $1")
        .bind(through)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("UPDATE shipped SET through = max(through, $1)")
        .bind(through)
        .execute(&mut *transaction)
        .await?;
    for refused in refused {
        sqlx::query(SET_ASIDE)
            .bind(refused.batch.count)
            .bind(refused.batch.oldest)
            .bind(&refused.batch.events)
            .bind(&refused.reason)
            .execute(&mut *transaction)
            .await?;
    }
    let depth = Depth::of(&mut transaction).await?;
    transaction.commit().await?;
    Ok(depth)
}

async fn retry_refused(connection: &mut SqliteConnection) -> Result<Depth, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(RETRY_REFUSED)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("DELETE FROM refused")
        .execute(&mut *transaction)
        .await?;
    let depth = Depth::of(&mut transaction).await?;
    transaction.commit().await?;
    Ok(depth)
}

/// Gives the room of a long outage back to the disk. With little left in the file, that is quickly done.
async fn shrink(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let pages = "SELECT page_count, freelist_count FROM pragma_page_count, pragma_freelist_count";
    let (all, unused): (i64, i64) = sqlx::query_as(pages).fetch_one(&mut *connection).await?;
    if unused < UNUSED_PAGES || all - unused > USED_PAGES {
        return Ok(());
    }
    sqlx::query("VACUUM").execute(&mut *connection).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(connection)
        .await?;
    Ok(())
}

fn live(connection: &mut Option<SqliteConnection>) -> Result<&mut SqliteConnection, StoreError> {
    // Somebody else's work failed and gave the connections up: the next work opens the file anew.
    connection
        .as_mut()
        .ok_or(StoreError::Backend(sqlx::Error::PoolClosed))
}

fn time(microseconds: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(microseconds).ok()
}
