//! The store that the configuration names, on either backend. Each noun's file adds its operations.

use std::ops::Deref;
use std::sync::Arc;

use jiff::Timestamp;

use super::jobs::JobSignals;
use super::postgres::{PostgresStore, Replication};
use super::reopening::{Reopen, Reopening};
use super::sqlite::{ForgottenIn, LeftCopy, SqliteOptions, SqliteStore, left_copies};
use super::{Appended, Authorship, Location, StoreError, TurnLog, TurnRecord};

/// The store that the configuration names. Clones share the same connections.
#[derive(Debug, Clone)]
pub enum Database {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

/// Runs the same code on either backend, with its `sql` module and its store.
macro_rules! each {
    ($database:expr, ($sql:ident, $store:ident) => $then:expr) => {
        match $database {
            $crate::store::Database::Sqlite($store) => {
                use $crate::store::sqlite::sql as $sql;
                $then
            }
            $crate::store::Database::Postgres($store) => {
                use $crate::store::postgres::sql as $sql;
                $then
            }
        }
    };
}

/// Calls a function of `sql/` with the connections that read.
macro_rules! read {
    ($database:expr, $noun:ident::$function:ident($($argument:expr),*)) => {
        $crate::store::database::each!($database, (sql, store) => {
            sql::answer(store, sql::$noun::$function(store.reading(), $($argument),*)).await
        })
    };
}

/// Calls a function of `sql/` with the connections that write, anew where another server's work undid it.
macro_rules! change {
    ($database:expr, $noun:ident::$function:ident($($argument:expr),*)) => {
        $crate::store::database::each!($database, (sql, store) => {
            let work = || sql::$noun::$function(store.writing(), $($argument),*);
            sql::answer(store, sql::retrying(work)).await
        })
    };
}

/// Calls a function of `sql/` that works in batches, each within the store's limit.
macro_rules! in_batches {
    ($database:expr, $noun:ident::$function:ident($($argument:expr),*)) => {
        $crate::store::database::each!($database, (sql, store) => {
            let done = sql::$noun::$function(store, $($argument),*).await;
            done.map_err(sql::store_error)
        })
    };
}

/// Gives [`Database`] a method for each operation, which calls the function of `sql/` behind `=` with its arguments.
macro_rules! operations {
    ($(
        $(#[$about:meta])*
        $how:ident fn $name:ident($($argument:ident: $Argument:ty),*) -> $Done:ty
            = $noun:ident::$function:ident;
    )+) => {
        impl $crate::store::Database {$(
            $(#[$about])*
            pub async fn $name(
                &self,
                $($argument: $Argument),*
            ) -> Result<$Done, $crate::store::StoreError> {
                $crate::store::database::$how!(self, $noun::$function($($argument),*))
            }
        )+}
    };
}
pub(super) use {change, each, in_batches, operations, read};

impl Database {
    /// Opens the store, makes it where that is up to us, and brings its schema up to date.
    pub async fn open(location: &Location, options: &SqliteOptions) -> Result<Self, StoreError> {
        match location {
            Location::File(path) => SqliteStore::open(path, options).await.map(Self::Sqlite),
            Location::Postgres(url) => PostgresStore::open(url).await.map(Self::Postgres),
        }
    }

    /// Opens a store that must be there already.
    pub async fn existing(
        location: &Location,
        options: &SqliteOptions,
    ) -> Result<Self, StoreError> {
        match location {
            Location::File(path) => {
                SqliteStore::check_there(path)?;
                Self::open(location, options).await
            }
            Location::Postgres(url) => PostgresStore::existing(url).await.map(Self::Postgres),
        }
    }

    /// Opens a store that must be there already, and changes nothing: neither its schema nor, in a file, anything
    /// else.
    pub async fn read_only(
        location: &Location,
        options: &SqliteOptions,
    ) -> Result<Self, StoreError> {
        match location {
            Location::File(path) => SqliteStore::read_only(path, options).await.map(Self::Sqlite),
            Location::Postgres(url) => PostgresStore::existing(url).await.map(Self::Postgres),
        }
    }

    /// Completes when other editions or notices may have come to be heard, if the store tells; a file never
    /// does. Look for yourself from time to time as well.
    pub async fn changed(&self) {
        match self {
            Self::Sqlite(_) => std::future::pending().await,
            Self::Postgres(store) => store.changed().await,
        }
    }

    /// Tells the other servers that they may look at once. They look from time to time in any case.
    pub(super) async fn announce(&self) {
        if let Self::Postgres(store) = self {
            store.announce().await;
        }
    }

    /// Leaves nothing of what was removed beside the store, where that is up to us; says whether it could.
    pub async fn write_back(&self) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.write_back().await,
            // A database server writes back by itself.
            Self::Postgres(_) => Ok(true),
        }
    }

    /// The time by the clock of the database's machine; none where the store is on this one.
    pub async fn time(&self) -> Result<Option<Timestamp>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(store) => store.time().await.map(Some),
        }
    }

    /// The copies that could take the database's place; none where the store is a file.
    pub async fn replication(&self) -> Result<Option<Replication>, StoreError> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(store) => store.replication().await.map(Some),
        }
    }

    /// Copies of the whole store that this program has left beside it.
    pub fn copies(&self) -> Vec<LeftCopy> {
        match self {
            Self::Sqlite(store) => left_copies(store.path()),
            Self::Postgres(_) => Vec::new(),
        }
    }

    /// Removes a caller from the copies of the whole store beside it, and each copy in which that can't be done. One that is
    /// only just being made is left.
    pub async fn forget_in_copies(
        &self,
        caller: &str,
        by: Authorship<'_>,
    ) -> Vec<(LeftCopy, ForgottenIn)> {
        let mut done = Vec::new();
        for copy in self.copies().into_iter().filter(|copy| !copy.is_being_made(by.at)) {
            let forgotten_in = match copy.forget(caller, by).await {
                Ok(()) => ForgottenIn::Erased,
                Err(_) => match copy.remove() {
                    Ok(()) => ForgottenIn::Removed,
                    Err(cause) => ForgottenIn::Left(cause),
                },
            };
            done.push((copy, forgotten_in));
        }
        done
    }

    /// Removes copies of the whole store that were put aside before this time, and what a program that was killed left
    /// unfinished before that; says how many.
    pub(super) fn remove_copies(&self, aside: Timestamp, unfinished: Timestamp) -> u64 {
        let is_old = |copy: &LeftCopy| {
            copy.at < if copy.is_unfinished { aside.max(unfinished) } else { aside }
        };
        let old = self.copies().into_iter().filter(is_old);
        let removed = old.filter(|copy| match copy.remove() {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(file = %copy.file, %error, "a copy of the store can't be removed");
                false
            }
        });
        removed.count() as u64
    }

    /// Closes the connections, after what they are at.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(store) => store.close().await,
            Self::Postgres(store) => store.close().await,
        }
    }
}

impl TurnLog for Database {
    async fn append(&self, records: &[TurnRecord]) -> Result<Appended, StoreError> {
        match self {
            Self::Sqlite(store) => store.append(records).await,
            Self::Postgres(store) => store.append(records).await,
        }
    }

    async fn carried(&self, journal: &str) -> Result<Option<i64>, StoreError> {
        read!(self, carried::carried(journal)).map(Some)
    }

    async fn note_carried(
        &self,
        journal: &str,
        from: i64,
        through: i64,
    ) -> Result<bool, StoreError> {
        change!(self, carried::note(journal, from, through))
    }
}

/// The store that the configuration names, opened when it is first needed, and anew after it failed.
#[derive(Debug)]
pub struct LazyDatabase {
    reopening: Reopening<Database>,
    /// Wakes the workers of this node.
    pub signals: JobSignals,
}

/// A store as it was opened one of these times.
#[derive(Debug, Clone)]
pub struct Opened {
    database: Database,
    time: u64,
}

impl Deref for Opened {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.database
    }
}

impl LazyDatabase {
    /// The store at `location`, which is not opened yet.
    pub fn new(location: Location, options: SqliteOptions) -> Self {
        Self { reopening: Reopening::new((location, options)), signals: JobSignals::default() }
    }

    pub fn location(&self) -> &Location {
        &self.reopening.target().0
    }

    /// The store, opened now if it was not.
    pub async fn get(&self) -> Result<Opened, StoreError> {
        let (database, time) = self.reopening.get().await?;
        Ok(Opened { database, time })
    }

    /// Takes note of a failure: a file is opened anew the next time, unless only the data was at fault or somebody
    /// else held it. Connections to a database server mend themselves.
    pub async fn failed(&self, opened: &Opened, error: &StoreError) {
        self.reopening.failed(opened.time, error).await;
    }

    /// Closes the store if it was opened.
    pub async fn close(&self) {
        self.reopening.close().await;
    }
}

impl Reopen for Database {
    type Target = (Location, SqliteOptions);

    async fn open((location, options): &Self::Target) -> Result<Self, StoreError> {
        Self::open(location, options).await
    }

    async fn close(&self) {
        Self::close(self).await;
    }

    fn mends_itself(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }
}

impl TurnLog for Arc<LazyDatabase> {
    /// Appending nothing opens the store and does no more.
    async fn append(&self, records: &[TurnRecord]) -> Result<Appended, StoreError> {
        let opened = self.get().await?;
        let appended = opened.database.append(records).await;
        match &appended {
            Ok(_) => self.signals.arrived(records),
            Err(error) => self.failed(&opened, error).await,
        }
        appended
    }

    async fn carried(&self, journal: &str) -> Result<Option<i64>, StoreError> {
        self.get().await?.carried(journal).await
    }

    async fn note_carried(
        &self,
        journal: &str,
        from: i64,
        through: i64,
    ) -> Result<bool, StoreError> {
        self.get().await?.note_carried(journal, from, through).await
    }
}
