//! Removal of what is older than it may be.

use jiff::Timestamp;

use super::super::{Store, begin};
use super::batches::{
    CALLS, PAUSE, batch, delete_at_provider, next, remove_calls as remove_batch_of_calls,
    with_numbers,
};
use crate::store::Erased;

/// Inquiries in one transaction: each may have a minute's sound.
const INQUIRIES: i64 = 20;
const TEXTS: i64 = 500;

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
const OLD_CALLS: &str = and_nothing_personal!(
    "
    SELECT number FROM call
    WHERE started_at < $1
      AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.call = call.number AND turn.at >= $1)",
    " ORDER BY started_at LIMIT $2"
);

const OLD_LINKED: &str = and_nothing_personal!(
    "
    SELECT number FROM call WHERE caller IS NOT NULL AND started_at < $1",
    " ORDER BY started_at LIMIT $2"
);

/// Inquiries of which something personal is kept that is too old.
const OLD_INQUIRIES: &str = "
    SELECT number FROM inquiry
    WHERE asked_at < $1 AND (telephone IS NOT NULL OR recording IS NOT NULL)
    ORDER BY asked_at LIMIT $2";

const CLOSED: &str = "SELECT number FROM inquiry WHERE closed_at < $1 ORDER BY closed_at LIMIT $2";

const OLD_TEXTS: &str = "SELECT number FROM message WHERE asked_at < $1 ORDER BY asked_at LIMIT $2";

const OLD_UNHEARD: &str = "
    DELETE FROM unheard WHERE (language, said) IN
        (SELECT language, said FROM unheard WHERE last_at < $1 ORDER BY last_at LIMIT $2)";

pub(in crate::store) async fn remove_calls(
    store: &Store,
    before: Timestamp,
) -> Result<Erased, sqlx::Error> {
    let before = before.as_microsecond();
    let select = || sqlx::query_scalar(OLD_CALLS).bind(before).bind(CALLS);
    let mut erased = Erased::default();
    while let Some(numbers) = next(store, select).await? {
        erased.add(batch(store, || remove_some_calls(store, &numbers)).await?);
    }
    Ok(erased)
}

pub(in crate::store) async fn unlink_callers(
    store: &Store,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let select = || sqlx::query_scalar(OLD_LINKED).bind(before).bind(CALLS);
    let mut unlinked = 0;
    while let Some(numbers) = next(store, select).await? {
        unlinked += batch(store, || unlink_some(store, &numbers)).await?;
    }
    Ok(unlinked)
}

pub(in crate::store) async fn clear_inquiries(
    store: &Store,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let select = || sqlx::query_scalar(OLD_INQUIRIES).bind(before).bind(INQUIRIES);
    let mut cleared = 0;
    while let Some(numbers) = next(store, select).await? {
        cleared += batch(store, || clear_some(store, &numbers)).await?;
    }
    Ok(cleared)
}

pub(in crate::store) async fn remove_inquiries(
    store: &Store,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let select = || sqlx::query_scalar(CLOSED).bind(before).bind(INQUIRIES);
    let mut removed = 0;
    while let Some(numbers) = next(store, select).await? {
        removed += batch(store, || remove_some_inquiries(store, &numbers)).await?;
    }
    Ok(removed)
}

pub(in crate::store) async fn remove_texts(
    store: &Store,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let select = || sqlx::query_scalar(OLD_TEXTS).bind(before).bind(TEXTS);
    let mut removed = 0;
    while let Some(numbers) = next(store, select).await? {
        removed += batch(store, || remove_some_texts(store, &numbers)).await?;
    }
    Ok(removed)
}

pub(in crate::store) async fn remove_unheard(
    store: &Store,
    before: Timestamp,
) -> Result<u64, sqlx::Error> {
    let before = before.as_microsecond();
    let mut removed = 0;
    loop {
        let done = batch(store, || async {
            let delete = sqlx::query(OLD_UNHEARD).bind(before).bind(TEXTS);
            delete.execute(store.writing()).await
        });
        match done.await?.rows_affected() {
            0 => return Ok(removed),
            some => removed += some,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The calls are only old: what is left of inquiries and text messages says nothing of anybody, and stays.
async fn remove_some_calls(store: &Store, numbers: &[i64]) -> Result<Erased, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    let erased = remove_batch_of_calls(&mut transaction, numbers).await?;
    transaction.commit().await?;
    Ok(erased)
}

async fn unlink_some(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut update = with_numbers("UPDATE call SET caller = NULL WHERE number", numbers);
    let done = update.build().execute(store.writing()).await?;
    Ok(done.rows_affected())
}

/// Takes numbers and recordings out of inquiries.
async fn clear_some(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    delete_at_provider(&mut transaction, "number", numbers).await?;
    let mut recordings = with_numbers("DELETE FROM inquiry_recording WHERE inquiry", numbers);
    recordings.build().execute(&mut *transaction).await?;
    let clear = "UPDATE inquiry SET telephone = NULL, recording = NULL, next_at = NULL, claimed_until = NULL,
                     last_error = NULL
                 WHERE number";
    let cleared = with_numbers(clear, numbers).build().execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(cleared.rows_affected())
}

async fn remove_some_inquiries(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut transaction = begin(store.writing()).await?;
    delete_at_provider(&mut transaction, "number", numbers).await?;
    let mut delete = with_numbers("DELETE FROM inquiry WHERE number", numbers);
    let removed = delete.build().execute(&mut *transaction).await?;
    transaction.commit().await?;
    Ok(removed.rows_affected())
}

async fn remove_some_texts(store: &Store, numbers: &[i64]) -> Result<u64, sqlx::Error> {
    let mut delete = with_numbers("DELETE FROM message WHERE number", numbers);
    let removed = delete.build().execute(store.writing()).await?;
    Ok(removed.rows_affected())
}
