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

    /// The request.
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

#[cfg(test)]
mod tests {
    use http::{HeaderValue, Method};

    use super::*;

    fn is_taken(peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        let request = Request {
            method: &Method::POST,
            path_and_query: "/voice/demo",
            headers: &map,
            body: b"",
            peer: peer.parse().unwrap(),
        };
        LocalRequest::check(&request).is_ok()
    }

    #[test]
    fn a_request_from_here_to_here_is_taken() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:1", "127.8.0.1", "[::1]:80"] {
            assert!(is_taken("127.0.0.1", &[("host", host)]), "{host}");
        }
        assert!(is_taken("::1", &[("host", "[::1]:80")]));
        assert!(is_taken("::ffff:127.0.0.1", &[("host", "localhost")]));
    }

    #[test]
    fn a_request_from_elsewhere_is_not() {
        assert!(!is_taken("10.0.0.1", &[("host", "localhost")]));
        assert!(!is_taken("2001:db8::1", &[("host", "localhost")]));
    }

    #[test]
    fn a_request_under_another_name_is_not() {
        for host in ["example.org", "localhost.example.org:80", "10.0.0.1", "[::2]", ""] {
            assert!(!is_taken("127.0.0.1", &[("host", host)]), "{host}");
        }
        assert!(!is_taken("127.0.0.1", &[]));
    }

    #[test]
    fn a_request_that_can_only_have_come_from_outside_is_not() {
        for name in FROM_OUTSIDE.into_iter().chain([
            "x-twilio-signature",
            "x-forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-original-host",
            "x-original-url",
            "client-ip",
            "true-client-ip",
            "x-client-ip",
            "x-cluster-client-ip",
        ]) {
            assert!(
                !is_taken("127.0.0.1", &[("host", "localhost"), (name, "127.0.0.1")]),
                "{name}"
            );
        }
    }
}
