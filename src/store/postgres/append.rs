//! Writing: a batch of records in one transaction of two statements, whatever its size, and their jobs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sqlx::pool::PoolConnection;
use sqlx::{Connection as _, PgPool, Postgres};

use super::sql::jobs;
use super::{is_collision, storable};
use crate::catalogue::{EditionNumber, SectionKind};
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
    let calls = CallColumns::of(records);
    let columns = TurnColumns::of(records)?;
    let bringing = jobs::with_jobs(records);
    let batch = (&calls, &columns, bringing.as_slice());
    let new = match write(&mut connection, batch).await {
        Err(error) if is_collision(&error) => write(&mut connection, batch).await,
        written => written,
    }?;
    Ok(Appended { new, repeated: (records.len() as u64).saturating_sub(new) })
}

async fn write(
    connection: &mut PoolConnection<Postgres>,
    (calls, turns, bringing): (&CallColumns<'_>, &TurnColumns<'_>, &[&TurnRecord]),
) -> Result<u64, sqlx::Error> {
    let mut transaction = connection.begin().await?;
    sqlx::query(INSERT_CALLS)
        .bind(&calls.call)
        .bind(&calls.line)
        .bind(&calls.started_at)
        .bind(&calls.caller)
        .execute(&mut *transaction)
        .await?;
    let new_jobs = match bringing {
        [] => Vec::new(),
        bringing => jobs::new_among(&mut transaction, bringing).await?,
    };
    let inserted = sqlx::query(INSERT_TURNS)
        .bind(&turns.call)
        .bind(&turns.restart)
        .bind(&turns.turn)
        .bind(&turns.status)
        .bind(&turns.at)
        .bind(&turns.edition)
        .bind(&turns.language)
        .bind(&turns.place)
        .bind(&turns.code)
        .bind(&turns.section)
        .bind(&turns.ended)
        .bind(&turns.rated)
        .bind(&turns.events)
        .execute(&mut *transaction)
        .await?;
    jobs::take(&mut transaction, &new_jobs).await?;
    transaction.commit().await?;
    Ok(inserted.rows_affected())
}

type Text<'a> = Cow<'a, str>;

/// Each call once, a column at a time.
#[derive(Default)]
struct CallColumns<'a> {
    call: Vec<Text<'a>>,
    line: Vec<Text<'a>>,
    started_at: Vec<i64>,
    caller: Vec<Option<Text<'a>>>,
}

impl<'a> CallColumns<'a> {
    fn of(records: &'a [TurnRecord]) -> Self {
        let mut calls: BTreeMap<Text<'a>, (i64, &'a TurnRecord, Option<&'a str>)> = BTreeMap::new();
        for record in records {
            let at = record.at.as_microsecond();
            let (start, first, caller) =
                calls.entry(storable(&record.id.call)).or_insert((at, record, None));
            if at < *start {
                (*start, *first) = (at, record);
            }
            *caller = caller.or(record.caller.as_deref());
        }
        let mut columns = Self::default();
        for (call, (started_at, first, caller)) in calls {
            columns.call.push(call);
            columns.line.push(storable(&first.line));
            columns.started_at.push(started_at);
            columns.caller.push(caller.map(storable));
        }
        columns
    }
}

/// The records, a column at a time.
#[derive(Default)]
struct TurnColumns<'a> {
    call: Vec<Text<'a>>,
    restart: Vec<i64>,
    turn: Vec<i64>,
    status: Vec<Text<'a>>,
    at: Vec<i64>,
    edition: Vec<Option<i64>>,
    language: Vec<Option<Text<'a>>>,
    place: Vec<Option<&'static str>>,
    code: Vec<Option<String>>,
    section: Vec<Option<&'static str>>,
    ended: Vec<Option<&'static str>>,
    rated: Vec<Option<i64>>,
    events: Vec<String>,
}

impl<'a> TurnColumns<'a> {
    fn of(records: &'a [TurnRecord]) -> Result<Self, sqlx::Error> {
        let mut columns = Self::default();
        for record in records {
            columns.push(record)?;
        }
        Ok(columns)
    }

    fn push(&mut self, record: &'a TurnRecord) -> Result<(), sqlx::Error> {
        let (restart, turn, status) = record.id.source.columns();
        let place = record.place;
        let code = place.map(|place| place.code);
        let code = code.filter(|code| !code.is_empty());
        let events = serde_json::to_string(&EventsJson(record));
        self.call.push(storable(&record.id.call));
        self.restart.push(restart.into());
        self.turn.push(turn.into());
        self.status.push(storable(status));
        self.at.push(record.at.as_microsecond());
        self.edition.push(record.edition.map(EditionNumber::get).map(i64::from));
        self.language.push(record.language.as_deref().map(storable));
        self.place.push(place.map(|place| place.kind.name()));
        self.code.push(code.map(|code| code.to_string()));
        let section = place.and_then(|place| place.section);
        self.section.push(section.map(SectionKind::name));
        self.ended.push(record.ended());
        self.rated.push(record.rated().map(i64::from));
        self.events.push(events.map_err(|error| sqlx::Error::Encode(error.into()))?);
        Ok(())
    }
}
