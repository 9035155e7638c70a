//! Telling the workers at once that there is something new to do.

use tokio::sync::Notify;

use std::sync::Arc;

use crate::store::{Appended, NewJob, StoreError, TurnLog, TurnRecord};

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

/// A store that wakes the workers when records with jobs have arrived in it.
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

impl<L: TurnLog> TurnLog for Waking<L> {
    async fn append(&self, records: &[TurnRecord]) -> Result<Appended, StoreError> {
        let appended = self.log.append(records).await?;
        for job in records.iter().flat_map(|record| &record.jobs) {
            match job {
                NewJob::Text(_) => self.wake.texts.notify_one(),
                NewJob::Inquiry(_) => self.wake.recordings.notify_one(),
                NewJob::Unheard { .. } | NewJob::ForgetLanguage => {}
            }
        }
        Ok(appended)
    }
}
