//! The editions that calls are answered with: the active one, and those that calls began with earlier.
//!
//! All of them are in memory. One that is not is looked for on this machine's disk and then, within a bound, in
//! the store; a call whose edition is nowhere any more goes on in the active one.

mod cache;
mod first;
mod follow;
mod heard;
mod recordings;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use camino::Utf8PathBuf;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::catalogue::{Edition, EditionNumber};
use crate::editions;
use crate::store::{EditionContents, EditionRecord, Editions as _, LazyDatabase, StoreError};

pub use cache::Cache;
pub use first::{FirstError, first};
pub use follow::follow;
pub use heard::{Heard, LanguageError, Offers};

/// An edition that no call has asked for as long as this is let go; should one come, it is loaded again.
const IDLE: Duration = Duration::from_hours(4);
/// How many recordings are fetched from the store at the same time.
const FETCHES: usize = 4;

/// The editions that calls are answered with.
pub struct Editions {
    loaded: ArcSwap<Loaded>,
    /// Held by whoever changes `loaded`.
    changing: tokio::sync::Mutex<()>,
    sources: Sources,
    fetches: Semaphore,
    trouble: Mutex<Option<String>>,
}

/// What is in memory.
struct Loaded {
    /// The revision of the activation that is followed; 0 before the store was reached.
    revision: u64,
    active: Arc<Heard>,
    /// The active edition among them.
    by_number: HashMap<EditionNumber, Arc<Heard>>,
}

/// What editions are kept in and what is needed to answer with them.
pub struct Sources {
    /// The store.
    pub database: Arc<LazyDatabase>,
    /// The editions that this machine has seen.
    pub cache: Cache,
    /// Which languages the lines offer.
    pub offers: Offers,
    /// The folder of the recordings.
    pub recordings: Utf8PathBuf,
    /// The folder with the files that become the first edition; none: the shipped ones.
    pub menus: Option<Utf8PathBuf>,
    /// How often the store is asked, whether it announced a change or not.
    pub poll: Duration,
    /// How long a turn waits for the edition of its call where that is not at hand.
    pub patience: Duration,
}

impl Editions {
    /// Answers with this edition until the store says which one is active; `revision` says by which
    /// activation it came, 0 if by none.
    pub fn new(sources: Sources, edition: Edition, revision: u64) -> Result<Self, LanguageError> {
        let active = Arc::new(Heard::strict(edition, &sources.offers)?);
        let number = active.edition.number;
        Ok(Self {
            loaded: ArcSwap::from_pointee(Loaded {
                revision,
                by_number: HashMap::from([(number, Arc::clone(&active))]),
                active,
            }),
            changing: tokio::sync::Mutex::new(()),
            sources,
            fetches: Semaphore::new(FETCHES),
            trouble: Mutex::new(None),
        })
    }

    /// The edition that new calls begin with.
    pub fn active(&self) -> Arc<Heard> {
        Arc::clone(&self.loaded.load().active)
    }

    /// The edition with this number, if it is in memory.
    pub fn get(&self, number: EditionNumber) -> Option<Arc<Heard>> {
        self.loaded.load().by_number.get(&number).cloned()
    }

    /// The editions in memory.
    pub fn in_memory(&self) -> usize {
        self.loaded.load().by_number.len()
    }

    /// Looks for an edition that is not in memory, for as long as a caller may wait. Where that is not long
    /// enough, it goes on by itself for the call's next turn.
    pub async fn fetch(self: &Arc<Self>, number: EditionNumber) {
        let editions = Arc::clone(self);
        let load = tokio::spawn(async move { editions.load(number).await });
        match timeout(self.sources.patience, load).await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => {
                tracing::warn!(edition = %number, %error, "a call's edition can't be loaded; the call goes on in the active one");
            }
            Ok(Err(_)) | Err(_) => {
                tracing::warn!(edition = %number, "a call's edition is not at hand in time; the call goes on in the active one");
            }
        }
    }

    /// What keeps this server from answering with the active edition, in a sentence.
    pub fn trouble(&self) -> Option<String> {
        if self.loaded.load().revision == 0 {
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

    async fn load(&self, number: EditionNumber) -> Result<(), LoadError> {
        let _changing = self.changing.lock().await;
        if self.get(number).is_some() {
            return Ok(());
        }
        let heard = self.obtain(number).await?;
        self.change(|loaded| {
            loaded.by_number.insert(number, heard);
        });
        Ok(())
    }

    /// Makes an edition the active one.
    async fn activate(&self, number: EditionNumber, revision: u64) -> Result<(), LoadError> {
        let _changing = self.changing.lock().await;
        let heard = match self.get(number) {
            Some(heard) => heard,
            None => self.obtain(number).await?,
        };
        self.sources.cache.put_active(number, revision).await;
        self.change(|loaded| {
            loaded.revision = revision;
            loaded.active = Arc::clone(&heard);
            loaded.by_number.insert(number, heard);
        });
        Ok(())
    }

    /// Lets go the editions that no call has asked for in a long time.
    async fn tidy(&self) {
        let _changing = self.changing.lock().await;
        let active = self.active().edition.number;
        self.change(|loaded| {
            loaded
                .by_number
                .retain(|number, heard| *number == active || heard.used().elapsed() < IDLE);
        });
    }

    /// Changes what is in memory; only by whoever holds `changing`.
    fn change(&self, change: impl FnOnce(&mut Loaded)) {
        let before = self.loaded.load();
        let mut after = Loaded {
            revision: before.revision,
            active: Arc::clone(&before.active),
            by_number: before.by_number.clone(),
        };
        change(&mut after);
        self.loaded.store(Arc::new(after));
    }

    /// An edition from this machine's disk or, failing that, from the store.
    async fn obtain(&self, number: EditionNumber) -> Result<Arc<Heard>, LoadError> {
        let (record, contents) = if let Some(kept) = self.sources.cache.edition(number).await {
            kept
        } else {
            let (record, contents) = self.retrieve(number).await?;
            self.sources.cache.put_edition(&record, &contents).await;
            (record, contents)
        };
        let edition = tokio::task::spawn_blocking(move || editions::load(&record, contents));
        let edition = edition.await.map_err(|_| LoadError::Failed)??;
        Ok(Arc::new(Heard::lenient(edition, &self.sources.offers)))
    }

    async fn retrieve(
        &self,
        number: EditionNumber,
    ) -> Result<(EditionRecord, EditionContents), LoadError> {
        let database = self.sources.database.get().await?;
        let record = database.edition(number).await?;
        let contents = database.contents(number).await?;
        record.zip(contents).ok_or(LoadError::Gone(number))
    }
}

/// Why an edition can't be answered with.
#[derive(Debug, thiserror::Error)]
enum LoadError {
    /// There is no such edition any more.
    #[error("edition {0} is not in the store: it was retired, or never published there")]
    Gone(EditionNumber),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What it is made of makes no edition.
    #[error(transparent)]
    Load(#[from] editions::LoadError),
    /// The program failed.
    #[error("the program failed when it loaded the edition")]
    Failed,
}
