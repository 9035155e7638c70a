//! Calls as they are looked up: one line for each, made from the records of the call alone.

use jiff::Timestamp;

use super::database::{Database, operations};
use super::{FindError, Source, TurnRecord};
use crate::catalogue::{Code, EditionNumber};
use crate::dialogue::{EventKind, RecordedPlace};

/// Calls named by a look-up by the beginning of an id that several fit.
const CANDIDATES: u16 = 5;

/// A selection of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentCalls {
    /// The most rows, 1 to 500; a number outside is brought inside.
    pub limit: u16,
    pub line: Option<String>,
    /// Only those that come after this one in the list: the last of the page before.
    pub after: Option<Cursor>,
}

impl RecentCalls {
    /// The newest `limit` calls.
    pub fn newest(limit: u16) -> Self {
        Self { limit, line: None, after: None }
    }
}

/// The end of a page of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub started_at: Timestamp,
    pub call: String,
}

/// One call in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSummary {
    pub call: String,
    pub line: String,
    /// The time of its earliest record.
    pub started_at: Timestamp,
    /// None while that is not known.
    pub ended_at: Option<Timestamp>,
    /// The time of its latest record.
    pub last_at: Timestamp,
    pub language: Option<String>,
    /// The edition that the call kept; when it had to begin again, the later one.
    pub edition: Option<EditionNumber>,
    pub last_place: Option<RecordedPlace>,
    /// The services heard, in the order in which they were first heard.
    pub services: Vec<Code>,
    pub turns: u32,
    /// The call's length as the provider reports it.
    pub seconds: Option<u32>,
    /// The reason for which the call ended: ours rather than the provider's, if we ended it.
    pub outcome: Option<&'static str>,
}

impl CallSummary {
    /// Sums up the records of one call, which started at `started_at`; `None` when there are none.
    /// The order in which they arrived makes no difference: a status that comes late undoes no end.
    pub fn of(started_at: Timestamp, records: Vec<TurnRecord>) -> Option<Self> {
        let records = in_order(records);
        let first = records.first()?;
        let is_turn = |record: &&TurnRecord| matches!(record.id.source, Source::Turn { .. });
        let turns = records.iter().filter(is_turn).count();
        let mut summary = Self {
            call: first.id.call.clone(),
            line: first.line.clone(),
            started_at,
            ended_at: None,
            last_at: records.iter().map(|record| record.at).max()?,
            language: None,
            edition: None,
            last_place: None,
            services: Vec::new(),
            turns: u32::try_from(turns).unwrap_or(u32::MAX),
            seconds: None,
            outcome: None,
        };
        let mut ended_by_us = None;
        for record in &records {
            if record.language.is_some() {
                summary.language.clone_from(&record.language);
            }
            summary.edition = record.edition.or(summary.edition);
            summary.last_place = record.place.or(summary.last_place);
            for event in &record.events {
                if event.kind == EventKind::ServiceHeard
                    && let Some(code) = event.place.and_then(RecordedPlace::service)
                    && !summary.services.contains(&code)
                {
                    summary.services.push(code);
                }
                if let EventKind::StatusReported { seconds, .. } = event.kind {
                    summary.seconds = summary.seconds.max(seconds);
                }
            }
            if let Some(reason) = record.ended() {
                summary.ended_at = summary.ended_at.max(Some(record.at));
                match record.id.source {
                    Source::Turn { .. } => ended_by_us = Some(reason),
                    Source::Status(_) => summary.outcome = Some(reason),
                }
            }
        }
        summary.outcome = ended_by_us.or(summary.outcome);
        Some(summary)
    }

    /// The end of a page that ends with this call.
    pub fn cursor(&self) -> Cursor {
        Cursor { started_at: self.started_at, call: self.call.clone() }
    }
}

operations! {
    /// The latest calls that fit `query`, newest first.
    read fn recent(query: &RecentCalls) -> Vec<CallSummary> = calls::recent;

    /// Everything that happened in a call, [in order](in_order); nothing when there is no such call.
    read fn call_events(call: &str) -> Vec<TurnRecord> = calls::call_events;

    /// The ids, in order, of at most `limit` calls whose id starts with `prefix`.
    read fn starting_with(prefix: &str, limit: u16) -> Vec<String> = calls::starting_with;

    /// The places, with the number of calls that began at or after `since` and came to each.
    read fn heard_since(since: Timestamp) -> Vec<(RecordedPlace, u64)> = counts::heard_since;

    /// The number of calls that are going on with each edition: those of which something was written down at or
    /// after `since`, and not their end; by the edition of their latest turn.
    read fn in_progress(since: Timestamp) -> Vec<(EditionNumber, u64)> = counts::in_progress;
}

impl Database {
    /// The id of the one call whose id is `prefix` or, failing that, starts with it.
    pub async fn find(&self, prefix: &str) -> Result<String, FindError> {
        let mut found = self.starting_with(prefix, CANDIDATES + 1).await?;
        // An id sorts before everything that it is the beginning of.
        if found.len() == 1 || found.first().is_some_and(|call| call == prefix) {
            return Ok(found.swap_remove(0));
        }
        if found.is_empty() {
            return Err(FindError::Unknown { prefix: prefix.to_owned() });
        }
        let more = found.len() > usize::from(CANDIDATES);
        found.truncate(CANDIDATES.into());
        Err(FindError::Ambiguous { prefix: prefix.to_owned(), candidates: found, more })
    }
}

/// Puts the records of one call in the order in which they happened: by time, except that a clock that was set
/// back in mid-call does not move a turn before an earlier one.
pub fn in_order(mut records: Vec<TurnRecord>) -> Vec<TurnRecord> {
    records.sort_by(|a, b| a.id.cmp(&b.id));
    let mut latest: Option<(u32, Timestamp)> = None;
    let mut timed: Vec<(Timestamp, TurnRecord)> = records
        .into_iter()
        .map(|record| {
            let Source::Turn { restart, .. } = record.id.source else {
                return (record.at, record);
            };
            let at = match latest {
                Some((before, at)) if before == restart => at.max(record.at),
                _ => record.at,
            };
            latest = Some((restart, at));
            (at, record)
        })
        .collect();
    // Stable: what happened at the same time stays in the order of its identity.
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, record)| record).collect()
}
