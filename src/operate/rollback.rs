//! Going back to an earlier edition.

use super::race::check_race;
use super::{OpenError, PublishError, Raced, open};
use crate::catalogue::EditionNumber;
use crate::store::{ActivationError, Authorship, Database, Scheduled, StoreError, check_author};

/// What came of going back.
#[derive(Debug)]
pub struct RolledBack {
    /// The edition that was heard until now.
    pub from: EditionNumber,
    /// The edition that is heard now.
    pub to: EditionNumber,
    /// The editions that will take its place.
    pub replaced_by: Vec<Scheduled>,
}

/// Why an edition was not gone back to.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    /// It is heard already.
    #[error("Edition {0} is the one that is heard. Nothing was changed.")]
    AlreadyHeard(EditionNumber),
    /// The edition is not there, retired or damaged.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Somebody else was faster.
    #[error(transparent)]
    Raced(Box<Raced>),
    /// Others publish without end, or nothing is heard yet.
    #[error("What is heard is changing at this moment. Look at `sila editions`, and try again.")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes an earlier edition heard, if what is heard is still what it was at the revision `upon`.
pub async fn roll_back(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
    upon: u64,
) -> Result<RolledBack, RollbackError> {
    check_author(by.author).map_err(StoreError::Words)?;
    // What can't be heard is not made heard.
    open(database, number).await?;
    check(database, upon).await?;
    let active = database.active().await?.ok_or(RollbackError::Busy)?;
    if active.edition == number {
        return Err(RollbackError::AlreadyHeard(number));
    }
    match database.roll_back(number, by, upon).await {
        Ok(()) => {}
        Err(ActivationError::Store(error)) => return Err(error.into()),
        Err(ActivationError::Raced) => {
            check(database, upon).await?;
            return Err(RollbackError::Busy);
        }
    }
    let mut replaced_by = database.schedule().await?;
    replaced_by.retain(|scheduled| scheduled.edition != number);
    Ok(RolledBack {
        from: active.edition,
        to: number,
        replaced_by,
    })
}

async fn check(database: &Database, upon: u64) -> Result<(), RollbackError> {
    match check_race(database, Some(upon)).await {
        Ok(()) => Ok(()),
        Err(PublishError::Raced(raced)) => Err(RollbackError::Raced(raced)),
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(_) => Err(RollbackError::Busy),
    }
}
