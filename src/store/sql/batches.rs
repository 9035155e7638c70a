//! Removal in batches of a few rows each, so that nobody who writes waits for long.

use std::future::Future;
use std::time::Duration;

use sqlx::query::QueryScalar;
use sqlx::{Database, QueryBuilder, Transaction};
use tokio::time::sleep;

use super::super::{Db, Store, limited};
use super::retrying;
use crate::store::Erased;

/// Between two batches, so that whoever has something to write comes in between.
pub(super) const PAUSE: Duration = Duration::from_millis(20);

/// Calls in one transaction, so that whoever writes meanwhile waits for milliseconds.
pub(super) const CALLS: i64 = 500;

/// Does one batch within the store's limit.
pub(super) async fn batch<T, Work>(
    store: &Store,
    work: impl Fn() -> Work + Send,
) -> Result<T, sqlx::Error>
where
    Work: Future<Output = Result<T, sqlx::Error>> + Send,
{
    limited(store, retrying(work)).await
}

pub(super) type Numbers<'q> = QueryScalar<'q, Db, i64, <Db as Database>::Arguments>;

/// The numbers of the next batch, after a pause; none when all is done.
pub(super) async fn next<'q>(
    store: &Store,
    select: impl Fn() -> Numbers<'q> + Send,
) -> Result<Option<Vec<i64>>, sqlx::Error> {
    let numbers = limited(store, select().fetch_all(store.reading())).await?;
    if numbers.is_empty() {
        return Ok(None);
    }
    sleep(PAUSE).await;
    Ok(Some(numbers))
}

/// A statement followed by the list of numbers.
pub(super) fn with_numbers(statement: &'static str, numbers: &[i64]) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new(statement);
    push_numbers(&mut query, numbers);
    query
}

pub(super) fn push_numbers(query: &mut QueryBuilder<Db>, numbers: &[i64]) {
    query.push(" IN (");
    let mut list = query.separated(", ");
    for number in numbers {
        list.push_bind(*number);
    }
    query.push(")");
}

/// Removes calls with their records.
pub(super) async fn remove_calls(
    transaction: &mut Transaction<'_, Db>,
    numbers: &[i64],
) -> Result<Erased, sqlx::Error> {
    let mut turns = with_numbers("DELETE FROM turn WHERE call", numbers);
    let turns = turns.build().execute(&mut **transaction).await?;
    let mut calls = with_numbers("DELETE FROM call WHERE number", numbers);
    let calls = calls.build().execute(&mut **transaction).await?;
    Ok(Erased { calls: calls.rows_affected(), turns: turns.rows_affected(), ..Erased::default() })
}

/// Recordings that are at the provider still, and that nobody will be left to know of.
const DELETE_AT_PROVIDER: &str = "
    INSERT INTO recording_deletion (line, recording, next_at)
    SELECT line, recording, asked_at FROM inquiry WHERE recording IS NOT NULL AND fetched_at IS NULL AND ";

/// Has recordings deleted at the provider, of the inquiries whose `column` is one of the numbers.
pub(super) async fn delete_at_provider(
    transaction: &mut Transaction<'_, Db>,
    column: &'static str,
    numbers: &[i64],
) -> Result<(), sqlx::Error> {
    let mut insert: QueryBuilder<Db> = QueryBuilder::new(DELETE_AT_PROVIDER);
    insert.push(column);
    push_numbers(&mut insert, numbers);
    insert.build().execute(&mut **transaction).await?;
    Ok(())
}
