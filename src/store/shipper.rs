//! The shipper: carries what waits on this machine to the store elsewhere, exactly once.
//!
//! Records leave the outbox when the store has confirmed them, and the store ignores what it has already: so
//! whatever breaks in between, each of them is there once in the end. The store also knows how many records of the outbox
//! it has: where that is less than it has confirmed, a copy that lagged behind has taken its place, and gets again what it
//! lacks.

mod carrier;
mod kept;
mod state;

pub use state::ShipperState;

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::TurnLog;
use super::sqlite::Outbox;
use carrier::ShipperTask;
use kept::KeptMarks;

/// A task that carries records from an outbox to a store.
#[derive(Debug)]
pub struct Shipper {
    outbox: Outbox,
    closing: CancellationToken,
    giving_up: CancellationToken,
    carrying: TaskTracker,
}

/// The shipper's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipperOptions {
    /// The most records that the store gets at a time; one commit of the journal goes whole.
    pub batch: u32,
    /// The time that the first record waits for others to go with it, unless a whole batch waits.
    pub gather: Duration,
    pub patience: Duration,
    /// The time after which the store is looked at where nothing is carried: a copy may have taken its place.
    pub look: Duration,
    /// The time for which records are kept that have arrived: a copy that lags further behind is not to take the
    /// database's place.
    pub kept: Duration,
    /// Between the first two attempts at a store that does not take records; each pause is twice as long as the
    /// one before, up to the longest. What is really waited is between half of it and all of it.
    pub shortest_pause: Duration,
    pub longest_pause: Duration,
}

impl Default for ShipperOptions {
    /// Calls show up within a fraction of a second, and ten commits a second are nothing to a database.
    fn default() -> Self {
        Self {
            batch: 2000,
            gather: Duration::from_millis(100),
            patience: Duration::from_secs(30),
            look: Duration::from_secs(10),
            kept: Duration::from_hours(1),
            shortest_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(15),
        }
    }
}

impl Shipper {
    /// Starts carrying from `outbox` to `destination`. `random` gives numbers from 0 to 1, so that many machines
    /// do not all come back to the store at the same moment. Needs a tokio runtime with its clock on.
    pub fn start(
        outbox: Outbox,
        destination: impl TurnLog,
        options: ShipperOptions,
        random: impl FnMut() -> f64 + Send + 'static,
    ) -> Self {
        let closing = CancellationToken::new();
        let giving_up = CancellationToken::new();
        let carrying = TaskTracker::new();
        let carrier = ShipperTask {
            outbox: outbox.clone(),
            destination,
            pause: options.shortest_pause,
            kept: KeptMarks::keeping_for(options.kept),
            has_begun: false,
            options,
            random,
            closing: closing.clone(),
        };
        // Dropping it in the middle of anything loses nothing: what is not removed is shipped again.
        carrying.spawn(giving_up.clone().run_until_cancelled_owned(carrier.run()));
        carrying.close();
        Self { outbox, closing, giving_up, carrying }
    }

    /// The file from which it carries.
    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    pub fn state(&self) -> ShipperState {
        self.outbox.state()
    }

    pub fn watch(&self) -> watch::Receiver<ShipperState> {
        self.outbox.watch()
    }

    /// Carries what is there, unless the store fails or it takes longer than `patience`, and stops. What is left
    /// stays on the disk for the next start. Close the journal first, so that nothing more comes.
    pub async fn close(&self, patience: Duration) {
        self.closing.cancel();
        if timeout(patience, self.carrying.wait()).await.is_err() {
            self.giving_up.cancel();
            self.carrying.wait().await;
        }
        self.outbox.close().await;
    }
}
