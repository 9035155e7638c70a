//! Writing: a batch of records in one exchange with the thread that runs SQLite, whatever its size; a few more where
//! there are jobs to take in, or calls whose beginning did not come first.

use serde::Serialize;
use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, Sqlite};

use super::sql::jobs;
use super::{SqliteStore, store_error};
use crate::catalogue::{EditionNumber, SectionKind};
use crate::dialogue::PlaceCode;
use crate::store::record::EventsJson;
use crate::store::{Appended, StoreError, TurnRecord};

/// The calls of the batch's records, so that [`INSERT_TURNS`] finds them.
macro_rules! insert_calls {
    () => {
        "
    INSERT INTO call (call, line, started_at, caller)
    SELECT value ->> 0, value ->> 1, min(value ->> 2), max(value ->> 3)
    FROM jsonb_each(jsonb($2)) WHERE true GROUP BY 1
    ON CONFLICT (call) DO UPDATE
    SET started_at = min(call.started_at, excluded.started_at),
        caller = coalesce(call.caller, excluded.caller)
    WHERE excluded.started_at < call.started_at
       OR (call.caller IS NULL AND excluded.caller IS NOT NULL);"
    };
}

/// The batch comes as one JSON text, so that batches of every size share one prepared statement. `jsonb_each` came with
/// SQLite 3.51. A record whose call is not there is left out, which the number of rows tells.
macro_rules! insert_turns {
    () => {
        "
    INSERT INTO turn (call, restart, turn, status, at, edition, language, place, code, section, ended, rated, events)
    SELECT call.number, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7,
           value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12
    FROM jsonb_each(jsonb($1)) CROSS JOIN call ON call.call = value ->> 0 WHERE true
    ON CONFLICT (call, restart, turn, status) DO NOTHING;"
    };
}

const INSERT_TURNS: &str = concat!(insert_turns!(), "SELECT changes()");

/// IMMEDIATE: a transaction that first reads and then writes can be refused at once, however long it may wait.
const INSERT_ALL: &str =
    concat!("BEGIN IMMEDIATE;", insert_calls!(), insert_turns!(), "SELECT changes(); COMMIT");

const INSERT_CALLS: &str = insert_calls!();

impl SqliteStore {
    /// Writes all of `records` or none of them; see [`TurnLog`](crate::store::TurnLog).
    pub(in crate::store) async fn append(
        &self,
        records: &[TurnRecord],
    ) -> Result<Appended, StoreError> {
        if records.is_empty() {
            return Ok(Appended::default());
        }
        let connection = self.writer.acquire().await.map_err(store_error)?;
        let mut writing = Writing(Some(connection));
        let new = write(&mut writing, records).await.map_err(store_error)?;
        writing.done();
        Ok(Appended { new, repeated: (records.len() as u64).saturating_sub(new) })
    }
}

/// A connection at work. Where the work fails or is given up, a transaction may be open, or SQLite may have ended it by
/// itself, as on a full disk, which the connection does not know: it is closed, and the next work gets a new one.
struct Writing(Option<PoolConnection<Sqlite>>);

impl Writing {
    fn connection(&mut self) -> Result<&mut PoolConnection<Sqlite>, sqlx::Error> {
        self.0.as_mut().ok_or(sqlx::Error::PoolClosed)
    }

    fn done(mut self) {
        self.0.take();
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if let Some(mut connection) = self.0.take() {
            connection.close_on_drop();
        }
    }
}

async fn write(writing: &mut Writing, records: &[TurnRecord]) -> Result<u64, sqlx::Error> {
    let turns = json(records.iter().map(turn_row))?;
    let bringing = jobs::with_jobs(records);
    if !bringing.is_empty() {
        return write_with_jobs(writing, records, (&turns, &bringing)).await;
    }
    let beginnings = records.iter().filter(|record| record.may_begin());
    let calls: Vec<_> = beginnings.map(call_row).collect();
    let new = if calls.is_empty() {
        insert(writing, INSERT_TURNS, &turns, None).await?
    } else {
        insert(writing, INSERT_ALL, &turns, Some(&json(calls.iter())?)).await?
    };
    if new == records.len() as u64 {
        return Ok(new);
    }
    // Some were there before, or belong to calls whose beginning did not come.
    let calls = json(records.iter().map(call_row))?;
    Ok(new + insert(writing, INSERT_ALL, &turns, Some(&calls)).await?)
}

/// Says how many records are new.
async fn insert(
    writing: &mut Writing,
    statements: &'static str,
    turns: &str,
    calls: Option<&str>,
) -> Result<u64, sqlx::Error> {
    let changes: Vec<i64> = sqlx::query_scalar(statements)
        .bind(turns)
        .bind(calls)
        .fetch_all(&mut **writing.connection()?)
        .await?;
    Ok(changes.iter().sum::<i64>().unsigned_abs())
}

async fn write_with_jobs(
    writing: &mut Writing,
    records: &[TurnRecord],
    (turns, bringing): (&str, &[&TurnRecord]),
) -> Result<u64, sqlx::Error> {
    let calls = json(records.iter().map(call_row))?;
    let connection = writing.connection()?;
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(INSERT_CALLS).bind("").bind(&calls).execute(&mut *transaction).await?;
    let new_jobs = jobs::new_among(&mut transaction, bringing).await?;
    let changes: Vec<i64> =
        sqlx::query_scalar(INSERT_TURNS).bind(turns).fetch_all(&mut *transaction).await?;
    jobs::take(&mut transaction, &new_jobs).await?;
    transaction.commit().await?;
    Ok(changes.iter().sum::<i64>().unsigned_abs())
}

fn json<R: Serialize>(rows: impl Iterator<Item = R>) -> Result<String, sqlx::Error> {
    let mut json = Vec::with_capacity(ROW_BYTES * rows.size_hint().0);
    let mut serializer = serde_json::Serializer::new(&mut json);
    serde::Serializer::collect_seq(&mut serializer, rows)
        .map_err(|error| sqlx::Error::Encode(error.into()))?;
    String::from_utf8(json).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// A usual row takes less.
const ROW_BYTES: usize = 256;

/// A call's columns, in the order in which the statement counts them from 0.
type CallRow<'a> = (&'a str, &'a str, i64, Option<&'a str>);

fn call_row(record: &TurnRecord) -> CallRow<'_> {
    (&record.id.call, &record.line, record.at.as_microsecond(), record.caller.as_deref())
}

/// A record's columns, in the order in which the statement counts them from 0.
type TurnRow<'a> = (
    &'a str,
    u32,
    u32,
    &'a str,
    i64,
    Option<u32>,
    Option<&'a str>,
    Option<&'static str>,
    Option<PlaceCode>,
    Option<&'static str>,
    Option<&'static str>,
    Option<u8>,
    EventsJson<'a>,
);

fn turn_row(record: &TurnRecord) -> TurnRow<'_> {
    let (restart, turn, status) = record.id.source.columns();
    let place = record.place;
    (
        &record.id.call,
        restart,
        turn,
        status,
        record.at.as_microsecond(),
        record.edition.map(EditionNumber::get),
        record.language.as_deref(),
        place.map(|place| place.kind.name()),
        place.map(|place| place.code).filter(|code| !code.is_empty()),
        place.and_then(|place| place.section).map(SectionKind::name),
        record.ended(),
        record.rated(),
        EventsJson(record),
    )
}
