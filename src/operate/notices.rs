//! How notices are added and ended.
//!
//! A [`Notice`] is no part of an edition: it is added and ended at once, on every machine, and
//! expires by itself. It is checked against the hotline that is heard when it is added.

use jiff::Timestamp;

use super::audited::{Refusal, audited, check_authorship};
use super::{OpenError, open};
use crate::catalogue::{Hotline, NewNotice, Notice, NoticeId, NoticeMistake};
use crate::store::{ActKind, Authorship, Database, NoticeRecord, StoreError, WordsError};

/// The reason why a notice is not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// There is nothing yet that it could be a notice of.
    #[error("no active edition")]
    NothingHeard,
    /// It can't be heard as it is.
    #[error("{} mistakes", .0.len())]
    Mistakes(Vec<NoticeMistake>),
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The hotline can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for AddError {
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::NothingHeard => Some("nothing-heard"),
            Self::Mistakes(_) => Some("mistakes"),
            Self::Words(_) => Some("words"),
            Self::Open(_) | Self::Store(_) => None,
        }
    }
}

/// The reason why a notice is not ended.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// There is no such notice.
    #[error("no notice {0}")]
    Unknown(NoticeId),
    /// Somebody has ended it before.
    #[error("notice {} was ended", .0.notice.id)]
    Ended(Box<NoticeRecord>),
    /// It has expired.
    #[error("notice {} has expired", .0.notice.id)]
    Over(Box<NoticeRecord>),
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for EndError {
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) => Some("unknown"),
            Self::Ended(_) => Some("ended"),
            Self::Over(_) => Some("over"),
            Self::Words(_) => Some("words"),
            Self::Store(_) => None,
        }
    }
}

/// A notice that callers can hear.
#[derive(Debug)]
pub struct CheckedNotice {
    pub notice: NewNotice,
    /// The hotline that it was checked against.
    pub hotline: Hotline,
    /// Mistakes with which it can be heard all the same.
    pub oddities: Vec<NoticeMistake>,
    /// How many other notices the same callers hear in some of the same time.
    pub overlapping: usize,
}

/// The hotline that is heard; a notice is one of its languages and sectors.
pub async fn heard(database: &Database) -> Result<Hotline, AddError> {
    let active = database.active().await?.ok_or(AddError::NothingHeard)?;
    Ok(open(database, active.edition).await?.hotline)
}

/// Checks a notice, for [`add()`] or for a look beforehand.
pub async fn check(
    database: &Database,
    notice: NewNotice,
    hotline: Hotline,
    now: Timestamp,
) -> Result<CheckedNotice, AddError> {
    let oddities = notice.check(&hotline, now).map_err(AddError::Mistakes)?;
    let others = database.notices(now).await?;
    Ok(CheckedNotice {
        overlapping: others.iter().filter(|other| overlaps(other, &notice)).count(),
        notice,
        hotline,
        oddities,
    })
}

fn overlaps(other: &NoticeRecord, notice: &NewNotice) -> bool {
    let (ended, other) = (&other.ended, &other.notice);
    ended.is_none()
        && other.from < notice.until
        && notice.from < other.until
        && (other.sector.is_none() || notice.sector.is_none() || other.sector == notice.sector)
}

/// Checks and adds a notice: every server speaks it within a second or two, or when it begins.
pub async fn add(
    database: &Database,
    notice: NewNotice,
    hotline: Hotline,
    by: Authorship<'_>,
) -> Result<(NoticeId, CheckedNotice), AddError> {
    let added = async {
        check_authorship(by)?;
        let checked = check(database, notice, hotline, by.at).await?;
        let id = database.add_notice(&checked.notice, by).await?;
        Ok((id, checked))
    };
    audited(database, by, (ActKind::NoticeAdded, ""), added.await).await
}

/// Ends a notice before its time, on every server within a second or two.
pub async fn end(
    database: &Database,
    id: NoticeId,
    by: Authorship<'_>,
) -> Result<Notice, EndError> {
    let ended = end_checked(database, id, by).await;
    audited(database, by, (ActKind::NoticeEnded, id), ended).await
}

async fn end_checked(
    database: &Database,
    id: NoticeId,
    by: Authorship<'_>,
) -> Result<Notice, EndError> {
    check_authorship(by)?;
    let all = database.notices(Timestamp::MIN).await?;
    let record = all.into_iter().find(|record| record.notice.id == id);
    let record = Box::new(record.ok_or(EndError::Unknown(id))?);
    if record.ended.is_some() {
        return Err(EndError::Ended(record));
    }
    if record.over_at() <= by.at {
        return Err(EndError::Over(record));
    }
    // Whoever ended it a moment before us wanted the same.
    database.end_notice(id, by).await?;
    Ok(record.notice)
}
