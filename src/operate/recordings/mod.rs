//! Recordings: taken into the store's library, removed from it, copied between stores.

mod copy;
mod draft;
mod import;
mod intake;
mod library;

#[cfg(test)]
mod draft_tests;
#[cfg(test)]
mod import_tests;

use super::audited::{audited, check_authorship};
use crate::catalogue::Prompt;
use crate::store::{ActKind, Authorship, Database, StoreError};

pub use copy::copy;
pub use draft::{DraftError, DraftReport, Failed, Made, draft};
pub(super) use import::DRAFTS;
pub use import::{Accepted, ImportError, ImportReport, Missing, Refused, import, missing};
pub use library::Library;

/// Removes the recording of a prompt's text from the library; says whether there was one. Editions keep theirs.
pub async fn remove(
    database: &Database,
    prompt: &Prompt,
    by: Authorship<'_>,
) -> Result<bool, StoreError> {
    check(database, ActKind::RecordingsRemoved, by).await?;
    database.remove_recording(&prompt.text_key(), by).await
}

/// Refuses an author or a reason that can't be shown in a list.
async fn check(database: &Database, kind: ActKind, by: Authorship<'_>) -> Result<(), StoreError> {
    let checked = audited(database, by, (kind, ""), check_authorship(by)).await;
    checked.map_err(StoreError::Words)
}
