//! The number of records of each journal that have arrived.

use super::super::DbPool;

const CARRIED: &str = "SELECT coalesce((SELECT through FROM carried WHERE journal = $1), 0)";

const FIRST: &str = "
    INSERT INTO carried (journal, through) VALUES ($1, $3)
    ON CONFLICT (journal) DO UPDATE SET through = excluded.through WHERE carried.through = $2";

const NEXT: &str = "UPDATE carried SET through = $3 WHERE journal = $1 AND through = $2";

pub async fn carried(pool: &DbPool, journal: &str) -> sqlx::Result<i64> {
    query_scalar!(CARRIED, journal).fetch_one(pool).await
}

pub async fn note(pool: &DbPool, journal: &str, from: i64, through: i64) -> sqlx::Result<bool> {
    let note = if from == 0 { FIRST } else { NEXT };
    Ok(query!(note, journal, from, through).execute(pool).await?.rows_affected() > 0)
}
