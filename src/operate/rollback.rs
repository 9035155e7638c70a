//! Going back to an earlier edition.

use super::audited::{Refusal, audited, check_authorship};
use super::conflict::check_base;
use super::{Conflict, OpenError, PublishError, open};
use crate::catalogue::EditionNumber;
use crate::store::{
    ActKind, ActivationError, Authorship, Database, Scheduled, StoreError, WordsError,
};

/// The outcome of going back.
#[derive(Debug)]
pub struct RolledBack {
    /// The edition that was heard until now.
    pub from: EditionNumber,
    /// The edition that is heard now.
    pub to: EditionNumber,
    /// The editions that will take its place.
    pub replaced_by: Vec<Scheduled>,
}

/// The reason why an edition was not gone back to.
#[derive(Debug, thiserror::Error)]
pub enum RollbackError {
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// It is heard already.
    #[error("edition {0} is active already")]
    AlreadyHeard(EditionNumber),
    /// The edition is not there, retired or damaged.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Somebody else changed what is heard since the base.
    #[error(transparent)]
    Conflict(Box<Conflict>),
    /// Others publish without end, or nothing is heard yet.
    #[error("others are publishing")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for RollbackError {
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Words(_) => Some("words"),
            Self::AlreadyHeard(_) => Some("already-heard"),
            Self::Open(OpenError::Store(_)) | Self::Busy | Self::Store(_) => None,
            Self::Open(_) => Some("edition-unreadable"),
            Self::Conflict(_) => Some("conflict"),
        }
    }
}

/// The reason why an edition was not taken off the schedule.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// It is not on the schedule.
    #[error("edition {0} is not scheduled")]
    NotScheduled(EditionNumber),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for CancelError {
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Words(_) => Some("words"),
            Self::NotScheduled(_) => Some("not-scheduled"),
            Self::Store(_) => None,
        }
    }
}

/// Makes an earlier edition heard, if the revision in force is still the base.
pub async fn roll_back(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
    base: u64,
) -> Result<RolledBack, RollbackError> {
    let done = roll_back_checked(database, number, by, base).await;
    audited(database, by, (ActKind::RolledBack, number), done).await
}

async fn roll_back_checked(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
    base: u64,
) -> Result<RolledBack, RollbackError> {
    check_authorship(by)?;
    // What can't be heard is not made heard.
    open(database, number).await?;
    check(database, base).await?;
    let active = database.active().await?.ok_or(RollbackError::Busy)?;
    if active.edition == number {
        return Err(RollbackError::AlreadyHeard(number));
    }
    match database.roll_back(number, by, base).await {
        Ok(()) => {}
        Err(ActivationError::Store(error)) => return Err(error.into()),
        Err(ActivationError::Raced) => {
            check(database, base).await?;
            return Err(RollbackError::Busy);
        }
    }
    let mut replaced_by = database.schedule().await?;
    replaced_by.retain(|scheduled| scheduled.edition != number);
    Ok(RolledBack { from: active.edition, to: number, replaced_by })
}

async fn check(database: &Database, base: u64) -> Result<(), RollbackError> {
    match check_base(database, Some(base)).await {
        Ok(()) => Ok(()),
        Err(PublishError::Conflict(conflict)) => Err(RollbackError::Conflict(conflict)),
        Err(PublishError::Store(error)) => Err(error.into()),
        Err(_) => Err(RollbackError::Busy),
    }
}

/// Takes an edition off the schedule. It stays among the editions.
pub async fn cancel(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
) -> Result<(), CancelError> {
    let done = cancel_checked(database, number, by).await;
    audited(database, by, (ActKind::ScheduleCancelled, number), done).await
}

async fn cancel_checked(
    database: &Database,
    number: EditionNumber,
    by: Authorship<'_>,
) -> Result<(), CancelError> {
    check_authorship(by)?;
    if database.unschedule(number, by).await? {
        Ok(())
    } else {
        Err(CancelError::NotScheduled(number))
    }
}
