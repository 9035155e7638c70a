//! Requests as they come from a provider.

use std::borrow::Cow;
use std::net::IpAddr;

use http::{HeaderMap, HeaderName, Method, Version, header::CONTENT_TYPE};

use super::Rejection;

/// Parameters of a request; Twilio's have about 40, and some more of a caller's SIP headers.
const MOST_PARAMETERS: usize = 250;

/// A request as it was received.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub method: &'a Method,
    pub version: Version,
    /// Path and query, raw: signatures are made over exactly these characters.
    pub path_and_query: &'a str,
    pub headers: &'a HeaderMap,
    pub body: &'a [u8],
    /// The other end of the connection: the provider, or a proxy.
    pub peer: IpAddr,
}

impl<'a> Request<'a> {
    /// The query, raw; empty if there is none.
    pub fn query(&self) -> &'a str {
        self.path_and_query.split_once('?').map_or("", |(_, query)| query)
    }

    /// True if the provider's parameters come in the body; in the query otherwise.
    pub fn has_body(&self) -> bool {
        self.method != Method::GET && self.method != Method::HEAD
    }

    /// True if the body is said to be a form.
    pub fn is_form(&self) -> bool {
        let kind = self.headers.get(CONTENT_TYPE);
        kind.and_then(|kind| kind.to_str().ok())
            .and_then(|kind| kind.split(';').next())
            .is_some_and(|kind| {
                kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
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

    /// The provider's parameters: the form in the body, or the query of a `GET`. None where there are more than any
    /// provider sends.
    pub fn parameters(&self) -> Option<Parameters<'a>> {
        let form = if self.has_body() { self.body } else { self.query().as_bytes() };
        let pairs = form.split(|byte| *byte == b'&').count();
        (pairs <= MOST_PARAMETERS).then(|| Parameters::of_form(form))
    }
}

/// The parameters of a form, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub struct Parameters<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Parameters<'a> {
    /// The parameters of a form as it was sent.
    pub fn of_form(form: &'a [u8]) -> Self {
        Self(form_urlencoded::parse(form).collect())
    }

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
