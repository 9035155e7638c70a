//! The store that the configuration names, which need not be there from the beginning.

use std::sync::Arc;

use tokio::sync::Mutex;

use super::sqlite::SqliteOptions;
use super::{Appended, Database, Event, EventLog, Location, StoreError};

/// A store that is opened when it is first needed, and anew after it failed.
#[derive(Debug)]
pub struct LazyDatabase {
    location: Location,
    options: SqliteOptions,
    open: Mutex<Option<Database>>,
}

impl LazyDatabase {
    /// The store at `location`, which is not opened yet.
    pub fn new(location: Location, options: SqliteOptions) -> Self {
        Self {
            location,
            options,
            open: Mutex::new(None),
        }
    }

    /// Where the store is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The store, opened now if it was not.
    pub async fn get(&self) -> Result<Database, StoreError> {
        let mut open = self.open.lock().await;
        if let Some(database) = &*open {
            return Ok(database.clone());
        }
        let database = Database::open(&self.location, &self.options).await?;
        *open = Some(database.clone());
        Ok(database)
    }

    /// Takes note of a failure: unless only the data was at fault, or somebody else held the store, it is
    /// opened anew the next time, and may be another one by then.
    pub async fn failed(&self, error: &StoreError) {
        if error.is_refusal() || error.is_passing() {
            return;
        }
        let given_up = self.open.lock().await.take();
        if let Some(database) = given_up {
            database.close().await;
        }
    }

    /// Closes the store if it was opened.
    pub async fn close(&self) {
        let open = self.open.lock().await.take();
        if let Some(database) = open {
            database.close().await;
        }
    }
}

impl EventLog for Arc<LazyDatabase> {
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        let result = self.get().await?.append(events).await;
        if let Err(error) = &result {
            self.failed(error).await;
        }
        result
    }
}
