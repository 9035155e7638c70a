//! Notices as they are kept.

use std::future::Future;

use jiff::Timestamp;

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
    /// Whether somebody ended it before its time.
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
    /// Whether callers hear it at this moment.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.ended.is_none() && self.notice.in_force(now)
    }

    /// Whether it will be heard later.
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

/// A place that keeps notices.
pub trait Notices: Send + Sync + 'static {
    /// Adds a notice and gives it its id.
    fn add_notice(
        &self,
        notice: &NewNotice,
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<NoticeId, StoreError>> + Send;

    /// Ends a notice that is in force or coming; says whether there was one that nobody had ended.
    fn end_notice(
        &self,
        id: NoticeId,
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The notices that are over since this time at the earliest, those in force and those coming among them; the
    /// one that begins last first.
    fn notices(
        &self,
        since: Timestamp,
    ) -> impl Future<Output = Result<Vec<NoticeRecord>, StoreError>> + Send;

    /// Which change was the last: cheap to ask.
    fn notices_version(&self) -> impl Future<Output = Result<NoticesVersion, StoreError>> + Send;

    /// The notices that nobody has ended, and the version that they are. Those that have expired are among them:
    /// whoever speaks them has a clock of his own.
    fn standing_notices(
        &self,
    ) -> impl Future<Output = Result<(NoticesVersion, Vec<Notice>), StoreError>> + Send;

    /// Removes notices that were over before this time; says how many.
    fn remove_notices(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
