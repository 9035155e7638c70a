//! The changes on the pages of services with each edition that was heard, newest first.
//!
//! They are read from the store when the active edition has changed and somebody asks, and kept: while the database is
//! away, what was known is told.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::record::{RecordWriter, ServiceRecord, Texts};
use crate::calls::editions::Activation;
use crate::catalogue::{Code, EditionNumber};
use crate::dialects::PublicUrl;
use crate::operate::{self, OperateError};
use crate::store::{Database, StoreError};
use crate::web::App;
use crate::web::pages::SiteDelivery;

/// The changes that are told.
const NEWEST: usize = 20;
/// The time that a reader waits for the newest.
const PATIENCE: Duration = Duration::from_secs(5);
/// The time after a failure in which the store is not asked again.
const PAUSE: Duration = Duration::from_secs(5);

/// The changes with each edition, kept in memory.
#[derive(Default)]
pub struct EditionHistory {
    known: ArcSwap<KnownHistory>,
    /// Held by whoever reads the store, with the moment at which that failed last.
    reading: Arc<Mutex<Option<Instant>>>,
}

#[derive(Default)]
struct KnownHistory {
    /// The latest change when the store was read.
    activation: Option<Activation>,
    entries: Vec<Arc<HistoryEntry>>,
}

/// A change of what is heard.
#[derive(Debug)]
pub struct HistoryEntry {
    pub activation: Activation,
    pub difference: EditionDifference,
}

/// The difference of an edition from the one that was heard before it.
#[derive(Debug)]
pub enum EditionDifference {
    /// It is the first one, with so many services.
    First(usize),
    /// One of the two is not in the store any more.
    Unknown,
    /// The services whose pages differ, by code.
    Services(Vec<ServiceChange>),
}

/// A service whose page differs.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceChange {
    pub kind: ServiceChangeKind,
    pub id: String,
    /// The code after the change; that of before if it is gone.
    pub code: Code,
    pub names: Texts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServiceChangeKind {
    Added,
    Changed,
    Removed,
}

/// An edition's services; none if it is not in the store any more.
type Services = Option<Arc<Vec<ServiceRecord>>>;

impl EditionHistory {
    /// The changes that are known, newest first. Where the edition that is heard now is not among them, the store is
    /// read first, for as long as a reader waits.
    pub async fn entries(app: &Arc<App>) -> Vec<Arc<HistoryEntry>> {
        let history = &app.history;
        let (_, activation) = app.calls.editions.active_since();
        let is_current = || history.known.load().activation == activation;
        if activation.is_some() && !is_current() {
            let read = async {
                let mut failed = Arc::clone(&history.reading).lock_owned().await;
                if is_current() || failed.is_some_and(|at| at.elapsed() < PAUSE) {
                    return;
                }
                let app = Arc::clone(app);
                // A reader who goes does not end it.
                let reading = tokio::spawn(async move {
                    let read = app.history.read(&app).await;
                    *failed = read.is_err().then(Instant::now);
                    if let Err(error) = read {
                        tracing::warn!(%error, "what changed with each edition can't be read from the store; what was known is told");
                    }
                });
                reading.await.ok();
            };
            timeout(PATIENCE, read).await.ok();
        }
        let mut entries = history.known.load().entries.clone();
        let newest = entries.first().map(|entry| entry.activation);
        if let Some(activation) = activation.filter(|activation| newest != Some(*activation)) {
            let difference = EditionDifference::Unknown;
            entries.insert(0, Arc::new(HistoryEntry { activation, difference }));
            entries.truncate(NEWEST);
        }
        entries
    }

    /// The changes up to an edition, newest first, straight from the store. Of one that was never heard, none are known.
    pub async fn up_to(
        number: EditionNumber,
        public_url: &PublicUrl,
        database: &Database,
    ) -> Result<Vec<Arc<HistoryEntry>>, StoreError> {
        let history = Self::default().read_with(public_url, database).await?;
        let entries = history.entries.into_iter();
        Ok(entries.skip_while(|entry| entry.activation.edition != number).collect())
    }

    async fn read(&self, app: &App) -> Result<(), StoreError> {
        let database = app.calls.database.get().await?;
        let read = self.read_with(&app.public_url, &database).await;
        if let Err(error) = &read {
            app.calls.database.failed(&database, error).await;
        }
        self.known.store(Arc::new(read?));
        Ok(())
    }

    async fn read_with(
        &self,
        public_url: &PublicUrl,
        database: &Database,
    ) -> Result<KnownHistory, StoreError> {
        let activations = database.activations(Timestamp::UNIX_EPOCH).await?;
        let activations: Vec<Activation> = activations.iter().map(Activation::of).collect();
        let known = self.known.load_full();
        let mut entries = Vec::new();
        // An edition that was compared with the one after it is compared with the one before it next.
        let mut kept: Option<(EditionNumber, Services)> = None;
        for (position, activation) in activations.iter().take(NEWEST).enumerate() {
            let same = known.entries.iter().find(|entry| entry.activation == *activation);
            if let Some(entry) = same {
                entries.push(Arc::clone(entry));
                continue;
            }
            let after = match kept.take() {
                Some((number, services)) if number == activation.edition => services,
                _ => services(public_url, database, activation.edition).await?,
            };
            let difference = match activations.get(position + 1) {
                None => EditionDifference::First(after.map_or(0, |services| services.len())),
                Some(earlier) => {
                    let before = services(public_url, database, earlier.edition).await?;
                    let difference = difference(before.as_ref(), after.as_ref());
                    kept = Some((earlier.edition, before));
                    difference
                }
            };
            entries.push(Arc::new(HistoryEntry { activation: *activation, difference }));
        }
        Ok(KnownHistory { activation: activations.first().copied(), entries })
    }
}

/// The services of an edition.
async fn services(
    public_url: &PublicUrl,
    database: &Database,
    number: EditionNumber,
) -> Result<Services, StoreError> {
    let (record, contents) = match operate::contents(database, number).await {
        Ok(found) => found,
        Err(OperateError::Store(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    let public_url = public_url.clone();
    let load = tokio::task::spawn_blocking(move || {
        let edition = operate::load(&record, contents).ok()?;
        let writer = RecordWriter {
            hotline: &edition.hotline,
            public_url: &public_url,
            delivery: SiteDelivery::Server,
        };
        Some(Arc::new(writer.services()))
    });
    Ok(load.await.ok().flatten())
}

fn difference(
    before: Option<&Arc<Vec<ServiceRecord>>>,
    after: Option<&Arc<Vec<ServiceRecord>>>,
) -> EditionDifference {
    match before.zip(after) {
        Some((before, after)) => EditionDifference::Services(changes(before, after)),
        None => EditionDifference::Unknown,
    }
}

/// The services that differ: the same service has the same id, whatever its code.
fn changes(before: &[ServiceRecord], after: &[ServiceRecord]) -> Vec<ServiceChange> {
    let change = |kind, service: &ServiceRecord| ServiceChange {
        kind,
        id: service.id.clone(),
        code: service.code,
        names: service.names.clone(),
    };
    let mut changes = Vec::new();
    for service in after {
        match before.iter().find(|old| old.id == service.id) {
            None => changes.push(change(ServiceChangeKind::Added, service)),
            Some(old) if old != service => {
                changes.push(change(ServiceChangeKind::Changed, service));
            }
            Some(_) => {}
        }
    }
    let is_gone = |old: &&ServiceRecord| !after.iter().any(|service| service.id == old.id);
    let gone = before.iter().filter(is_gone);
    changes.extend(gone.map(|old| change(ServiceChangeKind::Removed, old)));
    changes.sort_by_key(|change| change.code);
    changes
}

impl HistoryEntry {
    /// True if the page of a service changed with it, or may have.
    pub fn changed(&self, id: &str) -> bool {
        match &self.difference {
            EditionDifference::First(_) | EditionDifference::Unknown => true,
            EditionDifference::Services(changes) => changes.iter().any(|change| change.id == id),
        }
    }
}
