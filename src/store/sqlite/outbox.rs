//! The outbox: records on this machine's disk that are on their way to a store elsewhere.

pub mod encoding;
mod file;
mod room;
mod statements;

use std::io;
use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use tokio::sync::watch;

use super::SqliteOptions;
use crate::store::reopening::Reopening;
use crate::store::{Appended, ShipperState, StoreError, TurnLog, TurnRecord};
use crate::text::with_causes;
use encoding::EncodingError;
use file::{OutboxFile, OutboxSettings};
use room::Room;
use statements::{Batch, Refused};

/// Keeps records in a file of this machine until a [`Shipper`](crate::store::Shipper) has carried them to a store
/// elsewhere. Clones share the same file.
///
/// The file is opened when it is first needed, and anew after it failed.
#[derive(Debug, Clone)]
pub struct Outbox {
    file: Arc<Reopening<OutboxFile>>,
    state: Arc<watch::Sender<ShipperState>>,
    room: Arc<Room>,
}

/// The records that have waited longest, in the order in which they came.
#[derive(Debug)]
pub struct Shipment {
    /// The records. None at all where nothing in the file could be read; it is to be removed all the same.
    pub records: Vec<TurnRecord>,
    /// The number of records that have left the file with it.
    pub(in crate::store) through: i64,
    refused: Vec<Refused>,
}

impl Outbox {
    /// The outbox in the file `path`, which is not opened yet. Of the options, `readers` means nothing here.
    pub fn at(path: Utf8PathBuf, options: SqliteOptions) -> Self {
        let state = Arc::new(watch::Sender::new(ShipperState::default()));
        let room = Arc::new(Room::of(&path));
        let settings = OutboxSettings {
            path,
            sqlite: options,
            state: Arc::clone(&state),
            room: Arc::clone(&room),
        };
        Self { file: Arc::new(Reopening::new(settings)), state, room }
    }

    /// The records that have waited longest: at most `limit`, or one commit of the journal where that is more.
    /// None when no records wait.
    pub async fn oldest(&self, limit: u32) -> Result<Option<Shipment>, StoreError> {
        let batches = self.file.with(|file| async move { file.oldest(limit).await }).await?;
        Ok(Shipment::of(batches))
    }

    /// Notes that a shipment has arrived, and sets aside what was refused. It is kept for a while; what has arrived up to
    /// the sequence `let_go` is removed.
    pub async fn remove(&self, shipment: &Shipment, let_go: i64) -> Result<(), StoreError> {
        let through = (shipment.through, let_go);
        self.file.with(|file| async move { file.remove(through, &shipment.refused).await }).await
    }

    /// The file's id, and how many records have left it.
    pub async fn shipped(&self) -> Result<(String, i64), StoreError> {
        self.file.with(|file| async move { file.shipped().await }).await
    }

    /// Has what is kept carried again, where fewer records have arrived than have left the file; says how many have left
    /// it then.
    pub async fn rewind(&self, arrived: i64) -> Result<i64, StoreError> {
        self.file.with(|file| async move { file.rewind(arrived).await }).await
    }

    /// Removes what has arrived, up to a sequence.
    pub async fn let_go(&self, through: i64) -> Result<(), StoreError> {
        self.file.with(|file| async move { file.let_go(through).await }).await
    }

    /// Has what was set aside offered once more: the other store may have been at fault, and be mended.
    pub async fn retry_refused(&self) -> Result<(), StoreError> {
        self.file.with(|file| async move { file.retry_refused().await }).await
    }

    /// Removes what was set aside and happened before this time, and empties the file's log, so that of what was removed
    /// no byte is left. Says how many records were removed.
    pub async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.file.with(|file| async move { file.sweep(before).await }).await
    }

    pub fn state(&self) -> ShipperState {
        self.state.borrow().clone()
    }

    pub fn watch(&self) -> watch::Receiver<ShipperState> {
        self.state.subscribe()
    }

    /// Closes the file, after what is being done with it. What waits in it waits for the next start.
    pub async fn close(&self) {
        self.file.close().await;
    }

    /// Takes nothing more where the disk is all but full: without a little room, what has arrived could not be
    /// removed either, and the disk would stay full for ever.
    async fn make_room(&self, bytes: u64) -> Result<(), StoreError> {
        if !self.room.is_short_for(bytes) {
            return Ok(());
        }
        self.file.with(|file| async move { file.make_room().await }).await?;
        // With nothing in the file there is nothing to be removed, and only what is shipped makes room again.
        if self.room.is_full_for(bytes) && self.state.borrow().waiting > 0 {
            let full = io::Error::from(io::ErrorKind::StorageFull);
            return Err(StoreError::DiskFull(sqlx::Error::Io(full)));
        }
        Ok(())
    }

    pub(in crate::store) fn change_state(&self, change: impl FnOnce(&mut ShipperState)) {
        self.state.send_modify(change);
    }
}

impl TurnLog for Outbox {
    /// Records that come again are written again: the store that they are shipped to knows them.
    async fn append(&self, records: &[TurnRecord]) -> Result<Appended, StoreError> {
        let oldest = records.iter().map(|record| record.at).min();
        let batch = oldest
            .map(|oldest| {
                Ok(Batch {
                    count: i64::try_from(records.len()).unwrap_or(i64::MAX),
                    oldest: oldest.as_microsecond(),
                    records: encoding::encode(records).map_err(malformed)?,
                })
            })
            .transpose()?;
        if let Some(batch) = &batch {
            self.make_room(batch.records.len() as u64).await?;
        }
        self.file
            .with(|file| async move {
                match batch {
                    Some(batch) => file.append(batch).await,
                    // There it is, and open.
                    None => Ok(()),
                }
            })
            .await?;
        Ok(Appended { new: records.len() as u64, repeated: 0 })
    }
}

impl Shipment {
    fn of(batches: Vec<(i64, Batch)>) -> Option<Self> {
        let mut shipment =
            Self { records: Vec::new(), through: batches.last()?.0, refused: Vec::new() };
        for (_, batch) in batches {
            match encoding::decode(&batch.records) {
                Ok(mut records) => shipment.records.append(&mut records),
                Err(error) => {
                    let reason = with_causes(&error);
                    tracing::error!(
                        records = batch.count,
                        "records in the journal's file can't be read and are set aside in its table “refused”. {reason}"
                    );
                    shipment.refused.push(Refused { batch, reason });
                }
            }
        }
        Some(shipment)
    }

    /// Has the record at `index` set aside when the shipment is removed.
    pub fn refuse(&mut self, index: usize, reason: &StoreError) -> Result<(), StoreError> {
        let Some(record) = self.records.get(index) else {
            return Ok(());
        };
        self.refused.push(Refused {
            batch: Batch {
                count: 1,
                oldest: record.at.as_microsecond(),
                records: encoding::write(std::slice::from_ref(record)).map_err(malformed)?,
            },
            reason: with_causes(reason),
        });
        Ok(())
    }
}

fn malformed(error: EncodingError) -> StoreError {
    StoreError::Refused(sqlx::Error::Encode(error.into()))
}
