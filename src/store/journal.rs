//! The journal: what many turns bring at the same time goes to disk in one commit.

mod state;
mod writer;

pub use state::JournalState;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Event, EventLog, JournalError};
use writer::{Record, Writer};

/// Takes the events of turns and says when they are on disk. Clones feed the same journal.
///
/// One task writes. While a commit runs, what arrives is queued, and the next commit takes all of it: alone, a
/// turn waits for no one; under load, many turns share one wait for the disk.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Record>,
    patience: Duration,
    state: Arc<watch::Sender<JournalState>>,
    closing: CancellationToken,
    writing: TaskTracker,
}

/// The journal's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalOptions {
    /// How many turns may be waiting to be written; at least 1.
    pub queue: usize,
    /// How many turns one commit takes at most; at least 1.
    pub batch: usize,
    /// How long a turn waits for its events to be written before it goes on without knowing.
    pub patience: Duration,
}

impl Default for JournalOptions {
    /// A caller takes a second of silence for part of the conversation, and 8192 turns are some megabytes.
    fn default() -> Self {
        Self {
            queue: 8192,
            batch: 512,
            patience: Duration::from_secs(1),
        }
    }
}

impl Journal {
    /// Starts a journal that writes to `log`. Needs a tokio runtime with its clock on.
    pub fn start(log: impl EventLog, options: &JournalOptions) -> Self {
        let (queue, records) = mpsc::channel(options.queue.max(1));
        let state = Arc::new(watch::Sender::new(JournalState::default()));
        let closing = CancellationToken::new();
        let writing = TaskTracker::new();
        let writer = Writer {
            log,
            records,
            batch: options.batch.max(1),
            state: Arc::clone(&state),
            closing: closing.clone(),
        };
        writing.spawn(writer.run());
        writing.close();
        Self {
            queue,
            patience: options.patience,
            state,
            closing,
            writing,
        }
    }

    /// Writes down the events of one turn, all of them or none, and returns when they are on disk.
    ///
    /// Whoever stops waiting changes nothing: once queued, the events are written.
    pub async fn record(&self, events: Vec<Event>) -> Result<(), JournalError> {
        if events.is_empty() {
            return Ok(());
        }
        let count = events.len() as u64;
        let deadline = Instant::now() + self.patience;
        let Ok(room) = timeout_at(deadline, self.queue.reserve()).await else {
            return Err(self.lose(count, JournalError::QueueFull));
        };
        let Ok(room) = room else {
            return Err(self.lose(count, JournalError::Closed));
        };
        let (written, confirmation) = oneshot::channel();
        self.state.send_modify(|state| state.queued += count);
        room.send(Record { events, written });
        match timeout_at(deadline, confirmation).await {
            Ok(Ok(result)) => result,
            // The writer is gone without a word, and it took the events along.
            Ok(Err(_)) => Err(self.lose(count, JournalError::Closed)),
            Err(_) => {
                self.state.send_modify(|state| state.slow += 1);
                Err(JournalError::Slow {
                    patience: self.patience,
                })
            }
        }
    }

    /// How the journal is doing.
    pub fn state(&self) -> JournalState {
        self.state.borrow().clone()
    }

    /// Follows how the journal is doing.
    pub fn watch(&self) -> watch::Receiver<JournalState> {
        self.state.subscribe()
    }

    /// Takes nothing more, writes what is queued, and returns when that is done.
    pub async fn close(&self) {
        self.closing.cancel();
        self.writing.wait().await;
    }

    fn lose(&self, events: u64, error: JournalError) -> JournalError {
        self.state.send_modify(|state| state.lost(events, &error));
        error
    }
}
