//! The queries that are the same on every backend. Each backend compiles this folder for its own driver: it
//! provides the types `Db`, `DbPool`, `DbRow` and `Store` with its two pools, and the functions `begin`,
//! `store_error` and `announce`.

pub(super) mod calls;
mod drafts;
mod editions;
mod publishing;
mod rows;

use jiff::Timestamp;

use super::{Store, announce, store_error};
use crate::catalogue::EditionNumber;
use crate::store::{
    ActivationError, Active, ChangeError, DraftFile, DraftRecord, Drafts, EditionContents,
    EditionRecord, Editions, FileChange, Leases, NewEdition, Scheduled, ShelvedRecording,
    StoreError,
};
use publishing::Attempt;

impl Editions for Store {
    async fn active(&self) -> Result<Option<Active>, StoreError> {
        editions::active(self.reading()).await.map_err(store_error)
    }

    async fn activations(&self, since: Timestamp) -> Result<Vec<Active>, StoreError> {
        editions::activations(self.reading(), since)
            .await
            .map_err(store_error)
    }

    async fn editions(&self) -> Result<Vec<EditionRecord>, StoreError> {
        editions::editions(self.reading())
            .await
            .map_err(store_error)
    }

    async fn edition(&self, number: EditionNumber) -> Result<Option<EditionRecord>, StoreError> {
        editions::edition(self.reading(), number)
            .await
            .map_err(store_error)
    }

    async fn contents(&self, number: EditionNumber) -> Result<Option<EditionContents>, StoreError> {
        editions::contents(self.reading(), number)
            .await
            .map_err(store_error)
    }

    async fn bytes(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        editions::bytes(self.reading(), hash)
            .await
            .map_err(store_error)
    }

    async fn missing(&self, hashes: &[String], now: Timestamp) -> Result<Vec<String>, StoreError> {
        publishing::missing(self.writing(), hashes, now)
            .await
            .map_err(store_error)
    }

    async fn keep(&self, bytes: &[u8], now: Timestamp) -> Result<String, StoreError> {
        publishing::keep(self.writing(), bytes, now)
            .await
            .map_err(store_error)
    }

    async fn keep_all(&self, contents: &[&[u8]], now: Timestamp) -> Result<(), StoreError> {
        publishing::keep_all(self.writing(), contents, now)
            .await
            .map_err(store_error)
    }

    async fn shelve(&self, recordings: &[ShelvedRecording]) -> Result<(), StoreError> {
        publishing::shelve(self.writing(), recordings)
            .await
            .map_err(store_error)
    }

    async fn shelved(&self) -> Result<Vec<ShelvedRecording>, StoreError> {
        editions::shelved(self.reading()).await.map_err(store_error)
    }

    async fn publish(
        &self,
        edition: &NewEdition,
        expected: Option<u64>,
    ) -> Result<EditionNumber, ActivationError> {
        let attempt = publishing::publish(self.writing(), edition, expected).await;
        let number = settle(attempt)?;
        announce(self).await;
        Ok(number)
    }

    async fn roll_back(
        &self,
        number: EditionNumber,
        author: &str,
        now: Timestamp,
        expected: u64,
    ) -> Result<(), ActivationError> {
        let attempt = publishing::roll_back(self.writing(), number, (author, now), expected).await;
        settle(attempt)?;
        announce(self).await;
        Ok(())
    }

    async fn schedule(&self) -> Result<Vec<Scheduled>, StoreError> {
        editions::schedule(self.reading())
            .await
            .map_err(store_error)
    }

    async fn unschedule(&self, number: EditionNumber) -> Result<bool, StoreError> {
        publishing::unschedule(self.writing(), number)
            .await
            .map_err(store_error)
    }

    async fn promote(&self, now: Timestamp) -> Result<Vec<EditionNumber>, StoreError> {
        let promoted = publishing::promote(self.writing(), now)
            .await
            .map_err(store_error)?;
        if !promoted.is_empty() {
            announce(self).await;
        }
        Ok(promoted)
    }

    async fn retire(
        &self,
        before: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<EditionNumber>, StoreError> {
        publishing::retire(self.writing(), before, now)
            .await
            .map_err(store_error)
    }

    async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        publishing::sweep(self.writing(), before)
            .await
            .map_err(store_error)
    }
}

impl Drafts for Store {
    async fn begin_draft(
        &self,
        title: &str,
        base: EditionNumber,
        author: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        drafts::begin_draft(self.writing(), (title, author), base, now)
            .await
            .map_err(store_error)
    }

    async fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        drafts::drafts(self.reading()).await.map_err(store_error)
    }

    async fn draft(&self, number: u32) -> Result<Option<DraftRecord>, StoreError> {
        drafts::draft(self.reading(), number)
            .await
            .map_err(store_error)
    }

    async fn draft_files(&self, number: u32) -> Result<Vec<DraftFile>, StoreError> {
        drafts::files(self.reading(), number)
            .await
            .map_err(store_error)
    }

    async fn change_draft(&self, number: u32, change: &FileChange<'_>) -> Result<u64, ChangeError> {
        let content = match change.bytes {
            Some(bytes) => Some(self.keep(bytes, change.now).await?),
            None => None,
        };
        drafts::change(self.writing(), number, change, content.as_deref()).await
    }

    async fn discard_draft(&self, number: u32) -> Result<bool, StoreError> {
        drafts::discard(self.writing(), number)
            .await
            .map_err(store_error)
    }
}

impl Leases for Store {
    async fn lease(
        &self,
        work: &str,
        holder: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        drafts::lease(self.writing(), (work, holder), now, until)
            .await
            .map_err(store_error)
    }
}

/// Another publisher was first also where both wrote the same number at once.
fn settle<T>(attempt: Result<Attempt<T>, sqlx::Error>) -> Result<T, ActivationError> {
    match attempt {
        Ok(Attempt::Done(done)) => Ok(done),
        Ok(Attempt::Raced) => Err(ActivationError::Raced),
        Err(error) if is_unique(&error) => Err(ActivationError::Raced),
        Err(error) => Err(store_error(error).into()),
    }
}

fn is_unique(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|error| error.is_unique_violation())
}
