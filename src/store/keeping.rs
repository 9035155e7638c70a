//! For how long things are kept, and how a caller is forgotten.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};

use super::{Authorship, Editions, Notices, StoreError};
use crate::catalogue::EditionNumber;

/// For how many days each thing is kept; 0: for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeepOptions {
    /// What happened in calls, and for longer where a number or a recording of the call is kept longer.
    pub calls_days: u16,
    /// Whether two calls came from one number, and for longer where a number or a recording of the call is kept
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

impl Default for KeepOptions {
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

impl KeepOptions {
    /// The earliest calls of which it is looked at who called.
    pub fn callers_since(&self, now: Timestamp) -> Timestamp {
        ago(self.callers_days, now).unwrap_or(Timestamp::MIN)
    }
}

/// What a round removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
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

/// What was removed, by kind. A further kind is a further field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Calls.
    pub calls: u64,
    /// What happened in them.
    pub events: u64,
    /// Questions left by voice, with their recordings.
    pub inquiries: u64,
    /// Text messages that were asked for.
    pub texts: u64,
    /// Wishes not to be greeted in the last language any more.
    pub wishes: u64,
}

impl Erased {
    /// Each kind with the word for it.
    pub fn by_kind(&self) -> [(&'static str, u64); 5] {
        [
            ("calls", self.calls),
            ("events", self.events),
            ("inquiries", self.inquiries),
            ("text messages", self.texts),
            ("wishes not to be known again", self.wishes),
        ]
    }

    pub(super) fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.events += other.events;
        self.inquiries += other.inquiries;
        self.texts += other.texts;
        self.wishes += other.wishes;
    }
}

/// A place that lets go of what it kept. Everything is removed in pieces, so that nobody who writes waits for
/// long; what fails half-way is done the next time.
pub trait Keeping: Send + Sync + 'static {
    /// Removes calls with their events, if all of a call happened before this time and no number or recording is
    /// kept of it. Inquiries and text messages of the call stay.
    fn remove_calls(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<Erased, StoreError>> + Send;

    /// Takes the callers' hashes out of calls that began before this time and of which no number or recording is
    /// kept; says out of how many.
    fn unlink_callers(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Takes numbers and recordings out of inquiries that were left before this time; says out of how many.
    fn clear_inquiries(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes inquiries that were closed before this time; says how many.
    fn remove_inquiries(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes text messages that were asked for before this time; says how many.
    fn remove_texts(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes words that fit no service and were last said before this time; says how many.
    fn remove_unheard(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Removes everything that is kept of the caller with this hash, and remembers to do so with what is only
    /// yet to come from before `now`. When it returns, nothing is left.
    fn forget(
        &self,
        caller: &str,
        by: Authorship<'_>,
    ) -> impl Future<Output = Result<Erased, StoreError>> + Send;

    /// Removes what came of forgotten callers since.
    fn erase_forgotten(
        &self,
        now: Timestamp,
    ) -> impl Future<Output = Result<Erased, StoreError>> + Send;

    /// The hashes of forgotten callers, and when they were forgotten.
    fn forgotten(
        &self,
    ) -> impl Future<Output = Result<Vec<(String, Timestamp)>, StoreError>> + Send;

    /// Stops looking for what comes of callers who were forgotten before this time.
    fn expire_forgotten(
        &self,
        before: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// No server is cut off from the store for longer and brings its events all the same.
const LATEST_DAYS: u16 = 90;
/// Bytes that nothing names are somebody's work for so long: they come before what names them.
const UNNAMED_DAYS: u16 = 1;

/// Lets go of everything whose time is over, once. A clock that was set back only keeps things longer.
pub async fn keep<S: Keeping + Editions + Notices>(
    store: &S,
    options: &KeepOptions,
    now: Timestamp,
) -> Result<Kept, StoreError> {
    let mut kept = Kept {
        forgotten: store.erase_forgotten(now).await?,
        ..Kept::default()
    };
    if let Some(before) = ago(LATEST_DAYS, now) {
        store.expire_forgotten(before).await?;
    }
    // First, so that their calls can go as well.
    if let Some(before) = ago(options.inquiries_days, now) {
        kept.cleared = store.clear_inquiries(before).await?;
        kept.inquiries = store.remove_inquiries(before).await?;
    }
    if let Some(before) = ago(options.texts_days, now) {
        kept.texts = store.remove_texts(before).await?;
    }
    if let Some(before) = ago(options.unheard_days, now) {
        kept.unheard = store.remove_unheard(before).await?;
    }
    if let Some(before) = ago(options.calls_days, now) {
        kept.old = store.remove_calls(before).await?;
    }
    if let Some(before) = ago(options.callers_days, now) {
        kept.unlinked = store.unlink_callers(before).await?;
    }
    if let Some(before) = ago(options.editions_days, now) {
        kept.retired = store.retire(before, now).await?;
    }
    if let Some(before) = ago(options.notices_days, now) {
        kept.notices = store.remove_notices(before, now).await?;
    }
    if let Some(before) = ago(UNNAMED_DAYS, now) {
        kept.swept = store.sweep(before).await?;
    }
    Ok(kept)
}

/// So many days before; nothing where that means for ever.
fn ago(days: u16, now: Timestamp) -> Option<Timestamp> {
    let hours = i64::from(days) * 24;
    (days > 0).then(|| now.saturating_sub(SignedDuration::from_hours(hours)).ok())?
}
