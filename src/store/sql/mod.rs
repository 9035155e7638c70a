//! The statements that are the same on every backend. Each backend compiles this folder for its own driver: it
//! provides the types `Db`, `DbConnection`, `DbPool`, `DbRow` and `Store` with its two pools, the functions `begin`,
//! `begin_reading`, `store_error`, `is_collision`, `limited` and `storable`, and the text `SKIP_LOCKED`.

/// A statement with its parameters, each as its column keeps it.
macro_rules! query {
    ($statement:expr $(, $parameter:expr)* $(,)?) => {
        sqlx::query($statement)$(.bind(super::columns::ToColumn::stored($parameter)))*
    };
}

/// A statement with its parameters, of whose rows each is a struct or a tuple.
macro_rules! query_as {
    ($statement:expr $(, $parameter:expr)* $(,)?) => {
        sqlx::query_as($statement)$(.bind(super::columns::ToColumn::stored($parameter)))*
    };
}

/// A statement with its parameters, of whose rows each is one value.
macro_rules! query_scalar {
    ($statement:expr $(, $parameter:expr)* $(,)?) => {
        sqlx::query_scalar($statement)$(.bind(super::columns::ToColumn::stored($parameter)))*
    };
}

/// Reads a struct from a row: each field from the column of its name, unless a value is given.
macro_rules! from_row {
    ($row:ident => $Struct:ident { $($field:ident $(= $value:expr)?),+ $(,)? }) => {
        impl<'r> sqlx::FromRow<'r, super::super::DbRow> for $Struct {
            fn from_row($row: &'r super::super::DbRow) -> sqlx::Result<Self> {
                Ok(Self { $($field: field!($row, $field $(, $value)?)),+ })
            }
        }
    };
}

macro_rules! field {
    ($row:ident, $field:ident) => {
        super::columns::get($row, stringify!($field))?
    };
    ($row:ident, $field:ident, $value:expr) => {
        $value
    };
}

/// The columns of an operator.
macro_rules! operator_columns {
    () => {
        "operator.number, operator.login, operator.name, operator.roles, operator.created_at,
         operator.ended_at AS operator_ended_at,
         CAST(CASE WHEN operator.password IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_password,
         (SELECT expires_at FROM invitation WHERE invitation.operator = operator.number) AS expires_at,
         (SELECT count(*) FROM recovery_code WHERE recovery_code.operator = operator.number) AS codes"
    };
}

/// A condition: the row is a question. More about one counts as a question itself while that has not come.
macro_rules! is_question {
    () => {
        "(inquiry.continues IS NULL
          OR NOT EXISTS (SELECT 1 FROM inquiry AS first WHERE first.key = inquiry.continues))"
    };
}

pub mod answering;
pub mod asking;
pub mod audit;
mod batches;
pub mod callers;
pub mod calls;
pub mod carried;
mod columns;
pub mod counts;
pub mod drafts;
pub mod editions;
pub mod erasure;
pub mod fetching;
pub mod inquiries;
pub mod jobs;
pub mod leases;
pub mod notices;
pub mod operators;
pub mod page_reports;
pub mod publishing;
pub mod recordings;
pub mod retention;
pub mod sessions;
pub mod texts;
mod unheard;
pub mod written;

use std::future::Future;

pub(in crate::store) use super::store_error;
use super::{Store, is_collision, limited};
use crate::store::StoreError;

/// Rows in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766.
const MOST_ROWS: usize = 1000;

/// Waits for an answer within the store's limit.
pub fn answer<T>(
    store: &Store,
    work: impl Future<Output = sqlx::Result<T>> + Send,
) -> impl Future<Output = Result<T, StoreError>> + Send {
    let answer = limited(store, work);
    async { answer.await.map_err(store_error) }
}

/// The most attempts at work that another server's, done at the same time, undoes.
const ATTEMPTS: u32 = 10;

/// Does some work, and does it anew when another server's work at the same time undid it: both were
/// possible, only not at once.
pub async fn retrying<T, Work>(work: impl Fn() -> Work) -> sqlx::Result<T>
where
    Work: Future<Output = sqlx::Result<T>>,
{
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if is_collision(&error) => {}
            done => return done,
        }
    }
    work().await
}
