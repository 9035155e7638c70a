//! The queries that are the same on every backend. Each backend compiles this folder for its own driver: it
//! provides the types `Db`, `DbPool`, `DbRow` and `Store` with its two pools, and the functions `begin`,
//! `store_error`, `is_collision` and `announce`.

pub(super) mod calls;
mod drafts;
mod editions;
mod publishing;
mod rows;

use std::future::Future;

use jiff::Timestamp;

use super::{Store, announce, is_collision, store_error};
use crate::catalogue::EditionNumber;
use crate::store::{
    ActivationError, Active, ChangeError, DraftFile, DraftRecord, Drafts, EditionContents,
    EditionRecord, Editions, FileChange, Leases, NewEdition, Scheduled, ShelvedRecording,
    StoreError,
};
use drafts::Changed;
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
        retrying(|| publishing::missing(self.writing(), hashes, now))
            .await
            .map_err(store_error)
    }

    async fn keep(&self, bytes: &[u8], now: Timestamp) -> Result<String, StoreError> {
        retrying(|| publishing::keep(self.writing(), bytes, now))
            .await
            .map_err(store_error)
    }

    async fn shelve(&self, recordings: &[ShelvedRecording]) -> Result<(), StoreError> {
        retrying(|| publishing::shelve(self.writing(), recordings))
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
        let attempt = retrying(|| publishing::publish(self.writing(), edition, expected)).await;
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
        let attempt =
            retrying(|| publishing::roll_back(self.writing(), number, (author, now), expected))
                .await;
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
        retrying(|| publishing::unschedule(self.writing(), number))
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
        retrying(|| publishing::retire(self.writing(), before, now))
            .await
            .map_err(store_error)
    }

    async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        retrying(|| publishing::sweep(self.writing(), before))
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
        retrying(|| drafts::begin_draft(self.writing(), (title, author), base, now))
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
        let attempt =
            retrying(|| drafts::change(self.writing(), number, change, content.as_deref())).await;
        match attempt.map_err(store_error)? {
            Changed::Done(revision) => Ok(revision),
            Changed::Gone => Err(ChangeError::Gone(number)),
            Changed::Other { revision, author } => Err(ChangeError::Conflict {
                path: change.path.to_owned(),
                revision,
                author,
            }),
        }
    }

    async fn discard_draft(&self, number: u32) -> Result<bool, StoreError> {
        retrying(|| drafts::discard(self.writing(), number))
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
        retrying(|| drafts::lease(self.writing(), (work, holder), now, until))
            .await
            .map_err(store_error)
    }
}

/// How often work is done anew that another server's, done at the same time, undid.
const ATTEMPTS: u32 = 10;

/// Does some work, and does it anew when another server's work at the same time undid it: both were
/// possible, only not at once.
async fn retrying<T, Work>(work: impl Fn() -> Work) -> Result<T, sqlx::Error>
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
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}
