//! Notices as they are kept.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::database::{Database, change, operations};
use super::{Authorship, StoreError};
use crate::catalogue::{NewNotice, Notice, NoticeId};

/// A notice with the people who added and ended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRecord {
    pub notice: Notice,
    pub author: String,
    pub added_at: Timestamp,
    pub ended: Option<NoticeEnd>,
}

/// The early end of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEnd {
    pub at: Timestamp,
    pub author: String,
}

impl NoticeRecord {
    /// True if callers hear it at this moment.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.notice.in_force(now)
    }

    /// True if it will be heard later.
    pub fn is_coming(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.notice.from
    }

    /// From when on it is not heard any more, if it was ended or not.
    pub fn over_at(&self) -> Timestamp {
        let until = self.notice.until;
        self.ended.as_ref().map_or(until, |end| end.at.min(until))
    }
}

/// The latest change of the notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesVersion {
    /// Goes up by one with every change, unless the store is put back.
    pub revision: u64,
    /// The time of the change. A store that was put back to an earlier state may bring the same revision at another
    /// time.
    pub at: Timestamp,
}

operations! {
    /// The notices that are over since this time at the earliest, those in force and those coming among them; the
    /// one that begins last first.
    read fn notices(since: Timestamp) -> Vec<NoticeRecord> = notices::notices;

    /// The latest change: cheap to ask.
    read fn notices_version() -> NoticesVersion = notices::version;

    /// The notices that nobody has ended, and the version that they are. Those that have expired are among them:
    /// whoever speaks them has a clock of his own.
    read fn standing_notices() -> (NoticesVersion, Vec<Notice>) = notices::standing;

    /// Removes notices that were over before this time; says how many.
    change fn remove_notices(before: Timestamp, now: Timestamp) -> u64 = notices::remove;
}

impl Database {
    /// Adds a notice and gives it its id.
    pub async fn add_notice(
        &self,
        notice: &NewNotice,
        by: Authorship<'_>,
    ) -> Result<NoticeId, StoreError> {
        let id = change!(self, notices::add(notice, by))?;
        self.announce().await;
        Ok(id)
    }

    /// Ends a notice that is in force or coming; says whether there was one that nobody had ended.
    pub async fn end_notice(&self, id: NoticeId, by: Authorship<'_>) -> Result<bool, StoreError> {
        let ended = change!(self, notices::end(id, by))?;
        if ended {
            self.announce().await;
        }
        Ok(ended)
    }
}
