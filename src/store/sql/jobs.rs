//! Jobs, taken in with the records that bring them: exactly once, because they are taken in with records that are new,
//! in the transaction that writes them.

use std::collections::{BTreeMap, HashSet};

use sqlx::Transaction;

use super::super::{Db, storable};
use crate::store::{
    ClearNumber, NewInquiry, NewJob, NewRecording, NewText, Source, TurnId, TurnRecord,
};

/// Microseconds in which a recording that was reported waits for its inquiry, which another server may bring: a week. If
/// none comes, because the caller thought better of it, the recording is deleted at the provider.
const UNCLAIMED: i64 = 7 * 24 * 60 * 60 * 1_000_000;

/// The longest words that are counted, in characters: what is longer is no name of a service.
const LONGEST_SAID: usize = 200;

const KNOWN: &str = "
    SELECT count(*) FROM call JOIN turn ON turn.call = call.number
    WHERE call.call = $1 AND turn.restart = $2 AND turn.turn = $3 AND turn.status = $4";

const INQUIRY: &str = "
    INSERT INTO inquiry (key, call, reference, line, language, service, telephone, asked_at, recording, seconds,
                         next_at)
    SELECT $1, call.number, $3, $4, $5, $6, $7, $8,
           coalesce($9, (SELECT recording FROM recording_deletion WHERE key = $1)), $10, $8
    FROM call WHERE call.call = $2
    ON CONFLICT (key) DO NOTHING";

/// Not where the inquiry has been let go of meanwhile.
const RECORDING: &str = "
    UPDATE inquiry SET recording = $2, next_at = $3, claimed_until = NULL
    WHERE key = $1 AND recording IS NULL AND (next_at IS NOT NULL OR last_error IS NOT NULL)";

const UNCLAIMED_RECORDING: &str = "
    INSERT INTO recording_deletion (key, line, recording, next_at)
    SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM inquiry WHERE key = $1 AND recording IS NOT NULL)
    ON CONFLICT (key) DO NOTHING";

const TEXT: &str = "
    INSERT INTO message (key, call, line, language, service, telephone, body, asked_at, next_at)
    SELECT $1, call.number, $3, $4, $5, $6, $7, $8, $8 FROM call WHERE call.call = $2
    ON CONFLICT (key) DO NOTHING";

const UNHEARD: &str = "
    INSERT INTO unheard (language, said, times, last_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (language, said) DO UPDATE
    SET times = unheard.times + excluded.times,
        last_at = CASE WHEN excluded.last_at > unheard.last_at THEN excluded.last_at ELSE unheard.last_at END";

/// Whose call it is must be known by now: the record says so itself.
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

const DELETE_AT_PROVIDER: &str = "
    INSERT INTO recording_deletion (line, recording, next_at) VALUES ($1, $2, $3)";

/// The records that bring jobs.
pub(in crate::store) fn with_jobs(records: &[TurnRecord]) -> Vec<&TurnRecord> {
    let has_jobs = |record: &&TurnRecord| !record.jobs.is_empty();
    records.iter().filter(has_jobs).collect()
}

/// Those of the records that are not written yet, each once. To be asked when nobody else can write records of their
/// calls any more, and before they are written.
pub(in crate::store) async fn new_among<'a>(
    transaction: &mut Transaction<'_, Db>,
    records: &[&'a TurnRecord],
) -> Result<Vec<&'a TurnRecord>, sqlx::Error> {
    let mut seen = HashSet::new();
    let mut new = Vec::new();
    for record in records {
        if !seen.insert(&record.id) {
            continue;
        }
        let (restart, turn, status) = record.id.source.columns();
        let known: i64 = sqlx::query_scalar(KNOWN)
            .bind(storable(&record.id.call))
            .bind(i64::from(restart))
            .bind(i64::from(turn))
            .bind(storable(status))
            .fetch_one(&mut **transaction)
            .await?;
        if known == 0 {
            new.push(*record);
        }
    }
    Ok(new)
}

/// Takes in the jobs of these records, which are new.
pub(in crate::store) async fn take(
    transaction: &mut Transaction<'_, Db>,
    records: &[&TurnRecord],
) -> Result<(), sqlx::Error> {
    // In the order of the words, so that no two servers wait for each other.
    let mut unheard = BTreeMap::new();
    for record in records {
        for job in &record.jobs {
            match job {
                NewJob::Unheard { said } => count(&mut unheard, record, said),
                job if is_forgotten(transaction, record).await? => {
                    refuse(transaction, record, job).await?;
                }
                NewJob::Inquiry(inquiry) => take_inquiry(transaction, record, inquiry).await?,
                NewJob::Recording(recording) => {
                    take_recording(transaction, record, recording).await?;
                }
                NewJob::Text(text) => take_text(transaction, record, text).await?,
                NewJob::ForgetLanguage => take_wish(transaction, record).await?,
            }
        }
    }
    for ((language, said), (times, last_at)) in unheard {
        sqlx::query(UNHEARD)
            .bind(storable(language))
            .bind(storable(&said))
            .bind(times)
            .bind(last_at)
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn is_forgotten(
    transaction: &mut Transaction<'_, Db>,
    record: &TurnRecord,
) -> Result<bool, sqlx::Error> {
    let found: i64 = sqlx::query_scalar(FORGOTTEN)
        .bind(storable(&record.id.call))
        .fetch_one(&mut **transaction)
        .await?;
    Ok(found > 0)
}

/// Does nothing for somebody who is forgotten, but for having deleted what the provider keeps of it.
async fn refuse(
    transaction: &mut Transaction<'_, Db>,
    record: &TurnRecord,
    job: &NewJob,
) -> Result<(), sqlx::Error> {
    let recording = match job {
        NewJob::Inquiry(inquiry) => inquiry.recording.as_ref(),
        NewJob::Recording(recording) => Some(&recording.address),
        _ => None,
    };
    if let Some(recording) = recording {
        sqlx::query(DELETE_AT_PROVIDER)
            .bind(storable(&record.line))
            .bind(storable(recording))
            .bind(record.at.as_microsecond())
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn take_inquiry(
    transaction: &mut Transaction<'_, Db>,
    record: &TurnRecord,
    inquiry: &NewInquiry,
) -> Result<(), sqlx::Error> {
    let number = inquiry.number.as_ref().map(ClearNumber::reveal);
    let key = key(&record.id);
    sqlx::query(INQUIRY)
        .bind(storable(&key))
        .bind(storable(&record.id.call))
        .bind(storable(&inquiry.reference))
        .bind(storable(&record.line))
        .bind(record.language.as_deref().map(storable))
        .bind(inquiry.service.as_deref().map(storable))
        .bind(number.map(storable))
        .bind(record.at.as_microsecond())
        .bind(inquiry.recording.as_deref().map(storable))
        .bind(inquiry.seconds.map(f64::from))
        .execute(&mut **transaction)
        .await?;
    if inquiry.recording.is_none() {
        let claim = sqlx::query("DELETE FROM recording_deletion WHERE key = $1");
        claim.bind(storable(&key)).execute(&mut **transaction).await?;
    }
    Ok(())
}

/// Gives a recording to its inquiry, or keeps it for that.
async fn take_recording(
    transaction: &mut Transaction<'_, Db>,
    record: &TurnRecord,
    recording: &NewRecording,
) -> Result<(), sqlx::Error> {
    let NewRecording { restart, turn, ref address } = *recording;
    let key = key(&TurnId { call: record.id.call.clone(), source: Source::Turn { restart, turn } });
    let at = record.at.as_microsecond();
    let given = sqlx::query(RECORDING)
        .bind(storable(&key))
        .bind(storable(address))
        .bind(at)
        .execute(&mut **transaction)
        .await?;
    if given.rows_affected() == 0 {
        sqlx::query(UNCLAIMED_RECORDING)
            .bind(storable(&key))
            .bind(storable(&record.line))
            .bind(storable(address))
            .bind(at.saturating_add(UNCLAIMED))
            .execute(&mut **transaction)
            .await?;
    }
    Ok(())
}

async fn take_text(
    transaction: &mut Transaction<'_, Db>,
    record: &TurnRecord,
    text: &NewText,
) -> Result<(), sqlx::Error> {
    sqlx::query(TEXT)
        .bind(storable(&key(&record.id)))
        .bind(storable(&record.id.call))
        .bind(storable(&record.line))
        .bind(record.language.as_deref().map(storable))
        .bind(storable(&text.service))
        .bind(storable(text.number.reveal()))
        .bind(storable(&text.body))
        .bind(record.at.as_microsecond())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

async fn take_wish(
    transaction: &mut Transaction<'_, Db>,
    record: &TurnRecord,
) -> Result<(), sqlx::Error> {
    sqlx::query(UNREMEMBERED)
        .bind(storable(&record.id.call))
        .bind(record.at.as_microsecond())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}

type Counted<'a> = BTreeMap<(&'a str, String), (i64, i64)>;

fn count<'a>(unheard: &mut Counted<'a>, record: &'a TurnRecord, said: &str) {
    let said = said.trim().to_lowercase();
    let length = said.chars().count();
    if length == 0 || length > LONGEST_SAID {
        return;
    }
    let language = record.language.as_deref().unwrap_or_default();
    let at = record.at.as_microsecond();
    let (times, last_at) = unheard.entry((language, said)).or_insert((0, at));
    *times += 1;
    *last_at = at.max(*last_at);
}

/// The record's identity as one text, which no other record has.
fn key(id: &TurnId) -> String {
    let call = &id.call;
    match &id.source {
        Source::Turn { restart, turn } => format!("{call}/{restart}.{turn}"),
        Source::Status(status) => format!("{call}/status:{status}"),
    }
}
