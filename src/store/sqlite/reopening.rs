//! A store that may be away: opened when it is first needed, and anew after it failed.

use camino::Utf8PathBuf;
use tokio::sync::Mutex;

use super::{SqliteOptions, SqliteStore};
use crate::store::{Appended, Event, EventLog, StoreError};

/// The store in a file that need not be there, or be well, from the beginning: what a server writes to, so
/// that calls are answered whatever becomes of the disk.
///
/// Appending opens the file; appending nothing opens it and does no more. When the store fails, its
/// connections are given up, and the next append opens the file again: it may be another one by then.
#[derive(Debug)]
pub struct ReopeningStore {
    path: Utf8PathBuf,
    options: SqliteOptions,
    open: Mutex<Option<SqliteStore>>,
}

impl ReopeningStore {
    /// The store in the file `path`, which is not opened yet.
    pub fn new(path: Utf8PathBuf, options: SqliteOptions) -> Self {
        Self {
            path,
            options,
            open: Mutex::new(None),
        }
    }
}

impl EventLog for ReopeningStore {
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        let mut open = self.open.lock().await;
        let store = match open.take() {
            Some(store) => store,
            None => SqliteStore::open(&self.path, &self.options).await?,
        };
        let result = store.append(events).await;
        match &result {
            Err(error) if !error.is_refusal() && !error.is_passing() => store.close().await,
            _ => *open = Some(store),
        }
        result
    }
}
