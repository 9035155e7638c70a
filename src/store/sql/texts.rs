//! Text messages: claimed, sent, followed, listed.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::super::{Db, DbPool};
use super::columns::{among, get, masked, page};
use super::fetching::claim;
use crate::store::{TextQuery, TextState, TextSummary, TextToSend};

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

const TO_SEND: &str = "
    key, line, language, service, telephone AS number, body, asked_at, attempts,
    (SELECT call.caller FROM call WHERE call.number = message.call) AS caller";

from_row! { row => TextToSend { key, line, language, service, caller, number, body, asked_at, attempts } }

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
    claimed.sort_by(|a, b| (a.asked_at, &a.key).cmp(&(b.asked_at, &b.key)));
    Ok(claimed)
}

pub async fn sent(pool: &DbPool, key: &str, provider_id: &str, now: Timestamp) -> sqlx::Result<()> {
    query!(SENT, key, provider_id, now).execute(pool).await?;
    Ok(())
}

pub async fn failed(pool: &DbPool, key: &str, why: &str, again_at: Timestamp) -> sqlx::Result<()> {
    query!(FAILED, key, why, again_at).execute(pool).await?;
    Ok(())
}

/// Brings a text message to a final state, and erases its number.
pub async fn finish(
    pool: &DbPool,
    key: &str,
    state: TextState,
    why: Option<&str>,
    now: Timestamp,
) -> sqlx::Result<()> {
    query!(FINISH, key, state.name(), now, why).execute(pool).await?;
    Ok(())
}

pub async fn reported(
    pool: &DbPool,
    key: &str,
    state: TextState,
    why: Option<&str>,
    now: Timestamp,
) -> sqlx::Result<()> {
    match state {
        TextState::Waiting => {}
        TextState::Sent => {
            query!(REPORTED_SENT, key, now).execute(pool).await?;
        }
        state => finish(pool, key, state, why, now).await?,
    }
    Ok(())
}

pub async fn asked_by(pool: &DbPool, caller: &str, since: Timestamp) -> sqlx::Result<u64> {
    let count: i64 = query_scalar!(ASKED_BY, caller, since).fetch_one(pool).await?;
    Ok(count.unsigned_abs())
}

pub async fn list(pool: &DbPool, query: &TextQuery) -> sqlx::Result<Vec<TextSummary>> {
    let mut select: QueryBuilder<Db> = QueryBuilder::new(LIST);
    among(&mut select, "state", query.states.iter().map(|state| state.name()));
    page(&mut select, query.before, query.limit);
    select.build_query_as().fetch_all(pool).await
}
