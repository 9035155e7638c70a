//! From the store's files and recordings back to an edition.

use std::collections::HashMap;

use super::{Diff, LoadError, OperateError, diff};
use crate::catalogue::{self, Edition, EditionNumber, Hotline, Recording, source};
use crate::store::{Database, EditionContents, EditionRecord};

/// Brings an edition out of the store.
pub async fn open(database: &Database, number: EditionNumber) -> Result<Edition, OperateError> {
    let (record, contents) = contents(database, number).await?;
    Ok(load(&record, contents)?)
}

/// The differences of a hotline from an edition. Fails where the edition is retired or damaged.
pub async fn changes_since(
    database: &Database,
    before: EditionNumber,
    after: &Hotline,
) -> Result<Diff, OperateError> {
    Ok(diff(&open(database, before).await?.hotline, after))
}

/// An edition's record and contents, as they are in the store.
pub async fn contents(
    database: &Database,
    number: EditionNumber,
) -> Result<(EditionRecord, EditionContents), OperateError> {
    let record = database.edition(number).await?;
    let record = record.ok_or(OperateError::UnknownEdition(number))?;
    match (database.contents(number).await?, record.retired_at) {
        (Some(contents), None) => Ok((record, contents)),
        (_, at) => Err(OperateError::Retired { number, at: at.unwrap_or(record.published_at) }),
    }
}

/// Makes an edition of what it is made of, and proves that it is the one that was published.
pub fn load(record: &EditionRecord, contents: EditionContents) -> Result<Edition, LoadError> {
    let EditionContents { files, recordings } = contents;
    let number = record.number;
    let (hotline, _) =
        catalogue::load(&files).map_err(|mistakes| LoadError::Mistakes { number, mistakes })?;
    let recordings: HashMap<(String, String), Recording> = recordings
        .into_iter()
        .map(|fixed| ((fixed.prompt, fixed.language), fixed.recording))
        .collect();
    let edition = Edition::freeze(hotline, &source::content_hash(&files), |prompt| {
        recordings.get(&(prompt.id.clone(), prompt.language.clone())).cloned()
    });
    if edition.id != record.content {
        return Err(LoadError::Damaged { number, published: record.content, found: edition.id });
    }
    Ok(edition.numbered(number))
}
