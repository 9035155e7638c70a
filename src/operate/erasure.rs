//! A caller who asks to be forgotten.

use super::audited::{Refusal, audited, check_authorship};
use crate::dialects::PhoneNumber;
use crate::keys::CallerKey;
use crate::store::{ActKind, Authorship, Database, Erased, StoreError, WordsError};

/// Counts of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    pub erased: Erased,
    /// True if nothing of it is left beside the store either.
    pub wiped: bool,
}

/// The reason why a caller was not forgotten.
#[derive(Debug, thiserror::Error)]
pub enum ForgetError {
    /// The author's name or the reason can't be shown in a list.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for ForgetError {
    fn rule(&self) -> Option<&'static str> {
        match self {
            Self::Words(_) => Some("words"),
            Self::Store(_) => None,
        }
    }
}

/// Removes everything that is kept of a caller. The audit does not name the caller.
pub async fn forget(
    database: &Database,
    (key, number): (&CallerKey, &PhoneNumber),
    by: Authorship<'_>,
) -> Result<Forgotten, ForgetError> {
    let forgotten = async {
        check_authorship(by)?;
        let erased = database.forget(&key.hash(number.reveal()), by).await?;
        let wiped = database.write_back().await?;
        Ok(Forgotten { erased, wiped })
    };
    audited(database, by, (ActKind::CallerForgotten, ""), forgotten.await).await
}
