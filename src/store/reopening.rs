//! A store that need not be there, or be well, from the beginning: opened when it is first needed, and anew after it
//! failed.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::StoreError;

/// The time for a store that is not used any more to end what it is at.
const CLOSING: Duration = Duration::from_secs(5);

/// Connections that can be opened, given up and opened again. Clones share the same connections.
pub(super) trait Reopen: Clone + Send + Sync + 'static {
    /// Their destination, and the options.
    type Target: Send + Sync + 'static;

    /// Opens the connections.
    fn open(target: &Self::Target) -> impl Future<Output = Result<Self, StoreError>> + Send;

    /// Closes the connections, after what they are at.
    fn close(&self) -> impl Future<Output = ()> + Send;

    /// True if the connections mend themselves, so that a failure is no reason to open them anew.
    fn mends_itself(&self) -> bool;
}

/// Connections that are opened when they are first needed. Once work with them fails, they are given up, and the next
/// work opens them again: a file may be another one by then.
pub(super) struct Reopening<S: Reopen> {
    target: S::Target,
    open: Mutex<Slot<S>>,
}

/// The connections as they are open, and how many times they were opened: work that fails late must not close what was
/// opened since.
struct Slot<S> {
    opened: u64,
    store: Option<S>,
}

impl<S: Reopen> Reopening<S> {
    /// The store at `target`, which is not opened yet.
    pub(super) fn new(target: S::Target) -> Self {
        Self { target, open: Mutex::new(Slot { opened: 0, store: None }) }
    }

    pub(super) fn target(&self) -> &S::Target {
        &self.target
    }

    /// The connections, opened now if they were not, and how often they were opened.
    pub(super) async fn get(&self) -> Result<(S, u64), StoreError> {
        let mut slot = self.open.lock().await;
        if let Some(store) = &slot.store {
            return Ok((store.clone(), slot.opened));
        }
        let store = S::open(&self.target).await?;
        slot.opened += 1;
        slot.store = Some(store.clone());
        Ok((store, slot.opened))
    }

    /// Gives the connections up that were opened this time, unless only the data was at fault or somebody else held
    /// the store.
    pub(super) async fn failed(&self, opened: u64, error: &StoreError) {
        if matches!(error, StoreError::Refused(_) | StoreError::Busy(_)) {
            return;
        }
        let mut slot = self.open.lock().await;
        if slot.opened == opened
            && let Some(store) = slot.store.take_if(|store| !store.mends_itself())
        {
            tokio::spawn(async move { store.close().await });
        }
    }

    /// Does work with the connections.
    pub(super) async fn with<T, F>(&self, work: impl FnOnce(S) -> F + Send) -> Result<T, StoreError>
    where
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        let (store, opened) = self.get().await?;
        let result = work(store).await;
        if let Err(error) = &result {
            self.failed(opened, error).await;
        }
        result
    }

    /// Closes the connections if they are open; does not wait long for what does not end.
    pub(super) async fn close(&self) {
        let close = async {
            if let Some(store) = self.open.lock().await.store.take() {
                store.close().await;
            }
        };
        timeout(CLOSING, close).await.ok();
    }
}

impl<S: Reopen> fmt::Debug for Reopening<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reopening").finish_non_exhaustive()
    }
}
