//! Whether an answer is a document that a provider takes.

use http::StatusCode;
use url::Url;

use super::answers;
use super::web::Answer;
use crate::caller::document::{Document, Strictness};
use crate::dialects::Dialect;

/// Why a provider would not take a document; nothing if it would.
pub(super) fn fault(body: &[u8], url: &str) -> Option<String> {
    let Ok(url) = Url::parse(url) else {
        return Some("its address is none".to_owned());
    };
    let (document, faults) = Document::read(body, &url, Strictness::PROVIDER);
    if document.is_some() {
        return None;
    }
    let gravest = faults.iter().max_by_key(|fault| fault.kind.severity());
    Some(gravest.map_or_else(|| "it can't be read".to_owned(), ToString::to_string))
}

/// Whether an answer is a document in this dialect.
pub(super) fn is_document(answer: &Answer, dialect: &dyn Dialect, url: &str) -> bool {
    answers::is(answer, StatusCode::OK, dialect.content_type())
        && fault(&answer.body, url).is_none()
}
