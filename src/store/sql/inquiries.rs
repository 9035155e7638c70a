//! Inquiries, read.

use sqlx::{QueryBuilder, Row as _};

use super::super::{Db, DbPool, DbRow, storable};
use super::rows;
use crate::store::{
    ClearNumber, Inquiry, InquiryAct, InquiryQuery, InquiryState, InquiryStatus, InquiryStep,
    InquirySummary, RecordingState,
};

const COLUMNS: &str = "
    SELECT inquiry.*, (SELECT call.call FROM call WHERE call.number = inquiry.call) AS call_id,
           (SELECT count(*) FROM inquiry_recording
            WHERE inquiry_recording.inquiry = inquiry.number) AS recordings
    FROM inquiry";

const STEPS: &str =
    "SELECT at, author, what, detail FROM inquiry_step WHERE inquiry = $1 ORDER BY number";

/// Those with a reference, the caller's own first, and of those the latest.
const STATUS: &str = "
    SELECT inquiry.state, inquiry.language, inquiry.answer,
           CAST(CASE WHEN call.caller = $2 THEN 1 ELSE 0 END AS BIGINT) AS own
    FROM inquiry LEFT JOIN call ON call.number = inquiry.call
    WHERE inquiry.reference = $1
    ORDER BY own DESC, inquiry.asked_at DESC, inquiry.number DESC LIMIT 2";

pub(in crate::store) async fn list(
    pool: &DbPool,
    query: &InquiryQuery,
) -> Result<Vec<InquirySummary>, sqlx::Error> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(COLUMNS);
    select.push(" WHERE true");
    rows::among(&mut select, query.states.iter().map(|state| state.name()));
    if let Some(assignee) = &query.assignee {
        select.push(" AND assignee = ").push_bind(storable(assignee));
    }
    if let Some(service) = &query.service {
        select.push(" AND service = ").push_bind(storable(service));
    }
    rows::page(&mut select, query.before, query.limit);
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(summary).collect()
}

pub(in crate::store) async fn whole(
    pool: &DbPool,
    reference: &str,
) -> Result<Vec<Inquiry>, sqlx::Error> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(COLUMNS);
    let (reference, id) = named(reference);
    select.push(" WHERE reference = ").push_bind(storable(reference));
    if let Some(id) = id {
        select.push(" AND inquiry.number = ").push_bind(id);
    }
    select.push(" ORDER BY asked_at, inquiry.number");
    let mut inquiries = Vec::new();
    for row in select.build().fetch_all(pool).await? {
        let mut inquiry = inquiry(&row)?;
        let steps = sqlx::query(STEPS).bind(rows::signed(inquiry.summary.id));
        let steps = steps.fetch_all(pool).await?;
        inquiry.steps = steps.iter().map(step).collect::<Result<_, _>>()?;
        inquiries.push(inquiry);
    }
    Ok(inquiries)
}

pub(in crate::store) async fn status(
    pool: &DbPool,
    reference: &str,
    caller: Option<&str>,
) -> Result<Option<InquiryStatus>, sqlx::Error> {
    let rows = sqlx::query(STATUS)
        .bind(storable(reference))
        .bind(caller.map(storable))
        .fetch_all(pool)
        .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    // Of several, a stranger hears of none.
    if rows.len() > 1 && first.try_get::<i64, _>("own")? == 0 {
        return Ok(None);
    }
    Ok(Some(InquiryStatus {
        state: state(first)?,
        language: first.try_get("language")?,
        answer: first.try_get("answer")?,
    }))
}

pub(in crate::store) async fn recording(
    pool: &DbPool,
    id: u64,
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar("SELECT bytes FROM inquiry_recording WHERE inquiry = $1")
        .bind(rows::signed(id))
        .fetch_optional(pool)
        .await
}

/// A reference, and the number of the inquiry that is meant if that is said as well.
pub(super) fn named(reference: &str) -> (&str, Option<i64>) {
    match reference.split_once('/') {
        // No inquiry has a number below 1.
        Some((reference, id)) => (reference, Some(id.parse().unwrap_or(0))),
        None => (reference, None),
    }
}

pub(super) fn state(row: &DbRow) -> Result<InquiryState, sqlx::Error> {
    let word: &str = row.try_get("state")?;
    InquiryState::parse(word).ok_or_else(|| rows::unknown("state", word))
}

fn summary(row: &DbRow) -> Result<InquirySummary, sqlx::Error> {
    let telephone: Option<String> = row.try_get("telephone")?;
    Ok(InquirySummary {
        id: rows::revision(row, "number")?,
        reference: rows::text(row, "reference")?,
        line: rows::text(row, "line")?,
        language: row.try_get("language")?,
        service: row.try_get("service")?,
        number: telephone.map(|number| ClearNumber::new(&number).masked()),
        asked_at: rows::time(row, "asked_at")?,
        seconds: seconds(row)?,
        recording: recording_state(row)?,
        trouble: row.try_get("last_error")?,
        state: state(row)?,
        assignee: row.try_get("assignee")?,
    })
}

fn recording_state(row: &DbRow) -> Result<RecordingState, sqlx::Error> {
    let kept: i64 = row.try_get("recordings")?;
    let next_at: Option<i64> = row.try_get("next_at")?;
    let address: Option<&str> = row.try_get("recording")?;
    // Of one that never came there is no address; of one that was let go, no trouble either.
    let has_failed = address.is_some() || row.try_get::<Option<&str>, _>("last_error")?.is_some();
    Ok(match (kept, next_at) {
        (1.., _) => RecordingState::Here,
        (_, Some(_)) => RecordingState::ToCome,
        (_, None) if has_failed => RecordingState::Failed,
        (_, None) => RecordingState::Erased,
    })
}

#[expect(clippy::cast_possible_truncation, reason = "it was brought as a number of this kind")]
fn seconds(row: &DbRow) -> Result<Option<f32>, sqlx::Error> {
    let seconds: Option<f64> = row.try_get("seconds")?;
    Ok(seconds.map(|seconds| seconds as f32))
}

fn inquiry(row: &DbRow) -> Result<Inquiry, sqlx::Error> {
    let telephone: Option<String> = row.try_get("telephone")?;
    Ok(Inquiry {
        summary: summary(row)?,
        call: row.try_get("call_id")?,
        number: telephone.map(|number| ClearNumber::new(&number)),
        answer: row.try_get("answer")?,
        answered: done(row, "answered_by", "answered_at")?,
        closed: done(row, "closed_by", "closed_at")?,
        attempts: rows::number(row, "attempts")?,
        next_at: rows::time_if_any(row, "next_at")?,
        fetched_at: rows::time_if_any(row, "fetched_at")?,
        deleted_at_provider: rows::time_if_any(row, "deleted_at_provider")?,
        steps: Vec::new(),
    })
}

fn done(row: &DbRow, by: &str, at: &str) -> Result<Option<(String, jiff::Timestamp)>, sqlx::Error> {
    let by: Option<String> = row.try_get(by)?;
    Ok(by.zip(rows::time_if_any(row, at)?))
}

fn step(row: &DbRow) -> Result<InquiryStep, sqlx::Error> {
    let what: &str = row.try_get("what")?;
    Ok(InquiryStep {
        at: rows::time(row, "at")?,
        author: row.try_get("author")?,
        what: InquiryAct::parse(what).ok_or_else(|| rows::unknown("what", what))?,
        detail: row.try_get("detail")?,
    })
}
