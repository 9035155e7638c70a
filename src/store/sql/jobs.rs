//! Jobs, taken in with the records that bring them: exactly once, because they are taken in with records that are new,
//! in the transaction that writes them.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::super::DbConnection;
use super::unheard;
use crate::store::{ClearNumber, NewJob, NewRecording, Source, TurnId, TurnRecord};

/// The time for which a recording that was reported waits for its inquiry, which another server may bring. If none comes,
/// because the caller thought better of it, the recording is deleted at the provider.
const UNCLAIMED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The time for which an inquiry waits for the report on its recording.
const UNREPORTED: SignedDuration = SignedDuration::from_hours(24);

const KNOWN: &str = "
    SELECT count(*) FROM call JOIN turn ON turn.call = call.number
    WHERE call.call = $1 AND turn.restart = $2 AND turn.turn = $3 AND turn.status = $4";

/// The number to call back stands with the question alone, and not with what continues it.
const INQUIRY: &str = "
    INSERT INTO inquiry (key, call, reference, line, language, service, telephone, withheld, asked_at, seconds,
                         recording, next_at, continues, state, closed_at)
    SELECT $1, call.number, $3, $4, $5, $6, CASE WHEN $11 IS NULL THEN $7 END, CASE WHEN $7 IS NULL THEN 1 ELSE 0 END,
           $8, $9, (SELECT recording FROM recording_deletion WHERE key = $1),
           CASE WHEN EXISTS (SELECT 1 FROM recording_deletion WHERE key = $1) THEN $8 ELSE $10 END,
           $11, CASE WHEN first.closed_at IS NULL THEN 'new' ELSE 'closed' END, first.closed_at
    FROM call LEFT JOIN inquiry AS first ON first.key = $11 WHERE call.call = $2
    ON CONFLICT (key) DO NOTHING";

const CLAIM_RECORDING: &str = "DELETE FROM recording_deletion WHERE key = $1";

/// No inquiry will come for it any more.
const RELEASE_RECORDING: &str =
    "UPDATE recording_deletion SET key = NULL, call = NULL, next_at = $2 WHERE key = $1";

/// Not where the inquiry has been let go of meanwhile.
const RECORDING: &str = "
    UPDATE inquiry SET recording = $2, next_at = $3, attempts = 0, claimed_until = NULL, last_error = NULL
    WHERE key = $1 AND recording IS NULL AND (next_at IS NOT NULL OR last_error IS NOT NULL)";

const UNCLAIMED_RECORDING: &str = "
    INSERT INTO recording_deletion (key, call, line, recording, next_at)
    SELECT $1, call.number, $3, $4, $5 FROM call
    WHERE call.call = $2 AND NOT EXISTS (SELECT 1 FROM inquiry WHERE key = $1 AND recording IS NOT NULL)
    ON CONFLICT (key) DO NOTHING";

const UNWANTED_RECORDING: &str = "
    INSERT INTO recording_deletion (line, recording, next_at)
    SELECT $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM inquiry WHERE key = $1 AND recording IS NOT NULL)";

const TEXT: &str = "
    INSERT INTO message (key, call, line, language, service, telephone, body, asked_at, next_at)
    SELECT $1, call.number, $3, $4, $5, $6, $7, $8, $8 FROM call WHERE call.call = $2
    ON CONFLICT (key) DO NOTHING";

/// The caller of a call does not want to be known again. The record has brought the call's caller along.
const UNREMEMBERED: &str = "
    INSERT INTO unremembered (caller, call, at)
    SELECT call.caller, call.call, $2 FROM call WHERE call.call = $1 AND call.caller IS NOT NULL
    ON CONFLICT (caller) DO UPDATE SET call = excluded.call, at = excluded.at
    WHERE unremembered.at < excluded.at";

/// True if the call or its caller was forgotten before this came.
const FORGOTTEN: &str = "
    SELECT count(*) FROM call
    WHERE call.call = $1
      AND (EXISTS (SELECT 1 FROM forgotten_call WHERE forgotten_call.call = call.call)
           OR EXISTS (SELECT 1 FROM forgotten
                      WHERE forgotten.caller = call.caller AND call.started_at <= forgotten.at))";

const DELETE_AT_PROVIDER: &str =
    "INSERT INTO recording_deletion (line, recording, next_at) VALUES ($1, $2, $3)";

/// The records that bring jobs.
pub fn with_jobs(records: &[TurnRecord]) -> Vec<&TurnRecord> {
    records.iter().filter(|record| !record.jobs.is_empty()).collect()
}

/// The records that are not written yet, each once. To be asked when nobody else can write records of their
/// calls any more, and before they are written.
pub async fn new_among<'a>(
    transaction: &mut DbConnection,
    records: &[&'a TurnRecord],
) -> sqlx::Result<Vec<&'a TurnRecord>> {
    let mut seen = HashSet::new();
    let mut new = Vec::new();
    for record in records {
        let id = &record.id;
        if !seen.insert(id) {
            continue;
        }
        let (restart, turn, status) = id.source.columns();
        let known: i64 = query_scalar!(KNOWN, id.call.as_str(), restart, turn, status)
            .fetch_one(&mut *transaction)
            .await?;
        if known == 0 {
            new.push(*record);
        }
    }
    Ok(new)
}

/// Takes in the jobs of these records, which are new.
pub async fn take(transaction: &mut DbConnection, records: &[&TurnRecord]) -> sqlx::Result<()> {
    let mut said_in_calls = unheard::SaidInCalls::default();
    for record in records {
        for job in &record.jobs {
            match job {
                NewJob::Unheard { said, mark } => said_in_calls.count(record, (said, mark)),
                job => take_one(transaction, record, job).await?,
            }
        }
    }
    said_in_calls.take(transaction).await
}

async fn take_one(
    transaction: &mut DbConnection,
    record: &TurnRecord,
    job: &NewJob,
) -> sqlx::Result<()> {
    let (call, line, at) = (record.id.call.as_str(), record.line.as_str(), record.at);
    let language = record.language.as_deref();
    let forgotten: i64 = query_scalar!(FORGOTTEN, call).fetch_one(&mut *transaction).await?;
    if forgotten > 0 {
        return refuse(transaction, record, job).await;
    }
    match job {
        NewJob::Inquiry(inquiry) => {
            let key = key(&record.id);
            let first = inquiry.continues.map(|turn| key_of_question(&record.id, turn));
            let unreported = at.saturating_add(UNREPORTED).unwrap_or(Timestamp::MAX);
            let insert = query!(
                INQUIRY,
                key.as_str(),
                call,
                inquiry.reference.as_str(),
                line,
                language,
                inquiry.service.as_deref(),
                inquiry.number.as_ref().map(ClearNumber::reveal),
                at,
                inquiry.seconds.map(f64::from),
                unreported,
                first.as_deref(),
            );
            insert.execute(&mut *transaction).await?;
            query!(CLAIM_RECORDING, key).execute(transaction).await?;
        }
        NewJob::Recording(recording) => take_recording(transaction, record, recording).await?,
        NewJob::Text(text) => {
            let insert = query!(
                TEXT,
                format!("{}{}", text_keys(&record.id), text.service),
                call,
                line,
                language,
                text.service.as_str(),
                text.number.reveal(),
                text.body.as_str(),
                at,
            );
            insert.execute(transaction).await?;
        }
        NewJob::ForgetLanguage => {
            query!(UNREMEMBERED, call, at).execute(transaction).await?;
        }
        // Counted with the others'.
        NewJob::Unheard { .. } => {}
    }
    Ok(())
}

/// Does nothing for somebody who is forgotten, but for having deleted what the provider keeps of it.
async fn refuse(
    transaction: &mut DbConnection,
    record: &TurnRecord,
    job: &NewJob,
) -> sqlx::Result<()> {
    let (line, at) = (record.line.as_str(), record.at);
    let delete = match job {
        NewJob::Inquiry(_) => query!(RELEASE_RECORDING, key(&record.id), at),
        NewJob::Recording(recording) => {
            query!(DELETE_AT_PROVIDER, line, recording.address.as_str(), at)
        }
        _ => return Ok(()),
    };
    delete.execute(transaction).await?;
    Ok(())
}

/// Gives a recording to its inquiry, or keeps it for that. One that comes with the turn itself, and without an inquiry, is
/// nobody's.
async fn take_recording(
    transaction: &mut DbConnection,
    record: &TurnRecord,
    recording: &NewRecording,
) -> sqlx::Result<()> {
    let NewRecording { restart, turn, ref address } = *recording;
    let of = TurnId { call: record.id.call.clone(), source: Source::Turn { restart, turn } };
    let key = key(&of);
    let (key, address, line) = (key.as_str(), address.as_str(), record.line.as_str());
    let given = query!(RECORDING, key, address, record.at).execute(&mut *transaction).await?;
    if given.rows_affected() > 0 {
        return Ok(());
    }
    let insert = if record.id == of {
        query!(UNWANTED_RECORDING, key, line, address, record.at)
    } else {
        let until = record.at.saturating_add(UNCLAIMED).unwrap_or(Timestamp::MAX);
        query!(UNCLAIMED_RECORDING, key, of.call.as_str(), line, address, until)
    };
    insert.execute(transaction).await?;
    Ok(())
}

/// The beginning of the keys of a turn's text messages, of which it brings one for each service.
pub(super) fn text_keys(id: &TurnId) -> String {
    format!("{}/", key(id))
}

/// The key of the question that an earlier turn of a record's call left.
fn key_of_question(id: &TurnId, turn: u32) -> String {
    let (restart, ..) = id.source.columns();
    key(&TurnId { call: id.call.clone(), source: Source::Turn { restart, turn } })
}

/// The record's identity as one text, which no other record has.
pub(super) fn key(id: &TurnId) -> String {
    let call = &id.call;
    match &id.source {
        Source::Turn { restart, turn } => format!("{call}/{restart}.{turn}"),
        Source::Status(status) => format!("{call}/status:{status}"),
    }
}
