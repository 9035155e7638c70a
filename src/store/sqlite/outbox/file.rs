//! The outbox's file as it is open: one connection that journals, and one that ships.
//!
//! Journalling is on disk when it returns (`synchronous=FULL`). What shipping writes is not waited for: where a
//! power cut undoes it, records are shipped again, and the destination knows them. The next commit of the
//! journal takes it to disk along with its own.

use std::sync::{Arc, LazyLock};

use camino::Utf8PathBuf;
use jiff::Timestamp;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnection, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::{Mutex, watch};

use super::room::Room;
use super::statements::{self, Batch, Depth, Refused};
use crate::store::migrations::migrator;
use crate::store::reopening::Reopen;
use crate::store::sqlite::{SqliteOptions, open, store_error};
use crate::store::{ShipperState, StoreError};

static MIGRATIONS: LazyLock<Migrator> =
    LazyLock::new(|| migrator(&[include_str!("../../../../migrations/journal/0001_batches.sql")]));

/// Options with which the file is opened, and the state in which it says how much is in it.
#[derive(Debug)]
pub struct OutboxSettings {
    pub(super) path: Utf8PathBuf,
    pub(super) sqlite: SqliteOptions,
    pub(super) state: Arc<watch::Sender<ShipperState>>,
    pub(super) room: Arc<Room>,
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
    room: Arc<Room>,
}

impl OutboxFile {
    pub(super) async fn append(&self, batch: Batch) -> Result<(), StoreError> {
        let mut guard = self.0.journalling.lock().await;
        let connection = live(&mut guard)?;
        let mut appended = statements::append(connection, &batch).await.map_err(store_error);
        if let Err(StoreError::DiskFull(_)) = appended {
            // What has arrived makes room for what has not.
            statements::let_go(connection, i64::MAX).await.map_err(store_error)?;
            appended = statements::append(connection, &batch).await.map_err(store_error);
        }
        appended?;
        self.0.room.uses(batch.records.len() as u64);
        self.0.state.send_modify(|state| batch.say(state));
        Ok(())
    }

    /// Gives the room of the log back to the disk as far as that can be done, and that of what has arrived.
    pub(super) async fn make_room(&self) -> Result<(), StoreError> {
        let mut guard = self.0.journalling.lock().await;
        let connection = live(&mut guard)?;
        write_back(connection).await;
        match statements::let_go(connection, i64::MAX).await.map_err(store_error) {
            Err(StoreError::DiskFull(_)) => Ok(()),
            done => done,
        }
    }

    /// The file's id, and how many records have left it.
    pub(super) async fn shipped(&self) -> Result<(String, i64), StoreError> {
        let mut guard = self.0.shipping.lock().await;
        statements::shipped(live(&mut guard)?).await.map_err(store_error)
    }

    /// Has what is kept carried again from so many records on; says how many have left the file now.
    pub(super) async fn rewind(&self, arrived: i64) -> Result<i64, StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        let _journalling = self.0.journalling.lock().await;
        let connection = live(&mut shipping)?;
        let through = statements::rewind(connection, arrived).await.map_err(store_error)?;
        let depth = Depth::of(connection).await.map_err(store_error)?;
        self.0.state.send_modify(|state| depth.say(state));
        Ok(through)
    }

    /// Removes what is kept of what has arrived, up to a sequence.
    pub(super) async fn let_go(&self, through: i64) -> Result<(), StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        let _journalling = self.0.journalling.lock().await;
        statements::let_go(live(&mut shipping)?, through).await.map_err(store_error)
    }

    /// The batches that have waited longest, together at most `limit` records, but at least one batch.
    pub(super) async fn oldest(&self, limit: u32) -> Result<Vec<(i64, Batch)>, StoreError> {
        let mut guard = self.0.shipping.lock().await;
        let connection = live(&mut guard)?;
        let batches = statements::oldest(connection, limit).await.map_err(store_error)?;
        if batches.is_empty() {
            // Another process may have shipped what was thought to wait.
            let _journalling = self.0.journalling.lock().await;
            let depth = Depth::of(connection).await.map_err(store_error)?;
            self.0.state.send_modify(|state| depth.say(state));
        }
        Ok(batches)
    }

    /// Notes that the batches up to the sequence `through` have arrived, removes those up to another, and sets aside what
    /// was refused.
    pub(super) async fn remove(
        &self,
        (through, let_go_through): (i64, i64),
        refused: &[Refused],
    ) -> Result<(), StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        // SQLite has one writer at a time, and would make the other one sleep and try again.
        let _journalling = self.0.journalling.lock().await;
        let connection = live(&mut shipping)?;
        let scarce = self.0.room.is_scarce();
        if scarce {
            // While there is room for it: removing makes the log longer at first.
            write_back(connection).await;
        }
        let let_go_through = if scarce { through } else { let_go_through };
        let removed = statements::remove(connection, (through, let_go_through), refused).await;
        let (depth, set_aside) = removed.map_err(store_error)?;
        self.0.state.send_modify(|state| {
            state.refused += set_aside;
            depth.say(state);
        });
        match statements::shrink(connection, scarce).await {
            Ok(unused) => self.0.room.has_unused(unused),
            // The file is well, only larger than it must be, and this is tried again with the next removal.
            Err(error) => tracing::debug!("the journal's file can't be made smaller. {error}"),
        }
        Ok(())
    }

    /// Removes what was set aside and happened before this time, and empties the log; says how many records were removed.
    pub(super) async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        let _journalling = self.0.journalling.lock().await;
        let connection = live(&mut shipping)?;
        let left = statements::sweep(connection, before).await.map_err(store_error)?;
        write_back(connection).await;
        let mut removed = 0;
        self.0.state.send_modify(|state| {
            removed = state.refused.saturating_sub(left);
            state.refused = left;
        });
        Ok(removed)
    }

    /// Puts what was set aside in line again, behind what waits.
    pub(super) async fn retry_refused(&self) -> Result<(), StoreError> {
        let mut shipping = self.0.shipping.lock().await;
        let _journalling = self.0.journalling.lock().await;
        let depth = statements::retry_refused(live(&mut shipping)?).await.map_err(store_error)?;
        self.0.state.send_modify(|state| {
            state.refused = 0;
            depth.say(state);
        });
        Ok(())
    }
}

impl Reopen for OutboxFile {
    type Target = OutboxSettings;

    async fn open(settings: &OutboxSettings) -> Result<Self, StoreError> {
        let path = &settings.path;
        let options = &settings.sqlite;
        let failed = |error| open::open_error(path, error);
        let writer = open::writer(path, options, &MIGRATIONS).await?;
        let journalling = writer.acquire().await.map_err(failed)?.detach();
        let shipping = open::writing(path, options).synchronous(SqliteSynchronous::Normal);
        let mut shipping = shipping.connect().await.map_err(failed)?;
        let depth = Depth::of(&mut shipping).await.map_err(failed)?;
        let refused = statements::count_refused(&mut shipping).await.map_err(failed)?;
        settings.state.send_modify(|state| {
            state.refused = refused;
            depth.say(state);
        });
        Ok(Self(Arc::new(Connections {
            shipping: Mutex::new(Some(shipping)),
            journalling: Mutex::new(Some(journalling)),
            state: Arc::clone(&settings.state),
            room: Arc::clone(&settings.room),
        })))
    }

    fn mends_itself(&self) -> bool {
        false
    }

    async fn close(&self) {
        for connection in [&self.0.shipping, &self.0.journalling] {
            if let Some(connection) = connection.lock().await.take() {
                connection.close().await.ok();
            }
        }
    }
}

async fn write_back(connection: &mut SqliteConnection) {
    if let Err(error) = statements::write_back(connection).await {
        tracing::debug!("the journal's log can't be written back into its file. {error}");
    }
}

fn live(connection: &mut Option<SqliteConnection>) -> Result<&mut SqliteConnection, StoreError> {
    // Somebody else's work failed and gave the connections up: the next work opens the file anew.
    connection.as_mut().ok_or(StoreError::Backend(sqlx::Error::PoolClosed))
}
