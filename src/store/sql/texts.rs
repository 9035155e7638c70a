//! Text messages: claimed, sent, followed, listed.

use jiff::Timestamp;
use sqlx::{QueryBuilder, Row as _};

use super::super::{Db, DbPool, DbRow, storable};
use super::fetching::{claim, some};
use super::rows;
use crate::store::{ClearNumber, TextQuery, TextState, TextSummary, TextToSend};

const SENT: &str = "
    UPDATE message
    SET state = CASE WHEN state = 'waiting' THEN 'sent' ELSE state END, provider_id = $2,
        sent_at = coalesce(sent_at, $3), next_at = NULL, claimed_until = NULL
    WHERE key = $1";

/// The provider reported it before we wrote down that it took the message.
const REPORTED_SENT: &str = "
    UPDATE message SET state = 'sent', sent_at = coalesce(sent_at, $2), next_at = NULL, claimed_until = NULL
    WHERE key = $1 AND state = 'waiting'";

const FAILED: &str = "
    UPDATE message
    SET last_error = replace(replace($2, telephone, '…'), substr(telephone, 2), '…'),
        next_at = $3, claimed_until = NULL
    WHERE key = $1 AND state = 'waiting'";

/// A provider's words may quote the number, which is not to stay in them.
const FINISH: &str = "
    UPDATE message
    SET state = $2, finished_at = $3, next_at = NULL, claimed_until = NULL, telephone = NULL,
        last_error = coalesce(replace(replace($4, telephone, '…'), substr(telephone, 2), '…'), last_error)
    WHERE key = $1 AND state IN ('waiting', 'sent')";

const ASKED_BY: &str = "
    SELECT count(*) FROM call JOIN message ON message.call = call.number
    WHERE call.caller = $1 AND message.asked_at >= $2";

const LIST: &str = "
    SELECT message.*, (SELECT call.call FROM call WHERE call.number = message.call) AS call_id
    FROM message WHERE true";

pub(in crate::store) async fn claim_some(
    pool: &DbPool,
    (now, until): (Timestamp, Timestamp),
    limit: u16,
) -> Result<Vec<TextToSend>, sqlx::Error> {
    let claimed = sqlx::query(claim(
        "message",
        "key, line, language, service, telephone, body, asked_at, attempts,
         (SELECT call.caller FROM call WHERE call.number = message.call) AS caller",
    ))
    .bind(now.as_microsecond())
    .bind(until.as_microsecond())
    .bind(some(limit))
    .fetch_all(pool)
    .await?;
    let mut claimed: Vec<_> = claimed.iter().map(to_send).collect::<Result<_, _>>()?;
    claimed.sort_by(|a, b| (a.asked_at, &a.key).cmp(&(b.asked_at, &b.key)));
    Ok(claimed)
}

fn to_send(row: &DbRow) -> Result<TextToSend, sqlx::Error> {
    Ok(TextToSend {
        key: rows::text(row, "key")?,
        line: rows::text(row, "line")?,
        language: row.try_get("language")?,
        service: rows::text(row, "service")?,
        caller: row.try_get("caller")?,
        number: ClearNumber::new(row.try_get("telephone")?),
        body: rows::text(row, "body")?,
        asked_at: rows::time(row, "asked_at")?,
        attempts: rows::number(row, "attempts")?,
    })
}

pub(in crate::store) async fn sent(
    pool: &DbPool,
    key: &str,
    provider_id: &str,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(SENT)
        .bind(storable(key))
        .bind(storable(provider_id))
        .bind(now.as_microsecond())
        .execute(pool)
        .await?;
    Ok(())
}

pub(in crate::store) async fn failed(
    pool: &DbPool,
    key: &str,
    why: &str,
    again_at: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(FAILED)
        .bind(storable(key))
        .bind(storable(why))
        .bind(again_at.as_microsecond())
        .execute(pool)
        .await?;
    Ok(())
}

/// Brings a text message to a final state, and erases its number.
pub(in crate::store) async fn finish(
    pool: &DbPool,
    key: &str,
    (state, why): (TextState, Option<&str>),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query(FINISH)
        .bind(storable(key))
        .bind(state.name())
        .bind(now.as_microsecond())
        .bind(why.map(storable))
        .execute(pool)
        .await?;
    Ok(())
}

pub(in crate::store) async fn reported(
    pool: &DbPool,
    key: &str,
    (state, why): (TextState, Option<&str>),
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    match state {
        TextState::Waiting => Ok(()),
        TextState::Sent => {
            sqlx::query(REPORTED_SENT)
                .bind(storable(key))
                .bind(now.as_microsecond())
                .execute(pool)
                .await?;
            Ok(())
        }
        state => finish(pool, key, (state, why), now).await,
    }
}

pub(in crate::store) async fn asked_by(
    pool: &DbPool,
    caller: &str,
    since: Timestamp,
) -> Result<u64, sqlx::Error> {
    let count: i64 = sqlx::query_scalar(ASKED_BY)
        .bind(storable(caller))
        .bind(since.as_microsecond())
        .fetch_one(pool)
        .await?;
    Ok(count.unsigned_abs())
}

pub(in crate::store) async fn list(
    pool: &DbPool,
    query: &TextQuery,
) -> Result<Vec<TextSummary>, sqlx::Error> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(LIST);
    rows::among(&mut select, query.states.iter().map(|state| state.name()));
    rows::page(&mut select, query.before, query.limit);
    let rows = select.build().fetch_all(pool).await?;
    rows.iter().map(summary).collect()
}

fn summary(row: &DbRow) -> Result<TextSummary, sqlx::Error> {
    let telephone: Option<String> = row.try_get("telephone")?;
    let state: &str = row.try_get("state")?;
    Ok(TextSummary {
        id: rows::revision(row, "number")?,
        key: rows::text(row, "key")?,
        line: rows::text(row, "line")?,
        language: row.try_get("language")?,
        service: rows::text(row, "service")?,
        call: row.try_get("call_id")?,
        number: telephone.map(|number| ClearNumber::new(&number).masked()),
        body: rows::text(row, "body")?,
        asked_at: rows::time(row, "asked_at")?,
        state: TextState::parse(state).ok_or_else(|| rows::unknown("state", state))?,
        attempts: rows::number(row, "attempts")?,
        trouble: row.try_get("last_error")?,
        provider_id: row.try_get("provider_id")?,
        sent_at: rows::time_if_any(row, "sent_at")?,
        finished_at: rows::time_if_any(row, "finished_at")?,
    })
}
