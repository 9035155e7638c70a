//! Notices, added and ended.
//!
//! A [`Notice`] is no part of an edition: it is added and ended at once, on every machine, and
//! expires by itself. It is checked against the hotline that is heard when it is added.

use jiff::Timestamp;

use super::audited::audited;
use super::{OperateError, open};
use crate::catalogue::{Hotline, NewNotice, Notice, NoticeId, NoticeMistake};
use crate::store::{ActKind, Authorship, Database, NoticeRecord};

/// A notice that callers can hear.
#[derive(Debug)]
pub struct CheckedNotice {
    pub notice: NewNotice,
    /// The hotline that it was checked against.
    pub hotline: Hotline,
    /// Mistakes with which it can be heard all the same.
    pub oddities: Vec<NoticeMistake>,
    /// The number of other notices that the same callers hear in some of the same time.
    pub overlapping: usize,
}

/// The hotline that is heard; a notice is one of its languages and sectors.
pub async fn heard(database: &Database) -> Result<Hotline, OperateError> {
    let active = database.active().await?.ok_or(OperateError::NothingHeard)?;
    Ok(open(database, active.edition).await?.hotline)
}

/// The hotline in which a notice is to be added. Where nothing is heard, the notice is refused.
pub async fn heard_for(database: &Database, by: Authorship<'_>) -> Result<Hotline, OperateError> {
    audited(database, by, (ActKind::NoticeAdded, ""), heard(database)).await
}

/// Checks a notice, for [`add()`] or for a look beforehand.
pub async fn check(
    database: &Database,
    notice: NewNotice,
    hotline: Hotline,
    now: Timestamp,
) -> Result<CheckedNotice, OperateError> {
    let oddities = notice.check(&hotline, now).map_err(OperateError::NoticeMistakes)?;
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
) -> Result<(NoticeId, CheckedNotice), OperateError> {
    let added = async {
        let checked = check(database, notice, hotline, by.at).await?;
        let id = database.add_notice(&checked.notice, by).await?;
        Ok((id, checked))
    };
    audited(database, by, (ActKind::NoticeAdded, ""), added).await
}

async fn record_of(database: &Database, id: NoticeId) -> Result<NoticeRecord, OperateError> {
    let all = database.notices(Timestamp::MIN).await?;
    let record = all.into_iter().find(|record| record.notice.id == id);
    record.ok_or(OperateError::UnknownNotice(id))
}

/// Ends a notice before its time, on every server within a second or two.
pub async fn end(
    database: &Database,
    id: NoticeId,
    by: Authorship<'_>,
) -> Result<Notice, OperateError> {
    let ended = async {
        let record = record_of(database, id).await?;
        if record.ended.is_some() {
            return Err(OperateError::NoticeEnded(Box::new(record)));
        }
        if record.over_at() <= by.at {
            return Err(OperateError::NoticeExpired(id));
        }
        if !database.end_notice(id, by).await? {
            // Somebody ended it a moment before us.
            return Err(OperateError::NoticeEnded(Box::new(record_of(database, id).await?)));
        }
        Ok(record.notice)
    };
    audited(database, by, (ActKind::NoticeEnded, id), ended).await
}
