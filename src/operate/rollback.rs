//! Going back to an earlier edition.

use super::audited::audited;
use super::conflict::check_base;
use super::{OperateError, open};
use crate::catalogue::{Edition, EditionNumber};
use crate::store::{ActKind, ActivationError, Authorship, Database, Scheduled};

/// The outcome of going back.
#[derive(Debug)]
pub struct RolledBack {
    /// The edition that was heard until now.
    pub from: EditionNumber,
    /// The edition that is heard now.
    pub to: Edition,
    /// The editions that will take its place.
    pub replaced_by: Vec<Scheduled>,
}

/// Makes an earlier edition heard, if the revision in force is still the base.
pub async fn roll_back(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
    base: u64,
) -> Result<RolledBack, OperateError> {
    let done = async {
        // What can't be heard is not made heard.
        let to = open(database, number).await?;
        check_base(database, Some(base)).await?;
        let active = database.active().await?.ok_or(OperateError::Busy)?;
        if active.edition == number {
            return Err(OperateError::AlreadyHeard(number));
        }
        // Read before: a failure after the change would hide that it was made.
        let mut replaced_by = database.schedule().await?;
        replaced_by.retain(|scheduled| scheduled.edition != number);
        match database.roll_back(number, by, base).await {
            Ok(()) => {}
            Err(ActivationError::Store(error)) => return Err(error.into()),
            Err(ActivationError::Raced) => {
                check_base(database, Some(base)).await?;
                return Err(OperateError::Busy);
            }
        }
        Ok(RolledBack { from: active.edition, to, replaced_by })
    };
    audited(database, by, (ActKind::RolledBack, number), done).await
}

/// Takes an edition off the schedule. It stays among the editions.
pub async fn cancel(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
) -> Result<(), OperateError> {
    let done = async {
        let was_scheduled = database.unschedule(number, by).await?;
        was_scheduled.then_some(()).ok_or(OperateError::NotScheduled(number))
    };
    audited(database, by, (ActKind::ScheduleCancelled, number), done).await
}
