//! Stores as the tests open them.

use camino::Utf8Path;
use sila::store::postgres::PostgresStore;
use sila::store::sqlite::{SqliteOptions, SqliteStore};
use sila::store::{Database, PostgresUrl, StoreError};

/// The store in the file, which is made where it is missing.
pub async fn in_file(path: &Utf8Path, options: &SqliteOptions) -> Result<Database, StoreError> {
    SqliteStore::open(path, options).await.map(Database::Sqlite)
}

/// The store in the file as it is, to be read.
pub async fn read_only(path: &Utf8Path, options: &SqliteOptions) -> Result<Database, StoreError> {
    SqliteStore::read_only(path, options).await.map(Database::Sqlite)
}

/// The store in the PostgreSQL database, which is made where it is missing.
pub async fn in_postgres(url: &PostgresUrl) -> Result<Database, StoreError> {
    PostgresStore::open(url).await.map(Database::Postgres)
}
