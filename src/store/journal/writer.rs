//! The task that writes.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::state::with_causes;
use super::{JournalState, Outage};
use crate::store::{Event, EventLog, JournalError, StoreError};

/// Between the first two attempts at a store that does not work; each pause is twice as long as the one
/// before, up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

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
    pub(super) outage: watch::Sender<Outage>,
    pub(super) closing: CancellationToken,
}

impl<L: EventLog> Writer<L> {
    /// Commits what is queued, again and again, until the journal is closed or nobody holds it any more.
    pub(super) async fn run(mut self) {
        // Nothing at all, so that a store that does not work is known before a call is the first to learn it.
        self.commit(Batch::default()).await;
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
    /// fault are left alone, so that they take no others with them. While the store does not work for any other
    /// reason, tries again, until the journal is closed.
    async fn commit(&self, batch: Batch) {
        let mut parts = vec![batch];
        let mut pause = SHORTEST_PAUSE;
        while let Some(mut part) = parts.pop() {
            match self.log.append(&part.events).await {
                Ok(appended) => {
                    self.works();
                    let events = part.events.len() as u64;
                    self.state.send_modify(|state| {
                        state.queued -= events;
                        state.committed += events;
                        state.repeated += appended.repeated;
                        state.commits += u64::from(events > 0);
                        state.trouble = None;
                    });
                    part.answer(&Ok(()));
                    pause = SHORTEST_PAUSE;
                }
                Err(error) if error.is_refusal() && part.turns.len() > 1 => {
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

    fn lose(&self, part: Batch, error: StoreError) {
        let events = part.events.len() as u64;
        let error = JournalError::Failed(Arc::new(error));
        self.state.send_modify(|state| {
            state.queued -= events;
            state.lost(events, &error);
        });
        if events > 0 {
            tracing::error!(events, "events are LOST. {}", with_causes(&error));
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
        let was_broken = self
            .outage
            .send_if_modified(|outage| outage.take().is_some());
        if was_broken {
            tracing::info!("what happens in calls is being written down again");
        }
    }
}

/// Turns that are written together: their events in one row, and for each turn where its events begin.
#[derive(Default)]
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
