//! The store that the configuration names, whichever backend it is.

mod requests;

use jiff::Timestamp;

use super::postgres::PostgresStore;
use super::sqlite::{SqliteOptions, SqliteStore};
use super::{
    ActivationError, Active, Appended, Authorship, CallSummary, Calls, ChangeError, DraftFile,
    DraftRecord, Drafts, EditionContents, EditionRecord, Editions, Erased, Event, EventLog,
    FileChange, Keeping, Leases, Location, NewEdition, NoticeRecord, Notices, NoticesVersion,
    RecentCalls, Scheduled, ShelvedRecording, StoreError,
};
use crate::catalogue::{EditionNumber, NewNotice, Notice, NoticeId};

/// The store that the configuration names. Clones share the same connections.
#[derive(Debug, Clone)]
pub enum Database {
    /// In a file.
    Sqlite(SqliteStore),
    /// In a PostgreSQL database.
    Postgres(PostgresStore),
}

impl Database {
    /// Opens the store, makes it where that is up to us, and brings its layout up to date.
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
            Location::File(path) if !path.exists() => Err(StoreError::Missing {
                place: location.clone(),
            }),
            Location::File(_) => Self::open(location, options).await,
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

    /// Leaves nothing of what was removed beside the store, where that is up to us; says whether it could.
    pub async fn write_back(&self) -> Result<bool, StoreError> {
        match self {
            Self::Sqlite(store) => store.write_back().await,
            // A database server writes back by itself.
            Self::Postgres(_) => Ok(true),
        }
    }

    /// Closes the connections, after what they are at.
    pub async fn close(&self) {
        each!(self, store => store.close().await);
    }
}

/// The same for every backend.
macro_rules! each {
    ($database:expr, $store:ident => $then:expr) => {
        match $database {
            Database::Sqlite($store) => $then,
            Database::Postgres($store) => $then,
        }
    };
}
use each;

impl EventLog for Database {
    async fn append(&self, events: &[Event]) -> Result<Appended, StoreError> {
        each!(self, store => store.append(events).await)
    }
}

impl Calls for Database {
    async fn recent(&self, query: &RecentCalls) -> Result<Vec<CallSummary>, StoreError> {
        each!(self, store => store.recent(query).await)
    }

    async fn way(&self, call: &str) -> Result<Vec<Event>, StoreError> {
        each!(self, store => store.way(call).await)
    }

    async fn starting_with(&self, prefix: &str, limit: u16) -> Result<Vec<String>, StoreError> {
        each!(self, store => store.starting_with(prefix, limit).await)
    }

    async fn heard_since(&self, since: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        each!(self, store => store.heard_since(since).await)
    }

    async fn in_progress(&self, since: Timestamp) -> Result<Vec<(String, u64)>, StoreError> {
        each!(self, store => store.in_progress(since).await)
    }
}

impl Editions for Database {
    async fn active(&self) -> Result<Option<Active>, StoreError> {
        each!(self, store => store.active().await)
    }

    async fn activations(&self, since: Timestamp) -> Result<Vec<Active>, StoreError> {
        each!(self, store => store.activations(since).await)
    }

    async fn editions(&self) -> Result<Vec<EditionRecord>, StoreError> {
        each!(self, store => store.editions().await)
    }

    async fn edition(&self, number: EditionNumber) -> Result<Option<EditionRecord>, StoreError> {
        each!(self, store => store.edition(number).await)
    }

    async fn contents(&self, number: EditionNumber) -> Result<Option<EditionContents>, StoreError> {
        each!(self, store => store.contents(number).await)
    }

    async fn bytes(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        each!(self, store => store.bytes(hash).await)
    }

    async fn missing(&self, hashes: &[String], now: Timestamp) -> Result<Vec<String>, StoreError> {
        each!(self, store => store.missing(hashes, now).await)
    }

    async fn keep(&self, bytes: &[u8], now: Timestamp) -> Result<String, StoreError> {
        each!(self, store => store.keep(bytes, now).await)
    }

    async fn keep_all(&self, contents: &[&[u8]], now: Timestamp) -> Result<(), StoreError> {
        each!(self, store => store.keep_all(contents, now).await)
    }

    async fn shelve(&self, recordings: &[ShelvedRecording]) -> Result<(), StoreError> {
        each!(self, store => store.shelve(recordings).await)
    }

    async fn shelved(&self) -> Result<Vec<ShelvedRecording>, StoreError> {
        each!(self, store => store.shelved().await)
    }

    async fn publish(
        &self,
        edition: &NewEdition,
        expected: Option<u64>,
    ) -> Result<EditionNumber, ActivationError> {
        each!(self, store => store.publish(edition, expected).await)
    }

    async fn roll_back(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
        expected: u64,
    ) -> Result<(), ActivationError> {
        each!(self, store => store.roll_back(number, by, expected).await)
    }

    async fn schedule(&self) -> Result<Vec<Scheduled>, StoreError> {
        each!(self, store => store.schedule().await)
    }

    async fn unschedule(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.unschedule(number, by).await)
    }

    async fn promote(&self, now: Timestamp) -> Result<Vec<EditionNumber>, StoreError> {
        each!(self, store => store.promote(now).await)
    }

    async fn retire(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<EditionNumber>, StoreError> {
        each!(self, store => store.retire(before, now).await)
    }

    async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.sweep(before).await)
    }
}

impl Drafts for Database {
    async fn begin_draft(
        &self,
        title: &str,
        base: EditionNumber,
        by: Authorship<'_>,
    ) -> Result<u32, StoreError> {
        each!(self, store => store.begin_draft(title, base, by).await)
    }

    async fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        each!(self, store => store.drafts().await)
    }

    async fn draft(&self, number: u32) -> Result<Option<DraftRecord>, StoreError> {
        each!(self, store => store.draft(number).await)
    }

    async fn draft_files(&self, number: u32) -> Result<Vec<DraftFile>, StoreError> {
        each!(self, store => store.draft_files(number).await)
    }

    async fn change_draft(&self, number: u32, change: &FileChange<'_>) -> Result<u64, ChangeError> {
        each!(self, store => store.change_draft(number, change).await)
    }

    async fn discard_draft(&self, number: u32, by: Authorship<'_>) -> Result<bool, StoreError> {
        each!(self, store => store.discard_draft(number, by).await)
    }

    async fn discard_draft_if(
        &self,
        number: u32,
        files: &[(String, u64)],
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.discard_draft_if(number, files, by).await)
    }
}

impl Keeping for Database {
    async fn remove_calls(&self, before: Timestamp) -> Result<Erased, StoreError> {
        each!(self, store => store.remove_calls(before).await)
    }

    async fn unlink_callers(&self, before: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.unlink_callers(before).await)
    }

    async fn clear_inquiries(&self, before: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.clear_inquiries(before).await)
    }

    async fn remove_inquiries(&self, before: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.remove_inquiries(before).await)
    }

    async fn remove_texts(&self, before: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.remove_texts(before).await)
    }

    async fn remove_unheard(&self, before: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.remove_unheard(before).await)
    }

    async fn forget(&self, caller: &str, by: Authorship<'_>) -> Result<Erased, StoreError> {
        each!(self, store => store.forget(caller, by).await)
    }

    async fn erase_forgotten(&self, now: Timestamp) -> Result<Erased, StoreError> {
        each!(self, store => store.erase_forgotten(now).await)
    }

    async fn forgotten(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        each!(self, store => store.forgotten().await)
    }

    async fn expire_forgotten(&self, before: Timestamp) -> Result<(), StoreError> {
        each!(self, store => store.expire_forgotten(before).await)
    }
}

impl Notices for Database {
    async fn add_notice(
        &self,
        notice: &NewNotice,
        by: Authorship<'_>,
    ) -> Result<NoticeId, StoreError> {
        each!(self, store => store.add_notice(notice, by).await)
    }

    async fn end_notice(&self, id: NoticeId, by: Authorship<'_>) -> Result<bool, StoreError> {
        each!(self, store => store.end_notice(id, by).await)
    }

    async fn notices(&self, since: Timestamp) -> Result<Vec<NoticeRecord>, StoreError> {
        each!(self, store => store.notices(since).await)
    }

    async fn notices_version(&self) -> Result<NoticesVersion, StoreError> {
        each!(self, store => store.notices_version().await)
    }

    async fn standing_notices(&self) -> Result<(NoticesVersion, Vec<Notice>), StoreError> {
        each!(self, store => store.standing_notices().await)
    }

    async fn remove_notices(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        each!(self, store => store.remove_notices(before, now).await)
    }
}

impl Leases for Database {
    async fn lease(
        &self,
        work: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        each!(self, store => store.lease(work, holder, now, until).await)
    }
}
