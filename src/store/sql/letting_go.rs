//! What callers left, let go.

use jiff::Timestamp;
use sqlx::{QueryBuilder, Transaction};

use super::super::{Db, Store, begin};
use super::keeping::{list, next, those};
use super::piece;
use crate::store::Erased;

/// Inquiries in one transaction: each may have a minute's sound.
const INQUIRIES: i64 = 20;
const TEXTS: i64 = 500;

/// Those of which something personal is kept that is too old.
const OLD: &str = "
    SELECT number FROM inquiry
    WHERE asked_at < $1 AND (telephone IS NOT NULL OR recording IS NOT NULL)
    ORDER BY asked_at LIMIT $2";

const CLOSED: &str = "SELECT number FROM inquiry WHERE closed_at < $1 ORDER BY closed_at LIMIT $2";

const OLD_TEXTS: &str = "SELECT number FROM message WHERE asked_at < $1 ORDER BY asked_at LIMIT $2";

const OLD_UNHEARD: &str = "
    DELETE FROM unheard WHERE (language, said) IN
        (SELECT language, said FROM unheard WHERE last_at < $1 ORDER BY last_at LIMIT $2)";

/// Recordings that are at the provider still, and of which nobody will be left who knows.
const DELETE_AT_PROVIDER: &str = "
    INSERT INTO recording_deletion (line, recording, next_at)
    SELECT line, recording, asked_at FROM inquiry WHERE recording IS NOT NULL AND fetched_at IS NULL AND ";

/// Wishes of forgotten callers, and from forgotten calls.
const FORGOTTEN_WISHES: &str = "
    DELETE FROM unremembered
    WHERE call IN (SELECT call FROM forgotten_call)
       OR EXISTS (SELECT 1 FROM forgotten
                  WHERE forgotten.caller = unremembered.caller AND unremembered.at <= forgotten.at)";

pub(super) async fn clear_inquiries(store: &Store, before: Timestamp) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let some = || sqlx::query_scalar(OLD).bind(before).bind(INQUIRIES);
    let mut cleared = 0;
    while let Some(numbers) = next(store, some).await? {
        cleared += piece(store, || clear_some(store, &numbers)).await?;
    }
    Ok(cleared)
}

pub(super) async fn remove_inquiries(store: &Store, before: Timestamp) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let some = || sqlx::query_scalar(CLOSED).bind(before).bind(INQUIRIES);
    let mut removed = 0;
    while let Some(numbers) = next(store, some).await? {
        removed += piece(store, || remove_some(store, &numbers)).await?;
    }
    Ok(removed)
}

pub(super) async fn remove_texts(store: &Store, before: Timestamp) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let some = || sqlx::query_scalar(OLD_TEXTS).bind(before).bind(TEXTS);
    let mut removed = 0;
    while let Some(numbers) = next(store, some).await? {
        removed += piece(store, || remove_some_texts(store, &numbers)).await?;
    }
    Ok(removed)
}

pub(super) async fn remove_unheard(store: &Store, before: Timestamp) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let mut removed = 0;
    loop {
        let done = piece(store, || async {
            let delete = sqlx::query(OLD_UNHEARD).bind(before).bind(TEXTS);
            delete.execute(store.writing()).await
        });
        match done.await?.rows_affected() {
            0 => return Ok(removed),
            some => removed += some,
        }
        tokio::time::sleep(super::PAUSE).await;
    }
}

/// Removes a caller's wish not to be known again; says how many there were.
pub(super) async fn remove_wish(store: &Store, caller: &str) -> Result<u64, sqlx::Error> {
    let delete = sqlx::query("DELETE FROM unremembered WHERE caller = $1").bind(caller);
    Ok(delete.execute(store.writing()).await?.rows_affected())
}

pub(super) async fn remove_forgotten_wishes(store: &Store) -> Result<u64, sqlx::Error> {
    let delete = sqlx::query(FORGOTTEN_WISHES);
    Ok(delete.execute(store.writing()).await?.rows_affected())
}

/// Removes what was left in calls that are to be forgotten; what the provider has of it is deleted there.
pub(super) async fn remove_of_calls(
    transaction: &mut Transaction<'_, Db>,
    calls: &[i64],
) -> Result<Erased, sqlx::Error> {
    delete_at_provider(transaction, "call", calls).await?;
    let mut inquiries = those("DELETE FROM inquiry WHERE call", calls);
    let inquiries = inquiries.build().execute(&mut **transaction).await?;
    let mut texts = those("DELETE FROM message WHERE call", calls);
    let texts = texts.build().execute(&mut **transaction).await?;
    Ok(Erased {
        inquiries: inquiries.rows_affected(),
        texts: texts.rows_affected(),
        ..Erased::default()
    })
}

async fn delete_at_provider(
    transaction: &mut Transaction<'_, Db>,
    column: &'static str,
    numbers: &[i64],
) -> Result<(), sqlx::Error> {
    let mut insert: QueryBuilder<Db> = QueryBuilder::new(DELETE_AT_PROVIDER);
    insert.push(column);
    list(&mut insert, numbers);
    insert.build().execute(&mut **transaction).await?;
    Ok(())
}

/// Takes numbers and recordings out of inquiries.
async fn clear_some(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    delete_at_provider(&mut transaction, "number", numbers).await?;
    let mut recordings = those("DELETE FROM inquiry_recording WHERE inquiry", numbers);
    recordings.build().execute(&mut *transaction).await?;
    let clear = "UPDATE inquiry SET telephone = NULL, recording = NULL, next_at = NULL, claimed_until = NULL
                 WHERE number";
    let cleared = those(clear, numbers)
        .build()
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(cleared.rows_affected())
}

async fn remove_some(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    delete_at_provider(&mut transaction, "number", numbers).await?;
    let mut delete = those("DELETE FROM inquiry WHERE number", numbers);
    let removed = delete.build().execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(removed.rows_affected())
}

async fn remove_some_texts(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut delete = those("DELETE FROM message WHERE number", numbers);
    let removed = delete.build().execute(store.writing()).await?;
    Ok(removed.rows_affected())
}
