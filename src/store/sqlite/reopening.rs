//! A file that may be away: opened when it is first needed, and anew after it failed.

use std::future::Future;

use camino::{Utf8Path, Utf8PathBuf};
use tokio::sync::Mutex;

use super::{SqliteOptions, SqliteStore};
use crate::store::{Appended, Event, EventLog, StoreError};

/// What is kept in one SQLite file. Clones share the same connections.
pub trait InFile: Clone + Send + Sync + 'static {
    /// How to open it.
    type Options: Send + Sync + 'static;

    /// Opens the file `path`, and makes it when it is missing.
    fn open(
        path: &Utf8Path,
        options: &Self::Options,
    ) -> impl Future<Output = Result<Self, StoreError>> + Send;

    /// Closes the connections, after what they are at.
    fn close(&self) -> impl Future<Output = ()> + Send;
}

/// A file that need not be there, or be well, from the beginning: what a server writes to, so that calls are
/// answered whatever becomes of the disk.
///
/// Working with it opens the file. When that work fails, the connections are given up, and the next work opens
/// the file again: it may be another one by then.
#[derive(Debug)]
pub struct Reopening<S: InFile> {
    path: Utf8PathBuf,
    options: S::Options,
    open: Mutex<Slot<S>>,
}

/// The store in a file that may be away.
pub type ReopeningStore = Reopening<SqliteStore>;

/// The file as it is open, and how many times it was opened: whoever's work fails gives up only the
/// connections that it worked with.
#[derive(Debug)]
struct Slot<S> {
    opened: u64,
    file: Option<S>,
}

impl<S: InFile> Reopening<S> {
    /// What is in the file `path`, which is not opened yet.
    pub fn new(path: Utf8PathBuf, options: S::Options) -> Self {
        Self {
            path,
            options,
            open: Mutex::new(Slot {
                opened: 0,
                file: None,
            }),
        }
    }

    /// Works with the file.
    pub(super) async fn with<T, F>(&self, work: impl FnOnce(S) -> F + Send) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        let (opened, file) = self.file().await?;
        let result = work(file).await;
        if let Err(error) = &result
            && !error.is_refusal()
            && !error.is_passing()
        {
            self.give_up(opened).await;
        }
        result
    }

    /// Closes the file, if it is open.
    pub(super) async fn close(&self) {
        let file = self.open.lock().await.file.take();
        if let Some(file) = file {
            file.close().await;
        }
    }

    async fn file(&self) -> Result<(u64, S), StoreError> {
        let mut slot = self.open.lock().await;
        if let Some(file) = &slot.file {
            return Ok((slot.opened, file.clone()));
        }
        let file = S::open(&self.path, &self.options).await?;
        slot.opened += 1;
        slot.file = Some(file.clone());
        Ok((slot.opened, file))
    }

    async fn give_up(&self, opened: u64) {
        let mut slot = self.open.lock().await;
        if slot.opened == opened
            && let Some(file) = slot.file.take()
        {
            file.close().await;
        }
    }
}

impl<S: InFile + EventLog> EventLog for Reopening<S> {
    /// Appending nothing opens the file and does no more.
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        self.with(|store| async move { store.append(events).await })
            .await
    }
}

impl InFile for SqliteStore {
    type Options = SqliteOptions;

    async fn open(path: &Utf8Path, options: &SqliteOptions) -> Result<Self, StoreError> {
        SqliteStore::open(path, options).await
    }

    async fn close(&self) {
        SqliteStore::close(self).await;
    }
}
