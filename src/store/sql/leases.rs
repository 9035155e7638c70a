//! Leases.

use jiff::Timestamp;

use super::super::DbPool;

const LEASE: &str = "
    INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE lease.holder = excluded.holder OR lease.until <= $4";

pub async fn lease(
    pool: &DbPool,
    work: &str,
    holder: &str,
    now: Timestamp,
    until: Timestamp,
) -> sqlx::Result<bool> {
    let taken = query!(LEASE, work, holder, until, now).execute(pool).await?;
    Ok(taken.rows_affected() > 0)
}
