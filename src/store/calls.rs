//! Calls as they are looked up: one line for each, made from the call's events alone.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::database::{Database, read};
use super::{Event, EventKind, FindError, Source, StoreError};

/// Calls named by a look-up by the beginning of an id that several fit.
const CANDIDATES: u16 = 5;

/// Which calls to list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentCalls {
    /// How many at most, 1 to 500; a number outside is brought inside.
    pub limit: u16,
    /// Only those to this line.
    pub line: Option<String>,
    /// Only those that come after this one in the list: the last of the page before.
    pub after: Option<Cursor>,
}

impl RecentCalls {
    /// The newest `limit` calls.
    pub fn newest(limit: u16) -> Self {
        Self {
            limit,
            line: None,
            after: None,
        }
    }

    /// `limit`, brought inside 1 to 500.
    pub(super) fn rows(&self) -> u16 {
        self.limit.clamp(1, 500)
    }
}

/// Where a page of the list ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// When the page's last call started.
    pub started_at: Timestamp,
    /// Its id.
    pub call: String,
}

/// One call in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSummary {
    /// The call's id as the provider gave it.
    pub call: String,
    /// The name of the line that was called.
    pub line: String,
    /// The time of the call's earliest event.
    pub started_at: Timestamp,
    /// When the call ended, if that is known.
    pub ended_at: Option<Timestamp>,
    /// The time of its latest event.
    pub last_at: Timestamp,
    /// The language last spoken.
    pub language: Option<String>,
    /// The edition that the call kept; when it had to begin again, the later one.
    pub edition: Option<String>,
    /// Where in the hotline the caller was last.
    pub last_place: Option<String>,
    /// The codes of the services heard, in the order in which they were first heard.
    pub services: Vec<String>,
    /// How many turns the call took.
    pub turns: u32,
    /// The call's length as the provider reports it.
    pub seconds: Option<u32>,
    /// Why the call ended: what we did rather than what the provider calls it, if we ended it.
    pub outcome: Option<String>,
}

impl CallSummary {
    /// Sums up the events of one call, which started at `started_at`; `None` when there are no events.
    /// The order in which they arrived makes no difference: a status that comes late undoes no end.
    pub fn of(started_at: Timestamp, events: Vec<Event>) -> Option<Self> {
        let events = in_order(events);
        let first = events.first()?;
        let mut summary = Self {
            call: first.id.call.clone(),
            line: first.line.clone(),
            started_at,
            ended_at: None,
            last_at: events.iter().map(|event| event.at).max()?,
            language: None,
            edition: None,
            last_place: None,
            services: Vec::new(),
            turns: count_turns(&events),
            seconds: None,
            outcome: None,
        };
        let mut ended_by_us = None;
        for event in &events {
            keep_latest(&mut summary.language, event.language.as_ref());
            keep_latest(&mut summary.edition, event.edition.as_ref());
            keep_latest(&mut summary.last_place, event.place.as_ref());
            if let Some(code) = service_heard(event)
                && !summary.services.iter().any(|known| known == code)
            {
                summary.services.push(code.to_owned());
            }
            if event.kind == EventKind::CallEnded {
                summary.ended_at = summary.ended_at.max(Some(event.at));
                summary.seconds = summary.seconds.max(event.seconds);
                match event.id.source {
                    Source::Turn { .. } => keep_latest(&mut ended_by_us, event.outcome.as_ref()),
                    Source::Status(_) => keep_latest(&mut summary.outcome, event.outcome.as_ref()),
                }
            }
        }
        summary.outcome = ended_by_us.or(summary.outcome);
        Some(summary)
    }

    /// Where a page that ends with this call ended.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            started_at: self.started_at,
            call: self.call.clone(),
        }
    }
}

impl Database {
    /// The latest calls that fit `query`, newest first.
    pub async fn recent(&self, query: &RecentCalls) -> Result<Vec<CallSummary>, StoreError> {
        read!(self, calls::recent(query))
    }

    /// Everything that happened in a call, [in order](in_order); nothing when there is no such call.
    pub async fn call_events(&self, call: &str) -> Result<Vec<Event>, StoreError> {
        read!(self, calls::call_events(call))
    }

    /// The ids, in order, of at most `limit` calls whose id starts with `prefix`.
    pub async fn starting_with(&self, prefix: &str, limit: u16) -> Result<Vec<String>, StoreError> {
        read!(self, calls::starting_with(prefix, limit))
    }

    /// How many calls that began at or after `since` came to each place, by the place's name in the events.
    pub async fn heard_since(&self, since: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        read!(self, counts::heard_since(since))
    }

    /// How many calls are going on with each edition: those of which something was written down at or after
    /// `since`, and not their end; by the edition of their latest event.
    pub async fn in_progress(&self, since: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        read!(self, counts::in_progress(since))
    }

    /// The id of the one call whose id is `prefix` or, failing that, starts with it.
    pub async fn find(&self, prefix: &str) -> Result<String, FindError> {
        let mut found = self.starting_with(prefix, CANDIDATES + 1).await?;
        // An id sorts before everything that it is the beginning of.
        if found.len() == 1 || found.first().is_some_and(|call| call == prefix) {
            return Ok(found.swap_remove(0));
        }
        if found.is_empty() {
            return Err(FindError::Unknown {
                prefix: prefix.to_owned(),
            });
        }
        let more = found.len() > usize::from(CANDIDATES);
        found.truncate(CANDIDATES.into());
        Err(FindError::Ambiguous {
            prefix: prefix.to_owned(),
            candidates: found,
            more,
        })
    }
}

/// Puts the events of one call in the order in which they happened: by time, except that a clock that was set
/// back in mid-call does not move a turn before an earlier one.
pub fn in_order(mut events: Vec<Event>) -> Vec<Event> {
    events.sort_by(|a, b| a.id.cmp(&b.id));
    let mut latest: Option<(u32, Timestamp)> = None;
    let mut timed: Vec<(Timestamp, Event)> = events
        .into_iter()
        .map(|event| {
            let Source::Turn { restart, .. } = event.id.source else {
                return (event.at, event);
            };
            let at = match latest {
                Some((before, at)) if before == restart => at.max(event.at),
                _ => event.at,
            };
            latest = Some((restart, at));
            (at, event)
        })
        .collect();
    // Stable: what happened at the same time stays in the order of its identity.
    timed.sort_by_key(|(at, _)| *at);
    timed.into_iter().map(|(_, event)| event).collect()
}

fn count_turns(events: &[Event]) -> u32 {
    let turns: BTreeSet<&Source> = events
        .iter()
        .map(|event| &event.id.source)
        .filter(|source| matches!(source, Source::Turn { .. }))
        .collect();
    u32::try_from(turns.len()).unwrap_or(u32::MAX)
}

fn keep_latest(kept: &mut Option<String>, latest: Option<&String>) {
    if let Some(latest) = latest {
        kept.replace(latest.clone());
    }
}

/// The code in the place `service 114 fee`, if the event says that something of the service was heard.
fn service_heard(event: &Event) -> Option<&str> {
    if !matches!(
        event.kind,
        EventKind::ServiceHeard | EventKind::SectionHeard
    ) {
        return None;
    }
    event
        .place
        .as_deref()?
        .strip_prefix("service ")?
        .split(' ')
        .next()
}

#[cfg(test)]
mod tests;
