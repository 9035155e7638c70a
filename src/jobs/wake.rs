//! Telling the workers at once that there is something new to do.

use tokio::sync::Notify;

use std::sync::Arc;

use crate::store::{Appended, Errand, Event, EventLog, StoreError};

/// Wakes the workers; whoever is at work hears it afterwards.
#[derive(Debug, Default)]
pub struct Wake {
    /// Text messages came.
    pub(super) texts: Notify,
    /// Recordings came that are to be fetched.
    pub(super) recordings: Notify,
    /// Recordings came that are to be deleted.
    pub(super) deletions: Notify,
}

/// A store that wakes the workers when events with errands have arrived in it.
#[derive(Debug, Clone)]
pub struct Waking<L> {
    log: L,
    wake: Arc<Wake>,
}

impl<L> Waking<L> {
    /// The store `log`, with workers that wait for `wake`.
    pub fn new(log: L, wake: Arc<Wake>) -> Self {
        Self { log, wake }
    }
}

impl<L: EventLog> EventLog for Waking<L> {
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        let appended = self.log.append(events).await?;
        for errand in events.iter().filter_map(|event| event.errand.as_ref()) {
            match errand {
                Errand::Text(_) => self.wake.texts.notify_one(),
                Errand::Inquiry(_) => self.wake.recordings.notify_one(),
                Errand::Unheard { .. } | Errand::ForgetLanguage => {}
            }
        }
        Ok(appended)
    }
}
