//! Removal of what is kept of one caller, and of what only comes later.

use jiff::Timestamp;
use sqlx::{QueryBuilder, Transaction};

use super::super::{Db, DbPool, Store, begin};
use super::batches::{
    CALLS, batch, delete_at_provider, next, push_numbers, remove_calls, with_numbers,
};
use super::{audit, rows};
use crate::store::{Act, ActKind, Authorship, Erased};

const OF_CALLER: &str = "SELECT number FROM call WHERE caller = $1 LIMIT $2";

/// Calls of forgotten callers from before they were forgotten.
const OF_FORGOTTEN: &str = "
    SELECT number FROM forgotten
    JOIN call ON call.caller = forgotten.caller AND call.started_at <= forgotten.at LIMIT $1";

/// What came later of forgotten calls.
const FORGOTTEN: &str = "
    SELECT number FROM forgotten_call JOIN call ON call.call = forgotten_call.call LIMIT $1";

/// Wishes of forgotten callers, and from forgotten calls.
const FORGOTTEN_WISHES: &str = "
    DELETE FROM unremembered
    WHERE call IN (SELECT call FROM forgotten_call)
       OR EXISTS (SELECT 1 FROM forgotten
                  WHERE forgotten.caller = unremembered.caller AND unremembered.at <= forgotten.at)";

/// First remembers the caller: whatever fails after that is removed by [`erase_forgotten`].
pub(in crate::store) async fn forget(
    store: &Store,
    caller: &str,
    by: Authorship<'_>,
) -> Result<Erased, sqlx::Error> {
    batch(store, || remember(store, caller, by)).await?;
    let select = || sqlx::query_scalar(OF_CALLER).bind(caller).bind(CALLS);
    let mut erased = Erased::default();
    while let Some(numbers) = next(store, select).await? {
        erased.add(batch(store, || erase_for_ever(store, &numbers, by.at)).await?);
    }
    erased.wishes += batch(store, || remove_wish(store, caller)).await?;
    Ok(erased)
}

pub(in crate::store) async fn erase_forgotten(
    store: &Store,
    now: Timestamp,
) -> Result<Erased, sqlx::Error> {
    let mut erased = Erased::default();
    let of_callers = || sqlx::query_scalar(OF_FORGOTTEN).bind(CALLS);
    while let Some(numbers) = next(store, of_callers).await? {
        erased.add(batch(store, || erase_for_ever(store, &numbers, now)).await?);
    }
    let calls = || sqlx::query_scalar(FORGOTTEN).bind(CALLS);
    while let Some(numbers) = next(store, calls).await? {
        erased.add(batch(store, || erase_some(store, &numbers)).await?);
    }
    erased.wishes += batch(store, || remove_forgotten_wishes(store)).await?;
    Ok(erased)
}

pub(in crate::store) async fn forgotten(
    pool: &DbPool,
) -> Result<Vec<(String, Timestamp)>, sqlx::Error> {
    let rows =
        sqlx::query("SELECT caller, at FROM forgotten ORDER BY caller").fetch_all(pool).await?;
    rows.iter().map(|row| Ok((rows::text(row, "caller")?, rows::time(row, "at")?))).collect()
}

pub(in crate::store) async fn expire_forgotten(
    pool: &DbPool,
    before: Timestamp,
) -> Result<(), sqlx::Error> {
    for delete in
        ["DELETE FROM forgotten WHERE at < $1", "DELETE FROM forgotten_call WHERE at < $1"]
    {
        sqlx::query(delete).bind(before.as_microsecond()).execute(pool).await?;
    }
    Ok(())
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

/// Removes calls with all that callers left in them, and remembers their ids for what is only yet to come of them.
async fn erase_for_ever(
    store: &Store,
    numbers: &[i64],
    at: Timestamp,
) -> Result<Erased, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    let mut remember: QueryBuilder<Db> =
        QueryBuilder::new("INSERT INTO forgotten_call (call, at) SELECT call, ");
    remember.push_bind(at.as_microsecond());
    remember.push(" FROM call WHERE number");
    push_numbers(&mut remember, numbers);
    remember.push(" ON CONFLICT (call) DO NOTHING");
    remember.build().execute(&mut *transaction).await?;
    let erased = erase(&mut transaction, numbers).await?;
    transaction.commit().await?;
    Ok(erased)
}

async fn erase_some(store: &Store, numbers: &[i64]) -> Result<Erased, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    let erased = erase(&mut transaction, numbers).await?;
    transaction.commit().await?;
    Ok(erased)
}

/// Removes calls with everything that belongs to them; what the provider has of it is deleted there. What else comes to
/// belong to a call has its line here.
async fn erase(
    transaction: &mut Transaction<'_, Db>,
    calls: &[i64],
) -> Result<Erased, sqlx::Error> {
    delete_at_provider(transaction, "call", calls).await?;
    let mut inquiries = with_numbers("DELETE FROM inquiry WHERE call", calls);
    let inquiries = inquiries.build().execute(&mut **transaction).await?;
    let mut texts = with_numbers("DELETE FROM message WHERE call", calls);
    let texts = texts.build().execute(&mut **transaction).await?;
    Ok(Erased {
        inquiries: inquiries.rows_affected(),
        texts: texts.rows_affected(),
        ..remove_calls(transaction, calls).await?
    })
}

/// Removes a caller's wish not to be known again; says how many there were.
async fn remove_wish(store: &Store, caller: &str) -> Result<u64, sqlx::Error> {
    let delete = sqlx::query("DELETE FROM unremembered WHERE caller = $1").bind(caller);
    Ok(delete.execute(store.writing()).await?.rows_affected())
}

async fn remove_forgotten_wishes(store: &Store) -> Result<u64, sqlx::Error> {
    let delete = sqlx::query(FORGOTTEN_WISHES);
    Ok(delete.execute(store.writing()).await?.rows_affected())
}
