//! Whether an answer is a document that a provider takes.

use http::StatusCode;

use super::answers;
use super::web::Answer;
use crate::dialects::Dialect;

/// True if an answer is a document in this dialect.
pub(super) fn is_document(answer: &Answer, dialect: &dyn Dialect) -> bool {
    answers::is(answer, StatusCode::OK, dialect.content_type())
        && dialect.follow().read_document(&answer.body).is_ok()
}
