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
    /// As providers sign it: without a port, with one, also a standard one, and as somebody wrote it, in capitals or in
    /// another alphabet, where that is another form.
    signed_forms: Vec<String>,
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
        let address = url.port().map_or(&without_port, |_| &with_port).clone();
        // User and password are not signed.
        let written = text.trim().split('#').next().unwrap_or_default().trim_end_matches('/');
        let (before, rest) = written.split_once("://").unwrap_or_default();
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let written = format!("{before}://{host}{path}");
        let mut signed_forms = vec![without_port, with_port];
        if !signed_forms.contains(&written) {
            signed_forms.push(written);
        }
        Ok(Self { address, signed_forms })
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

    /// The path in front of ours, if a proxy has one: `/sila`. Empty otherwise.
    pub fn path(&self) -> &str {
        let (_, rest) = self.address.split_once("://").unwrap_or_default();
        rest.find('/').map_or("", |slash| &rest[slash..])
    }

    /// True if browsers reach it by https.
    pub fn is_secure(&self) -> bool {
        self.address.starts_with("https://")
    }

    /// The address as it stands in links, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    pub(super) fn signed_forms(&self) -> &[String] {
        &self.signed_forms
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
