//! Requests that get no document: they are not the provider's, or can't be read at all.

use std::time::Instant;

use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use crate::dialects::Rejection;
use crate::log_pace::LogPace;
use crate::metrics;

/// The reason for which a request gets no document.
#[derive(Debug, thiserror::Error)]
pub enum RequestRefusal {
    #[error(
        "there is nothing at this address; the webhook of a line is /voice/ and the line's name, in small letters and \
         without a slash at the end"
    )]
    UnknownAddress,
    #[error("there is no such line here")]
    UnknownLine,
    #[error("only GET and POST are answered")]
    Method,
    #[error("the request is too large")]
    TooLarge,
    #[error("the request did not arrive whole and in time")]
    Incomplete,
    #[error(
        "this address names no text message of the line; has the address key changed, or has it been written by somebody \
         else?"
    )]
    UnknownText,
    #[error(
        "this address names no recording of the call; has the address key changed, or has it been written by somebody \
         else?"
    )]
    UnknownRecording,
    #[error("a form of the website is sent from its own pages alone, and this came from elsewhere")]
    CrossOrigin,
    /// The request does not prove that it is the provider's.
    #[error("{rejection}")]
    Rejected {
        /// The line that it was made to.
        line: String,
        rejection: Rejection,
    },
}

impl RequestRefusal {
    /// The status to answer with, and the name in metrics and in the log.
    fn status_and_name(&self) -> (StatusCode, &'static str) {
        match self {
            Self::UnknownAddress => (StatusCode::NOT_FOUND, "unknown-address"),
            Self::UnknownLine => (StatusCode::NOT_FOUND, "unknown-line"),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Self::Incomplete => (StatusCode::REQUEST_TIMEOUT, "incomplete"),
            Self::UnknownText => (StatusCode::FORBIDDEN, "unknown-text"),
            Self::UnknownRecording => (StatusCode::FORBIDDEN, "unknown-recording"),
            Self::CrossOrigin => (StatusCode::FORBIDDEN, "cross-origin"),
            Self::Rejected { rejection, .. } => (rejection.status(), rejection.name()),
        }
    }
}

impl RequestRefusal {
    /// Counts a refusal, and logs it: one a second and reason, for anybody can bring them about.
    pub fn note(&self, pace: &LogPace) {
        let (_, name) = self.status_and_name();
        metrics::refused(name);
        if let Some(count) = pace.pass(name, Instant::now()) {
            let line = match self {
                Self::Rejected { line, .. } => line,
                _ => "-",
            };
            tracing::warn!(line, reason = name, count, "a request was refused: {self}");
        }
    }
}

impl IntoResponse for RequestRefusal {
    fn into_response(self) -> Response {
        let (status, _) = self.status_and_name();
        let text = format!("{self}\n");
        let kind = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
        let mut response = (status, kind, text).into_response();
        if let Self::Method = self {
            // RFC 9110, section 15.5.6: a 405 must say what is allowed.
            let allowed = HeaderValue::from_static("GET, POST");
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }
}
