//! Hourly retention: removes from the store what has been kept for long enough.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use super::clock_proof::{ClockProof, Reading};
use crate::clock::{Clock, ClockDoubt, ClockState};
use crate::store::sqlite::Outbox;
use crate::store::{
    Database, Erased, LazyDatabase, Retained, RetentionOptions, RetentionPace, StoreError,
};

/// The name of the lease that one node holds for all.
const WORK: &str = "retention";
/// The time after which another node takes over.
const LEASE: SignedDuration = SignedDuration::from_hours(2);

/// Said for as long as it lasts, in every round.
const NOTHING_REMOVED: &str =
    "nothing is removed that has been kept for long enough, for the clock may be wrong";

/// Lets go, again and again until `stop`, of what the options say is kept no longer; where several servers share
/// the store, one of them does. What keeps this machine's clock from being believed is said in `state`.
pub async fn upkeep(
    store: Arc<LazyDatabase>,
    mut keeper: RoundKeeper,
    (clock, state): (Clock, Arc<ClockState>),
    pace: RetentionPace,
    stop: CancellationToken,
) {
    let mut rounds = interval_at(Instant::now() + pace.after_start, pace.every);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = rounds.tick() => {}
        }
        let round = async {
            let store = store.get().await?;
            keeper.round(&store, clock(), Instant::now()).await
        };
        // In the middle of a round too: what is left is for the next one.
        tokio::select! {
            () = stop.cancelled() => return,
            done = round => {
                if let Ok(round) = &done {
                    say_clock(round, &state);
                }
                say(done);
            }
        }
    }
}

/// A finished round.
#[derive(Debug)]
pub enum Round {
    /// Another server makes them.
    NotOurs,
    /// This machine's clock is not believed, and nothing was removed by age; what came of forgotten callers was.
    Doubted(ClockDoubt, Erased),
    Made(Retained),
}

/// Makes the rounds of one server.
#[derive(Debug)]
pub struct RoundKeeper {
    options: RetentionOptions,
    /// Names this server and no other.
    holder: String,
    /// The journal's file on this machine, where the store is elsewhere.
    outbox: Option<Outbox>,
    proof: ClockProof,
}

impl RoundKeeper {
    pub fn new(options: RetentionOptions, holder: String) -> Self {
        Self { options, holder, outbox: None, proof: ClockProof::default() }
    }

    /// The same for a server that also has a journal's file to look after.
    #[must_use]
    pub fn with_outbox(self, outbox: Option<Outbox>) -> Self {
        Self { outbox, ..self }
    }

    /// One round, if it is for this server to make it. A server whose clock is not believed leaves the rounds to
    /// others: by its clock, their lease would be over.
    pub async fn round(
        &mut self,
        store: &Database,
        now: Timestamp,
        uptime: Instant,
    ) -> Result<Round, StoreError> {
        let reading = Reading {
            now,
            uptime,
            database: store.time().await?,
            believed: store.last_round().await?,
        };
        let round = match self.proof.check(reading) {
            Ok(()) => self.remove(store, now).await?,
            Err(doubt) => Round::Doubted(doubt, store.erase_forgotten(now).await?),
        };
        // Numbers go from the store at other times as well, once a message has arrived: none stays in the log.
        if !store.write_back().await? {
            tracing::debug!("the store's log could not be emptied, for somebody reads it");
        }
        if let Some(outbox) = &self.outbox {
            let before = match round {
                Round::Doubted(..) => Timestamp::MIN,
                Round::Made(_) | Round::NotOurs => self.options.copies_since(now),
            };
            let records = outbox.sweep(before).await?;
            if records > 0 {
                tracing::warn!(
                    records,
                    "records that the database never took were set aside for long enough, and are removed"
                );
            }
        }
        Ok(round)
    }

    async fn remove(&self, store: &Database, now: Timestamp) -> Result<Round, StoreError> {
        let until = now.saturating_add(LEASE).unwrap_or(now);
        if !store.lease(WORK, &self.holder, now, until).await? {
            return Ok(Round::NotOurs);
        }
        let retained = store.apply_retention(&self.options, now).await?;
        store.round_made(now).await?;
        Ok(Round::Made(retained))
    }
}

fn say_clock(round: &Round, state: &ClockState) {
    let doubt = match round {
        Round::Doubted(doubt, _) => Some(*doubt),
        Round::Made(_) | Round::NotOurs => None,
    };
    metrics::gauge!("sila_clock_doubted").set(f64::from(u8::from(doubt.is_some())));
    let is_news = state.set(doubt);
    match doubt {
        Some(doubt) => tracing::error!(%doubt, "{NOTHING_REMOVED}"),
        None if is_news => tracing::info!("this machine's clock is believed again"),
        None => {}
    }
}

fn say(done: Result<Round, StoreError>) {
    match done {
        Ok(Round::Made(kept)) if kept != Retained::default() => tracing::info!(
            calls = kept.old.calls,
            callers = kept.unlinked,
            forgotten = kept.forgotten.calls,
            inquiries = kept.inquiries + kept.cleared,
            texts = kept.texts,
            words = kept.unheard + kept.page_reports,
            wishes = kept.wishes,
            sessions = kept.sessions,
            editions = kept.retired.len(),
            notices = kept.notices,
            files = kept.swept,
            copies = kept.copies,
            "what was kept for long enough was removed"
        ),
        Ok(_) => {}
        Err(error) => tracing::warn!(
            %error,
            "what was kept for long enough could not all be removed; the rest is tried again in an hour"
        ),
    }
}
