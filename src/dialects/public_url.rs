//! The address under which providers reach us.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use thiserror::Error;
use url::Url;

/// The address under which providers reach us, and the start of every link that we give them.
///
/// It comes from configuration. What a proxy or the request itself says of the address could be
/// forged, and a signature over a forged address proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// As it stands in links.
    address: String,
    /// With the port, also a standard one.
    with_port: String,
    /// Without any port.
    without_port: String,
    /// As it is written in the configuration.
    written: String,
}

impl PublicUrl {
    /// Reads an address of `http` or `https`, with a path in front of ours if a proxy has one:
    /// `https://ivr.example.bh`, `https://example.bh/sila`.
    ///
    /// A user and password in it, a fragment and slashes at the end are left out.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let url = Url::parse(text.trim()).map_err(|_| PublicUrlError::NotAnAddress)?;
        let scheme = url.scheme();
        let (true, Some(host), Some(port)) =
            (matches!(scheme, "http" | "https"), url.host_str(), url.port_or_known_default())
        else {
            return Err(PublicUrlError::NotAnAddress);
        };
        if url.query().is_some() {
            return Err(PublicUrlError::Query);
        }
        let path = url.path().trim_end_matches('/');
        let with_port = format!("{scheme}://{host}:{port}{path}");
        let without_port = format!("{scheme}://{host}{path}");
        let in_links = url.port().map_or(&without_port, |_| &with_port);
        // User and password are not signed.
        let written = text.trim().split('#').next().unwrap_or_default().trim_end_matches('/');
        let (before, rest) = written.split_once("://").unwrap_or_default();
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let written = format!("{before}://{host}{path}");
        Ok(Self { address: in_links.clone(), with_port, without_port, written })
    }

    /// The address of a server on this machine, for requests from this machine: one that listens everywhere is reached
    /// at the loopback address.
    pub fn of_this_machine(listen: SocketAddr) -> Result<Self, PublicUrlError> {
        let ip = match listen.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        Self::parse(&format!("http://{}", SocketAddr::new(ip, listen.port())))
    }

    /// The absolute address of one of our paths, which begins with `/`.
    pub fn join(&self, path_and_query: &str) -> String {
        format!("{}{path_and_query}", self.address)
    }

    /// The address as it stands in links, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The forms that providers sign: without a port, with one, and as somebody wrote it, in capitals or in another
    /// alphabet.
    pub(super) fn signed_forms(&self) -> Vec<&str> {
        let mut forms = vec![self.without_port.as_str(), &self.with_port];
        if !forms.contains(&self.written.as_str()) {
            forms.push(&self.written);
        }
        forms
    }
}

/// A reason for which a text is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PublicUrlError {
    #[error(
        "The public URL is not a web address. Write it as the provider reaches it, for example https://ivr.example.bh"
    )]
    NotAnAddress,
    #[error("The public URL has a question mark in it. Write only scheme, host, port and path.")]
    Query,
}
