//! A caller who asks to be forgotten.

use super::OperateError;
use super::audited::audited;
use crate::dialects::PhoneNumber;
use crate::keys::CallerKey;
use crate::store::{ActKind, Authorship, Database, Erased};

/// Counts of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    pub erased: Erased,
    /// True if nothing of it is left beside the store either.
    pub wiped: bool,
}

/// Removes everything that is kept of a caller. The audit does not name the caller.
pub async fn forget(
    database: &Database,
    (key, number): (&CallerKey, &PhoneNumber),
    by: Authorship<'_>,
) -> Result<Forgotten, OperateError> {
    let forgotten = async {
        let erased = database.forget(&key.hash(number.reveal()), by).await?;
        Ok(Forgotten { erased, wiped: database.write_back().await? })
    };
    audited(database, by, (ActKind::CallerForgotten, ""), forgotten).await
}
