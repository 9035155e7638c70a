//! Counts of what callers asked for in a day: a question counts once, however many recordings it has.

use jiff::Timestamp;

use super::super::DbPool;
use crate::store::Asker;

const QUESTIONS_OF_CALLER: &str = "
    SELECT count(*) FROM call JOIN inquiry ON inquiry.call = call.number
    WHERE call.caller = $1 AND inquiry.asked_at >= $2 AND inquiry.continues IS NULL";

const QUESTIONS_OF_CALL: &str = "
    SELECT count(*) FROM call JOIN inquiry ON inquiry.call = call.number
    WHERE call.call = $1 AND inquiry.asked_at >= $2 AND inquiry.continues IS NULL";

const QUESTIONS_OF_LINE: &str =
    "SELECT count(*) FROM inquiry WHERE line = $1 AND asked_at >= $2 AND continues IS NULL";

/// The events of a turn stand in it as JSON, each by its name.
const UNKNOWN_OF_CALLER: &str = r#"
    SELECT count(*) FROM call JOIN turn ON turn.call = call.number
    WHERE call.caller = $1 AND call.started_at >= $2 AND turn.events LIKE '%"unknown-reference"%'"#;

const UNKNOWN_WITHHELD: &str = r#"
    SELECT count(*) FROM call JOIN turn ON turn.call = call.number
    WHERE call.caller IS NULL AND call.line = $1 AND call.started_at >= $2
      AND turn.events LIKE '%"unknown-reference"%'"#;

pub async fn questions_by(pool: &DbPool, asker: Asker<'_>, since: Timestamp) -> sqlx::Result<u64> {
    match asker {
        Asker::Known(hash) => count(pool, QUESTIONS_OF_CALLER, hash, since).await,
        Asker::Withheld { call } => count(pool, QUESTIONS_OF_CALL, call, since).await,
    }
}

pub async fn questions_of_line(pool: &DbPool, line: &str, since: Timestamp) -> sqlx::Result<u64> {
    count(pool, QUESTIONS_OF_LINE, line, since).await
}

pub async fn unknown_of(pool: &DbPool, caller: &str, since: Timestamp) -> sqlx::Result<u64> {
    count(pool, UNKNOWN_OF_CALLER, caller, since).await
}

pub async fn unknown_withheld(pool: &DbPool, line: &str, since: Timestamp) -> sqlx::Result<u64> {
    count(pool, UNKNOWN_WITHHELD, line, since).await
}

async fn count(
    pool: &DbPool,
    statement: &'static str,
    whose: &str,
    since: Timestamp,
) -> sqlx::Result<u64> {
    let count: i64 = query_scalar!(statement, whose, since).fetch_one(pool).await?;
    Ok(count.unsigned_abs())
}
