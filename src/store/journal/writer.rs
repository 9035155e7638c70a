//! The task that writes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::JournalState;
use crate::store::{Event, EventLog, JournalError};

/// Between two attempts at a store that another program holds, for stores that say so at once.
const PAUSE: Duration = Duration::from_millis(20);

/// One turn's events, and whom to tell when they are written.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) events: Vec<Event>,
    pub(super) written: oneshot::Sender<Result<(), JournalError>>,
}

pub(super) struct Writer<L> {
    pub(super) log: L,
    pub(super) records: mpsc::Receiver<Record>,
    pub(super) batch: usize,
    pub(super) state: Arc<watch::Sender<JournalState>>,
    pub(super) closing: CancellationToken,
}

impl<L: EventLog> Writer<L> {
    /// Commits what is queued, again and again, until the journal is closed or nobody holds it any more.
    pub(super) async fn run(mut self) {
        let mut records = Vec::with_capacity(self.batch);
        loop {
            tokio::select! {
                biased;
                () = self.closing.cancelled(), if !self.records.is_closed() => {
                    // What is queued still comes; nothing new does.
                    self.records.close();
                }
                taken = self.records.recv_many(&mut records, self.batch) => {
                    if taken == 0 {
                        return;
                    }
                    self.commit(Batch::of(&mut records)).await;
                }
            }
        }
    }

    /// Writes the batch in one commit. If the store refuses it for its data, halves it until only the turns at
    /// fault are left alone, so that they take no others with them. While another program holds the store, tries
    /// again.
    async fn commit(&self, batch: Batch) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            let events = part.events.len() as u64;
            match self.log.append(&part.events).await {
                Ok(appended) => {
                    self.state.send_modify(|state| {
                        state.queued -= events;
                        state.committed += events;
                        state.repeated += appended.repeated;
                        state.commits += 1;
                        state.last_commit = Some(Instant::now());
                    });
                    part.answer(&Ok(()));
                }
                Err(error) if error.is_refusal() && part.turns.len() > 1 => {
                    let later = part.split_half();
                    parts.extend([later, part]);
                }
                Err(error) if error.is_passing() && !self.closing.is_cancelled() => {
                    self.state.send_modify(|state| state.delayed(&error));
                    tokio::time::sleep(PAUSE).await;
                    parts.push(part);
                }
                Err(error) => {
                    let error = JournalError::Failed(Arc::new(error));
                    self.state.send_modify(|state| {
                        state.queued -= events;
                        state.lost(events, &error);
                    });
                    part.answer(&Err(error));
                }
            }
        }
    }
}

/// Turns that are written together: their events in one row, and for each turn where its events begin.
struct Batch {
    events: Vec<Event>,
    turns: Vec<(usize, oneshot::Sender<Result<(), JournalError>>)>,
}

impl Batch {
    fn of(records: &mut Vec<Record>) -> Self {
        let mut batch = Self {
            events: Vec::new(),
            turns: Vec::with_capacity(records.len()),
        };
        for mut record in records.drain(..) {
            batch.turns.push((batch.events.len(), record.written));
            batch.events.append(&mut record.events);
        }
        batch
    }

    /// Keeps the earlier half of at least two turns and returns the later one.
    fn split_half(&mut self) -> Self {
        let mut turns = self.turns.split_off(self.turns.len() / 2);
        let begin = turns.first().map_or(self.events.len(), |(begin, _)| *begin);
        for (at, _) in &mut turns {
            *at -= begin;
        }
        Self {
            events: self.events.split_off(begin),
            turns,
        }
    }

    fn answer(self, result: &Result<(), JournalError>) {
        for (_, written) in self.turns {
            // Nobody may be waiting any more; that is their affair.
            written.send(result.clone()).ok();
        }
    }
}
