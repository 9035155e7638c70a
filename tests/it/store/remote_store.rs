//! A remote store that does as it is told, and what ships to it.

use std::future::pending;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sila::store::sqlite::Outbox;
use sila::store::{
    Appended, Database, Journal, JournalOptions, Shipper, ShipperOptions, ShipperState, StoreError,
    TurnLog, TurnRecord,
};

use super::turn;

use crate::wait::watched;

/// Reaction of a remote store to events.
#[derive(Clone, Copy)]
pub(super) enum Behaviour {
    Takes,
    IsDown,
    SaysNothing,
    /// Takes them, and the connection breaks before it can say so.
    LosesTheAnswer,
    Refuses(fn(&TurnRecord) -> bool),
    /// Takes them, and the program fails when it notes that.
    FailsAtNotes,
}

/// A remote store, and the events in the order in which they came to it.
#[derive(Clone)]
pub(super) struct RemoteStore {
    store: Database,
    behaviour: Arc<Mutex<Behaviour>>,
    pub(super) arrived: Arc<Mutex<Vec<TurnRecord>>>,
}

impl RemoteStore {
    pub(super) fn new(store: &Database, behaviour: Behaviour) -> Self {
        Self {
            store: store.clone(),
            behaviour: Arc::new(Mutex::new(behaviour)),
            arrived: Arc::default(),
        }
    }

    pub(super) fn becomes(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    /// Fails where notes are to.
    fn look(&self) {
        let behaviour = *self.behaviour.lock().unwrap();
        assert!(!matches!(behaviour, Behaviour::FailsAtNotes), "as asked");
    }

    async fn take(&self, events: &[TurnRecord]) -> Result<Appended, StoreError> {
        let appended = self.store.append(events).await?;
        self.arrived.lock().unwrap().extend_from_slice(events);
        Ok(appended)
    }
}

impl TurnLog for RemoteStore {
    async fn append(&self, events: &[TurnRecord]) -> Result<Appended, StoreError> {
        let broken = || StoreError::Backend(sqlx::Error::Io(io::ErrorKind::ConnectionReset.into()));
        let behaviour = *self.behaviour.lock().unwrap();
        match behaviour {
            Behaviour::IsDown => Err(broken()),
            Behaviour::SaysNothing => pending().await,
            Behaviour::LosesTheAnswer => {
                self.take(events).await?;
                Err(broken())
            }
            Behaviour::Refuses(what) if events.iter().any(what) => {
                Err(StoreError::Refused(sqlx::Error::Protocol("no such line".to_owned())))
            }
            Behaviour::Takes | Behaviour::Refuses(_) | Behaviour::FailsAtNotes => {
                self.take(events).await
            }
        }
    }

    async fn carried(&self, _journal: &str) -> Result<Option<i64>, StoreError> {
        self.look();
        Ok(None)
    }

    async fn note_carried(
        &self,
        _journal: &str,
        _before: i64,
        _through: i64,
    ) -> Result<bool, StoreError> {
        self.look();
        Ok(true)
    }
}

/// Nothing in these tests is to end because something is slow.
pub(super) const FOR_EVER: Duration = Duration::from_hours(1);

/// Quick to try again.
pub(super) fn eager() -> ShipperOptions {
    ShipperOptions {
        batch: 50,
        gather: Duration::from_millis(1),
        patience: FOR_EVER,
        look: FOR_EVER,
        kept: FOR_EVER,
        shortest_pause: Duration::from_millis(1),
        longest_pause: Duration::from_millis(20),
    }
}

pub(super) fn ship(
    outbox: &Outbox,
    remote_store: &RemoteStore,
    options: ShipperOptions,
) -> Shipper {
    Shipper::start(outbox.clone(), remote_store.clone(), options, || 0.5)
}

pub(super) fn journal(outbox: &Outbox) -> Journal {
    let options = JournalOptions { patience: FOR_EVER, ..JournalOptions::default() };
    Journal::start(outbox.clone(), &options)
}

pub(super) async fn until(
    shipper: &Shipper,
    condition: impl FnMut(&ShipperState) -> bool,
) -> ShipperState {
    watched("the shipper's state", &mut shipper.watch(), condition).await
}

/// Calls walk through their turns at the same time.
pub(super) async fn walk(journal: &Journal, calls: u32, turns: std::ops::Range<u32>) {
    let mut callers = tokio::task::JoinSet::new();
    for call in 0..calls {
        let (journal, turns) = (journal.clone(), turns.clone());
        callers.spawn(async move {
            for number in turns {
                let event = turn(&format!("CA{call}"), number);
                journal.record(event).await.unwrap();
            }
        });
    }
    callers.join_all().await;
}
