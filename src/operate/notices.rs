//! How notices are added and ended.
//!
//! A [`Notice`] is no part of an edition: it is added and ended at once, on every machine, and
//! expires by itself. It is checked against the hotline that is heard when it is added.

use jiff::Timestamp;

use crate::catalogue::{Hotline, NewNotice, Notice, NoticeId, NoticeMistake};
use crate::operate::{OpenError, open};
use crate::store::{
    Authorship, Database, NoticeRecord, StoreError, WordsError, check_author, shown,
};

/// Why a notice is not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// There is nothing yet that it could be a notice of.
    #[error(
        "Nothing is heard yet, so that no notice can be checked. Start the server once, or publish the menus."
    )]
    NothingHeard,
    /// It can't be heard as it is.
    #[error("The notice can't be heard as it is.")]
    Mistakes(Vec<NoticeMistake>),
    /// Who adds it is not said.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// What is heard can't be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a notice is not ended.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    /// There is no such notice.
    #[error("There is no notice {0}. `sila notices` lists those that there are.")]
    Unknown(NoticeId),
    /// Somebody has ended it before.
    #[error("{} has ended notice {} already.", .0.ended.as_ref().map_or_else(|| "Somebody".to_owned(), |end| shown(&end.author)), .0.notice.id)]
    Ended(Box<NoticeRecord>),
    /// It has expired.
    #[error("Notice {} has expired by itself: callers do not hear it any more.", .0.notice.id)]
    Over(Box<NoticeRecord>),
    /// Who ends it is not said.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A notice that callers can hear.
#[derive(Debug)]
pub struct Checked {
    /// The notice.
    pub notice: NewNotice,
    /// The hotline that it was checked against.
    pub hotline: Hotline,
    /// What sounds odd about it.
    pub oddities: Vec<NoticeMistake>,
}

/// The hotline that is heard; a notice is one of its languages and sectors.
pub async fn heard(database: &Database) -> Result<Hotline, AddError> {
    let active = database.active().await?.ok_or(AddError::NothingHeard)?;
    Ok(open(database, active.edition).await?.hotline)
}

/// Checks a notice, for [`add()`] or for a look beforehand.
pub fn check(notice: NewNotice, hotline: Hotline, now: Timestamp) -> Result<Checked, AddError> {
    let oddities = notice.check(&hotline, now).map_err(AddError::Mistakes)?;
    Ok(Checked {
        notice,
        hotline,
        oddities,
    })
}

/// Adds a notice: every server speaks it within a second or two, or when it begins.
pub async fn add(
    database: &Database,
    checked: &Checked,
    by: Authorship<'_>,
) -> Result<NoticeId, AddError> {
    check_author(by.author)?;
    Ok(database.add_notice(&checked.notice, by).await?)
}

/// Ends a notice before its time, on every server within a second or two.
pub async fn end(
    database: &Database,
    id: NoticeId,
    by: Authorship<'_>,
) -> Result<Notice, EndError> {
    check_author(by.author)?;
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
