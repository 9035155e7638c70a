//! The queries that are the same on every backend. Each backend compiles this folder for its own driver: it
//! provides the types `Db`, `DbPool`, `DbRow` and `Store` with its two pools, and the functions `begin`,
//! `begin_reading`,
//! `store_error`, `is_collision`, `limited`, `storable` and `announce`, and the text `SKIP_LOCKED`.

mod answering;
mod audit;
pub(super) mod callers;
pub(super) mod calls;
pub(super) mod counts;
mod drafts;
mod editions;
pub(super) mod errands;
mod fetching;
mod inquiries;
mod keeping;
mod letting_go;
mod notices;
mod publishing;
mod requests;
mod rows;
mod texts;

use std::future::Future;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::error::DatabaseError;

use super::{Store, announce, is_collision, limited, store_error};
use crate::catalogue::{EditionNumber, NewNotice, Notice, NoticeId};
use crate::store::{
    ActivationError, Active, Authorship, ChangeError, DraftFile, DraftRecord, Drafts,
    EditionContents, EditionRecord, Editions, Erased, FileChange, Keeping, Leases, NewEdition,
    NoticeRecord, Notices, NoticesVersion, Scheduled, ShelvedRecording, StoreError,
};
use drafts::Changed;
use publishing::Attempt;

impl Editions for Store {
    async fn active(&self) -> Result<Option<Active>, StoreError> {
        answer(self, editions::active(self.reading())).await
    }

    async fn activations(&self, since: Timestamp) -> Result<Vec<Active>, StoreError> {
        answer(self, editions::activations(self.reading(), since)).await
    }

    async fn editions(&self) -> Result<Vec<EditionRecord>, StoreError> {
        answer(self, editions::editions(self.reading())).await
    }

    async fn edition(&self, number: EditionNumber) -> Result<Option<EditionRecord>, StoreError> {
        answer(self, editions::edition(self.reading(), number)).await
    }

    async fn contents(&self, number: EditionNumber) -> Result<Option<EditionContents>, StoreError> {
        answer(self, editions::contents(self.reading(), number)).await
    }

    async fn bytes(&self, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
        answer(self, editions::bytes(self.reading(), hash)).await
    }

    async fn missing(&self, hashes: &[String], now: Timestamp) -> Result<Vec<String>, StoreError> {
        answer(
            self,
            retrying(|| publishing::missing(self.writing(), hashes, now)),
        )
        .await
    }

    async fn keep(&self, bytes: &[u8], now: Timestamp) -> Result<String, StoreError> {
        answer(
            self,
            retrying(|| publishing::keep(self.writing(), bytes, now)),
        )
        .await
    }

    async fn keep_all(&self, contents: &[&[u8]], now: Timestamp) -> Result<(), StoreError> {
        answer(
            self,
            retrying(|| publishing::keep_all(self.writing(), contents, now)),
        )
        .await
    }

    async fn shelve(&self, recordings: &[ShelvedRecording]) -> Result<(), StoreError> {
        answer(
            self,
            retrying(|| publishing::shelve(self.writing(), recordings)),
        )
        .await
    }

    async fn shelved(&self) -> Result<Vec<ShelvedRecording>, StoreError> {
        answer(self, editions::shelved(self.reading())).await
    }

    async fn publish(
        &self,
        edition: &NewEdition,
        expected: Option<u64>,
    ) -> Result<EditionNumber, ActivationError> {
        let attempt = retrying(|| publishing::publish(self.writing(), edition, expected));
        let number = settle(limited(self, attempt).await)?;
        announce(self).await;
        Ok(number)
    }

    async fn roll_back(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
        expected: u64,
    ) -> Result<(), ActivationError> {
        let attempt = retrying(|| publishing::roll_back(self.writing(), number, by, expected));
        settle(limited(self, attempt).await)?;
        announce(self).await;
        Ok(())
    }

    async fn schedule(&self) -> Result<Vec<Scheduled>, StoreError> {
        answer(self, editions::schedule(self.reading())).await
    }

    async fn unschedule(
        &self,
        number: EditionNumber,
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        answer(
            self,
            retrying(|| publishing::unschedule(self.writing(), number, by)),
        )
        .await
    }

    async fn promote(&self, now: Timestamp) -> Result<Vec<EditionNumber>, StoreError> {
        let promoted = answer(self, publishing::promote(self.writing(), now)).await?;
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
        answer(
            self,
            retrying(|| publishing::retire(self.writing(), before, now)),
        )
        .await
    }

    async fn sweep(&self, before: Timestamp) -> Result<u64, StoreError> {
        publishing::sweep(self, before).await.map_err(store_error)
    }
}

impl Drafts for Store {
    async fn begin_draft(
        &self,
        title: &str,
        base: EditionNumber,
        by: Authorship<'_>,
    ) -> Result<u32, StoreError> {
        answer(
            self,
            retrying(|| drafts::begin_draft(self.writing(), title, base, by)),
        )
        .await
    }

    async fn drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        answer(self, drafts::drafts(self.reading())).await
    }

    async fn draft(&self, number: u32) -> Result<Option<DraftRecord>, StoreError> {
        answer(self, drafts::draft(self.reading(), number)).await
    }

    async fn draft_files(&self, number: u32) -> Result<Vec<DraftFile>, StoreError> {
        answer(self, drafts::files(self.reading(), number)).await
    }

    async fn change_draft(&self, number: u32, change: &FileChange<'_>) -> Result<u64, ChangeError> {
        let content = match change.bytes {
            Some(bytes) => Some(self.keep(bytes, change.now).await?),
            None => None,
        };
        let attempt =
            retrying(|| drafts::change(self.writing(), number, change, content.as_deref()));
        match answer(self, attempt).await? {
            Changed::Done(revision) => Ok(revision),
            Changed::Gone => Err(ChangeError::Gone(number)),
            Changed::Other { revision, author } => Err(ChangeError::Conflict {
                path: change.path.to_owned(),
                revision,
                author,
            }),
        }
    }

    async fn discard_draft(&self, number: u32, by: Authorship<'_>) -> Result<bool, StoreError> {
        answer(
            self,
            retrying(|| drafts::discard(self.writing(), number, by)),
        )
        .await
    }

    async fn discard_draft_if(
        &self,
        number: u32,
        files: &[(String, u64)],
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        answer(
            self,
            retrying(|| drafts::discard_if(self.writing(), number, files, by)),
        )
        .await
    }
}

impl Keeping for Store {
    async fn remove_calls(&self, before: Timestamp) -> Result<Erased, StoreError> {
        keeping::remove_calls(self, before)
            .await
            .map_err(store_error)
    }

    async fn unlink_callers(&self, before: Timestamp) -> Result<u64, StoreError> {
        keeping::unlink_callers(self, before)
            .await
            .map_err(store_error)
    }

    async fn clear_inquiries(&self, before: Timestamp) -> Result<u64, StoreError> {
        letting_go::clear_inquiries(self, before)
            .await
            .map_err(store_error)
    }

    async fn remove_inquiries(&self, before: Timestamp) -> Result<u64, StoreError> {
        letting_go::remove_inquiries(self, before)
            .await
            .map_err(store_error)
    }

    async fn remove_texts(&self, before: Timestamp) -> Result<u64, StoreError> {
        letting_go::remove_texts(self, before)
            .await
            .map_err(store_error)
    }

    async fn remove_unheard(&self, before: Timestamp) -> Result<u64, StoreError> {
        letting_go::remove_unheard(self, before)
            .await
            .map_err(store_error)
    }

    async fn forget(&self, caller: &str, by: Authorship<'_>) -> Result<Erased, StoreError> {
        keeping::forget(self, caller, by).await.map_err(store_error)
    }

    async fn erase_forgotten(&self, now: Timestamp) -> Result<Erased, StoreError> {
        keeping::erase_forgotten(self, now)
            .await
            .map_err(store_error)
    }

    async fn forgotten(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        answer(self, keeping::forgotten(self)).await
    }

    async fn expire_forgotten(&self, before: Timestamp) -> Result<(), StoreError> {
        answer(self, keeping::expire_forgotten(self, before)).await
    }
}

impl Notices for Store {
    async fn add_notice(
        &self,
        notice: &NewNotice,
        by: Authorship<'_>,
    ) -> Result<NoticeId, StoreError> {
        let adding = retrying(|| notices::add(self.writing(), notice, by));
        let id = answer(self, adding).await?;
        announce(self).await;
        Ok(id)
    }

    async fn end_notice(&self, id: NoticeId, by: Authorship<'_>) -> Result<bool, StoreError> {
        let ending = retrying(|| notices::end(self.writing(), id, by));
        let ended = answer(self, ending).await?;
        if ended {
            announce(self).await;
        }
        Ok(ended)
    }

    async fn notices(&self, since: Timestamp) -> Result<Vec<NoticeRecord>, StoreError> {
        answer(self, notices::notices(self.reading(), since)).await
    }

    async fn notices_version(&self) -> Result<NoticesVersion, StoreError> {
        answer(self, notices::version(self.reading())).await
    }

    async fn standing_notices(&self) -> Result<(NoticesVersion, Vec<Notice>), StoreError> {
        answer(self, notices::standing(self.reading())).await
    }

    async fn remove_notices(&self, before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        let removing = retrying(|| notices::remove(self.writing(), before, now));
        answer(self, removing).await
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
        answer(
            self,
            retrying(|| drafts::lease(self.writing(), (work, holder), now, until)),
        )
        .await
    }
}

/// What the store answers within its limit.
fn answer<T>(
    store: &Store,
    work: impl Future<Output = Result<T, sqlx::Error>> + Send,
) -> impl Future<Output = Result<T, StoreError>> + Send {
    let answer = limited(store, work);
    async { answer.await.map_err(store_error) }
}

/// Between the pieces of what takes long, so that whoever has something to write comes in between.
const PAUSE: Duration = Duration::from_millis(20);

/// Does one piece of what takes long, within the store's limit.
async fn piece<T, Work>(store: &Store, work: impl Fn() -> Work + Send) -> Result<T, sqlx::Error>
where
    Work: Future<Output = Result<T, sqlx::Error>> + Send,
{
    limited(store, retrying(work)).await
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
        .is_some_and(DatabaseError::is_unique_violation)
}
