//! Requests without a signature, from this machine and from elsewhere.

use http::{HeaderMap, HeaderValue, Method, Version};
use sila::dialects::{LocalRequest, Request};

fn is_taken(peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
    is_taken_over(Version::HTTP_11, peer, headers)
}

fn is_taken_over(version: Version, peer: &str, headers: &[(&'static str, &'static str)]) -> bool {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.insert(*name, HeaderValue::from_static(value));
    }
    let request = Request {
        method: &Method::POST,
        version,
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
    for name in [
        "forwarded",
        "via",
        "x-real-ip",
        "cf-connecting-ip",
        "x-scheme",
        "x-envoy-external-address",
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
        // What a browser sends, whatever page it shows.
        "origin",
        "referer",
        "sec-fetch-site",
        "cookie",
        // Proxies that nobody has heard of yet.
        "x-real-client",
    ] {
        assert!(!is_taken("127.0.0.1", &[("host", "localhost"), (name, "127.0.0.1")]), "{name}");
    }
}

#[test]
fn a_request_as_only_a_proxy_speaks_is_not() {
    let here = [("host", "localhost"), ("user-agent", "curl/8"), ("accept", "*/*")];
    assert!(is_taken_over(Version::HTTP_11, "127.0.0.1", &here));
    assert!(!is_taken_over(Version::HTTP_10, "127.0.0.1", &here));
}
