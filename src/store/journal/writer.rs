//! The task that writes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{JournalState, Outage};
use crate::store::{JournalError, StoreError, TurnLog, TurnRecord, append_caught};
use crate::text::with_causes;

/// Between the first two attempts at a store that does not work; each pause is twice as long as the one
/// before, up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The records of a commit from which on there is load: then commits begin so far apart, and each holds all that came
/// in the meantime. A commit has a price of its own, and many callers who wait a little cost less than many commits.
const LOAD: usize = 8;
const GATHERING: Duration = Duration::from_millis(4);

/// A record, and whom to tell when it is written.
#[derive(Debug)]
pub(super) struct Queued {
    pub(super) record: TurnRecord,
    pub(super) written: oneshot::Sender<Result<(), JournalError>>,
}

pub(super) struct Writer<L> {
    pub(super) log: L,
    pub(super) queue: mpsc::Receiver<Queued>,
    pub(super) batch: usize,
    pub(super) state: Arc<watch::Sender<JournalState>>,
    pub(super) outage: watch::Sender<Outage>,
    pub(super) closing: CancellationToken,
}

impl<L: TurnLog> Writer<L> {
    /// Commits what is queued, again and again, until the journal is closed or nobody holds it any more.
    pub(super) async fn run(mut self) {
        // Nothing at all, so that a store that does not work is known before a call is the first to learn it.
        self.commit(RecordBatch::default()).await;
        let mut queued = Vec::with_capacity(self.batch);
        let mut next_commit = None;
        loop {
            if let Some(next_commit) = next_commit.take() {
                tokio::select! {
                    () = sleep_until(next_commit) => {}
                    () = self.closing.cancelled() => {}
                }
            }
            tokio::select! {
                biased;
                () = self.closing.cancelled(), if !self.queue.is_closed() => {
                    // What is queued still comes; nothing new does.
                    self.queue.close();
                }
                taken = self.queue.recv_many(&mut queued, self.batch) => {
                    if taken == 0 {
                        return;
                    }
                    next_commit = (taken >= LOAD).then(|| Instant::now() + GATHERING);
                    self.commit(queued.drain(..).collect()).await;
                }
            }
        }
    }

    /// Writes the batch in one commit. If the store refuses it for its data, halves it until only the records at
    /// fault are left alone, so that they take no others with them. While the store does not work for any other
    /// reason, tries again, until the journal is closed.
    async fn commit(&self, batch: RecordBatch) {
        let mut parts = vec![batch];
        let mut pause = SHORTEST_PAUSE;
        while let Some(mut part) = parts.pop() {
            match append_caught(&self.log, &part.records).await {
                Ok(appended) => {
                    self.works();
                    let records = part.records.len() as u64;
                    self.state.send_modify(|state| {
                        state.queued -= records;
                        state.committed += records;
                        state.repeated += appended.repeated;
                        state.commits += u64::from(records > 0);
                        state.trouble = None;
                    });
                    part.answer(&Ok(()));
                    pause = SHORTEST_PAUSE;
                }
                Err(error) if error.is_refusal() && part.records.len() > 1 => {
                    let later = part.split_half();
                    parts.extend([later, part]);
                }
                Err(error) if error.is_refusal() || self.closing.is_cancelled() => {
                    self.lose(part, error);
                }
                Err(error) => {
                    self.fails(error);
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        () = self.closing.cancelled() => {}
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    parts.push(part);
                }
            }
        }
    }

    fn lose(&self, part: RecordBatch, error: StoreError) {
        let records = part.records.len() as u64;
        let is_panic = matches!(error, StoreError::Panicked);
        let error = JournalError::Failed(Arc::new(error));
        self.state.send_modify(|state| {
            state.queued -= records;
            state.lost(records, &error);
            if is_panic {
                // It may be all of them.
                state.in_trouble(&error);
            }
        });
        if records > 0 {
            tracing::error!(records, "records are LOST. {}", with_causes(&error));
        }
        part.answer(&Err(error));
    }

    /// Says that the store does not work: aloud when it is news, and to every turn that waits.
    fn fails(&self, error: StoreError) {
        let why = with_causes(&error);
        let is_news = self.state.borrow().trouble.as_ref() != Some(&why);
        self.state.send_modify(|state| state.in_trouble(&error));
        if is_news {
            tracing::error!(
                "calls go on, but what happens in them can't be written down. It is kept in memory and \
                 written as soon as that is possible. {why}"
            );
        }
        self.outage.send_replace(Some(Arc::new(error)));
    }

    fn works(&self) {
        let was_broken = self.outage.send_if_modified(|outage| outage.take().is_some());
        if was_broken {
            tracing::info!("what happens in calls is being written down again");
        }
    }
}

/// Records that are written together, and whom to tell of each.
#[derive(Default)]
struct RecordBatch {
    records: Vec<TurnRecord>,
    written: Vec<oneshot::Sender<Result<(), JournalError>>>,
}

impl FromIterator<Queued> for RecordBatch {
    fn from_iter<T: IntoIterator<Item = Queued>>(queued: T) -> Self {
        let (records, written) =
            queued.into_iter().map(|queued| (queued.record, queued.written)).unzip();
        Self { records, written }
    }
}

impl RecordBatch {
    /// Keeps the earlier half of at least two records and returns the later one.
    fn split_half(&mut self) -> Self {
        let middle = self.records.len() / 2;
        Self { records: self.records.split_off(middle), written: self.written.split_off(middle) }
    }

    fn answer(self, result: &Result<(), JournalError>) {
        for written in self.written {
            // Nobody may be waiting any more; that is their affair.
            written.send(result.clone()).ok();
        }
    }
}
