//! Removal of what is kept of one caller, and of what only comes later.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::super::{Db, DbConnection, DbPool, Store, begin};
use super::audit;
use super::batches::{CALLS, batch, delete_at_provider, each_batch, execute_for, remove_calls};
use super::columns::{ToColumn as _, push_list};
use crate::store::{Act, ActKind, Authorship, Erased};

const REMEMBER: &str = "
    INSERT INTO forgotten (caller, at) VALUES ($1, $2)
    ON CONFLICT (caller) DO UPDATE SET at = excluded.at WHERE forgotten.at < excluded.at";

const OF_CALLER: &str = "SELECT number FROM call WHERE caller = $1 LIMIT $2";

/// Calls of forgotten callers from before they were forgotten.
const OF_FORGOTTEN: &str = "
    SELECT number FROM forgotten
    JOIN call ON call.caller = forgotten.caller AND call.started_at <= forgotten.at LIMIT $1";

/// The rest of forgotten calls, which came later.
const FORGOTTEN: &str = "
    SELECT number FROM forgotten_call JOIN call ON call.call = forgotten_call.call LIMIT $1";

/// Recordings that wait for an inquiry, which is not taken any more.
const RELEASE_RECORDINGS: &str = "
    UPDATE recording_deletion
    SET key = NULL, next_at = (SELECT started_at FROM call WHERE call.number = recording_deletion.call)
    WHERE call";

/// Wishes of forgotten callers, and from forgotten calls.
const FORGOTTEN_WISHES: &str = "
    DELETE FROM unremembered
    WHERE call IN (SELECT call FROM forgotten_call)
       OR EXISTS (SELECT 1 FROM forgotten
                  WHERE forgotten.caller = unremembered.caller AND unremembered.at <= forgotten.at)";

/// First remembers the caller: whatever fails after that is removed by [`erase_forgotten`].
pub async fn forget(store: &Store, caller: &str, by: Authorship<'_>) -> sqlx::Result<Erased> {
    batch(store, || remember(store.writing(), caller, by)).await?;
    let of_caller = || query_scalar!(OF_CALLER, caller, CALLS);
    let erase = |calls| erase_for_ever(store.writing(), calls, by.at);
    let mut erased: Erased = each_batch(store, of_caller, erase).await?;
    let delete =
        || query!("DELETE FROM unremembered WHERE caller = $1", caller).execute(store.writing());
    erased.wishes += batch(store, delete).await?.rows_affected();
    Ok(erased)
}

pub async fn erase_forgotten(store: &Store, now: Timestamp) -> sqlx::Result<Erased> {
    let of_callers = || query_scalar!(OF_FORGOTTEN, CALLS);
    let erase_all = |calls| erase_for_ever(store.writing(), calls, now);
    let mut erased: Erased = each_batch(store, of_callers, erase_all).await?;
    let erase_rest = |calls: Vec<i64>| async move {
        let mut transaction = begin(store.writing()).await?;
        let erased = erase(&mut transaction, &calls).await?;
        transaction.commit().await?;
        Ok(erased)
    };
    erased += each_batch(store, || query_scalar!(FORGOTTEN, CALLS), erase_rest).await?;
    let delete = || query!(FORGOTTEN_WISHES).execute(store.writing());
    erased.wishes += batch(store, delete).await?.rows_affected();
    Ok(erased)
}

pub async fn expire_forgotten(pool: &DbPool, before: Timestamp) -> sqlx::Result<()> {
    query!("DELETE FROM forgotten WHERE at < $1", before).execute(pool).await?;
    query!("DELETE FROM forgotten_call WHERE at < $1", before).execute(pool).await?;
    Ok(())
}

async fn remember(pool: &DbPool, caller: &str, by: Authorship<'_>) -> sqlx::Result<()> {
    let mut transaction = begin(pool).await?;
    query!(REMEMBER, caller, by.at).execute(&mut *transaction).await?;
    // The caller is not named: the audit can't be erased.
    audit::commit(transaction, &Act::done(by, ActKind::CallerForgotten, "")).await
}

/// Removes calls with all that callers left in them, and remembers their ids for what is only yet to come of them.
async fn erase_for_ever(pool: &DbPool, calls: Vec<i64>, at: Timestamp) -> sqlx::Result<Erased> {
    let mut transaction = begin(pool).await?;
    let mut remember: QueryBuilder<Db> =
        QueryBuilder::new("INSERT INTO forgotten_call (call, at) SELECT call, ");
    remember.push_bind(at.stored()).push(" FROM call WHERE number");
    push_list(&mut remember, calls.iter().copied());
    remember.push(" ON CONFLICT (call) DO NOTHING");
    remember.build().execute(&mut *transaction).await?;
    let erased = erase(&mut transaction, &calls).await?;
    transaction.commit().await?;
    Ok(erased)
}

/// Removes calls with everything that belongs to them; what the provider has of it is deleted there. What else comes to
/// belong to a call has its line here.
async fn erase(connection: &mut DbConnection, calls: &[i64]) -> sqlx::Result<Erased> {
    delete_at_provider(connection, "call", calls).await?;
    execute_for(connection, RELEASE_RECORDINGS, calls).await?;
    let more = "DELETE FROM inquiry WHERE continues IS NOT NULL AND call";
    execute_for(connection, more, calls).await?;
    let inquiries = execute_for(connection, "DELETE FROM inquiry WHERE call", calls).await?;
    let texts = execute_for(connection, "DELETE FROM message WHERE call", calls).await?;
    Ok(Erased { inquiries, texts, ..remove_calls(connection, calls).await? })
}
