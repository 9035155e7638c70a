//! Recordings: taken into the store's library, removed from it, copied between stores.

mod copy;
mod draft;
mod import;
mod intake;
mod library;

use super::OperateError;
use super::audited::audited;
use crate::catalogue::Prompt;
use crate::store::{ActKind, Authorship, Database};

pub use copy::copy;
pub use draft::{DraftReport, Failed, Made, draft};
pub(super) use import::DRAFTS;
pub use import::{Accepted, ImportReport, Missing, RefusedFile, import};
pub use library::Library;

/// Removes the recording of a prompt's text from the library. Editions keep theirs.
pub async fn remove(
    database: &Database,
    prompt: &Prompt,
    by: Authorship<'_>,
) -> Result<(), OperateError> {
    let id = format!("{} {}", prompt.id, prompt.language);
    let removed = async {
        let was_there = database.remove_recording(&prompt.text_key(), &id, by).await?;
        was_there.then_some(()).ok_or_else(|| OperateError::Unrecorded(id.clone()))
    };
    audited(database, by, (ActKind::RecordingsRemoved, &id), removed).await
}

/// Refuses to import for an author or a reason that can't be shown in a list.
async fn admit(database: &Database, by: Authorship<'_>) -> Result<(), OperateError> {
    audited(database, by, (ActKind::RecordingsImported, ""), async { Ok(()) }).await
}
