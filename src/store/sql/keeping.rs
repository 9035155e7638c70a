//! What is let go, in pieces of a few calls each.

use jiff::Timestamp;
use sqlx::query::QueryScalar;
use sqlx::{Database, QueryBuilder, Transaction};
use tokio::time::sleep;

use super::super::{Db, Store, begin, limited};
use super::{PAUSE, audit, letting_go, piece, rows};
use crate::store::{Act, ActKind, Authorship, Erased};

/// Calls in one transaction, so that whoever writes meanwhile waits for milliseconds.
const CALLS: i64 = 500;

/// While a number or a recording is kept, it can be told whose it is: its caller may ask to be forgotten.
macro_rules! and_nothing_personal {
    ($select:literal, $order:literal) => {
        concat!(
            $select,
            "
      AND NOT EXISTS (SELECT 1 FROM inquiry
                      WHERE inquiry.call = call.number
                        AND (inquiry.telephone IS NOT NULL OR inquiry.recording IS NOT NULL))
      AND NOT EXISTS (SELECT 1 FROM message
                      WHERE message.call = call.number AND message.telephone IS NOT NULL)",
            $order
        )
    };
}

/// The oldest calls of which nothing happened after the time.
const OLD: &str = and_nothing_personal!(
    "
    SELECT number FROM call
    WHERE started_at < $1
      AND NOT EXISTS (SELECT 1 FROM event WHERE event.call = call.number AND event.at >= $1)",
    " ORDER BY started_at LIMIT $2"
);

const LINKED: &str = and_nothing_personal!(
    "
    SELECT number FROM call WHERE caller IS NOT NULL AND started_at < $1",
    " ORDER BY started_at LIMIT $2"
);

const OF_CALLER: &str = "SELECT number FROM call WHERE caller = $1 LIMIT $2";

/// What came of forgotten callers from before they were forgotten.
const OF_FORGOTTEN: &str = "
    SELECT number FROM forgotten
    JOIN call ON call.caller = forgotten.caller AND call.started_at <= forgotten.at LIMIT $1";

/// What came of forgotten calls.
const FORGOTTEN: &str = "
    SELECT number FROM forgotten_call JOIN call ON call.call = forgotten_call.call LIMIT $1";

pub(super) async fn remove_calls(store: &Store, before: Timestamp) -> Result<Erased, sqlx::Error> {
    let before = before.as_microsecond();
    let some = || sqlx::query_scalar(OLD).bind(before).bind(CALLS);
    let mut erased = Erased::default();
    while let Some(numbers) = next(store, some).await? {
        erased.add(piece(store, || remove_some(store, &numbers, Left::Stays)).await?);
    }
    Ok(erased)
}

pub(super) async fn unlink_callers(store: &Store, before: Timestamp) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let some = || sqlx::query_scalar(LINKED).bind(before).bind(CALLS);
    let mut unlinked = 0;
    while let Some(numbers) = next(store, some).await? {
        unlinked += piece(store, || unlink_some(store, &numbers)).await?;
    }
    Ok(unlinked)
}

/// First remembers the caller: whatever fails after that is removed by [`erase_forgotten`].
pub(super) async fn forget(
    store: &Store,
    caller: &str,
    by: Authorship<'_>,
) -> Result<Erased, sqlx::Error> {
    piece(store, || remember(store, caller, by)).await?;
    let some = || sqlx::query_scalar(OF_CALLER).bind(caller).bind(CALLS);
    let mut erased = Erased::default();
    while let Some(numbers) = next(store, some).await? {
        erased.add(piece(store, || remove_for_ever(store, &numbers, by.at)).await?);
    }
    erased.wishes += piece(store, || letting_go::remove_wish(store, caller)).await?;
    Ok(erased)
}

pub(super) async fn erase_forgotten(store: &Store, now: Timestamp) -> Result<Erased, sqlx::Error> {
    let mut erased = Erased::default();
    let of_callers = || sqlx::query_scalar(OF_FORGOTTEN).bind(CALLS);
    while let Some(numbers) = next(store, of_callers).await? {
        erased.add(piece(store, || remove_for_ever(store, &numbers, now)).await?);
    }
    let calls = || sqlx::query_scalar(FORGOTTEN).bind(CALLS);
    while let Some(numbers) = next(store, calls).await? {
        erased.add(piece(store, || remove_some(store, &numbers, Left::Goes)).await?);
    }
    erased.wishes += piece(store, || letting_go::remove_forgotten_wishes(store)).await?;
    Ok(erased)
}

pub(super) async fn forgotten(store: &Store) -> Result<Vec<(String, Timestamp)>, sqlx::Error> {
    let rows = sqlx::query("SELECT caller, at FROM forgotten ORDER BY caller")
        .fetch_all(store.reading())
        .await?;
    rows.iter()
        .map(|row| Ok((rows::text(row, "caller")?, rows::time(row, "at")?)))
        .collect()
}

pub(super) async fn expire_forgotten(store: &Store, before: Timestamp) -> Result<(), sqlx::Error> {
    for delete in [
        "DELETE FROM forgotten WHERE at < $1",
        "DELETE FROM forgotten_call WHERE at < $1",
    ] {
        sqlx::query(delete)
            .bind(before.as_microsecond())
            .execute(store.writing())
            .await?;
    }
    Ok(())
}

pub(super) type Numbers<'q> = QueryScalar<'q, Db, i64, <Db as Database>::Arguments>;

/// What is in the next piece, after a pause; none when all is done.
pub(super) async fn next<'q>(
    store: &Store,
    some: impl Fn() -> Numbers<'q> + Send,
) -> Result<Option<Vec<i64>>, sqlx::Error> {
    let numbers = limited(store, some().fetch_all(store.reading())).await?;
    if numbers.is_empty() {
        return Ok(None);
    }
    sleep(PAUSE).await;
    Ok(Some(numbers))
}

async fn remember(store: &Store, caller: &str, by: Authorship<'_>) -> Result<(), sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    sqlx::query(
        "INSERT INTO forgotten (caller, at) VALUES ($1, $2)
         ON CONFLICT (caller) DO UPDATE SET at = excluded.at WHERE forgotten.at < excluded.at",
    )
    .bind(caller)
    .bind(by.at.as_microsecond())
    .execute(&mut *transaction)
    .await?;
    // The caller is not named: the audit can't be erased.
    let act = Act::done(by, ActKind::CallerForgotten, "");
    audit::record(&mut transaction, &act).await?;
    transaction.commit().await
}

async fn unlink_some(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut update = those("UPDATE call SET caller = NULL WHERE number", numbers);
    let done = update.build().execute(store.writing()).await?;
    Ok(done.rows_affected())
}

/// What becomes of inquiries and text messages of calls that are removed.
#[derive(Clone, Copy)]
enum Left {
    /// The calls are only old: what is left of the others says nothing of anybody.
    Stays,
    /// Their callers are forgotten.
    Goes,
}

async fn remove_some(store: &Store, numbers: &[i64], left: Left) -> Result<Erased, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    let erased = remove(&mut transaction, numbers, left).await?;
    transaction.commit().await?;
    Ok(erased)
}

/// Removes calls, and remembers their ids for what is only yet to come of them.
async fn remove_for_ever(
    store: &Store,
    numbers: &[i64],
    at: Timestamp,
) -> Result<Erased, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    let mut remember: QueryBuilder<Db> =
        QueryBuilder::new("INSERT INTO forgotten_call (call, at) SELECT call, ");
    remember.push_bind(at.as_microsecond());
    remember.push(" FROM call WHERE number");
    list(&mut remember, numbers);
    remember.push(" ON CONFLICT (call) DO NOTHING");
    remember.build().execute(&mut *transaction).await?;
    let erased = remove(&mut transaction, numbers, Left::Goes).await?;
    transaction.commit().await?;
    Ok(erased)
}

/// Removes calls with everything that belongs to them. What else comes to belong to a call has its line here.
async fn remove(
    transaction: &mut Transaction<'_, Db>,
    numbers: &[i64],
    left: Left,
) -> Result<Erased, sqlx::Error> {
    let erased = match left {
        Left::Stays => Erased::default(),
        Left::Goes => letting_go::remove_of_calls(transaction, numbers).await?,
    };
    let mut events = those("DELETE FROM event WHERE call", numbers);
    let events = events.build().execute(&mut **transaction).await?;
    let mut calls = those("DELETE FROM call WHERE number", numbers);
    let calls = calls.build().execute(&mut **transaction).await?;
    Ok(Erased {
        calls: calls.rows_affected(),
        events: events.rows_affected(),
        ..erased
    })
}

pub(super) fn those(statement: &'static str, numbers: &[i64]) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new(statement);
    list(&mut query, numbers);
    query
}

pub(super) fn list(query: &mut QueryBuilder<Db>, numbers: &[i64]) {
    query.push(" IN (");
    let mut list = query.separated(", ");
    for number in numbers {
        list.push_bind(*number);
    }
    query.push(")");
}
