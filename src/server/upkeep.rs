//! Hourly retention: removes from the store what has been kept for long enough.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::store::{Database, LazyDatabase, Retained, RetentionOptions, StoreError};

/// The name of the lease that one node holds for all.
const WORK: &str = "retention";
/// The time after which another node takes over.
const LEASE: SignedDuration = SignedDuration::from_hours(2);

/// The times at which rounds are made.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// From the start to the first round.
    pub first: Duration,
    /// From each round to the next.
    pub every: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            // Calls come first where a server has only just started.
            first: Duration::from_mins(1),
            every: Duration::from_hours(1),
        }
    }
}

/// Lets go, again and again until `stop`, of what the options say is kept no longer; where several servers share
/// the store, one of them does. `holder` names this server and no other.
pub async fn upkeep(
    store: Arc<LazyDatabase>,
    options: RetentionOptions,
    (holder, clock): (String, Clock),
    pace: Pace,
    stop: CancellationToken,
) {
    let mut rounds = interval_at(Instant::now() + pace.first, pace.every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = rounds.tick() => {}
        }
        let round = async {
            let store = store.get().await?;
            round(&store, &options, &holder, clock()).await
        };
        // In the middle of a round too: what is left is for the next one.
        tokio::select! {
            () = stop.cancelled() => return,
            done = round => say(done),
        }
    }
}

/// One round, if it is for this server to make it.
pub async fn round(
    store: &Database,
    options: &RetentionOptions,
    holder: &str,
    now: Timestamp,
) -> Result<Option<Retained>, StoreError> {
    let until = now.saturating_add(LEASE).unwrap_or(now);
    if !store.lease(WORK, holder, now, until).await? {
        return Ok(None);
    }
    store.apply_retention(options, now).await.map(Some)
}

fn say(done: Result<Option<Retained>, StoreError>) {
    match done {
        Ok(Some(kept)) if kept != Retained::default() => tracing::info!(
            calls = kept.old.calls,
            callers = kept.unlinked,
            forgotten = kept.forgotten.calls,
            inquiries = kept.inquiries + kept.cleared,
            texts = kept.texts,
            words = kept.unheard,
            wishes = kept.wishes,
            editions = kept.retired.len(),
            notices = kept.notices,
            files = kept.swept,
            "what was kept for long enough was removed"
        ),
        Ok(_) => {}
        Err(error) => tracing::warn!(
            %error,
            "what was kept for long enough could not all be removed; the rest is tried again in an hour"
        ),
    }
}
