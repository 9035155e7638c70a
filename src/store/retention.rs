//! Retention: what goes by age. Everything is removed in batches, so that nobody who writes waits for long; what fails
//! half-way is done the next time.

use jiff::{SignedDuration, Timestamp};

use super::database::{Database, in_batches};
use super::{Erased, StoreError};
use crate::catalogue::EditionNumber;

/// For how many days each thing is kept; 0: for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionOptions {
    /// What happened in calls, and for longer where a number or a recording of the call is kept longer.
    pub calls_days: u16,
    /// True if two calls came from one number, and for longer where a number or a recording of the call is kept
    /// longer: its caller can be forgotten until then.
    pub callers_days: u16,
    /// What could be heard, since it was last heard.
    pub editions_days: u16,
    /// Notices, since they were over.
    pub notices_days: u16,
    /// Inquiries, since they were closed. Those that are open stay, but nobody's number and no recording is kept
    /// for longer than this since it was left.
    pub inquiries_days: u16,
    /// Text messages, whatever became of them.
    pub texts_days: u16,
    /// Words that fit no service, since they were last said.
    pub unheard_days: u16,
}

impl Default for RetentionOptions {
    fn default() -> Self {
        Self {
            calls_days: 400,
            callers_days: 90,
            editions_days: 400,
            notices_days: 90,
            inquiries_days: 90,
            texts_days: 30,
            unheard_days: 180,
        }
    }
}

impl RetentionOptions {
    /// The earliest calls of which it is looked at who called.
    pub fn callers_since(&self, now: Timestamp) -> Timestamp {
        ago(self.callers_days, now).unwrap_or(Timestamp::MIN)
    }
}

/// Counts of one round of retention.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retained {
    /// What came after its caller had been forgotten.
    pub forgotten: Erased,
    /// Calls that are too old, with their events.
    pub old: Erased,
    /// Calls that are nobody's any more.
    pub unlinked: u64,
    /// Inquiries out of which the number and the recording were taken.
    pub cleared: u64,
    /// Closed inquiries that are too old.
    pub inquiries: u64,
    /// Text messages that are too old.
    pub texts: u64,
    /// Words that fit no service and were not said for long.
    pub unheard: u64,
    /// Editions whose files were let go.
    pub retired: Vec<EditionNumber>,
    /// Notices that had long been over.
    pub notices: u64,
    /// Files and recordings that nothing named any more.
    pub swept: u64,
}

/// No server is cut off from the store for longer and brings its events all the same.
const LATEST_DAYS: u16 = 90;
/// The grace period before content that nothing names is swept: uploads come before what names them.
const UNNAMED_DAYS: u16 = 1;

impl Database {
    /// Removes everything whose time is over, once. A clock that was set back only keeps things longer.
    pub async fn apply_retention(
        &self,
        options: &RetentionOptions,
        now: Timestamp,
    ) -> Result<Retained, StoreError> {
        let mut kept =
            Retained { forgotten: self.erase_forgotten(now).await?, ..Retained::default() };
        if let Some(before) = ago(LATEST_DAYS, now) {
            self.expire_forgotten(before).await?;
        }
        // First, so that their calls can go as well.
        if let Some(before) = ago(options.inquiries_days, now) {
            kept.cleared = self.clear_inquiries(before).await?;
            kept.inquiries = self.remove_inquiries(before).await?;
        }
        if let Some(before) = ago(options.texts_days, now) {
            kept.texts = self.remove_texts(before).await?;
        }
        if let Some(before) = ago(options.unheard_days, now) {
            kept.unheard = self.remove_unheard(before).await?;
        }
        if let Some(before) = ago(options.calls_days, now) {
            kept.old = self.remove_calls(before).await?;
        }
        if let Some(before) = ago(options.callers_days, now) {
            kept.unlinked = self.unlink_callers(before).await?;
        }
        if let Some(before) = ago(options.editions_days, now) {
            kept.retired = self.retire(before, now).await?;
        }
        if let Some(before) = ago(options.notices_days, now) {
            kept.notices = self.remove_notices(before, now).await?;
        }
        if let Some(before) = ago(UNNAMED_DAYS, now) {
            kept.swept = self.sweep(before).await?;
        }
        Ok(kept)
    }

    /// Removes calls with their events, if all of a call happened before this time and no number or recording is
    /// kept of it. Inquiries and text messages of the call stay.
    pub async fn remove_calls(&self, before: Timestamp) -> Result<Erased, StoreError> {
        in_batches!(self, retention::remove_calls(before))
    }

    /// Takes the callers' hashes out of calls that began before this time and of which no number or recording is
    /// kept; says out of how many.
    pub async fn unlink_callers(&self, before: Timestamp) -> Result<u64, StoreError> {
        in_batches!(self, retention::unlink_callers(before))
    }

    /// Takes numbers and recordings out of inquiries that were left before this time; says out of how many.
    pub async fn clear_inquiries(&self, before: Timestamp) -> Result<u64, StoreError> {
        in_batches!(self, retention::clear_inquiries(before))
    }

    /// Removes inquiries that were closed before this time; says how many.
    pub async fn remove_inquiries(&self, before: Timestamp) -> Result<u64, StoreError> {
        in_batches!(self, retention::remove_inquiries(before))
    }

    /// Removes text messages that were asked for before this time; says how many.
    pub async fn remove_texts(&self, before: Timestamp) -> Result<u64, StoreError> {
        in_batches!(self, retention::remove_texts(before))
    }

    /// Removes words that fit no service and were last said before this time; says how many.
    pub async fn remove_unheard(&self, before: Timestamp) -> Result<u64, StoreError> {
        in_batches!(self, retention::remove_unheard(before))
    }
}

/// So many days before; nothing where that means for ever.
fn ago(days: u16, now: Timestamp) -> Option<Timestamp> {
    let hours = i64::from(days) * 24;
    (days > 0).then(|| now.saturating_sub(SignedDuration::from_hours(hours)).ok())?
}
