//! The editions that calls are answered with: the active one, and those that calls began with earlier.
//!
//! All of them are in memory. One that is not is looked for on this machine's disk and then, within a bound, in
//! the store; a call whose edition is nowhere any more goes on in the active one.

mod cache;
mod first;
mod follow;
mod loaded;
mod recordings;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::catalogue::{Edition, EditionNumber};
use crate::operate;
use crate::store::{Active, EditionRecord, LazyDatabase, StoreError};

pub use cache::EditionCache;
pub use first::{FirstError, StartEdition, first, load_hotline};
pub use follow::follow;
pub use loaded::{LanguageError, LoadedEdition, Offers};

/// The time after which an edition that no call uses is dropped; should one come, it is loaded again.
const IDLE: Duration = Duration::from_hours(4);
/// Editions in memory at most: of those beyond, the ones that were used longest ago go.
const MAX_LOADED: usize = 20;
/// Recordings of loaded editions that are fetched from the store at the same time.
const FETCHES: usize = 4;

/// The editions that calls are answered with.
pub struct LiveEditions {
    loaded: ArcSwap<Loaded>,
    /// Held by whoever changes `loaded`; never while something is waited for.
    changing: Mutex<()>,
    /// Held by whoever looks for an edition that is not in memory.
    looking: tokio::sync::Mutex<()>,
    sources: EditionSources,
    fetches: Semaphore,
    /// For recordings that no edition in memory names: anybody can ask for those.
    strange_fetches: Semaphore,
    trouble: Mutex<Option<String>>,
}

struct Loaded {
    /// The activation that is followed; none before the store was reached.
    activation: Option<Activation>,
    active: Arc<LoadedEdition>,
    /// The active edition among them.
    by_number: HashMap<EditionNumber, Arc<LoadedEdition>>,
}

/// The change by which an edition became active. A store that was put back to an earlier state may bring the same
/// revision with another edition or at another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// Goes up with every change, unless the store is put back.
    pub revision: u64,
    pub edition: EditionNumber,
    pub at: Timestamp,
}

impl Activation {
    /// The activation that a store tells of.
    pub fn of(active: &Active) -> Self {
        Self { revision: active.revision, edition: active.edition, at: active.at }
    }
}

/// The sources of editions and the settings of loading them.
pub struct EditionSources {
    pub database: Arc<LazyDatabase>,
    /// The editions that this machine has seen.
    pub cache: EditionCache,
    /// The languages of each line.
    pub offers: Offers,
    /// The folder of this machine's copies of recordings.
    pub recordings: Utf8PathBuf,
    /// The folder with the files that become the first edition; none: the shipped ones.
    pub menus: Option<Utf8PathBuf>,
    /// The interval at which the store is asked, whether it announced a change or not.
    pub poll: Duration,
    /// The time that a turn waits for the edition of its call where that is not at hand.
    pub timeout: Duration,
}

impl LiveEditions {
    /// Answers with this edition until the store says which one is active; it came by this activation, or by
    /// none.
    pub fn new(
        sources: EditionSources,
        edition: Edition,
        activation: Option<Activation>,
    ) -> Result<Self, LanguageError> {
        let active = Arc::new(LoadedEdition::strict(edition, &sources.offers)?);
        let number = active.edition.number;
        Ok(Self {
            loaded: ArcSwap::from_pointee(Loaded {
                activation,
                by_number: HashMap::from([(number, Arc::clone(&active))]),
                active,
            }),
            changing: Mutex::new(()),
            looking: tokio::sync::Mutex::new(()),
            sources,
            fetches: Semaphore::new(FETCHES),
            strange_fetches: Semaphore::new(1),
            trouble: Mutex::new(None),
        })
    }

    /// The edition that new calls begin with.
    pub fn active(&self) -> Arc<LoadedEdition> {
        Arc::clone(&self.loaded.load().active)
    }

    /// The same, with the change by which it became active; none before the store was reached.
    pub fn active_since(&self) -> (Arc<LoadedEdition>, Option<Activation>) {
        let loaded = self.loaded.load();
        (Arc::clone(&loaded.active), loaded.activation)
    }

    /// The edition with this number, if it is in memory.
    pub fn get(&self, number: EditionNumber) -> Option<Arc<LoadedEdition>> {
        self.loaded.load().by_number.get(&number).cloned()
    }

    pub fn in_memory(&self) -> usize {
        self.loaded.load().by_number.len()
    }

    /// The edition with this number, fetched where it is not in memory.
    pub async fn get_or_fetch(
        self: &Arc<Self>,
        number: EditionNumber,
    ) -> Option<Arc<LoadedEdition>> {
        let loaded = self.get(number);
        if loaded.is_some() {
            return loaded;
        }
        self.fetch(number).await;
        self.get(number)
    }

    /// Looks for an edition that is not in memory, for as long as a caller may wait. Where that is not long
    /// enough, it goes on by itself for the call's next turn.
    async fn fetch(self: &Arc<Self>, number: EditionNumber) {
        let editions = Arc::clone(self);
        let load = tokio::spawn(async move { editions.load(number).await });
        match timeout(self.sources.timeout, load).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => {
                tracing::warn!(edition = %number, %error, "a call's edition can't be loaded; the call goes on in the active one");
            }
            Ok(Err(_)) | Err(_) => {
                tracing::warn!(edition = %number, "a call's edition is not at hand in time; the call goes on in the active one");
            }
        }
    }

    /// The reason for which this node can't answer with the active edition, in a sentence.
    pub fn trouble(&self) -> Option<String> {
        if self.loaded.load().activation.is_none() {
            return Some(format!(
                "the store at {} has never been reached from this machine: calls are answered with the files \
                 that are here",
                self.sources.database.location()
            ));
        }
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.clone()
    }

    fn set_trouble(&self, why: Option<String>) {
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }

    /// Brings an edition that a call keeps into memory.
    async fn load(&self, number: EditionNumber) -> Result<(), FetchError> {
        let _looking = self.looking.lock().await;
        if self.get(number).is_some() {
            return Ok(());
        }
        // The store has the last word on what a number stands for, if it has it soon.
        let ask = timeout(self.sources.timeout / 2, self.record(number));
        let record = match ask.await {
            Ok(Ok(record)) => Some(record),
            Ok(Err(FetchError::Store(_))) | Err(_) => None,
            Ok(Err(error)) => return Err(error),
        };
        let heard = self.obtain(number, record).await?;
        self.change(|loaded| {
            loaded.by_number.insert(number, heard);
        });
        Ok(())
    }

    /// Makes an edition the active one.
    async fn activate(&self, activation: Activation) -> Result<(), FetchError> {
        let number = activation.edition;
        let record = self.record(number).await?;
        let heard = self.get(number).filter(|heard| heard.edition.id == record.content);
        let heard = match heard {
            Some(heard) => heard,
            None => self.obtain(number, Some(record)).await?,
        };
        let before = self.loaded.load().activation;
        self.change(|loaded| {
            // A store that was put back may give old numbers to new editions.
            if before.is_some_and(|before| before.revision >= activation.revision) {
                loaded.by_number.clear();
            }
            loaded.activation = Some(activation);
            loaded.active = Arc::clone(&heard);
            loaded.by_number.insert(number, heard);
        });
        self.sources.cache.put_active(activation).await;
        Ok(())
    }

    /// Drops the editions that no call has used for a long time.
    fn tidy(&self) {
        self.change(|loaded| {
            let active = loaded.active.edition.number;
            loaded
                .by_number
                .retain(|number, heard| *number == active || heard.last_used().elapsed() < IDLE);
        });
    }

    /// Changes what is in memory.
    fn change(&self, change: impl FnOnce(&mut Loaded)) {
        let _changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.loaded.load();
        let mut after = Loaded {
            activation: before.activation,
            active: Arc::clone(&before.active),
            by_number: before.by_number.clone(),
        };
        change(&mut after);
        while after.by_number.len() > MAX_LOADED {
            let active = after.active.edition.number;
            let others = after.by_number.iter().filter(|(number, _)| **number != active);
            let oldest = others.min_by_key(|(_, heard)| heard.last_used());
            let Some(oldest) = oldest.map(|(number, _)| *number) else {
                break;
            };
            after.by_number.remove(&oldest);
        }
        self.loaded.store(Arc::new(after));
    }

    /// The store's record of an edition.
    async fn record(&self, number: EditionNumber) -> Result<EditionRecord, FetchError> {
        let database = self.sources.database.get().await?;
        let record = database.edition(number).await?;
        record.ok_or(FetchError::Gone(number))
    }

    /// An edition from this machine's disk, if it is the one of the record, or from the store. Without a record,
    /// the store is away, and what is here is taken for what it was.
    async fn obtain(
        &self,
        number: EditionNumber,
        record: Option<EditionRecord>,
    ) -> Result<Arc<LoadedEdition>, FetchError> {
        let kept = self.sources.cache.edition(number).await.filter(|(kept, _)| {
            let content = record.as_ref().map(|record| record.content);
            content.is_none_or(|content| content == kept.content)
        });
        let (record, contents) = if let Some(kept) = kept {
            kept
        } else {
            let record = match record {
                Some(record) => record,
                None => self.record(number).await?,
            };
            let database = self.sources.database.get().await?;
            let contents = database.contents(number).await?;
            let contents = contents.ok_or(FetchError::Gone(number))?;
            let (cache, keep) = (self.sources.cache.clone(), (record.clone(), contents.clone()));
            // Nobody waits for the disk.
            tokio::spawn(async move { cache.put_edition(&keep.0, &keep.1).await });
            (record, contents)
        };
        let edition = tokio::task::spawn_blocking(move || operate::load(&record, contents));
        let edition = edition.await.map_err(|_| FetchError::Failed)??;
        Ok(Arc::new(LoadedEdition::lenient(edition, &self.sources.offers)))
    }
}

/// A reason for which an edition can't be loaded.
#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("edition {0} is not in the store: it was retired, or never published there")]
    Gone(EditionNumber),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Load(#[from] operate::LoadError),
    #[error("the program failed when it loaded the edition")]
    Failed,
}
