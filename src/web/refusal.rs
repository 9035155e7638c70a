//! Requests that get no document: they are not the provider's, or can't be read at all.

use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};

use crate::dialects::Rejection;
use crate::metrics;

/// The reason for which a request gets no document.
#[derive(Debug, thiserror::Error)]
pub enum RequestRefusal {
    /// There is no such line.
    #[error("there is no such line here")]
    UnknownLine,
    /// Neither GET nor POST.
    #[error("only GET and POST are answered")]
    Method,
    /// The body is too large.
    #[error("the request is too large")]
    TooLarge,
    /// The body did not arrive in time, or broke off.
    #[error("the request did not arrive whole and in time")]
    Incomplete,
    /// The address names no text message of ours.
    #[error(
        "this address names no text message of the line; has the address key changed, or has it been written by somebody \
         else?"
    )]
    UnknownText,
    /// The address names no recording of the call.
    #[error(
        "this address names no recording of the call; has the address key changed, or has it been written by somebody \
         else?"
    )]
    UnknownRecording,
    /// The request does not prove that it is the provider's.
    #[error("{rejection}")]
    Rejected {
        /// The line that it was made to.
        line: String,
        /// Why.
        rejection: Rejection,
    },
}

impl RequestRefusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::UnknownLine => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Incomplete => StatusCode::REQUEST_TIMEOUT,
            Self::UnknownText | Self::UnknownRecording => StatusCode::FORBIDDEN,
            Self::Rejected { rejection, .. } => rejection.status(),
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::UnknownLine => "unknown-line",
            Self::Method => "method",
            Self::TooLarge => "too-large",
            Self::Incomplete => "incomplete",
            Self::UnknownText => "unknown-text",
            Self::UnknownRecording => "unknown-recording",
            Self::Rejected { rejection, .. } => rejection.name(),
        }
    }
}

impl IntoResponse for RequestRefusal {
    fn into_response(self) -> Response {
        metrics::refused(self.name());
        let line = match &self {
            Self::Rejected { line, .. } => line,
            _ => "-",
        };
        tracing::warn!(line, reason = self.name(), "a request was refused: {self}");
        let text = format!("{self}\n");
        let kind = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
        let mut response = (self.status(), kind, text).into_response();
        if let Self::Method = self {
            // RFC 9110, section 15.5.6: a 405 must say what is allowed.
            let allowed = HeaderValue::from_static("GET, POST");
            response.headers_mut().insert(ALLOW, allowed);
        }
        response
    }
}
