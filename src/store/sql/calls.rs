//! Calls, read: the list of them, and the events of one.

use jiff::Timestamp;
use sqlx::Row as _;

use super::super::{DbPool, DbRow, storable};
use super::rows;
use crate::store::{CallSummary, Event, EventId, EventKind, RecentCalls, Source, in_order};

/// A page of calls with their events. Parameters: the cursor's time and call, the number of calls.
pub(in crate::store) const RECENT: &str = "
    SELECT page.started_at, page.call AS id, event.*
    FROM (SELECT number, call, started_at FROM call
          WHERE (started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS page
    CROSS JOIN event WHERE event.call = page.number
    ORDER BY page.started_at DESC, page.call DESC";

/// The same for one line, the fourth parameter.
pub(in crate::store) const RECENT_OF_LINE: &str = "
    SELECT page.started_at, page.call AS id, event.*
    FROM (SELECT number, call, started_at FROM call
          WHERE line = $4 AND (started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS page
    CROSS JOIN event WHERE event.call = page.number
    ORDER BY page.started_at DESC, page.call DESC";

pub(in crate::store) const CALL_EVENTS: &str = "
    SELECT call.call AS id, event.* FROM call CROSS JOIN event
    WHERE event.call = call.number AND call.call = $1";

pub(in crate::store) const STARTING_WITH: &str =
    "SELECT call FROM call WHERE call >= $1 AND call < $2 ORDER BY call LIMIT $3";

pub(in crate::store) async fn recent(
    pool: &DbPool,
    query: &RecentCalls,
) -> Result<Vec<CallSummary>, sqlx::Error> {
    let (time, call) = match &query.after {
        Some(cursor) => (cursor.started_at.as_microsecond(), cursor.call.as_str()),
        None => (i64::MAX, ""),
    };
    let sql = if query.line.is_some() {
        RECENT_OF_LINE
    } else {
        RECENT
    };
    let mut select = sqlx::query(sql)
        .bind(time)
        .bind(call)
        .bind(i64::from(query.rows()));
    if let Some(line) = &query.line {
        select = select.bind(line);
    }
    let mut page: Vec<(Timestamp, Vec<Event>)> = Vec::new();
    for row in select.fetch_all(pool).await? {
        let started_at = rows::time(&row, "started_at")?;
        let event = event(&row)?;
        match page.last_mut() {
            Some((_, events)) if events[0].id.call == event.id.call => events.push(event),
            _ => page.push((started_at, vec![event])),
        }
    }
    Ok(page
        .into_iter()
        .filter_map(|(start, events)| CallSummary::of(start, events))
        .collect())
}

pub(in crate::store) async fn call_events(
    pool: &DbPool,
    call: &str,
) -> Result<Vec<Event>, sqlx::Error> {
    let rows = sqlx::query(CALL_EVENTS)
        .bind(storable(call))
        .fetch_all(pool)
        .await?;
    rows.iter()
        .map(event)
        .collect::<Result<_, _>>()
        .map(in_order)
}

pub(in crate::store) async fn starting_with(
    pool: &DbPool,
    prefix: &str,
    limit: u16,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(STARTING_WITH)
        .bind(storable(prefix))
        // No id reaches beyond the prefix followed by the last character that there is.
        .bind(format!("{}{}", storable(prefix), char::MAX))
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}

pub(super) fn event(row: &DbRow) -> Result<Event, sqlx::Error> {
    let source: &str = row.try_get("source")?;
    let source = match source.strip_prefix("status:") {
        Some(status) => Source::Status(status.to_owned()),
        None => Source::Turn {
            restart: rows::number(row, "restart")?,
            turn: rows::number(row, "turn")?,
        },
    };
    let position: i64 = row.try_get("position")?;
    let seconds: Option<i64> = row.try_get("seconds")?;
    Ok(Event {
        id: EventId {
            call: rows::text(row, "id")?,
            source,
            position: u16::try_from(position).map_err(|error| rows::wrong("position", error))?,
        },
        at: rows::time(row, "at")?,
        line: rows::text(row, "line")?,
        edition: row.try_get("edition")?,
        language: row.try_get("language")?,
        kind: EventKind::named(row.try_get("kind")?),
        place: row.try_get("place")?,
        key: row.try_get("key")?,
        outcome: row.try_get("outcome")?,
        seconds: seconds
            .map(u32::try_from)
            .transpose()
            .map_err(|error| rows::wrong("seconds", error))?,
        caller: None,
        errand: None,
    })
}
