//! Callers known again, and words that nobody understood.

use jiff::Timestamp;
use sqlx::Row as _;

use super::super::{DbPool, DbRow, storable};
use super::{calls, rows};
use crate::store::{CallSummary, Event, EventKind, LastCall, Unheard};

/// The events of the caller's latest call. Parameters: the caller, since when, and the call not to look at.
pub(in crate::store) const LATEST: &str = "
    SELECT latest.started_at, latest.call AS id, event.*
    FROM (SELECT number, call, started_at FROM call
          WHERE caller = $1 AND started_at >= $2 AND call <> $3
            AND NOT EXISTS (SELECT 1 FROM unremembered WHERE unremembered.caller = $1)
          ORDER BY started_at DESC LIMIT 1) AS latest
    CROSS JOIN event WHERE event.call = latest.number";

const UNHEARD: &str = "
    SELECT language, said, times, last_at FROM unheard WHERE last_at >= $1
    ORDER BY times DESC, last_at DESC, language, said LIMIT $2";

pub(in crate::store) async fn remembered(
    pool: &DbPool,
    caller: &str,
    since: Timestamp,
    except_call: &str,
) -> Result<Option<LastCall>, sqlx::Error> {
    let found = sqlx::query(LATEST)
        .bind(storable(caller))
        .bind(since.as_microsecond())
        .bind(storable(except_call))
        .fetch_all(pool)
        .await?;
    let Some(first) = found.first() else {
        return Ok(None);
    };
    let started_at = rows::time(first, "started_at")?;
    let events: Vec<Event> = found.iter().map(calls::event).collect::<Result<_, _>>()?;
    let language = chosen_language(&events);
    let last = CallSummary::of(started_at, events).map(|call| LastCall {
        language,
        place: call.last_place,
        at: call.last_at,
        outcome: call.outcome,
    });
    Ok(last)
}

/// The language that the caller settled on: by its key, or by going on in it. Whoever only did not press a key in
/// time, or went back, has not.
fn chosen_language(events: &[Event]) -> Option<String> {
    let settles = |event: &&Event| match event.kind {
        EventKind::LanguageRemembered => true,
        EventKind::LanguageChosen => event.key.is_some(),
        EventKind::PlaceEntered => event.key.as_deref().is_some_and(|key| key != "*"),
        _ => false,
    };
    let mut settled: Vec<&Event> = events.iter().filter(settles).collect();
    settled.sort_by(|a, b| a.id.cmp(&b.id));
    settled.last()?.language.clone()
}

pub(in crate::store) async fn unheard(
    pool: &DbPool,
    since: Timestamp,
    limit: u16,
) -> Result<Vec<Unheard>, sqlx::Error> {
    let rows = sqlx::query(UNHEARD)
        .bind(since.as_microsecond())
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await?;
    rows.iter().map(words).collect()
}

fn words(row: &DbRow) -> Result<Unheard, sqlx::Error> {
    let language = rows::text(row, "language")?;
    Ok(Unheard {
        language: (!language.is_empty()).then_some(language),
        said: row.try_get("said")?,
        times: rows::revision(row, "times")?,
        last_at: rows::time(row, "last_at")?,
    })
}
