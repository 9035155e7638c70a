//! Responses with a page: its headers, and whether it is sent at all.

use askama::Template;
use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Nothing but our own files, and nobody's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; \
     manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
);

/// What a client has of a page already.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    tags: Option<String>,
    since: Option<String>,
}

impl<S: Sync> FromRequestParts<S> for Conditions {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let read = |name: HeaderName| Some(parts.headers.get(name)?.to_str().ok()?.to_owned());
        Ok(Self { tags: read(IF_NONE_MATCH), since: read(IF_MODIFIED_SINCE) })
    }
}

/// The policy as far as a page can say it itself.
pub fn policy_in_page() -> &'static str {
    POLICY.trim_end_matches("; frame-ancestors 'none'")
}

impl Conditions {
    /// Returns whether the client has the content with this tag, or what was changed then.
    fn hold(&self, tag: &str, modified: Option<&str>) -> bool {
        match &self.tags {
            // RFC 9110, section 13.1.3: the date counts only where no tag is given.
            Some(tags) => tags
                .split(',')
                .map(str::trim)
                .any(|one| one == "*" || one.trim_start_matches("W/").trim_matches('"') == tag),
            None => self.since.is_some() && self.since.as_deref() == modified,
        }
    }
}

/// Content with its tag: the hash of its bytes.
#[derive(Debug, Clone)]
pub struct Content {
    body: Bytes,
    tag: String,
}

impl Content {
    pub fn new(text: String) -> Self {
        let tag = hex::encode(&Sha256::digest(&text)[..12]);
        Self { body: Bytes::from(text), tag }
    }
}

/// A page with this status; only its headers where the client has it already.
pub fn page(
    template: &impl Template,
    status: StatusCode,
    conditions: &Conditions,
    modified: Option<Timestamp>,
) -> Response {
    match template.render() {
        Ok(html) => content(Content::new(html), HTML, status, conditions, modified),
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page for one reader alone: it is kept nowhere on its way, and is always sent.
pub fn private_page(template: &impl Template, status: StatusCode) -> Response {
    let mut response = page(template, status, &Conditions::default(), None);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().remove(ETAG);
    response
}

/// Content of any kind with its tag, the time of its last change and the headers that protect it.
pub fn content(
    Content { body, tag }: Content,
    kind: HeaderValue,
    status: StatusCode,
    conditions: &Conditions,
    modified: Option<Timestamp>,
) -> Response {
    let modified = modified.map(http_date);
    let fresh = status == StatusCode::OK && conditions.hold(&tag, modified.as_deref());
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, kind);
    // Asked for each time, and sent only where it has changed.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        headers.insert(ETAG, tag);
    }
    if let Some(modified) = modified.and_then(|date| HeaderValue::from_str(&date).ok()) {
        headers.insert(LAST_MODIFIED, modified);
    }
    if fresh {
        headers.remove(CONTENT_TYPE);
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (status, headers, body).into_response()
}

/// A moment as HTTP writes it (RFC 9110, section 5.6.7).
fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
