//! The edition that a node starts with: the store's active one, else the last one seen here, else the files.

use std::time::Duration;

use camino::Utf8Path;
use jiff::Timestamp;
use tokio::time::{sleep, timeout};

use super::{Activation, EditionSources, LiveEditions};
use crate::catalogue::{self, Diagnostic, Edition, Hotline, SourceFile, source};
use crate::operate::{self, LoadedMenus, OperateError};
use crate::store::{Active, Database, Location, StoreError};

/// The time that a start waits for a database server where nothing else is at hand.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Between two questions to a store that others are just changing.
const PAUSE: Duration = Duration::from_millis(50);

/// A reason for which a node has nothing to start with.
#[derive(Debug, thiserror::Error)]
pub enum FirstError {
    /// The hotline's files can't be read.
    #[error(transparent)]
    Source(#[from] source::FolderError),
    #[error("the hotline's files have mistakes; `sila check` shows them")]
    Mistakes(Vec<Diagnostic>),
    /// The active edition can't be loaded, and nothing else is at hand.
    #[error(transparent)]
    Load(#[from] operate::LoadError),
}

/// The edition to begin with.
pub struct StartEdition {
    pub edition: Edition,
    /// The activation that it came by, if by any.
    pub activation: Option<Activation>,
    /// Nothing had ever been published in the store.
    pub store_was_empty: bool,
}

/// The edition to begin with.
///
/// A file is asked first, for it is on this machine; a database server is not waited for where this machine
/// has seen an edition. Only mistakes in the files are errors.
pub async fn first(sources: &EditionSources, now: Timestamp) -> Result<StartEdition, FirstError> {
    let kept = sources.cache.active();
    let is_here = matches!(sources.database.location(), Location::File(_));
    if is_here || kept.is_none() {
        match timeout(TIMEOUT, Box::pin(from_store(sources, now))).await {
            Ok(Ok(start)) => return Ok(start),
            Ok(Err(NoEdition::Files(error))) => return Err(error),
            Ok(Err(NoEdition::Store(error))) => {
                tracing::warn!(%error, "the store does not answer; calls are answered with what is at hand");
            }
            Ok(Err(NoEdition::Raced)) | Err(_) => {
                tracing::warn!(store = %sources.database.location(), "the store does not answer in time; calls are answered with what is at hand");
            }
        }
    }
    let kept = kept.and_then(|activation| {
        let (record, contents) = sources.cache.read_edition(activation.edition)?;
        Some((operate::load(&record, contents).ok()?, activation))
    });
    let (edition, activation) = match kept {
        Some((edition, activation)) => (edition, Some(activation)),
        None => (from_files(sources)?, None),
    };
    Ok(StartEdition { edition, activation, store_was_empty: false })
}

/// A reason for which the store gave no edition.
enum NoEdition {
    Store(StoreError),
    Files(FirstError),
    /// Another edition became active between two questions.
    Raced,
}

impl From<StoreError> for NoEdition {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// The store's active edition; asked again while others are changing it.
async fn from_store(sources: &EditionSources, now: Timestamp) -> Result<StartEdition, NoEdition> {
    loop {
        match ask_store(sources, now).await {
            Err(NoEdition::Raced | NoEdition::Store(StoreError::Busy(_))) => {}
            other => return other,
        }
        sleep(PAUSE).await;
    }
}

async fn ask_store(sources: &EditionSources, now: Timestamp) -> Result<StartEdition, NoEdition> {
    let database = sources.database.get().await?;
    let asked = ask_opened(sources, &database, now).await;
    if let Err(NoEdition::Store(error)) = &asked {
        sources.database.failed(&database, error).await;
    }
    asked
}

async fn ask_opened(
    sources: &EditionSources,
    database: &Database,
    now: Timestamp,
) -> Result<StartEdition, NoEdition> {
    let found = database.active().await?;
    let store_was_empty = found.is_none();
    let active = match found {
        Some(active) => active,
        None => publish_first(sources, database, now).await?,
    };
    let record = database.edition(active.edition).await?;
    let contents = database.contents(active.edition).await?;
    let Some((record, contents)) = record.zip(contents) else {
        // Rolled back and retired between the questions, if ever: what follows the store will know.
        return Err(NoEdition::Raced);
    };
    let activation = Activation::of(&active);
    let edition =
        operate::load(&record, contents.clone()).map_err(|error| NoEdition::Files(error.into()))?;
    // Only one that can be loaded: the next start may have nothing else.
    sources.cache.put_edition(&record, &contents).await;
    sources.cache.put_active(activation).await;
    Ok(StartEdition { edition, activation: Some(activation), store_was_empty })
}

/// Makes the files the first edition of an empty store.
async fn publish_first(
    sources: &EditionSources,
    database: &Database,
    now: Timestamp,
) -> Result<Active, NoEdition> {
    let (files, note) = files(sources.menus.as_deref()).map_err(NoEdition::Files)?;
    let menus = LoadedMenus::load(files)
        .map_err(|mistakes| NoEdition::Files(FirstError::Mistakes(mistakes)))?;
    let published = operate::publish_first(database, menus, &note, now).await;
    published.map_err(|error| match error {
        OperateError::Store(error) => NoEdition::Store(error),
        // The program's own publication breaks no other rule.
        _ => NoEdition::Raced,
    })
}

/// The edition of the files, for a node that has never reached the store, where the recordings are.
fn from_files(sources: &EditionSources) -> Result<Edition, FirstError> {
    let (files, _) = files(sources.menus.as_deref())?;
    let (hotline, _) = catalogue::load(&files).map_err(FirstError::Mistakes)?;
    let hash = source::content_hash(&files);
    Ok(Edition::freeze(hotline, &hash, |_| None))
}

/// Loads the hotline from the files in a folder, or from the shipped ones.
pub fn load_hotline(menus: Option<&Utf8Path>) -> Result<Hotline, FirstError> {
    let (files, _) = files(menus)?;
    let (hotline, _warnings) = catalogue::load(&files).map_err(FirstError::Mistakes)?;
    Ok(hotline)
}

/// The hotline's files, and where they come from, for the note of the first edition.
fn files(menus: Option<&Utf8Path>) -> Result<(Vec<SourceFile>, String), FirstError> {
    Ok(match menus {
        Some(folder) => (source::read_folder(folder)?, format!("The files in {folder}.")),
        None => (source::shipped(), operate::SHIPPED.to_owned()),
    })
}

impl LiveEditions {
    /// Publishes the files where nothing was ever published. An error is why they can't be.
    pub(super) async fn publish_first(
        &self,
        database: &Database,
        now: Timestamp,
    ) -> Result<(), FirstError> {
        match publish_first(&self.sources, database, now).await {
            Ok(active) => {
                tracing::info!(edition = %active.edition, "the files are the first edition");
            }
            Err(NoEdition::Store(error)) => {
                tracing::warn!(%error, "the files could not be published");
            }
            // Asked again in a second.
            Err(NoEdition::Raced) => {}
            Err(NoEdition::Files(error)) => return Err(error),
        }
        Ok(())
    }

    /// Says whether the files that this server was given would be heard differently from what is active:
    /// somebody may have changed them and forgotten to publish them.
    pub fn files_differ(&self) -> bool {
        let active = self.active();
        let files = files(self.sources.menus.as_deref());
        let loaded =
            files.map(|(files, _)| (catalogue::load(&files), source::content_hash(&files)));
        let Ok((Ok((hotline, _)), content)) = loaded else {
            return true;
        };
        let heard = active.hotline().prompts.all();
        let same_text = Edition::freeze(hotline, &content, |prompt| {
            let same = heard
                .iter()
                .find(|other| other.id == prompt.id && other.language == prompt.language)?;
            same.recording.clone()
        });
        same_text.id != active.edition.id
    }
}
