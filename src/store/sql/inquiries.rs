//! Inquiries, read.

use jiff::Timestamp;
use sqlx::{FromRow, QueryBuilder};

use super::super::{Db, DbPool, DbRow};
use super::columns::{ToColumn as _, among, get, masked, page};
use super::jobs::key;
use crate::store::{
    Inquiry, InquiryQuery, InquiryStatus, InquiryStep, InquirySummary, QuestionRecording,
    RecordingState, TurnId,
};

/// The columns of a recording's state.
macro_rules! recording {
    () => {
        "inquiry.*, (SELECT count(*) FROM inquiry_recording
                     WHERE inquiry_recording.inquiry = inquiry.number) AS recordings"
    };
}

const QUESTIONS: &str = concat!(
    "SELECT ",
    recording!(),
    ", (SELECT call.call FROM call WHERE call.number = inquiry.call) AS call_id,
       (SELECT sum(more.seconds) FROM inquiry AS more WHERE more.continues = inquiry.key) AS more_seconds,
       (SELECT count(*) FROM inquiry AS more
        WHERE more.continues = inquiry.key AND more.next_at IS NOT NULL) AS more_to_come
    FROM inquiry WHERE ",
    is_question!()
);

/// The recordings of the question with a number; in the same moment, in the order in which they came.
const RECORDINGS: &str = concat!(
    "SELECT ",
    recording!(),
    " FROM inquiry
      WHERE number = $1 OR continues = (SELECT key FROM inquiry WHERE number = $1)
      ORDER BY continues IS NOT NULL, asked_at, number"
);

const STEPS: &str = "
    SELECT at, author, what, detail FROM inquiry_step
    WHERE inquiry = $1
       OR inquiry IN (SELECT number FROM inquiry WHERE continues = (SELECT key FROM inquiry WHERE number = $1))
    ORDER BY number";

/// The inquiries with a reference, the caller's own first, and of these the latest. One whose caller is not known any more
/// is nobody's own, and none from the website is a caller's.
const STATUS: &str = concat!(
    "SELECT inquiry.state, inquiry.language, inquiry.answer,
            CAST(CASE WHEN call.caller = $2 OR ($2 IS NULL AND inquiry.withheld = 1) THEN 1 ELSE 0 END AS BIGINT) AS own
     FROM inquiry LEFT JOIN call ON call.number = inquiry.call
     WHERE inquiry.reference = $1 AND ",
    is_question!(),
    " ORDER BY own DESC, inquiry.asked_at DESC, inquiry.number DESC LIMIT 2"
);

from_row! { row => InquiryStatus { state, is_own = get(row, "own")?, language, answer } }
from_row! { row => InquiryStep { at, author, what, detail } }

from_row! {
    row => InquirySummary {
        id = get(row, "number")?, reference, line, language, service, number = masked(row)?, asked_at,
        seconds = all_seconds(row)?, recording = state_of_all(row)?, trouble = get(row, "last_error")?, state, assignee,
    }
}

from_row! {
    row => QuestionRecording {
        id = get(row, "number")?, asked_at, seconds, recording = recording_state(row)?, trouble = get(row, "last_error")?,
        attempts, next_at,
    }
}

fn all_seconds(row: &DbRow) -> sqlx::Result<Option<f32>> {
    let (first, more): (Option<f32>, Option<f32>) =
        (get(row, "seconds")?, get(row, "more_seconds")?);
    Ok(first.map(|first| first + more.unwrap_or_default()).or(more))
}

fn state_of_all(row: &DbRow) -> sqlx::Result<RecordingState> {
    let to_come: u64 = get(row, "more_to_come")?;
    Ok(if to_come > 0 { RecordingState::ToCome } else { recording_state(row)? })
}

fn recording_state(row: &DbRow) -> sqlx::Result<RecordingState> {
    let is_here: u64 = get(row, "recordings")?;
    let next_at: Option<Timestamp> = get(row, "next_at")?;
    let address: Option<String> = get(row, "recording")?;
    let trouble: Option<String> = get(row, "last_error")?;
    let said: Option<String> = get(row, "said")?;
    Ok(match (is_here, next_at) {
        _ if said.is_some() => RecordingState::Written,
        (1.., _) => RecordingState::Here,
        (_, Some(_)) => RecordingState::ToCome,
        // Of one that never came there is no address; of one that was let go, no trouble either.
        (_, None) if address.or(trouble).is_some() => RecordingState::Failed,
        (_, None) => RecordingState::Erased,
    })
}

from_row! {
    row => Inquiry {
        summary = FromRow::from_row(row)?, call = get(row, "call_id")?, number = get(row, "telephone")?, said,
        edition, answer,
        answered = answered(row)?, recordings = Vec::new(), fetched_at, deleted_at_provider, steps = Vec::new(),
    }
}

fn answered(row: &DbRow) -> sqlx::Result<Option<(String, Timestamp)>> {
    let by: Option<String> = get(row, "answered_by")?;
    Ok(by.zip(get(row, "answered_at")?))
}

pub async fn list(pool: &DbPool, query: &InquiryQuery) -> sqlx::Result<Vec<InquirySummary>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(QUESTIONS);
    among(&mut select, "state", query.states.iter().map(|state| state.name()));
    if let Some(assignee) = query.assignee.as_deref() {
        select.push(" AND assignee = ").push_bind(assignee.stored());
    }
    if let Some(service) = query.service.as_deref() {
        select.push(" AND service = ").push_bind(service.stored());
    }
    page(&mut select, query.before, query.limit);
    select.build_query_as().fetch_all(pool).await
}

pub async fn whole(pool: &DbPool, reference: &str) -> sqlx::Result<Vec<Inquiry>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(QUESTIONS);
    let (reference, id) = named(reference);
    select.push(" AND reference = ").push_bind(reference.stored());
    if let Some(id) = id {
        select.push(" AND inquiry.number = ").push_bind(id.stored());
    }
    select.push(" ORDER BY asked_at, inquiry.number");
    let mut inquiries: Vec<Inquiry> = select.build_query_as().fetch_all(pool).await?;
    for inquiry in &mut inquiries {
        inquiry.recordings = query_as!(RECORDINGS, inquiry.summary.id).fetch_all(pool).await?;
        inquiry.steps = query_as!(STEPS, inquiry.summary.id).fetch_all(pool).await?;
    }
    Ok(inquiries)
}

pub async fn status(
    pool: &DbPool,
    reference: &str,
    caller: Option<&str>,
) -> sqlx::Result<Option<InquiryStatus>> {
    let rows = query!(STATUS, reference, caller).fetch_all(pool).await?;
    match &*rows {
        [] => Ok(None),
        // Of several, a stranger hears of none.
        [first, _, ..] if !get::<bool>(first, "own")? => Ok(None),
        [first, ..] => InquiryStatus::from_row(first).map(Some),
    }
}

pub async fn free(pool: &DbPool, turn: &TurnId, drawn: &[String]) -> sqlx::Result<Option<String>> {
    let own = key(turn);
    let mut select: QueryBuilder<Db> =
        QueryBuilder::new("SELECT key, reference FROM inquiry WHERE key = ");
    select.push_bind(own.as_str().stored());
    for reference in drawn {
        select.push(" OR reference = ").push_bind(reference.as_str().stored());
    }
    let taken: Vec<(String, String)> = select.build_query_as().fetch_all(pool).await?;
    if let Some((_, reference)) = taken.iter().find(|(key, _)| *key == own) {
        return Ok(Some(reference.clone()));
    }
    let is_free = |reference: &&String| taken.iter().all(|(_, taken)| taken != *reference);
    Ok(drawn.iter().find(is_free).cloned())
}

pub async fn recording(pool: &DbPool, id: u64) -> sqlx::Result<Option<Vec<u8>>> {
    query_scalar!("SELECT bytes FROM inquiry_recording WHERE inquiry = $1", id)
        .fetch_optional(pool)
        .await
}

/// A reference, and the number of the inquiry that is meant if that is said as well.
pub(super) fn named(reference: &str) -> (&str, Option<u64>) {
    match reference.split_once('/') {
        // No inquiry has a number below 1.
        Some((reference, id)) => (reference, Some(id.parse().unwrap_or(0))),
        None => (reference, None),
    }
}
