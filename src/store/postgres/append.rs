//! Writing: a batch of records in one transaction of two statements, whatever its size, and their jobs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, PgPool, Postgres};

use super::sql::jobs;
use super::{is_collision, storable};
use crate::catalogue::SectionKind;
use crate::dialogue::RecordedPlace;
use crate::store::record::EventsJson;
use crate::store::{Appended, TurnRecord};

/// The calls of the batch's records, so that [`INSERT_TURNS`] finds them. This locks each call, in the same order on
/// every server, so that the records of a call come one batch after the other and no two batches wait for each other.
const INSERT_CALLS: &str = "
    INSERT INTO call (call, line, started_at, caller)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
             AS batch (call, line, started_at, caller)
    ORDER BY batch.call
    ON CONFLICT (call) DO UPDATE
    SET started_at = least(call.started_at, excluded.started_at),
        caller = coalesce(call.caller, excluded.caller)
    WHERE excluded.started_at < call.started_at
       OR (call.caller IS NULL AND excluded.caller IS NOT NULL)";

/// The batch comes as one array a column, so that batches of every size share one prepared statement. Measured
/// without waiting for the disk: about half of what one JSON text for `jsonb_to_recordset` takes.
const INSERT_TURNS: &str = "
    INSERT INTO turn (call, restart, turn, status, at, edition, language, place, code, section, ended, rated, events)
    SELECT call.number, restart, turn, status, at, edition, language, place, code, section, ended, rated, events
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::text[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::text[])
         AS batch (call, restart, turn, status, at, edition, language, place, code, section, ended, rated, events)
    JOIN call ON call.call = batch.call
    ON CONFLICT (call, restart, turn, status) DO NOTHING";

pub(super) async fn append(pool: &PgPool, records: &[TurnRecord]) -> Result<Appended, sqlx::Error> {
    let mut connection = pool.acquire().await?;
    if records.is_empty() {
        return Ok(Appended::default());
    }
    let calls = calls_of(records);
    let events = records.iter().map(|record| serde_json::to_string(&EventsJson(record)));
    let events: Vec<_> =
        events.collect::<Result<_, _>>().map_err(|error| sqlx::Error::Encode(error.into()))?;
    let new = match write(&mut connection, (&calls, records, &events)).await {
        Err(error) if is_collision(&error) => {
            write(&mut connection, (&calls, records, &events)).await
        }
        written => written,
    }?;
    Ok(Appended { new, repeated: (records.len() as u64).saturating_sub(new) })
}

async fn write(
    connection: &mut PoolConnection<Postgres>,
    (calls, turns, events): (&[Call<'_>], &[TurnRecord], &[String]),
) -> Result<u64, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    sqlx::query(INSERT_CALLS)
        .bind(column(calls, |call| &*call.id))
        .bind(column(calls, |call| storable(call.line)))
        .bind(column(calls, |call| call.started_at))
        .bind(column(calls, |call| call.caller.map(storable)))
        .execute(&mut *transaction)
        .await?;
    let new_jobs = match &*jobs::with_jobs(turns) {
        [] => Vec::new(),
        bringing => jobs::new_among(&mut transaction, bringing).await?,
    };
    let code = |place: RecordedPlace| Some(place.code).filter(|code| !code.is_empty());
    let inserted = sqlx::query(INSERT_TURNS)
        .bind(column(turns, |turn| storable(&turn.id.call)))
        .bind(column(turns, |turn| i64::from(turn.id.source.columns().0)))
        .bind(column(turns, |turn| i64::from(turn.id.source.columns().1)))
        .bind(column(turns, |turn| storable(turn.id.source.columns().2)))
        .bind(column(turns, |turn| turn.at.as_microsecond()))
        .bind(column(turns, |turn| turn.edition.map(|edition| i64::from(edition.get()))))
        .bind(column(turns, |turn| turn.language.as_deref().map(storable)))
        .bind(column(turns, |turn| turn.place.map(|place| place.kind.name())))
        .bind(column(turns, |turn| turn.place.and_then(code).map(|code| code.to_string())))
        .bind(column(turns, |turn| turn.place?.section.map(SectionKind::name)))
        .bind(column(turns, TurnRecord::ended))
        .bind(column(turns, |turn| turn.rated().map(i64::from)))
        .bind(events)
        .execute(&mut *transaction)
        .await?;
    jobs::take(&mut transaction, &new_jobs).await?;
    transaction.commit().await?;
    Ok(inserted.rows_affected())
}

fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

/// A call as the batch's records tell of it.
struct Call<'a> {
    id: Cow<'a, str>,
    line: &'a str,
    started_at: i64,
    caller: Option<&'a str>,
}

/// The calls of the records, each once and in the order of their ids.
fn calls_of(records: &[TurnRecord]) -> Vec<Call<'_>> {
    let mut calls = BTreeMap::new();
    for record in records {
        let (line, started_at) = (record.line.as_str(), record.at.as_microsecond());
        let id = storable(&record.id.call);
        let new = Call { id: id.clone(), line, started_at, caller: None };
        let call = calls.entry(id).or_insert(new);
        if started_at < call.started_at {
            (call.started_at, call.line) = (started_at, line);
        }
        call.caller = call.caller.or(record.caller.as_deref());
    }
    calls.into_values().collect()
}
