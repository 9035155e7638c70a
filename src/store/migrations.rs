//! Migrations, compiled in.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::{Location, StoreError};

/// The migrations of a store, each building on the one before and numbered from 1. They only ever go forward.
pub(super) fn migrator(statements: &[&'static str]) -> Migrator {
    let migration = |(number, sql): (i64, &&'static str)| {
        Migration::new(number, "".into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations((1..).zip(statements).map(migration).collect())
}

/// The number of the newest migration.
pub(super) fn newest(migrations: &Migrator) -> i64 {
    migrations.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Fails unless the newest migration found in a store is the newest that this version knows.
pub(super) fn check_found(
    place: Location,
    found: Option<i64>,
    migrations: &Migrator,
) -> Result<(), StoreError> {
    let known = newest(migrations);
    match found {
        // A server is only just making it.
        None => Err(StoreError::Missing { place }),
        Some(found) if found < known => Err(StoreError::Older { place }),
        Some(found) if found > known => Err(StoreError::Newer { place, found, known }),
        Some(_) => Ok(()),
    }
}
