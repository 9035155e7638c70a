//! Requests without a signature, for development: from this machine itself or not at all.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, header};

use super::{DIALECTS, Rejection, Request};

/// Headers that only a proxy adds: with one of them, or with a provider's signature, a request that comes from this
/// machine's own address may have begun anywhere.
const FROM_OUTSIDE: [&str; 6] =
    ["forwarded", "via", "x-real-ip", "cf-connecting-ip", "x-scheme", "x-envoy-external-address"];
/// Beginnings of such headers' names.
const FROM_OUTSIDE_BEGINS: [&str; 2] = ["x-forwarded", "x-original-"];
/// A part of such headers' names.
const FROM_OUTSIDE_CONTAINS: &str = "client-ip";

/// An unsigned request that began on this machine; for development.
#[derive(Debug, Clone, Copy)]
pub struct LocalRequest<'r>(Request<'r>);

impl<'r> LocalRequest<'r> {
    /// Takes an unsigned request, if it comes from this machine, was made to this machine under its own
    /// name, and was neither forwarded by anybody nor signed by a provider.
    ///
    /// The name matters because a page in a browser here may lead a name of its own to our address.
    pub fn check(request: &Request<'r>) -> Result<Self, Rejection> {
        let headers = request.headers;
        let host = headers.get(header::HOST).map(http::HeaderValue::as_bytes);
        let here = request.peer.to_canonical().is_loopback() && host.is_some_and(is_this_machine);
        if here && !is_from_outside(headers) {
            return Ok(Self(*request));
        }
        Err(Rejection::NotFromHere)
    }

    pub fn request(&self) -> &Request<'r> {
        &self.0
    }
}

/// Names are in small letters in every header map.
fn is_from_outside(headers: &HeaderMap) -> bool {
    let mut signatures =
        DIALECTS.into_iter().flat_map(|dialect| dialect.profile().signature_headers);
    let is_signed = signatures.any(|name| headers.contains_key(*name));
    is_signed
        || headers.keys().map(HeaderName::as_str).any(|name| {
            FROM_OUTSIDE.contains(&name)
                || FROM_OUTSIDE_BEGINS.iter().any(|begin| name.starts_with(begin))
                || name.contains(FROM_OUTSIDE_CONTAINS)
        })
}

fn is_this_machine(host: &[u8]) -> bool {
    let Ok(host) = std::str::from_utf8(host) else {
        return false;
    };
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
