//! The queries that are the same on every backend. Each backend compiles this folder for its own driver: it
//! provides the types `Db`, `DbPool`, `DbRow` and `Store` with its two pools, the functions `begin`, `begin_reading`,
//! `store_error`, `is_collision`, `limited` and `storable`, and the text `SKIP_LOCKED`.

pub(in crate::store) mod answering;
pub(in crate::store) mod audit;
mod batches;
pub(in crate::store) mod callers;
pub(in crate::store) mod calls;
pub(in crate::store) mod counts;
pub(in crate::store) mod drafts;
pub(in crate::store) mod editions;
pub(in crate::store) mod erasure;
pub(in crate::store) mod fetching;
pub(in crate::store) mod inquiries;
pub(in crate::store) mod jobs;
pub(in crate::store) mod leases;
pub(in crate::store) mod notices;
pub(in crate::store) mod publishing;
pub(in crate::store) mod recordings;
pub(in crate::store) mod retention;
mod rows;
pub(in crate::store) mod texts;

use std::future::Future;

pub(in crate::store) use super::store_error;
use super::{Store, is_collision, limited};
use crate::store::StoreError;

/// What the store answers within its limit.
pub(in crate::store) fn answer<T>(
    store: &Store,
    work: impl Future<Output = Result<T, sqlx::Error>> + Send,
) -> impl Future<Output = Result<T, StoreError>> + Send {
    let answer = limited(store, work);
    async { answer.await.map_err(store_error) }
}

/// How often work is done anew that another server's, done at the same time, undid.
const ATTEMPTS: u32 = 10;

/// Does some work, and does it anew when another server's work at the same time undid it: both were
/// possible, only not at once.
pub(in crate::store) async fn retrying<T, Work>(work: impl Fn() -> Work) -> Result<T, sqlx::Error>
where
    Work: Future<Output = Result<T, sqlx::Error>>,
{
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if is_collision(&error) => {}
            done => return done,
        }
    }
    work().await
}
