//! Recordings of inquiries, fetched from the provider and deleted there.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row as _, Transaction};

use super::super::{Db, DbPool, DbRow, SKIP_LOCKED, begin, storable};
use super::answering::add_step;
use super::rows;
use crate::store::{InquiryAct, RecordingToDelete, RecordingToFetch, Waiting};

const KEEP: &str = "
    INSERT INTO inquiry_recording (inquiry, bytes)
    SELECT number, $2 FROM inquiry WHERE number = $1 AND recording IS NOT NULL
    ON CONFLICT (inquiry) DO UPDATE SET bytes = excluded.bytes";

const KEPT: &str = "
    UPDATE inquiry SET seconds = $2, fetched_at = $3, next_at = NULL, claimed_until = NULL, last_error = NULL
    WHERE number = $1";

const DELETE_AT_PROVIDER: &str = "
    INSERT INTO recording_deletion (inquiry, line, recording, next_at)
    SELECT number, line, recording, $2 FROM inquiry
    WHERE number = $1 AND deleted_at_provider IS NULL
      AND NOT EXISTS (SELECT 1 FROM recording_deletion WHERE recording_deletion.inquiry = inquiry.number)";

/// Not where the provider has reported the recording meanwhile: then nobody claims it.
const FAILED: &str = "
    UPDATE inquiry SET last_error = $2, next_at = $3, claimed_until = NULL
    WHERE number = $1 AND fetched_at IS NULL AND next_at IS NOT NULL AND claimed_until IS NOT NULL";

const DELETED: &str = "
    UPDATE inquiry SET deleted_at_provider = $2
    WHERE number = (SELECT inquiry FROM recording_deletion WHERE recording_deletion.number = $1)";

const DELETION_FAILED: &str = "
    UPDATE recording_deletion SET last_error = $2, next_at = $3, claimed_until = NULL WHERE number = $1";

const END_DELETION: &str = "DELETE FROM recording_deletion WHERE number = $1";

/// Claims rows of a table that has `next_at`, `claimed_until` and `attempts`. Parameters: now, until when, and how
/// many. What another server is claiming at this moment is passed over.
pub(super) fn claim(table: &str, returning: &str) -> AssertSqlSafe<String> {
    AssertSqlSafe(format!(
        "WITH due AS MATERIALIZED (
             SELECT number FROM {table}
             WHERE next_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
             ORDER BY next_at, number LIMIT $3 {SKIP_LOCKED})
         UPDATE {table} SET claimed_until = $2, attempts = attempts + 1
         WHERE number IN (SELECT number FROM due)
         RETURNING {returning}"
    ))
}

/// How many rows are claimed at a time.
pub(super) fn some(limit: u16) -> i64 {
    i64::from(limit.clamp(1, 500))
}

/// How many rows of a table that has `next_at` are still to be done.
pub(in crate::store) async fn waiting(pool: &DbPool, table: &str) -> Result<Waiting, sqlx::Error> {
    let select = format!(
        "SELECT count(*) AS count, min(asked_at) AS oldest FROM {table} WHERE next_at IS NOT NULL"
    );
    let row = sqlx::query(AssertSqlSafe(select)).fetch_one(pool).await?;
    Ok(Waiting {
        count: rows::revision(&row, "count")?,
        oldest: rows::time_if_any(&row, "oldest")?,
    })
}

pub(in crate::store) async fn claim_recordings(
    pool: &DbPool,
    (now, until): (Timestamp, Timestamp),
    limit: u16,
) -> Result<Vec<RecordingToFetch>, sqlx::Error> {
    let claimed = sqlx::query(claim("inquiry", "number, line, recording, attempts, asked_at"))
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .bind(some(limit))
        .fetch_all(pool)
        .await?;
    let mut claimed: Vec<_> = claimed.iter().map(to_fetch).collect::<Result<_, _>>()?;
    claimed.sort_by_key(|fetch| (fetch.asked_at, fetch.id));
    Ok(claimed)
}

fn to_fetch(row: &DbRow) -> Result<RecordingToFetch, sqlx::Error> {
    Ok(RecordingToFetch {
        id: rows::revision(row, "number")?,
        line: rows::text(row, "line")?,
        recording: row.try_get("recording")?,
        attempts: rows::number(row, "attempts")?,
        asked_at: rows::time(row, "asked_at")?,
    })
}

pub(in crate::store) async fn keep(
    pool: &DbPool,
    id: u64,
    (wav, seconds): (&[u8], f32),
    now: Timestamp,
) -> Result<bool, sqlx::Error> {
    let (id, now) = (rows::signed(id), now.as_microsecond());
    let mut transaction = begin(pool).await?;
    let kept = sqlx::query(KEEP).bind(id).bind(wav).execute(&mut *transaction).await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query(KEPT)
        .bind(id)
        .bind(f64::from(seconds))
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(DELETE_AT_PROVIDER).bind(id).bind(now).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

pub(in crate::store) async fn failed(
    pool: &DbPool,
    id: u64,
    (why, again_at): (&str, Option<Timestamp>),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (id, why) = (rows::signed(id), storable(why).to_string());
    let mut transaction = begin(pool).await?;
    let failed = sqlx::query(FAILED)
        .bind(id)
        .bind(&why)
        .bind(again_at.map(Timestamp::as_microsecond))
        .execute(&mut *transaction)
        .await?;
    if failed.rows_affected() > 0 && again_at.is_none() {
        let step = (None, InquiryAct::RecordingGivenUp, Some(why.as_str()));
        add_step(&mut transaction, id, now, step).await?;
    }
    transaction.commit().await
}

pub(in crate::store) async fn claim_deletions(
    pool: &DbPool,
    (now, until): (Timestamp, Timestamp),
    limit: u16,
) -> Result<Vec<RecordingToDelete>, sqlx::Error> {
    let claimed = sqlx::query(claim("recording_deletion", "number, line, recording, attempts"))
        .bind(now.as_microsecond())
        .bind(until.as_microsecond())
        .bind(some(limit))
        .fetch_all(pool)
        .await?;
    let mut claimed: Vec<_> = claimed.iter().map(to_delete).collect::<Result<_, _>>()?;
    claimed.sort_by_key(|deletion| deletion.id);
    Ok(claimed)
}

fn to_delete(row: &DbRow) -> Result<RecordingToDelete, sqlx::Error> {
    Ok(RecordingToDelete {
        id: rows::revision(row, "number")?,
        line: rows::text(row, "line")?,
        recording: rows::text(row, "recording")?,
        attempts: rows::number(row, "attempts")?,
    })
}

pub(in crate::store) async fn deleted(
    pool: &DbPool,
    id: u64,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let id = rows::signed(id);
    let mut transaction = begin(pool).await?;
    sqlx::query(DELETED).bind(id).bind(now.as_microsecond()).execute(&mut *transaction).await?;
    end_deletion(&mut transaction, id).await?;
    transaction.commit().await
}

pub(in crate::store) async fn deletion_failed(
    pool: &DbPool,
    id: u64,
    (why, again_at): (&str, Option<Timestamp>),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let (id, why) = (rows::signed(id), storable(why).to_string());
    let mut transaction = begin(pool).await?;
    if let Some(again_at) = again_at {
        sqlx::query(DELETION_FAILED)
            .bind(id)
            .bind(&why)
            .bind(again_at.as_microsecond())
            .execute(&mut *transaction)
            .await?;
        return transaction.commit().await;
    }
    let inquiry: Option<Option<i64>> =
        sqlx::query_scalar("SELECT inquiry FROM recording_deletion WHERE number = $1")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some(Some(inquiry)) = inquiry {
        let step = (None, InquiryAct::DeletionGivenUp, Some(why.as_str()));
        add_step(&mut transaction, inquiry, now, step).await?;
    }
    end_deletion(&mut transaction, id).await?;
    transaction.commit().await
}

async fn end_deletion(transaction: &mut Transaction<'_, Db>, id: i64) -> Result<(), sqlx::Error> {
    sqlx::query(END_DELETION).bind(id).execute(&mut **transaction).await?;
    Ok(())
}
