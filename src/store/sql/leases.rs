//! Leases.

use jiff::Timestamp;

use super::super::DbPool;

pub(in crate::store) async fn lease(
    pool: &DbPool,
    (work, holder): (&str, &str),
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query(
        "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
         WHERE lease.holder = excluded.holder OR lease.until <= $4",
    )
    .bind(work)
    .bind(holder)
    .bind(until.as_microsecond())
    .bind(now.as_microsecond())
    .execute(pool)
    .await?;
    Ok(taken.rows_affected() > 0)
}
