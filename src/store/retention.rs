//! Retention: what goes by age. Everything is removed in batches, so that nobody who writes waits for long; what fails
//! half-way is done the next time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::database::{Database, operations};
use super::{Erased, StoreError};
use crate::catalogue::EditionNumber;

/// For how many days each thing is kept; 0: for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionOptions {
    /// Calls, and for longer where a number or a recording of the call is kept longer.
    pub calls_days: u16,
    /// True if two calls came from one number, and for longer where a number or a recording of the call is kept
    /// longer: its caller can be forgotten until then.
    pub callers_days: u16,
    /// The contents of editions, since they were last heard.
    pub editions_days: u16,
    /// Notices, since they were over.
    pub notices_days: u16,
    /// Inquiries, since they were closed. Those that are open stay, but nobody's number, no recording and no written
    /// words are kept for longer than this since they were left.
    pub inquiries_days: u16,
    /// Text messages, whatever became of them.
    pub texts_days: u16,
    /// Words that fit no service, since they were last said, and what readers of the website say of a page.
    pub unheard_days: u16,
    /// Callers' wishes not to be known again, since they were last said.
    pub wishes_days: u16,
    /// Sessions of operators, and the browsers in which they have signed in, since they were last used.
    pub sessions_days: u16,
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
            wishes_days: 400,
            sessions_days: 90,
        }
    }
}

impl RetentionOptions {
    /// The earliest calls of which it is looked at who called.
    pub fn callers_since(&self, now: Timestamp) -> Timestamp {
        ago(self.callers_days, now)
    }

    /// The time before which copies of anything are not kept: what a database did not take may be of any kind.
    pub fn copies_since(&self, now: Timestamp) -> Timestamp {
        ago(self.shortest(), now)
    }

    /// The days after which the first of all things goes; 0 where nothing ever does. Copies of the whole store are kept no
    /// longer: nothing goes from them by itself.
    pub fn shortest(&self) -> u16 {
        let all = [
            self.calls_days,
            self.callers_days,
            self.inquiries_days,
            self.texts_days,
            self.unheard_days,
            self.wishes_days,
            self.sessions_days,
        ];
        all.into_iter().filter(|days| *days > 0).min().unwrap_or(0)
    }
}

/// Counts of one round of retention.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retained {
    /// Came after its caller had been forgotten.
    pub forgotten: Erased,
    /// Calls that are too old, with their events.
    pub old: Erased,
    /// Calls that are nobody's any more.
    pub unlinked: u64,
    /// Inquiries out of which the number, the recording and the written words were taken.
    pub cleared: u64,
    pub inquiries: u64,
    pub texts: u64,
    /// Words that fit no service and were not said for long.
    pub unheard: u64,
    /// Opinions and remarks of the website's readers.
    pub page_reports: u64,
    /// Wishes not to be known again that were not said for long.
    pub wishes: u64,
    /// Sessions and browsers of operators that were not used for long.
    pub sessions: u64,
    /// Editions whose files were let go.
    pub retired: Vec<EditionNumber>,
    /// Notices that had long been over.
    pub notices: u64,
    /// Files and recordings that nothing named any more.
    pub swept: u64,
    /// Copies of the whole store that were left beside it.
    pub copies: u64,
}

/// No server is cut off from the store for longer and brings its events all the same.
pub const LATEST_DAYS: u16 = 90;
/// The grace period before content that nothing names is swept: uploads come before what names them.
const UNNAMED_DAYS: u16 = 1;

/// The times at which rounds of retention are made.
#[derive(Debug, Clone, Copy)]
pub struct RetentionPace {
    /// From the start to the first round.
    pub after_start: Duration,
    /// From each round to the next.
    pub every: Duration,
}

impl Default for RetentionPace {
    fn default() -> Self {
        Self {
            // Calls come first where a server has only just started.
            after_start: Duration::from_mins(1),
            every: Duration::from_hours(1),
        }
    }
}

operations! {
    /// Removes calls with their events, if all of a call happened before this time and no number or recording is
    /// kept of it. Inquiries and text messages of the call stay.
    in_batches fn remove_calls(before: Timestamp) -> Erased = retention::remove_calls;

    /// Takes the callers' hashes out of calls that began before this time and of which no number or recording is
    /// kept; says out of how many.
    in_batches fn unlink_callers(before: Timestamp) -> u64 = retention::unlink_callers;

    /// Takes numbers, recordings and written words out of inquiries that were left before this time; says out of how many.
    in_batches fn clear_inquiries(before: Timestamp) -> u64 = retention::clear_inquiries;

    /// Removes inquiries that were closed before this time; says how many.
    in_batches fn remove_inquiries(before: Timestamp) -> u64 = retention::remove_inquiries;

    /// Removes text messages that were asked for before this time; says how many.
    in_batches fn remove_texts(before: Timestamp) -> u64 = retention::remove_texts;

    /// The time of the last round of retention; where there was none, that of the latest call.
    read fn last_round() -> Option<Timestamp> = retention::last_round;

    /// Remembers that a round of retention was made at this time.
    change fn round_made(at: Timestamp) -> () = retention::round_made;

    /// Removes words that fit no service and were last said before this time; says how many.
    in_batches fn remove_unheard(before: Timestamp) -> u64 = retention::remove_unheard;

    /// Removes wishes not to be known again that were last said before this time; says how many.
    in_batches fn remove_wishes(before: Timestamp) -> u64 = retention::remove_wishes;
}

impl Database {
    /// Removes everything whose time is over, once. A clock that was set back only keeps things longer.
    pub async fn apply_retention(
        &self,
        options: &RetentionOptions,
        now: Timestamp,
    ) -> Result<Retained, StoreError> {
        let before = |days| ago(days, now);
        let forgotten = self.erase_forgotten(now).await?;
        self.expire_forgotten(before(LATEST_DAYS)).await?;
        self.remove_invitations(now).await?;
        Ok(Retained {
            forgotten,
            // First, so that their calls can go as well.
            cleared: self.clear_inquiries(before(options.inquiries_days)).await?,
            inquiries: self.remove_inquiries(before(options.inquiries_days)).await?,
            texts: self.remove_texts(before(options.texts_days)).await?,
            unheard: self.remove_unheard(before(options.unheard_days)).await?,
            page_reports: self.remove_page_reports(before(options.unheard_days)).await?,
            wishes: self.remove_wishes(before(options.wishes_days)).await?,
            sessions: self.remove_sessions(before(options.sessions_days)).await?,
            old: self.remove_calls(before(options.calls_days)).await?,
            unlinked: self.unlink_callers(before(options.callers_days)).await?,
            retired: self.retire(before(options.editions_days), now).await?,
            notices: self.remove_notices(before(options.notices_days), now).await?,
            swept: self.sweep(before(UNNAMED_DAYS)).await?,
            copies: self.remove_copies(before(options.shortest()), before(UNNAMED_DAYS)),
        })
    }
}

/// So many days before; the earliest time that there is where 0 means for ever.
fn ago(days: u16, now: Timestamp) -> Timestamp {
    if days == 0 {
        return Timestamp::MIN;
    }
    let age = SignedDuration::from_hours(i64::from(days) * 24);
    now.saturating_sub(age).unwrap_or(Timestamp::MIN)
}
