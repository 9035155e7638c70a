//! Recordings of inquiries, fetched from the provider and deleted there.

use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

use super::super::{DbPool, DbRow, SKIP_LOCKED, begin};
use super::answering::add_step;
use super::columns::{self, get};
use super::jobs::key;
use crate::store::{InquiryAct, JobKind, RecordingToDelete, RecordingToFetch, TurnId, Waiting};

const KEEP: &str = "
    INSERT INTO inquiry_recording (inquiry, bytes)
    SELECT number, $2 FROM inquiry WHERE number = $1 AND recording IS NOT NULL
    ON CONFLICT (inquiry) DO NOTHING";

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

/// It was not tried, and keeps the reason for which it failed before.
const PUT_OFF: &str = "
    SET next_at = $2, claimed_until = NULL, attempts = attempts - 1, last_error = coalesce(last_error, $3)
    WHERE number = $1 AND next_at IS NOT NULL AND claimed_until IS NOT NULL";

const END_DELETION: &str = "DELETE FROM recording_deletion WHERE number = $1";

from_row! { row => RecordingToFetch { id, line, recording, attempts, asked_at } }
from_row! {
    row => RecordingToDelete { id, is_unclaimed = get::<Option<String>>(row, "key")?.is_some(), line, recording, attempts }
}
from_row! { row => Waiting { count, oldest } }

/// Claims rows of a table that has `next_at`, `claimed_until` and `attempts`, those that were tried least first: what fails
/// again and again is in nobody's way. What another server is claiming at this
/// moment is passed over.
pub(super) async fn claim<T>(
    pool: &DbPool,
    (table, returning): (&str, &str),
    now: Timestamp,
    until: Timestamp,
    limit: u16,
) -> sqlx::Result<Vec<T>>
where
    T: for<'r> FromRow<'r, DbRow> + Send + Unpin,
{
    let claim = format!(
        "WITH due AS MATERIALIZED (
             SELECT number FROM {table}
             WHERE next_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1)
             ORDER BY attempts, next_at, number LIMIT $3 {SKIP_LOCKED})
         UPDATE {table} SET claimed_until = $2, attempts = attempts + 1
         WHERE number IN (SELECT number FROM due)
         RETURNING {returning}"
    );
    query_as!(AssertSqlSafe(claim), now, until, columns::rows(limit)).fetch_all(pool).await
}

/// Puts a claimed row off until its time comes, without counting an attempt.
pub async fn put_off(
    pool: &DbPool,
    kind: JobKind,
    id: u64,
    until: Timestamp,
    why: &str,
) -> sqlx::Result<()> {
    let update = format!("UPDATE {} {PUT_OFF}", table(kind));
    query!(AssertSqlSafe(update), id, until, why).execute(pool).await?;
    Ok(())
}

const fn table(kind: JobKind) -> &'static str {
    match kind {
        JobKind::Text => "message",
        JobKind::Fetch => "inquiry",
        JobKind::Deletion => "recording_deletion",
    }
}

/// Counts the rows of a table that has `next_at` that are still to be done.
pub async fn waiting(pool: &DbPool, table: &str) -> sqlx::Result<Waiting> {
    let select = format!(
        "SELECT count(*) AS count, min(asked_at) AS oldest FROM {table} WHERE next_at IS NOT NULL"
    );
    query_as!(AssertSqlSafe(select)).fetch_one(pool).await
}

pub async fn claim_recordings(
    pool: &DbPool,
    now: Timestamp,
    until: Timestamp,
    limit: u16,
) -> sqlx::Result<Vec<RecordingToFetch>> {
    let rows = ("inquiry", "number AS id, line, recording, attempts, asked_at");
    let mut claimed: Vec<RecordingToFetch> = claim(pool, rows, now, until, limit).await?;
    claimed.sort_by_key(|fetch| (fetch.asked_at, fetch.id));
    Ok(claimed)
}

pub async fn keep(
    pool: &DbPool,
    id: u64,
    wav: &[u8],
    seconds: f32,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let kept = query!(KEEP, id, wav).execute(&mut *transaction).await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    query!(KEPT, id, seconds, now).execute(&mut *transaction).await?;
    query!(DELETE_AT_PROVIDER, id, now).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

pub async fn keep_question(
    pool: &DbPool,
    turn: &TurnId,
    wav: &[u8],
    seconds: f32,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let select = "SELECT number FROM inquiry WHERE key = $1";
    let inquiry: Option<i64> = query_scalar!(select, key(turn)).fetch_optional(pool).await?;
    match inquiry {
        Some(inquiry) => keep(pool, inquiry.unsigned_abs(), wav, seconds, now).await,
        None => Ok(false),
    }
}

pub async fn failed(
    pool: &DbPool,
    id: u64,
    why: &str,
    again_at: Option<Timestamp>,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let failed = query!(FAILED, id, why, again_at).execute(&mut *transaction).await?;
    if failed.rows_affected() > 0 && again_at.is_none() {
        let step = (None, InquiryAct::RecordingGivenUp, Some(why));
        add_step(&mut transaction, id, now, step).await?;
    }
    transaction.commit().await?;
    Ok(failed.rows_affected() > 0)
}

pub async fn claim_deletions(
    pool: &DbPool,
    now: Timestamp,
    until: Timestamp,
    limit: u16,
) -> sqlx::Result<Vec<RecordingToDelete>> {
    let rows = ("recording_deletion", "number AS id, key, line, recording, attempts");
    let mut claimed: Vec<RecordingToDelete> = claim(pool, rows, now, until, limit).await?;
    claimed.sort_by_key(|deletion| deletion.id);
    Ok(claimed)
}

pub async fn deleted(pool: &DbPool, id: u64, now: Timestamp) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    query!(DELETED, id, now).execute(&mut *transaction).await?;
    let ended = query!(END_DELETION, id).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(ended.rows_affected() > 0)
}

pub async fn deletion_failed(
    pool: &DbPool,
    id: u64,
    why: &str,
    again_at: Option<Timestamp>,
    now: Timestamp,
) -> sqlx::Result<()> {
    let mut transaction = begin(pool).await?;
    if let Some(again_at) = again_at {
        query!(DELETION_FAILED, id, why, again_at).execute(&mut *transaction).await?;
        return transaction.commit().await;
    }
    let inquiry: Option<Option<i64>> =
        query_scalar!("SELECT inquiry FROM recording_deletion WHERE number = $1", id)
            .fetch_optional(&mut *transaction)
            .await?;
    if let Some(Some(inquiry)) = inquiry {
        let step = (None, InquiryAct::DeletionGivenUp, Some(why));
        add_step(&mut transaction, inquiry.unsigned_abs(), now, step).await?;
    }
    query!(END_DELETION, id).execute(&mut *transaction).await?;
    transaction.commit().await
}
