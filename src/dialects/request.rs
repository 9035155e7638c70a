//! Requests as they come from a provider, and why they are turned away.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, Method, StatusCode, header::CONTENT_TYPE};
use thiserror::Error;

/// A request as it was received.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// Path and query, raw: signatures are made over exactly these characters.
    pub path_and_query: &'a str,
    /// The headers.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// The query, raw; empty if there is none.
    pub fn query(&self) -> &'a str {
        self.path_and_query
            .split_once('?')
            .map_or("", |(_, query)| query)
    }

    /// Whether the provider's parameters come in the body; in the query otherwise.
    pub fn has_body(&self) -> bool {
        self.method != Method::GET && self.method != Method::HEAD
    }

    /// Whether the body is said to be a form.
    pub fn is_form(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE);
        kind.and_then(|kind| kind.to_str().ok())
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| {
                kind.trim()
                    .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            })
    }

    /// A header that has no business to come twice.
    pub fn header(&self, name: &HeaderName) -> Result<Option<&'a [u8]>, Rejection> {
        let mut values = self.headers.get_all(name).iter();
        let first = values.next();
        match values.next() {
            None => Ok(first.map(http::HeaderValue::as_bytes)),
            Some(_) => Err(Rejection::Repeated),
        }
    }

    /// The provider's parameters: the form in the body, or the query of a `GET`.
    pub fn parameters(&self) -> Parameters<'a> {
        let form = if self.has_body() {
            self.body
        } else {
            self.query().as_bytes()
        };
        Parameters(form_urlencoded::parse(form).collect())
    }
}

/// The parameters of a form, in the order in which they came.
#[derive(Debug, Clone)]
pub struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    /// The first value of a parameter; none if that is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(found, _)| found == name)?;
        (!value.is_empty()).then_some(value)
    }

    /// Each pair of name and value once, in ascending order.
    pub fn sorted_pairs(&self) -> Vec<&(Cow<'a, str>, Cow<'a, str>)> {
        let mut pairs: Vec<_> = self.0.iter().collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

/// A request whose signature fits, and its parameters; only [`super::Dialect::verify`] makes one.
#[derive(Debug, Clone)]
pub struct Verified<'r> {
    request: &'r Request<'r>,
    parameters: Parameters<'r>,
}

impl<'r> Verified<'r> {
    pub(super) fn new(request: &'r Request<'r>, parameters: Parameters<'r>) -> Self {
        Self {
            request,
            parameters,
        }
    }

    /// The request.
    pub fn request(&self) -> &'r Request<'r> {
        self.request
    }

    /// Its parameters.
    pub(super) fn parameters(&self) -> &Parameters<'r> {
        &self.parameters
    }
}

/// Why a request was turned away; as text it says what to look at, and nothing of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Rejection {
    /// There is no signature.
    #[error(
        "The request has no signature. It does not come from the provider, or a proxy removed the header."
    )]
    Missing,
    /// A header of the signature came more than once.
    #[error(
        "A header of the signature came more than once. Let no proxy add headers to the provider's requests."
    )]
    Repeated,
    /// The signature is none that could ever fit.
    #[error(
        "The signature is not one that the provider writes. A proxy changed the header, or somebody tries what happens."
    )]
    Malformed,
    /// The request names a key that the line does not have.
    #[error(
        "The request is signed with a shared key that the line does not have. Give the line the key's id and secret."
    )]
    UnknownKey,
    /// The request is signed in a way that the line has no secret for.
    #[error(
        "The request is signed in a way that the line has no secret for. Give the line the auth token or the shared key that the provider signs with."
    )]
    UnknownMethod,
    /// The body is not the one whose hash was signed.
    #[error(
        "The body is not the one that was signed. Let no proxy rewrite the bodies of the provider's requests."
    )]
    Body,
    /// The line takes unsigned requests from this machine alone, and this one came from elsewhere.
    #[error(
        "The line takes unsigned requests for development, and only from this machine itself, not through a proxy. Give the line the provider's auth token."
    )]
    NotFromHere,
    /// The signature fits none of the line's secrets.
    #[error(
        "The signature does not fit. Compare the line's secret with the provider's, compare the public URL (scheme, host, port and path) with the one set at the provider, and let no proxy rewrite path, query or body."
    )]
    Mismatch,
}

impl Rejection {
    /// Every reason.
    const ALL: [Self; 8] = [
        Self::Missing,
        Self::Repeated,
        Self::Malformed,
        Self::UnknownKey,
        Self::UnknownMethod,
        Self::Body,
        Self::NotFromHere,
        Self::Mismatch,
    ];

    /// The reason that a server of ours gave by this status and text.
    pub fn told(status: StatusCode, text: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|reason| reason.status() == status && reason.to_string() == text)
    }

    /// The status to answer with: 400 without a signature, 403 with a wrong one.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Missing => StatusCode::BAD_REQUEST,
            _ => StatusCode::FORBIDDEN,
        }
    }

    /// The name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Repeated => "repeated",
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown-key",
            Self::UnknownMethod => "unknown-method",
            Self::Body => "body",
            Self::NotFromHere => "not-from-here",
            Self::Mismatch => "mismatch",
        }
    }
}
