//! Opening the database: its connections, its schema.

use std::sync::LazyLock;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection as _, Executor as _, PgPool};
use tokio::time::timeout;

use super::error::{code, store_error};
use crate::store::migrations::{check_found, migrator};
use crate::store::{Location, PostgresUrl, StoreError};

static MIGRATIONS: LazyLock<Migrator> =
    LazyLock::new(|| migrator(&[include_str!("../../../migrations/postgres/0001_store.sql")]));

const CONNECTIONS: u32 = 8;

/// The wait for a connection, new or from the pool.
pub(super) const CONNECTING: Duration = Duration::from_secs(5);

/// The time for bringing the schema up to date, with other servers doing it first.
const MIGRATING: Duration = Duration::from_mins(5);

/// So that nothing waits for ever. A commit must be on the database's disk when it is confirmed, which some
/// databases are set up not to wait for; what is stricter than that stays.
const SETTINGS: &str = "
    SET statement_timeout = '10s';
    SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = '30s';
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit', true) IN ('off', 'local');";

/// Says if the tables are there that sqlx keeps its list of migrations in, and ours.
const TABLES: &str = "
    SELECT to_regclass('_sqlx_migrations') IS NOT NULL,
           to_regclass('call') IS NOT NULL OR to_regclass('turn') IS NOT NULL
               OR to_regclass('edition') IS NOT NULL OR to_regclass('content') IS NOT NULL";

pub(super) fn options(url: &PostgresUrl) -> Result<PgConnectOptions, StoreError> {
    let options = url.connect_options().map_err(store_error)?;
    Ok(options.application_name("sila"))
}

/// Connections, of which one is tried.
///
/// A connection of which an answer was given up is still waiting for it. It goes back to the others only once
/// the answer has come; otherwise it is closed, and a new one takes its place.
pub(super) async fn pool(url: &PostgresUrl, patience: Duration) -> Result<PgPool, StoreError> {
    let patience = patience.min(CONNECTING);
    PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(CONNECTING)
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(SETTINGS).await?;
                Ok(())
            })
        })
        .after_release(move |connection, _| {
            Box::pin(async move {
                let answered = timeout(patience, connection.ping()).await;
                answered.unwrap_or(Err(sqlx::Error::PoolTimedOut))?;
                Ok(true)
            })
        })
        .connect_with(options(url)?)
        .await
        .map_err(store_error)
}

/// Applies the migrations that the database does not have yet. One server does it, and others wait for it.
pub(super) async fn bring_up_to_date(
    pool: &PgPool,
    url: &PostgresUrl,
    patience: Duration,
) -> Result<(), StoreError> {
    match check_schema(pool, url, patience).await {
        Err(StoreError::Missing { .. } | StoreError::Older { .. }) => {}
        checked => return checked,
    }
    // A connection of its own: a change of a large table takes longer than any statement else may.
    let migrating = async {
        let connection = PgPoolOptions::new()
            .max_connections(1)
            .acquire_timeout(CONNECTING)
            .connect_with(options(url)?)
            .await
            .map_err(store_error)?;
        let migrated = MIGRATIONS.run(&connection).await;
        connection.close().await;
        migrated.map_err(|error| migration_error(url, error))
    };
    within(MIGRATING, Box::pin(migrating)).await
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(limit, work).await.unwrap_or(Err(StoreError::Unreachable(sqlx::Error::PoolTimedOut)))
}

/// Fails unless the database has exactly the schema that this version reads.
pub(super) async fn check_schema(
    pool: &PgPool,
    url: &PostgresUrl,
    patience: Duration,
) -> Result<(), StoreError> {
    let found = within(patience, newest_applied(pool, url)).await?;
    check_found(place(url), found, &MIGRATIONS)
}

/// The newest migration in the database; none in a new one.
async fn newest_applied(pool: &PgPool, url: &PostgresUrl) -> Result<Option<i64>, StoreError> {
    let (has_migrations, has_tables): (bool, bool) =
        sqlx::query_as(TABLES).fetch_one(pool).await.map_err(store_error)?;
    if !has_migrations && has_tables {
        return Err(StoreError::Foreign { place: place(url) });
    }
    if !has_migrations {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success")
        .fetch_one(pool)
        .await
        .map_err(store_error)
}

fn migration_error(url: &PostgresUrl, error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) => store_error(error),
        // The database is at fault and not the migration: lost, full, or not ours to change.
        MigrateError::ExecuteMigration(error, _)
            if code(&error).is_none_or(|code| !code.starts_with("42") || code == "42501") =>
        {
            store_error(error)
        }
        error => StoreError::Migration { place: place(url), source: Box::new(error) },
    }
}

fn place(url: &PostgresUrl) -> Location {
    Location::Postgres(url.clone())
}
