//! The round of every worker: claim what is to be done, do it, and wait for more.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;

use jiff::Timestamp;
use metrics::counter;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::Shared;
use crate::store::{JobSignals, Opened, StoreError};
use crate::supervised::catch;

/// One kind of job.
pub(super) trait Work: Send + 'static {
    type Job: Send + Sync + 'static;
    const NAME: &'static str;

    /// The signal that wakes the worker.
    fn signal(signals: &JobSignals) -> &Notify;

    /// Claims at most `limit` of them until `until`.
    fn claim(
        store: &Opened,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> impl Future<Output = Result<Vec<Self::Job>, StoreError>> + Send;

    /// Does one, and notes in the store what became of it.
    fn perform(
        shared: &Shared,
        store: &Opened,
        job: &Self::Job,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Notes in the store that an attempt at one failed for a reason of ours.
    fn failed(
        shared: &Shared,
        store: &Opened,
        job: &Self::Job,
        why: &str,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// The reason noted with a job at which the program failed.
const PROGRAM_FAILED: &str = "The program failed at this. Please report it.";

/// Does jobs until `stop`, and then finishes those that are begun.
pub(super) async fn run<W: Work>(shared: Arc<Shared>, stop: CancellationToken) {
    let mut at_work = JoinSet::new();
    let mut has_failed = false;
    while !stop.is_cancelled() {
        let begun = begin::<W>(&shared, &mut at_work).await;
        let failed_before = std::mem::replace(&mut has_failed, begun.is_err());
        if let Err(error) = begun {
            if !failed_before {
                tracing::warn!(what = W::NAME, %error, "the store can't be asked what is to be done; it is asked again and again");
            }
            // Whatever is wrong with the store, no job that ends may make us ask at once again.
            tokio::select! {
                () = stop.cancelled() => break,
                () = sleep(shared.options.poll) => continue,
            }
        }
        tokio::select! {
            () = stop.cancelled() => break,
            () = W::signal(&shared.context.store.signals).notified() => {}
            Some(_) = at_work.join_next(), if !at_work.is_empty() => {}
            () = sleep(shared.options.poll) => {}
        }
    }
    let rest = async { while at_work.join_next().await.is_some() {} };
    if timeout(shared.options.grace, rest).await.is_err() {
        at_work.shutdown().await;
    }
}

/// Claims as many as there is room for, and begins with them.
async fn begin<W: Work>(shared: &Arc<Shared>, at_work: &mut JoinSet<()>) -> Result<(), StoreError> {
    let busy = u16::try_from(at_work.len()).unwrap_or(u16::MAX);
    let room = shared.options.at_once.max(1).saturating_sub(busy);
    if room == 0 {
        return Ok(());
    }
    let store = shared.context.store.get().await?;
    let now = shared.now();
    let until = now.saturating_add(shared.options.doubt).unwrap_or(now);
    let claimed = match W::claim(&store, now, until, room).await {
        Ok(claimed) => claimed,
        Err(error) => {
            shared.context.store.failed(&store, &error).await;
            return Err(error);
        }
    };
    for job in claimed {
        let (shared, store) = (Arc::clone(shared), store.clone());
        at_work.spawn(async move {
            let done = if let Ok(done) = catch(pin!(W::perform(&shared, &store, &job))).await {
                done
            } else {
                counter!("sila_task_failures_total", "task" => "job").increment(1);
                W::failed(&shared, &store, &job, PROGRAM_FAILED).await
            };
            if let Err(error) = done {
                shared.context.store.failed(&store, &error).await;
                tracing::warn!(
                    what = W::NAME,
                    %error,
                    "what became of a job could not be written down; it is taken up again when its claim is over"
                );
            }
        });
    }
    Ok(())
}
