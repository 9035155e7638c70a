//! Writing: a batch of events in one transaction of two statements, whatever its size, and what is to be done because
//! of them.

use sqlx::SqlitePool;
use sqlx::pool::PoolConnection;
use sqlx::{Connection, Sqlite};

use super::sql::errands;
use super::store_error;
use crate::store::{Appended, Event, Source, StoreError};

/// The calls that the batch belongs to, so that [`INSERT_EVENTS`] finds them.
const INSERT_CALLS: &str = "
    INSERT INTO call (call, line, started_at, caller)
    SELECT value ->> 0, value ->> 6, min(value ->> 5), max(value ->> 14)
    FROM jsonb_each(jsonb($1)) WHERE true GROUP BY 1
    ON CONFLICT (call) DO UPDATE
    SET started_at = min(call.started_at, excluded.started_at),
        caller = coalesce(call.caller, excluded.caller)
    WHERE excluded.started_at < call.started_at
       OR (call.caller IS NULL AND excluded.caller IS NOT NULL)";

/// The batch comes as one JSON text, so that batches of every size share one prepared statement. Measured with
/// batches of 1024: 6 to 10 µs an event so, 8 to 12 with a row of parameters for each event, 10 to 12 with
/// `json_each`, 13 and more with a statement for each event. `jsonb_each` came with SQLite 3.51.
const INSERT_EVENTS: &str = "
    INSERT INTO event (call, restart, turn, source, position, at, line, edition, language, kind, place,
                       key, outcome, seconds)
    SELECT call.number, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
           value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13
    FROM jsonb_each(jsonb($1)) CROSS JOIN call ON call.call = value ->> 0 WHERE true
    ON CONFLICT (call, restart, turn, source, position) DO NOTHING";

pub(super) async fn append(pool: &SqlitePool, events: &[Event]) -> Result<Appended, StoreError> {
    if events.is_empty() {
        return Ok(Appended::default());
    }
    let rows: Vec<Row<'_>> = events.iter().map(row).collect();
    let rows = serde_json::to_string(&rows)
        .map_err(|error| StoreError::Backend(sqlx::Error::Encode(error.into())))?;
    let mut connection = pool.acquire().await.map_err(store_error)?;
    match write(&mut connection, &rows, &errands::with_errands(events)).await {
        Ok(new) => Ok(Appended {
            new,
            repeated: (events.len() as u64).saturating_sub(new),
        }),
        Err(error) => {
            // After some failures, a full disk among them, SQLite has ended the transaction by itself, which
            // the connection's own count of open transactions does not know. The next one starts anew.
            connection.close().await.ok();
            Err(store_error(error))
        }
    }
}

async fn write(
    connection: &mut PoolConnection<Sqlite>,
    rows: &str,
    errands: &[&Event],
) -> Result<u64, sqlx::Error> {
    // IMMEDIATE: a transaction that first reads and then writes can be refused at once, however long it may wait.
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(INSERT_CALLS)
        .bind(rows)
        .execute(&mut *transaction)
        .await?;
    let errands = match errands {
        [] => Vec::new(),
        errands => errands::new_among(&mut transaction, errands).await?,
    };
    let inserted = sqlx::query(INSERT_EVENTS)
        .bind(rows)
        .execute(&mut *transaction)
        .await?;
    errands::take(&mut transaction, &errands).await?;
    transaction.commit().await?;
    Ok(inserted.rows_affected())
}

/// An event's columns, in the order in which the statements count them from 0.
type Row<'a> = (
    &'a str,
    u32,
    u32,
    String,
    u16,
    i64,
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    &'a str,
    Option<&'a str>,
    Option<&'a str>,
    Option<&'a str>,
    Option<u32>,
    Option<&'a str>,
);

fn row(event: &Event) -> Row<'_> {
    let (restart, turn, source) = match &event.id.source {
        Source::Turn { restart, turn } => (*restart, *turn, "turn".to_owned()),
        Source::Status(status) => (0, 0, format!("status:{status}")),
    };
    (
        &event.id.call,
        restart,
        turn,
        source,
        event.id.position,
        event.at.as_microsecond(),
        &event.line,
        event.edition.as_deref(),
        event.language.as_deref(),
        event.kind.as_str(),
        event.place.as_deref(),
        event.key.as_deref(),
        event.outcome.as_deref(),
        event.seconds,
        event.caller.as_deref(),
    )
}
