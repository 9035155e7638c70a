//! Two people who change what is heard at the same time.

use jiff::Timestamp;

use super::{Diff, OperateError, changes_since, open};
use crate::catalogue::EditionNumber;
use crate::store::{Active, Database, EditionRecord, StoreError};

/// A change of what is heard by somebody else, after the base of this one.
#[derive(Debug)]
pub struct Conflict {
    /// The activation in force.
    pub active: Active,
    pub edition: EditionRecord,
    /// The edition that was the base, where there was one.
    pub before: Option<EditionNumber>,
    /// The differences from the base; none if that can't be opened any more.
    pub changes: Option<Diff>,
}

/// Fails if the base is not the revision in force any more.
pub(super) async fn check_base(database: &Database, base: Option<u64>) -> Result<(), OperateError> {
    let active = database.active().await?;
    let Some(active) = active.filter(|active| Some(active.revision) != base) else {
        return Ok(());
    };
    let activations = database.activations(Timestamp::MIN).await?;
    let before = activations
        .iter()
        .find(|activation| Some(activation.revision) == base)
        .map(|activation| activation.edition);
    let conflict = conflict(database, active, before).await?;
    Err(conflict.map_or(OperateError::Busy, OperateError::Conflict))
}

/// The edition in force, compared with another.
pub(super) async fn conflict(
    database: &Database,
    active: Active,
    before: Option<EditionNumber>,
) -> Result<Option<Box<Conflict>>, StoreError> {
    let Some(edition) = database.edition(active.edition).await? else {
        return Ok(None);
    };
    let changes = match before {
        Some(before) => between(database, before, edition.number).await,
        None => None,
    };
    Ok(Some(Box::new(Conflict { active, edition, before, changes })))
}

/// A retired or damaged edition can't be compared: that must not hide the conflict.
async fn between(database: &Database, before: EditionNumber, after: EditionNumber) -> Option<Diff> {
    let after = open(database, after).await.ok()?;
    changes_since(database, before, &after.hotline).await.ok()
}
