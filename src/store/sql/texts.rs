//! Text messages: claimed, sent, followed, listed.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::super::{Db, DbPool, begin};
use super::columns::{among, get, masked, page};
use super::fetching::claim;
use super::jobs::text_keys;
use crate::store::{TextQuery, TextState, TextSummary, TextToSend, TurnId};

/// Its trouble is over.
const SENT: &str = "
    UPDATE message SET state = 'sent', next_at = NULL, claimed_until = NULL, last_error = NULL
    WHERE key = $1 AND state = 'waiting'";

/// Also where more was reported of it before.
const TAKEN: &str = "
    UPDATE message SET provider_id = coalesce($2, provider_id), sent_at = coalesce(sent_at, $3) WHERE key = $1";

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
    WHERE call.caller = $1 AND message.asked_at >= $2
      AND substr(message.key, 1, length($3)) <> $3";

const ASKED_UNTIL: &str = "
    SELECT count(*) FROM call JOIN message ON message.call = call.number
    WHERE call.caller = $1 AND message.asked_at >= $2 AND (message.asked_at, message.number) <= ($3, $4)";

const OF_LINE: &str = "
    SELECT count(*) FROM message WHERE line = $1 AND asked_at BETWEEN $2 AND $3";

const LAST_TRIED: &str = "
    SELECT message.state FROM call JOIN message ON message.call = call.number
    WHERE call.caller = $1 AND message.line = $2 AND message.asked_at >= $3
      AND message.state NOT IN ('waiting', 'refused')
    ORDER BY message.asked_at DESC, message.number DESC LIMIT 1";

const LIST: &str = "
    SELECT message.*, (SELECT call.call FROM call WHERE call.number = message.call) AS call_id
    FROM message WHERE true";

const TO_SEND: &str = "
    number AS id, key, line, telephone AS number, body, asked_at, attempts,
    (SELECT call.caller FROM call WHERE call.number = message.call) AS caller";

from_row! { row => TextToSend { id, key, line, caller, number, body, asked_at, attempts } }

from_row! {
    row => TextSummary {
        id = get(row, "number")?, key, line, language, service, call = get(row, "call_id")?, number = masked(row)?,
        body, asked_at, state, attempts, trouble = get(row, "last_error")?, provider_id, sent_at, finished_at,
    }
}

pub async fn claim_some(
    pool: &DbPool,
    now: Timestamp,
    until: Timestamp,
    limit: u16,
) -> sqlx::Result<Vec<TextToSend>> {
    let mut claimed: Vec<TextToSend> = claim(pool, ("message", TO_SEND), now, until, limit).await?;
    claimed.sort_by_key(|text| (text.asked_at, text.id));
    Ok(claimed)
}

pub async fn sent(
    pool: &DbPool,
    key: &str,
    provider_id: Option<&str>,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let mut transaction = begin(pool).await?;
    let sent = query!(SENT, key).execute(&mut *transaction).await?;
    query!(TAKEN, key, provider_id, now).execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(sent.rows_affected() > 0)
}

pub async fn failed(
    pool: &DbPool,
    key: &str,
    why: &str,
    again_at: Timestamp,
) -> sqlx::Result<bool> {
    Ok(query!(FAILED, key, why, again_at).execute(pool).await?.rows_affected() > 0)
}

/// Brings a text message to a final state, and erases its number.
pub async fn finish(
    pool: &DbPool,
    key: &str,
    state: TextState,
    why: Option<&str>,
    now: Timestamp,
) -> sqlx::Result<bool> {
    Ok(query!(FINISH, key, state.name(), now, why).execute(pool).await?.rows_affected() > 0)
}

pub async fn reported(
    pool: &DbPool,
    key: &str,
    state: TextState,
    why: Option<&str>,
    now: Timestamp,
) -> sqlx::Result<bool> {
    match state {
        TextState::Waiting => Ok(false),
        TextState::Sent => sent(pool, key, None, now).await,
        state => finish(pool, key, state, why, now).await,
    }
}

pub async fn asked_by(
    pool: &DbPool,
    caller: &str,
    since: Timestamp,
    except: &TurnId,
) -> sqlx::Result<u64> {
    let count: i64 =
        query_scalar!(ASKED_BY, caller, since, text_keys(except)).fetch_one(pool).await?;
    Ok(count.unsigned_abs())
}

pub async fn asked_until(pool: &DbPool, text: &TextToSend, since: Timestamp) -> sqlx::Result<u64> {
    let count: i64 =
        query_scalar!(ASKED_UNTIL, text.caller.as_deref(), since, text.asked_at, text.id)
            .fetch_one(pool)
            .await?;
    Ok(count.unsigned_abs())
}

pub async fn of_line(
    pool: &DbPool,
    line: &str,
    since: Timestamp,
    until: Timestamp,
) -> sqlx::Result<u64> {
    let count: i64 = query_scalar!(OF_LINE, line, since, until).fetch_one(pool).await?;
    Ok(count.unsigned_abs())
}

pub async fn unsubscribed(
    pool: &DbPool,
    caller: &str,
    line: &str,
    since: Timestamp,
) -> sqlx::Result<bool> {
    let last: Option<String> =
        query_scalar!(LAST_TRIED, caller, line, since).fetch_optional(pool).await?;
    Ok(last.as_deref() == Some(TextState::Unsubscribed.name()))
}

pub async fn list(pool: &DbPool, query: &TextQuery) -> sqlx::Result<Vec<TextSummary>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(LIST);
    among(&mut select, "state", query.states.iter().map(|state| state.name()));
    page(&mut select, query.before, query.limit);
    select.build_query_as().fetch_all(pool).await
}
