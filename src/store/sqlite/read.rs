//! Reading: the list of calls, and the way that one of them took.

use jiff::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqlitePool};

use crate::store::{CallSummary, Event, EventId, EventKind, RecentCalls, Source, in_order};

/// A page of calls with their events. Parameters: the cursor's time and call, the number of calls.
const RECENT: &str = "
    SELECT page.started_at, page.call AS id, event.*
    FROM (SELECT number, call, started_at FROM call
          WHERE (started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS page
    CROSS JOIN event ON event.call = page.number
    ORDER BY page.started_at DESC, page.call DESC";

/// The same for one line, the fourth parameter.
const RECENT_OF_LINE: &str = "
    SELECT page.started_at, page.call AS id, event.*
    FROM (SELECT number, call, started_at FROM call
          WHERE line = $4 AND (started_at, call) < ($1, $2)
          ORDER BY started_at DESC, call DESC LIMIT $3) AS page
    CROSS JOIN event ON event.call = page.number
    ORDER BY page.started_at DESC, page.call DESC";

const WAY: &str = "
    SELECT call.call AS id, event.* FROM call CROSS JOIN event ON event.call = call.number
    WHERE call.call = $1";

/// No id reaches beyond the prefix followed by the last character that there is.
const STARTING_WITH: &str = "
    SELECT call FROM call WHERE call >= $1 AND call < $1 || char(1114111) ORDER BY call LIMIT $2";

pub(super) async fn recent(
    pool: &SqlitePool,
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
    let mut select = sqlx::query(sql).bind(time).bind(call).bind(query.rows());
    if let Some(line) = &query.line {
        select = select.bind(line);
    }
    let mut page: Vec<(Timestamp, Vec<Event>)> = Vec::new();
    for row in select.fetch_all(pool).await? {
        let started_at = time_in(&row, "started_at")?;
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

pub(super) async fn way(pool: &SqlitePool, call: &str) -> Result<Vec<Event>, sqlx::Error> {
    let rows = sqlx::query(WAY).bind(call).fetch_all(pool).await?;
    rows.iter()
        .map(event)
        .collect::<Result<_, _>>()
        .map(in_order)
}

pub(super) async fn starting_with(
    pool: &SqlitePool,
    prefix: &str,
    limit: u16,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(STARTING_WITH)
        .bind(prefix)
        .bind(limit)
        .fetch_all(pool)
        .await
}

fn event(row: &SqliteRow) -> Result<Event, sqlx::Error> {
    let source: &str = row.try_get("source")?;
    let source = match source.strip_prefix("status:") {
        Some(status) => Source::Status(status.to_owned()),
        None => Source::Turn {
            restart: row.try_get("restart")?,
            turn: row.try_get("turn")?,
        },
    };
    Ok(Event {
        id: EventId {
            call: row.try_get("id")?,
            source,
            position: row.try_get("position")?,
        },
        at: time_in(row, "at")?,
        line: row.try_get("line")?,
        edition: row.try_get("edition")?,
        language: row.try_get("language")?,
        kind: EventKind::named(row.try_get("kind")?),
        place: row.try_get("place")?,
        key: row.try_get("key")?,
        outcome: row.try_get("outcome")?,
        seconds: row.try_get("seconds")?,
        caller: None,
    })
}

fn time_in(row: &SqliteRow, column: &str) -> Result<Timestamp, sqlx::Error> {
    Timestamp::from_microsecond(row.try_get(column)?).map_err(|error| sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: error.into(),
    })
}

#[cfg(test)]
mod tests {
    use sqlx::Row;
    use sqlx::sqlite::SqlitePool;

    /// What SQLite says it will do for each step of the query.
    async fn plan(sql: &'static str) -> Vec<String> {
        let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
        sqlx::migrate!("./migrations/sqlite")
            .run(&pool)
            .await
            .unwrap();
        let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
        rows.iter().map(|row| row.get("detail")).collect()
    }

    #[tokio::test]
    async fn no_query_reads_a_whole_table_or_sorts_the_calls() {
        for (sql, index) in [
            (super::RECENT, "call_by_start"),
            (super::RECENT_OF_LINE, "call_by_line_and_start"),
            (super::WAY, "sqlite_autoindex_event_1"),
            (super::STARTING_WITH, "sqlite_autoindex_call_1"),
        ] {
            let plan = plan(sql).await;
            assert!(
                plan.iter().any(|step| step.contains(index)),
                "{index} in {plan:#?}"
            );
            for step in &plan {
                assert!(!step.starts_with("SCAN event"), "{plan:#?}");
                assert!(!step.starts_with("SCAN call"), "{plan:#?}");
                assert!(!step.contains("TEMP B-TREE"), "{plan:#?}");
            }
        }
    }
}
