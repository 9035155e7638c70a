//! The journal: what many turns bring at the same time goes to disk in one commit.
//!
//! While the store does not work, turns do not wait for it: what they bring is queued, the writer tries
//! again and again, and only what the queue has no room for is lost.

mod state;
mod writer;

pub use state::JournalState;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{JournalError, StoreError, TurnLog, TurnRecord};
use writer::{Queued, Writer};

/// Takes the records of turns and says when they are on disk. Clones feed the same journal.
///
/// One task writes. While a commit runs, what arrives is queued, and the next commit takes all of it: alone, a
/// turn waits for no one; under load, many turns share one wait for the disk.
#[derive(Debug, Clone)]
pub struct Journal {
    queue: mpsc::Sender<Queued>,
    patience: Duration,
    state: Arc<watch::Sender<JournalState>>,
    outage: watch::Receiver<Outage>,
    closing: CancellationToken,
    writing: TaskTracker,
}

/// Nearly every record is on disk within this time. Whoever waits longer also watches for an outage, so that a turn may
/// wait so long where an outage begins with it.
const SOON: Duration = Duration::from_millis(50);

/// Comes when a record is written, or will not be.
type Confirmation = oneshot::Receiver<Result<(), JournalError>>;

/// The error that keeps everything from being written at the moment, if any.
type Outage = Option<Arc<StoreError>>;

/// The journal's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalOptions {
    /// The most turns that wait to be written; at least 1.
    pub queue: usize,
    /// The most turns that one commit takes; at least 1.
    pub batch: usize,
    /// The time that a turn waits for its record to be written before it goes on without knowing.
    pub patience: Duration,
}

impl Default for JournalOptions {
    /// A caller takes a second of silence for part of the conversation, and 8192 turns are some megabytes.
    fn default() -> Self {
        Self { queue: 8192, batch: 512, patience: Duration::from_secs(1) }
    }
}

impl Journal {
    /// Starts a journal that writes to `log`. Needs a tokio runtime with its clock on.
    pub fn start(log: impl TurnLog, options: &JournalOptions) -> Self {
        let (queue, records) = mpsc::channel(options.queue.max(1));
        let state = Arc::new(watch::Sender::new(JournalState::default()));
        let (outage_sender, outage) = watch::channel(None);
        let closing = CancellationToken::new();
        let writing = TaskTracker::new();
        let writer = Writer {
            log,
            queue: records,
            batch: options.batch.max(1),
            state: Arc::clone(&state),
            outage: outage_sender,
            closing: closing.clone(),
        };
        writing.spawn(writer.run());
        writing.close();
        Self { queue, patience: options.patience, state, outage, closing, writing }
    }

    /// Writes down one turn, and returns when it is on disk.
    ///
    /// Whoever stops waiting changes nothing: once queued, the record is written.
    pub async fn record(&self, record: TurnRecord) -> Result<(), JournalError> {
        let room = match self.queue.try_reserve() {
            Ok(room) => room,
            Err(TrySendError::Closed(())) => return Err(self.lose(JournalError::Closed)),
            Err(TrySendError::Full(())) => Box::pin(self.room()).await?,
        };
        let (written, mut confirmation) = oneshot::channel();
        self.state.send_modify(|state| state.queued += 1);
        room.send(Queued { record, written });
        let soon = SOON.min(self.patience);
        if self.outage.borrow().is_none()
            && let Ok(confirmed) = timeout(soon, &mut confirmation).await
        {
            return self.confirmed(confirmed);
        }
        Box::pin(self.outwait(confirmation, soon)).await
    }

    /// Waits for room in the queue.
    async fn room(&self) -> Result<mpsc::Permit<'_, Queued>, JournalError> {
        tokio::select! {
            biased;
            room = self.queue.reserve() => room.map_err(|_| self.lose(JournalError::Closed)),
            _ = self.impatience(self.patience) => Err(self.lose(JournalError::QueueFull)),
        }
    }

    /// Waits on for a record that was not written soon, or not in an outage.
    async fn outwait(
        &self,
        confirmation: Confirmation,
        waited: Duration,
    ) -> Result<(), JournalError> {
        tokio::select! {
            biased;
            confirmed = confirmation => self.confirmed(confirmed),
            error = self.impatience(self.patience.saturating_sub(waited)) => {
                self.state.send_modify(|state| {
                    state.slow += 1;
                    // The next commit says that all is well again, so there must be one to come.
                    if state.queued > 0 && state.trouble.is_none() {
                        state.in_trouble(&error);
                    }
                });
                Err(error)
            }
        }
    }

    fn confirmed(
        &self,
        confirmed: Result<Result<(), JournalError>, oneshot::error::RecvError>,
    ) -> Result<(), JournalError> {
        // Where the writer is gone without a word, it took the record along.
        confirmed.unwrap_or_else(|_| Err(self.lose(JournalError::Closed)))
    }

    /// Completes when a turn should go on without knowing that its record is on disk, and says why: in an
    /// outage at once.
    async fn impatience(&self, patience: Duration) -> JournalError {
        let mut outage = self.outage.clone();
        let broken = async {
            if let Ok(outage) = outage.wait_for(Option::is_some).await
                && let Some(error) = &*outage
            {
                return JournalError::Outage(Arc::clone(error));
            }
            // The writer is gone, and the confirmation tells.
            std::future::pending().await
        };
        tokio::select! {
            error = broken => error,
            () = sleep(patience) => JournalError::Slow { patience: self.patience },
        }
    }

    /// The journal's counts and troubles.
    pub fn state(&self) -> JournalState {
        self.state.borrow().clone()
    }

    /// Follows how the journal is doing.
    pub fn watch(&self) -> watch::Receiver<JournalState> {
        self.state.subscribe()
    }

    /// Returns once nothing will be written any more.
    pub async fn ended(&self) {
        self.writing.wait().await;
    }

    /// Takes nothing more, writes what is queued, and returns when that is done.
    pub async fn close(&self) {
        self.closing.cancel();
        self.writing.wait().await;
    }

    fn lose(&self, error: JournalError) -> JournalError {
        self.state.send_modify(|state| {
            state.lost(1, &error);
            if matches!(error, JournalError::Closed) {
                // Nothing will be written any more.
                state.in_trouble(&error);
            }
        });
        error
    }
}
