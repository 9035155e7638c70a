//! A caller who asks to be forgotten.

use super::OperateError;
use super::audited::audited;
use crate::dialects::PhoneNumber;
use crate::keys::CallerKey;
use crate::store::sqlite::{ForgottenIn, LeftCopy};
use crate::store::{ActKind, Authorship, Database, Erased, StoreError};

/// A finished erasure.
#[derive(Debug)]
pub struct Forgotten {
    pub erased: Erased,
    pub log: LogState,
    /// Copies of the store beside it.
    pub copies: Vec<(LeftCopy, ForgottenIn)>,
}

/// The state of the log beside the store after something was removed from the store.
#[derive(Debug)]
pub enum LogState {
    /// Nothing of what was removed is left in it.
    Clean,
    /// It still has what was removed, until it is next written over: somebody is reading the store.
    InUse,
    /// It may still have what was removed: it could not be written back.
    NotWrittenBack(StoreError),
}

impl LogState {
    /// Empties the log. What was removed stays removed, whether that succeeds or not.
    pub(super) async fn after_removal(database: &Database) -> Self {
        match database.write_back().await {
            Ok(true) => Self::Clean,
            Ok(false) => Self::InUse,
            Err(error) => Self::NotWrittenBack(error),
        }
    }
}

/// Removes everything that is kept of a caller. The audit does not name the caller.
pub async fn forget(
    database: &Database,
    (key, number): (&CallerKey, &PhoneNumber),
    by: Authorship<'_>,
) -> Result<Forgotten, OperateError> {
    let forgotten = async {
        let caller = key.hash(number.reveal());
        let erased = database.forget(&caller, by).await?;
        let log = LogState::after_removal(database).await;
        Ok(Forgotten { erased, log, copies: database.forget_in_copies(&caller, by).await })
    };
    audited(database, by, (ActKind::CallerForgotten, ""), forgotten).await
}
