//! Requests without a signature, for development: from this machine itself or not at all.

use std::net::IpAddr;

use http::{HeaderName, Version, header};

use super::{Rejection, Request};

/// The headers that a client on this machine sends. With any other one, a request that comes from this machine's own
/// address may have begun anywhere: proxies add headers, browsers say which page sent it, and providers sign.
const OF_CLIENTS: [HeaderName; 11] = [
    header::HOST,
    header::USER_AGENT,
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::EXPECT,
    header::CACHE_CONTROL,
];

/// An unsigned request that began on this machine; for development.
#[derive(Debug, Clone, Copy)]
pub struct LocalRequest<'r>(Request<'r>);

impl<'r> LocalRequest<'r> {
    /// Takes an unsigned request, if it comes from this machine, was made to this machine under its own name, and has no
    /// sign of a proxy, a browser or a provider.
    ///
    /// The name matters because a page in a browser here may lead a name of its own to our address.
    pub fn check(request: &Request<'r>) -> Result<Self, Rejection> {
        let headers = request.headers;
        let host = headers.get(header::HOST).map(http::HeaderValue::as_bytes);
        let here = request.peer.to_canonical().is_loopback() && host.is_some_and(is_this_machine);
        // A proxy that adds no header speaks HTTP/1.0 unless it is told otherwise.
        let is_direct = request.version >= Version::HTTP_11
            && headers.keys().all(|name| OF_CLIENTS.contains(name));
        (here && is_direct).then_some(Self(*request)).ok_or(Rejection::NotFromHere)
    }

    pub fn request(&self) -> &Request<'r> {
        &self.0
    }
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
