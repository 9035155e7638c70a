//! Notices as they are kept.

use jiff::Timestamp;

use super::database::{Database, change, read};
use super::{Authorship, StoreError};
use crate::catalogue::{NewNotice, Notice, NoticeId};

/// A notice with who added it, and who ended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRecord {
    /// The notice.
    pub notice: Notice,
    /// Who added it.
    pub author: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// True if somebody ended it before its time.
    pub ended: Option<NoticeEnd>,
}

/// That somebody ended a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeEnd {
    /// When.
    pub at: Timestamp,
    /// Who.
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

/// Which change of the notices was the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoticesVersion {
    /// Goes up by one with every change, unless the store is put back.
    pub revision: u64,
    /// When it was made. A store that was put back to an earlier state may bring the same revision at another
    /// time.
    pub at: Timestamp,
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

    /// The notices that are over since this time at the earliest, those in force and those coming among them; the
    /// one that begins last first.
    pub async fn notices(&self, since: Timestamp) -> Result<Vec<NoticeRecord>, StoreError> {
        read!(self, notices::notices(since))
    }

    /// Which change was the last: cheap to ask.
    pub async fn notices_version(&self) -> Result<NoticesVersion, StoreError> {
        read!(self, notices::version())
    }

    /// The notices that nobody has ended, and the version that they are. Those that have expired are among them:
    /// whoever speaks them has a clock of his own.
    pub async fn standing_notices(&self) -> Result<(NoticesVersion, Vec<Notice>), StoreError> {
        read!(self, notices::standing())
    }

    /// Removes notices that were over before this time; says how many.
    pub async fn remove_notices(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        change!(self, notices::remove(before, now))
    }
}
