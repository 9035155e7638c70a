//! Rules and records that all changes share.

use crate::store::{
    Act, ActKind, Authorship, Database, WordsError, check_author, check_reason, fitting_author,
};

/// An error that may be a rule's refusal of what a person wanted.
pub(super) trait Refusal {
    /// The name of the rule; none where it is a failure of the store or the like.
    fn rule(&self) -> Option<&'static str>;
}

/// Fails if the author's name or the reason can't be shown in a list.
pub(super) fn check_authorship(by: Authorship<'_>) -> Result<(), WordsError> {
    check_author(by.author)?;
    check_reason(by.reason)
}

/// Gives a result on, and writes down a refusal. What is done writes its act by itself, with the change.
pub(super) async fn audited<T, E: Refusal>(
    database: &Database,
    by: Authorship<'_>,
    (kind, id): (ActKind, impl ToString),
    result: Result<T, E>,
) -> Result<T, E> {
    let Some(rule) = result.as_ref().err().and_then(Refusal::rule) else {
        return result;
    };
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
    result
}

impl Refusal for WordsError {
    fn rule(&self) -> Option<&'static str> {
        Some("words")
    }
}
