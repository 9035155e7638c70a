//! The provider's side of the wire, as far as we play it ourselves: to try a line out, and to call from a terminal.

use http::HeaderMap;
use jiff::Timestamp;
use thiserror::Error;
use url::Url;

use super::{CallTurn, NamedSecret, PlainAnswer, StatusReport};

/// A document of ours as its provider would follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedDocument {
    /// The prompts, and the step after them.
    pub answer: PlainAnswer,
    /// The address of the next turn; none if the call ends.
    pub next: Option<String>,
    /// The address of the whisper to the person who picks up.
    pub whisper: Option<String>,
}

/// A reason for which a provider would not take a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentFault {
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    #[error("it can't be parsed: {0}")]
    Malformed(String),
    #[error("it begins with <{0}>")]
    Root(String),
    #[error("<{0}> has no meaning there")]
    Element(String),
}

/// The provider's side of a line: requests as the provider makes them, and documents as it reads them.
pub trait Follow: Send + Sync {
    /// The `Content-Type` of the provider's requests.
    fn request_type(&self) -> &'static str;

    /// The headers with which the provider would sign a request that posts this body to an address at this time.
    fn sign(&self, url: &Url, body: &[u8], secret: &NamedSecret, now: Timestamp) -> HeaderMap;

    /// Writes the body of the request that brings a turn, which [`CallRequest::turn`](super::CallRequest::turn) reads.
    fn write_turn(&self, turn: &CallTurn) -> Vec<u8>;

    /// Writes the body of a report on how a call fares, which
    /// [`CallRequest::status`](super::CallRequest::status) reads.
    fn write_status(&self, report: &StatusReport) -> Vec<u8>;

    /// Reads a document of ours back, whatever part of a call it belongs to.
    fn read_document(&self, document: &[u8]) -> Result<FollowedDocument, DocumentFault>;
}
