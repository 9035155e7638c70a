//! The store that the configuration names, which need not be there from the beginning.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::sqlite::SqliteOptions;
use super::{Appended, Database, Event, EventLog, Location, StoreError};

/// How long a store that is not used any more may take to end what it is at.
const ENDING: Duration = Duration::from_secs(5);

/// A store that is opened when it is first needed, and anew after it failed.
#[derive(Debug)]
pub struct LazyDatabase {
    location: Location,
    options: SqliteOptions,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    database: Option<Database>,
    /// How often it was opened.
    times: u64,
}

/// A store as it was opened one of these times.
#[derive(Debug, Clone)]
pub struct Opened {
    database: Database,
    time: u64,
}

impl Deref for Opened {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl LazyDatabase {
    /// The store at `location`, which is not opened yet.
    pub fn new(location: Location, options: SqliteOptions) -> Self {
        Self {
            location,
            options,
            open: Mutex::default(),
        }
    }

    /// Where the store is.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The store, opened now if it was not.
    pub async fn get(&self) -> Result<Opened, StoreError> {
        let mut open = self.open.lock().await;
        let database = if let Some(database) = &open.database {
            database.clone()
        } else {
            let database = Database::open(&self.location, &self.options).await?;
            open.times += 1;
            open.database.insert(database).clone()
        };
        Ok(Opened {
            database,
            time: open.times,
        })
    }

    /// Takes note of a failure: a file is opened anew the next time, and may be another one by then, unless only
    /// the data was at fault or somebody else held it. What is in use of a database server mends itself.
    pub async fn failed(&self, opened: &Opened, error: &StoreError) {
        let is_file = matches!(self.location, Location::File(_));
        if !is_file || error.is_refusal() || error.is_passing() {
            return;
        }
        let mut open = self.open.lock().await;
        // Whoever fails late must not close what was opened since.
        if open.times == opened.time
            && let Some(database) = open.database.take()
        {
            tokio::spawn(async move { database.close().await });
        }
    }

    /// Closes the store if it was opened; does not wait long for what does not end.
    pub async fn close(&self) {
        let close = async {
            if let Some(database) = self.open.lock().await.database.take() {
                database.close().await;
            }
        };
        timeout(ENDING, close).await.ok();
    }
}

impl EventLog for Arc<LazyDatabase> {
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        let opened = self.get().await?;
        let result = opened.append(events).await;
        if let Err(error) = &result {
            self.failed(&opened, error).await;
        }
        result
    }
}
