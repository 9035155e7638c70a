//! Somebody else was faster.

use jiff::Timestamp;

use super::{Diff, PublishError, diff, open};
use crate::catalogue::EditionNumber;
use crate::store::{Active, Database, EditionRecord, Reason, StoreError, shown};

/// What somebody else made heard since the files were prepared.
#[derive(Debug, thiserror::Error)]
#[error(
    "{}. What you wanted was not done: look at what changed first.",
    told(active, edition)
)]
pub struct Raced {
    /// What is heard now, since when, and who brought it about.
    pub active: Active,
    /// The edition that is heard now.
    pub edition: EditionRecord,
    /// What callers hear differently now from when the files were prepared; none if that can't be told.
    pub changes: Option<Diff>,
}

/// Who did what in the meantime.
fn told(active: &Active, edition: &EditionRecord) -> String {
    let author = shown(&active.author);
    let number = edition.number;
    let did = match active.reason {
        Reason::Published => format!("{author} published edition {number} in the meantime"),
        Reason::Scheduled => {
            format!(
                "The time of edition {number}, which {author} had scheduled, has come in the meantime"
            )
        }
        Reason::RolledBack => format!("{author} went back to edition {number} in the meantime"),
    };
    match edition.note.as_str() {
        "" => did,
        note => format!("{did}: “{}”", shown(note)),
    }
}

/// Fails if what is heard is not what it was at this revision any more.
pub(super) async fn check_race(database: &Database, upon: Option<u64>) -> Result<(), PublishError> {
    let active = database.active().await?;
    let Some(active) = active.filter(|active| Some(active.revision) != upon) else {
        return Ok(());
    };
    let activations = database.activations(Timestamp::MIN).await?;
    let before = activations
        .iter()
        .find(|activation| Some(activation.revision) == upon)
        .map(|activation| activation.edition);
    match raced(database, active, before).await? {
        Some(raced) => Err(PublishError::Raced(Box::new(raced))),
        None => Err(PublishError::Busy),
    }
}

/// What is heard now in place of an edition.
pub(super) async fn raced(
    database: &Database,
    active: Active,
    before: Option<EditionNumber>,
) -> Result<Option<Raced>, StoreError> {
    let Some(edition) = database.edition(active.edition).await? else {
        return Ok(None);
    };
    let changes = match before {
        Some(before) => between(database, before, edition.number).await,
        None => None,
    };
    Ok(Some(Raced {
        active,
        edition,
        changes,
    }))
}

/// A retired or damaged edition can't be compared: that must not hide that somebody was faster.
async fn between(database: &Database, before: EditionNumber, after: EditionNumber) -> Option<Diff> {
    let before = open(database, before).await.ok()?;
    let after = open(database, after).await.ok()?;
    Some(diff(&before.hotline, &after.hotline))
}
