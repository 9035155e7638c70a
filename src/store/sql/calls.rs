//! Calls, read: the list of them, and the records of one.

use jiff::Timestamp;
use sqlx::Row as _;

use super::super::{DbPool, DbRow, storable};
use super::columns::{get, rows};
use crate::dialogue::RecordedPlace;
use crate::store::record::events_from;
use crate::store::{CallSummary, RecentCalls, Source, TurnId, TurnRecord, in_order};

/// The columns of a record, with those of its call.
macro_rules! select_records {
    ($($from:tt)*) => {
        concat!(
            "
    SELECT call.started_at, call.call AS id, call.line, turn.restart, turn.turn, turn.status, turn.at, turn.edition,
           turn.language, turn.place, turn.code, turn.section, turn.events ",
            $($from)*
        )
    };
}
pub(super) use select_records;

/// A page of calls with their records. Parameters: the cursor's time and call, the number of calls.
macro_rules! select_recent {
    ($condition:literal) => {
        select_records!(concat!(
            "
    FROM (SELECT number, call, line, started_at FROM call
          WHERE ",
            $condition,
            "(started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS call
    CROSS JOIN turn WHERE turn.call = call.number
    ORDER BY call.started_at DESC, call.call DESC"
        ))
    };
}

const RECENT: &str = select_recent!("");
const RECENT_OF_LINE: &str = select_recent!("line = $4 AND ");

const CALL_EVENTS: &str = select_records!(
    "
    FROM call CROSS JOIN turn WHERE turn.call = call.number AND call.call = $1"
);

const STARTING_WITH: &str =
    "SELECT call FROM call WHERE call >= $1 AND call < $2 ORDER BY call LIMIT $3";

pub async fn recent(pool: &DbPool, query: &RecentCalls) -> sqlx::Result<Vec<CallSummary>> {
    let (time, call) = match &query.after {
        Some(cursor) => (cursor.started_at.as_microsecond(), cursor.call.as_str()),
        None => (i64::MAX, ""),
    };
    let select = match query.line.as_deref() {
        None => query!(RECENT, time, call, rows(query.limit)),
        Some(line) => query!(RECENT_OF_LINE, time, call, rows(query.limit), line),
    };
    let mut page: Vec<(Timestamp, Vec<TurnRecord>)> = Vec::new();
    for row in &select.fetch_all(pool).await? {
        let record = record(row)?;
        match page.last_mut() {
            Some((_, records)) if records[0].id.call == record.id.call => records.push(record),
            _ => page.push((get(row, "started_at")?, vec![record])),
        }
    }
    Ok(page.into_iter().filter_map(|(start, records)| CallSummary::of(start, records)).collect())
}

pub async fn call_events(pool: &DbPool, call: &str) -> sqlx::Result<Vec<TurnRecord>> {
    let rows = query!(CALL_EVENTS, call).fetch_all(pool).await?;
    rows.iter().map(record).collect::<Result<_, _>>().map(in_order)
}

pub async fn starting_with(pool: &DbPool, prefix: &str, limit: u16) -> sqlx::Result<Vec<String>> {
    let prefix = storable(prefix);
    // No id reaches beyond the prefix followed by the last character that there is.
    let end = format!("{prefix}{}", char::MAX);
    query_scalar!(STARTING_WITH, &*prefix, end, limit).fetch_all(pool).await
}

pub(super) fn record(row: &DbRow) -> sqlx::Result<TurnRecord> {
    let place = place(row)?;
    let events = events_from(row.try_get("events")?, place);
    let wrong = |error: serde_json::Error| sqlx::Error::ColumnDecode {
        index: "events".to_owned(),
        source: error.into(),
    };
    Ok(TurnRecord {
        id: TurnId {
            call: get(row, "id")?,
            source: Source::of(get(row, "restart")?, get(row, "turn")?, row.try_get("status")?),
        },
        at: get(row, "at")?,
        line: get(row, "line")?,
        edition: get(row, "edition")?,
        language: get(row, "language")?,
        place,
        events: events.map_err(wrong)?,
        caller: None,
        jobs: Vec::new(),
    })
}

/// The place in the columns `place`, `code` and `section`; none where a later version knows places that this one does
/// not.
pub(super) fn place(row: &DbRow) -> sqlx::Result<Option<RecordedPlace>> {
    let kind: Option<&str> = row.try_get("place")?;
    let (code, section) = (row.try_get("code")?, row.try_get("section")?);
    Ok(kind.and_then(|kind| RecordedPlace::of(kind, code, section)))
}
