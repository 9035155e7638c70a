//! The queue of reports from the website's readers: in memory, so that no page waits for the database.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::{counter, gauge};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{LazyDatabase, PageReport, StoreError};
use crate::supervised::catch;

/// The most reports that wait; each has some hundred bytes, a remark two thousand at most.
const MOST_WAITING: usize = 4096;
/// The most reports that one transaction takes.
const BATCH: usize = 256;
/// The pauses between two attempts while the database is away: each twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Reports that wait to be kept.
#[derive(Debug, Default)]
pub struct PageReportQueue {
    waiting: Mutex<VecDeque<PageReport>>,
    arrived: Notify,
}

impl PageReportQueue {
    /// Queues a report. Returns false where there is no room for it; then it is lost.
    pub fn push(&self, report: PageReport) -> bool {
        let mut waiting = self.lock();
        if waiting.len() >= MOST_WAITING {
            drop(waiting);
            lost(1);
            return false;
        }
        waiting.push_back(report);
        show(waiting.len());
        drop(waiting);
        self.arrived.notify_one();
        true
    }

    /// Keeps in the store what is queued, until `stop`. While the store does not work, it is tried again and again.
    pub async fn carry(&self, store: &LazyDatabase, stop: &CancellationToken) {
        let mut pause = FIRST_PAUSE;
        loop {
            let next = match self.keep_batch(store).await {
                Ok(true) => {
                    pause = FIRST_PAUSE;
                    continue;
                }
                Ok(false) => stop.run_until_cancelled(self.arrived.notified()).await,
                Err(error) => {
                    let records = self.lock().len();
                    tracing::warn!(%error, records, "what readers of the website said waits for the store");
                    let paused = stop.run_until_cancelled(sleep(pause)).await;
                    pause = LONGEST_PAUSE.min(pause * 2);
                    paused
                }
            };
            if next.is_none() {
                return;
            }
        }
    }

    /// Keeps what is still queued, within so much time; what can't be kept is lost.
    pub async fn close(&self, store: &LazyDatabase, within: Duration) {
        let all = async { while let Ok(true) = self.keep_batch(store).await {} };
        // Where the time is over, the rest is counted as what fails is.
        let _ = timeout(within, all).await;
        let records = std::mem::take(&mut *self.lock()).len();
        if records > 0 {
            lost(records as u64);
            tracing::error!(
                records,
                "what readers of the website said is lost, for the store did not take it"
            );
        }
        show(0);
    }

    /// Keeps the reports that have waited longest; returns whether there were any.
    async fn keep_batch(&self, store: &LazyDatabase) -> Result<bool, StoreError> {
        let batch: Vec<_> = self.lock().iter().take(BATCH).cloned().collect();
        if batch.is_empty() {
            return Ok(false);
        }
        match keep(store, &batch).await {
            Err(error) if error.is_refusal() => self.keep_singly(store, &batch).await?,
            kept => {
                kept?;
                self.done(batch.len());
            }
        }
        Ok(true)
    }

    /// Keeps reports one by one, and lets go of those that the store refuses.
    async fn keep_singly(
        &self,
        store: &LazyDatabase,
        batch: &[PageReport],
    ) -> Result<(), StoreError> {
        for report in batch {
            match keep(store, std::slice::from_ref(report)).await {
                Err(error) if error.is_refusal() => {
                    lost(1);
                    tracing::error!(%error, "something that a reader of the website said is lost");
                }
                kept => kept?,
            }
            self.done(1);
        }
        Ok(())
    }

    fn done(&self, count: usize) {
        let mut waiting = self.lock();
        waiting.drain(..count);
        show(waiting.len());
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<PageReport>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn keep(store: &LazyDatabase, reports: &[PageReport]) -> Result<(), StoreError> {
    let opened = store.get().await?;
    let kept = catch(pin!(opened.keep_page_reports(reports))).await;
    let kept = kept.unwrap_or(Err(StoreError::Panicked));
    if let Err(error) = &kept {
        store.failed(&opened, error).await;
    }
    kept
}

fn lost(count: u64) {
    counter!("sila_page_reports_lost_total").increment(count);
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float, and the queue is short")]
fn show(waiting: usize) {
    gauge!("sila_page_reports_waiting").set(waiting as f64);
}
