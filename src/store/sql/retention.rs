//! Removal of what is older than it may be.

use jiff::Timestamp;

use super::super::{DbPool, Store, begin};
use super::batches::{self, CALLS, delete_at_provider, each_batch, execute_for, repeat};
use crate::store::Erased;

/// Inquiries in one transaction: each may have a minute's sound.
const INQUIRIES: i64 = 20;
const TEXTS: i64 = 500;

/// While a number or a recording is kept, it can be told whose it is: its caller may ask to be forgotten.
macro_rules! and_nothing_personal {
    ($select:literal) => {
        concat!(
            $select,
            " AND NOT EXISTS (SELECT 1 FROM inquiry
                              WHERE inquiry.call = call.number
                                AND (inquiry.telephone IS NOT NULL OR inquiry.recording IS NOT NULL))
              AND NOT EXISTS (SELECT 1 FROM message
                              WHERE message.call = call.number AND message.telephone IS NOT NULL)
              AND NOT EXISTS (SELECT 1 FROM recording_deletion WHERE recording_deletion.call = call.number)
              ORDER BY started_at LIMIT $2"
        )
    };
}

/// The oldest calls of which nothing happened after the time.
const OLD_CALLS: &str = and_nothing_personal!(
    "SELECT number FROM call
     WHERE started_at < $1
       AND NOT EXISTS (SELECT 1 FROM turn WHERE turn.call = call.number AND turn.at >= $1)"
);

const OLD_LINKED: &str =
    and_nothing_personal!("SELECT number FROM call WHERE caller IS NOT NULL AND started_at < $1");

/// Inquiries of which something personal is kept that is too old.
const OLD_INQUIRIES: &str = "
    SELECT number FROM inquiry
    WHERE asked_at < $1 AND (telephone IS NOT NULL OR recording IS NOT NULL OR said IS NOT NULL)
    ORDER BY asked_at LIMIT $2";

const CLOSED: &str = "SELECT number FROM inquiry WHERE closed_at < $1 ORDER BY closed_at LIMIT $2";

const OLD_TEXTS: &str = "
    DELETE FROM message WHERE number IN
        (SELECT number FROM message WHERE asked_at < $1 ORDER BY asked_at LIMIT $2)";

const OLD_UNHEARD: &str = "
    DELETE FROM unheard WHERE (language, said) IN
        (SELECT language, said FROM unheard WHERE last_at < $1 ORDER BY last_at LIMIT $2)";

const OLD_ONCE: &str = "
    DELETE FROM unheard_once WHERE (language, mark) IN
        (SELECT language, mark FROM unheard_once WHERE at < $1 ORDER BY at LIMIT $2)";

/// Those of a day are of an age with its beginning.
const OLD_OPINIONS: &str = "
    DELETE FROM page_opinion WHERE (day, service, edition, opinion) IN
        (SELECT day, service, edition, opinion FROM page_opinion WHERE day < $1 ORDER BY day LIMIT $2)";

const OLD_REMARKS: &str = "
    DELETE FROM page_remark WHERE number IN
        (SELECT number FROM page_remark WHERE at < $1 ORDER BY at LIMIT $2)";

const LAST_ROUND: &str =
    "SELECT coalesce((SELECT at FROM retention_round), (SELECT max(started_at) FROM call))";

const ROUND_MADE: &str = "
    INSERT INTO retention_round (one, at) VALUES (1, $1)
    ON CONFLICT (one) DO UPDATE SET at = excluded.at";

const OLD_WISHES: &str = "
    DELETE FROM unremembered WHERE caller IN
        (SELECT caller FROM unremembered WHERE at < $1 ORDER BY at LIMIT $2)";

/// The calls are only old: what is left of inquiries and text messages says nothing of anybody, and stays.
pub async fn remove_calls(store: &Store, before: Timestamp) -> sqlx::Result<Erased> {
    let remove = |calls: Vec<i64>| async move {
        let mut transaction = begin(store.writing()).await?;
        let erased = batches::remove_calls(&mut transaction, &calls).await?;
        transaction.commit().await?;
        Ok(erased)
    };
    each_batch(store, || query_scalar!(OLD_CALLS, before, CALLS), remove).await
}

pub async fn unlink_callers(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    let unlink = |calls: Vec<i64>| async move {
        let mut connection = store.writing().acquire().await?;
        execute_for(&mut connection, "UPDATE call SET caller = NULL WHERE number", &calls).await
    };
    each_batch(store, || query_scalar!(OLD_LINKED, before, CALLS), unlink).await
}

/// Takes numbers, recordings and written words out of inquiries.
pub async fn clear_inquiries(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    let clear = |inquiries: Vec<i64>| async move {
        let mut transaction = begin(store.writing()).await?;
        delete_at_provider(&mut transaction, "number", &inquiries).await?;
        let delete = "DELETE FROM inquiry_recording WHERE inquiry";
        execute_for(&mut transaction, delete, &inquiries).await?;
        let clear = "UPDATE inquiry SET telephone = NULL, recording = NULL, said = NULL, next_at = NULL, claimed_until = NULL,
                         last_error = NULL
                     WHERE number";
        let cleared = execute_for(&mut transaction, clear, &inquiries).await?;
        transaction.commit().await?;
        Ok(cleared)
    };
    each_batch(store, || query_scalar!(OLD_INQUIRIES, before, INQUIRIES), clear).await
}

pub async fn remove_inquiries(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    let remove = |inquiries: Vec<i64>| async move {
        let mut transaction = begin(store.writing()).await?;
        delete_at_provider(&mut transaction, "number", &inquiries).await?;
        let delete = "DELETE FROM inquiry WHERE number";
        let removed = execute_for(&mut transaction, delete, &inquiries).await?;
        transaction.commit().await?;
        Ok(removed)
    };
    each_batch(store, || query_scalar!(CLOSED, before, INQUIRIES), remove).await
}

pub async fn remove_texts(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    repeat(store, OLD_TEXTS, before, TEXTS).await
}

pub async fn remove_wishes(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    repeat(store, OLD_WISHES, before, TEXTS).await
}

pub async fn remove_page_reports(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    let opinions = repeat(store, OLD_OPINIONS, before, TEXTS).await?;
    Ok(opinions + repeat(store, OLD_REMARKS, before, TEXTS).await?)
}

pub async fn remove_unheard(store: &Store, before: Timestamp) -> sqlx::Result<u64> {
    let once = repeat(store, OLD_ONCE, before, TEXTS).await?;
    Ok(once + repeat(store, OLD_UNHEARD, before, TEXTS).await?)
}

pub async fn last_round(pool: &DbPool) -> sqlx::Result<Option<Timestamp>> {
    let at: Option<i64> = query_scalar!(LAST_ROUND).fetch_one(pool).await?;
    Ok(at.and_then(|at| Timestamp::from_microsecond(at).ok()))
}

pub async fn round_made(pool: &DbPool, at: Timestamp) -> sqlx::Result<()> {
    query!(ROUND_MADE, at).execute(pool).await?;
    Ok(())
}
