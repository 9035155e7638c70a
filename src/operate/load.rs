//! From the store's files and recordings back to an edition.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::catalogue::{self, Diagnostic, Edition, EditionId, EditionNumber, Recording, source};
use crate::store::{Database, EditionContents, EditionRecord, StoreError};

/// The reason why an edition can't be heard.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Its files have mistakes; those that were published had none.
    #[error("edition {number} has {} mistakes in {}", mistakes.len(), mistakes.first().map_or("no file", |first| &first.file))]
    Mistakes { number: EditionNumber, mistakes: Vec<Diagnostic> },
    /// It is not what was published.
    #[error("edition {number} hashes to {found} in place of {published}")]
    Damaged { number: EditionNumber, published: EditionId, found: EditionId },
}

/// The reason why an edition can't be brought out of the store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such edition.
    #[error("no edition {0}")]
    Unknown(EditionNumber),
    /// What it was made of was let go.
    #[error("edition {number} was retired at {at}")]
    Retired { number: EditionNumber, at: Timestamp },
    /// It can't be heard.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Brings an edition out of the store.
pub async fn open(database: &Database, number: EditionNumber) -> Result<Edition, OpenError> {
    let (record, contents) = contents(database, number).await?;
    Ok(load(&record, contents)?)
}

/// An edition's record and contents, as they are in the store.
pub async fn contents(
    database: &Database,
    number: EditionNumber,
) -> Result<(EditionRecord, EditionContents), OpenError> {
    let record = database.edition(number).await?;
    let record = record.ok_or(OpenError::Unknown(number))?;
    match (database.contents(number).await?, record.retired_at) {
        (Some(contents), None) => Ok((record, contents)),
        (_, at) => Err(OpenError::Retired { number, at: at.unwrap_or(record.published_at) }),
    }
}

/// Makes an edition of what it is made of, and proves that it is the one that was published.
pub fn load(record: &EditionRecord, contents: EditionContents) -> Result<Edition, LoadError> {
    let EditionContents { files, recordings } = contents;
    let number = record.number;
    let hotline = match catalogue::load(&files) {
        Ok((hotline, _)) => hotline,
        Err(mistakes) => return Err(LoadError::Mistakes { number, mistakes }),
    };
    let recordings: HashMap<(&str, &str), &Recording> = recordings
        .iter()
        .map(|fixed| {
            let of = (fixed.prompt.as_str(), fixed.language.as_str());
            (of, &fixed.recording)
        })
        .collect();
    let edition = Edition::freeze(hotline, &source::content_hash(&files), |prompt| {
        let of = (prompt.id.as_str(), prompt.language.as_str());
        recordings.get(&of).copied().cloned()
    });
    if edition.id != record.content {
        return Err(LoadError::Damaged { number, published: record.content, found: edition.id });
    }
    Ok(edition.numbered(number))
}
