//! Calls, read: the list of them, and the records of one.

use jiff::Timestamp;
use sqlx::Row as _;

use super::super::{DbPool, DbRow, storable};
use super::rows;
use crate::dialogue::RecordedPlace;
use crate::store::record::events_from;
use crate::store::{CallSummary, RecentCalls, Source, TurnId, TurnRecord, in_order};

/// The columns of a record, with those of its call.
macro_rules! select_records {
    ($from:literal) => {
        concat!(
            "
    SELECT call.started_at, call.call AS id, call.line, turn.restart, turn.turn, turn.status, turn.at, turn.edition,
           turn.language, turn.place, turn.code, turn.section, turn.events ",
            $from
        )
    };
}
pub(super) use select_records;

/// A page of calls with their records. Parameters: the cursor's time and call, the number of calls.
pub(in crate::store) const RECENT: &str = select_records!(
    "
    FROM (SELECT number, call, line, started_at FROM call
          WHERE (started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS call
    CROSS JOIN turn WHERE turn.call = call.number
    ORDER BY call.started_at DESC, call.call DESC"
);

/// The same for one line, the fourth parameter.
pub(in crate::store) const RECENT_OF_LINE: &str = select_records!(
    "
    FROM (SELECT number, call, line, started_at FROM call
          WHERE line = $4 AND (started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS call
    CROSS JOIN turn WHERE turn.call = call.number
    ORDER BY call.started_at DESC, call.call DESC"
);

pub(in crate::store) const CALL_EVENTS: &str = select_records!(
    "
    FROM call CROSS JOIN turn WHERE turn.call = call.number AND call.call = $1"
);

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
    let sql = if query.line.is_some() { RECENT_OF_LINE } else { RECENT };
    let mut select = sqlx::query(sql).bind(time).bind(call).bind(i64::from(query.rows()));
    if let Some(line) = &query.line {
        select = select.bind(line);
    }
    let mut page: Vec<(Timestamp, Vec<TurnRecord>)> = Vec::new();
    for row in select.fetch_all(pool).await? {
        let started_at = rows::time(&row, "started_at")?;
        let record = record(&row)?;
        match page.last_mut() {
            Some((_, records)) if records[0].id.call == record.id.call => records.push(record),
            _ => page.push((started_at, vec![record])),
        }
    }
    Ok(page.into_iter().filter_map(|(start, records)| CallSummary::of(start, records)).collect())
}

pub(in crate::store) async fn call_events(
    pool: &DbPool,
    call: &str,
) -> Result<Vec<TurnRecord>, sqlx::Error> {
    let select = sqlx::query(CALL_EVENTS).bind(storable(call));
    let rows = select.fetch_all(pool).await?;
    rows.iter().map(record).collect::<Result<_, _>>().map(in_order)
}

pub(in crate::store) async fn starting_with(
    pool: &DbPool,
    prefix: &str,
    limit: u16,
) -> Result<Vec<String>, sqlx::Error> {
    let prefix = storable(prefix);
    sqlx::query_scalar(STARTING_WITH)
        .bind(&*prefix)
        // No id reaches beyond the prefix followed by the last character that there is.
        .bind(format!("{prefix}{}", char::MAX))
        .bind(i64::from(limit))
        .fetch_all(pool)
        .await
}

pub(super) fn record(row: &DbRow) -> Result<TurnRecord, sqlx::Error> {
    let (restart, turn) = (rows::number(row, "restart")?, rows::number(row, "turn")?);
    let place = place(row)?;
    let events = events_from(row.try_get("events")?, place);
    Ok(TurnRecord {
        id: TurnId {
            call: rows::text(row, "id")?,
            source: Source::of(restart, turn, row.try_get("status")?),
        },
        at: rows::time(row, "at")?,
        line: rows::text(row, "line")?,
        edition: rows::edition_if_any(row, "edition")?,
        language: row.try_get("language")?,
        place,
        events: events.map_err(|error| rows::wrong("events", error))?,
        caller: None,
        jobs: Vec::new(),
    })
}

/// The place in the columns `place`, `code` and `section`; none where a later version knows places that this one does
/// not.
pub(super) fn place(row: &DbRow) -> Result<Option<RecordedPlace>, sqlx::Error> {
    let kind: Option<&str> = row.try_get("place")?;
    let (code, section) = (row.try_get("code")?, row.try_get("section")?);
    Ok(kind.and_then(|kind| RecordedPlace::of(kind, code, section)))
}
