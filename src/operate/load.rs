//! From the store's files and recordings back to an edition.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::catalogue::{
    self, Diagnostic, Edition, EditionId, EditionNumber, Recording, Severity, source,
};
use crate::store::{Database, EditionContents, EditionRecord, StoreError};

/// Why an edition can't be heard.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Its files have mistakes; those that were published had none.
    #[error(
        "Edition {number} can't be read by this version of the program{}. Export it, correct that and publish \
         it again, or run the version that published it.",
        first(mistakes)
    )]
    Mistakes {
        /// The edition.
        number: EditionNumber,
        /// What is wrong with them.
        mistakes: Vec<Diagnostic>,
    },
    /// It is not what was published.
    #[error(
        "Edition {number} is damaged: what is in the store hashes to {found}, and {published} was published. \
         Roll back to another edition, or restore the store from a copy."
    )]
    Damaged {
        /// The edition.
        number: EditionNumber,
        /// What was published under the number.
        published: EditionId,
        /// What is there.
        found: EditionId,
    },
}

/// Why an edition can't be brought out of the store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no such edition.
    #[error("There is no edition {0}. `sila editions` lists those that there are.")]
    Unknown(EditionNumber),
    /// What it was made of was let go.
    #[error(
        "Edition {number} was retired on {}: what it was made of is not kept any more. Publish its files \
         again if you have them.",
        at.strftime("%Y-%m-%d")
    )]
    Retired {
        /// The edition.
        number: EditionNumber,
        /// When.
        at: Timestamp,
    },
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

/// What an edition is made of, as it is in the store.
pub async fn contents(
    database: &Database,
    number: EditionNumber,
) -> Result<(EditionRecord, EditionContents), OpenError> {
    let record = database.edition(number).await?;
    let record = record.ok_or(OpenError::Unknown(number))?;
    match (database.contents(number).await?, record.retired_at) {
        (Some(contents), None) => Ok((record, contents)),
        (_, at) => Err(OpenError::Retired {
            number,
            at: at.unwrap_or(record.published_at),
        }),
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
        return Err(LoadError::Damaged {
            number,
            published: record.content,
            found: edition.id,
        });
    }
    Ok(edition.numbered(number))
}

fn first(mistakes: &[Diagnostic]) -> String {
    let worst = mistakes
        .iter()
        .find(|mistake| mistake.severity == Severity::Error);
    worst
        .map(|mistake| format!(" ({}:{}: {})", mistake.file, mistake.line, mistake.rule()))
        .unwrap_or_default()
}
