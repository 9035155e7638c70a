//! Rules and records that all changes share.

use super::OperateError;
use crate::store::{
    Act, ActKind, Authorship, Database, WordsError, check_author, check_reason, fitting_author,
};

/// Fails if the author's name or the reason can't be shown in a list.
pub(super) fn check_authorship(by: Authorship<'_>) -> Result<(), WordsError> {
    check_author(by.author)?;
    check_reason(by.reason)
}

/// Does something in an author's name, and writes down a refusal. What is done writes its act by itself, with the
/// change.
pub(super) async fn audited<T>(
    database: &Database,
    by: Authorship<'_>,
    (kind, id): (ActKind, impl ToString),
    work: impl Future<Output = Result<T, OperateError>>,
) -> Result<T, OperateError> {
    let checked = match kind {
        // The reason is the edition's note, which is checked as such.
        ActKind::Published | ActKind::Scheduled | ActKind::DraftPublished => {
            check_author(by.author)
        }
        _ => check_authorship(by),
    };
    let done = match checked {
        Ok(()) => work.await,
        Err(error) => Err(error.into()),
    };
    if let Some(rule) = done.as_ref().err().and_then(OperateError::rule) {
        record_refusal(database, by, (kind, id), rule).await;
    }
    done
}

/// Writes down that a rule refused an act.
pub(super) async fn record_refusal(
    database: &Database,
    by: Authorship<'_>,
    (kind, id): (ActKind, impl ToString),
    rule: &str,
) {
    let author = fitting_author(by.author);
    let by = Authorship {
        author: &author,
        reason: if check_reason(by.reason).is_ok() { by.reason } else { "" },
        ..by
    };
    // The refusal counts for more than its record.
    if let Err(error) = database.record_act(&Act::refused(by, kind, id, rule)).await {
        tracing::warn!(%error, rule, "refusal not recorded");
    }
}
