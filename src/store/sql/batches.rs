//! Removal in batches of a few rows each, so that nobody who writes waits for long.

use std::future::Future;
use std::ops::AddAssign;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::query::QueryScalar;
use sqlx::{Database, QueryBuilder};
use tokio::time::sleep;

use super::super::{Db, DbConnection, Store, limited};
use super::columns::push_list;
use super::retrying;
use crate::store::Erased;

/// Between two batches, so that whoever has something to write comes in between.
const PAUSE: Duration = Duration::from_millis(20);

/// Calls in one transaction, so that whoever writes meanwhile waits for milliseconds.
pub const CALLS: i64 = 500;

/// Does one batch within the store's limit.
pub async fn batch<T, Work>(store: &Store, work: impl Fn() -> Work + Send) -> sqlx::Result<T>
where
    Work: Future<Output = sqlx::Result<T>> + Send,
{
    limited(store, retrying(work)).await
}

/// Repeats a statement until it changes nothing more; says how many rows it changed. Parameters: the time, and how many
/// rows at most.
pub async fn repeat(
    store: &Store,
    statement: &'static str,
    before: Timestamp,
    limit: i64,
) -> sqlx::Result<u64> {
    let mut changed = 0;
    loop {
        let execute = || query!(statement, before, limit).execute(store.writing());
        match batch(store, execute).await?.rows_affected() {
            0 => return Ok(changed),
            some => changed += some,
        }
        sleep(PAUSE).await;
    }
}

type Numbers<'q> = QueryScalar<'q, Db, i64, <Db as Database>::Arguments>;

/// Does work with the numbers that are selected, one batch after the other until there are none; adds up what is done.
pub async fn each_batch<'q, T, Work>(
    store: &Store,
    select: impl Fn() -> Numbers<'q> + Send,
    work: impl Fn(Vec<i64>) -> Work + Send + Sync,
) -> sqlx::Result<T>
where
    T: Default + AddAssign + Send,
    Work: Future<Output = sqlx::Result<T>> + Send,
{
    let mut done = T::default();
    loop {
        let numbers = limited(store, select().fetch_all(store.reading())).await?;
        if numbers.is_empty() {
            return Ok(done);
        }
        sleep(PAUSE).await;
        done += batch(store, || work(numbers.clone())).await?;
    }
}

/// Executes a statement that ends with a column's name, for the rows in which that is one of the numbers; says how many
/// rows it changed.
pub async fn execute_for(
    connection: &mut DbConnection,
    statement: &str,
    numbers: &[i64],
) -> sqlx::Result<u64> {
    let mut query = QueryBuilder::new(statement);
    push_list(&mut query, numbers.iter().copied());
    Ok(query.build().execute(connection).await?.rows_affected())
}

/// Removes calls with their records.
pub async fn remove_calls(connection: &mut DbConnection, numbers: &[i64]) -> sqlx::Result<Erased> {
    let turns = execute_for(connection, "DELETE FROM turn WHERE call", numbers).await?;
    let calls = execute_for(connection, "DELETE FROM call WHERE number", numbers).await?;
    Ok(Erased { calls, turns, ..Erased::default() })
}

/// Has recordings deleted at the provider, of the inquiries whose `column` is one of the numbers: those that are there
/// still, and that nobody will be left to know of.
pub async fn delete_at_provider(
    connection: &mut DbConnection,
    column: &str,
    numbers: &[i64],
) -> sqlx::Result<()> {
    let insert = format!(
        "INSERT INTO recording_deletion (line, recording, next_at)
         SELECT line, recording, asked_at FROM inquiry
         WHERE recording IS NOT NULL AND fetched_at IS NULL AND {column}"
    );
    execute_for(connection, &insert, numbers).await.map(drop)
}
