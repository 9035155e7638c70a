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
        Ok(Self { address: in_links.clone(), with_port, without_port })
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

    /// The two forms that providers sign: without a port, and with one.
    pub(super) fn signed_forms(&self) -> [&str; 2] {
        [&self.without_port, &self.with_port]
    }
}

/// Why a text is no public address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PublicUrlError {
    /// It is not an address of the web.
    #[error(
        "The public URL is not a web address. Write it as the provider reaches it, for example https://ivr.example.bh"
    )]
    NotAnAddress,
    /// It has a query.
    #[error("The public URL has a question mark in it. Write only scheme, host, port and path.")]
    Query,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_and_without_its_port() {
        let table = [
            ("https://a.bh", "https://a.bh", "https://a.bh:443"),
            ("https://a.bh:443/", "https://a.bh", "https://a.bh:443"),
            ("http://a.bh/sila/", "http://a.bh/sila", "http://a.bh:80/sila"),
            ("https://u:p@a.bh/x#part", "https://a.bh/x", "https://a.bh:443/x"),
            ("http://[::1]", "http://[::1]", "http://[::1]:80"),
        ];
        for (text, without_port, with_port) in table {
            let url = PublicUrl::parse(text).unwrap();
            assert_eq!(url.signed_forms(), [without_port, with_port], "{text}");
            assert_eq!(url.as_str(), without_port, "{text}");
        }
        let url = PublicUrl::parse("https://[::1]:8443").unwrap();
        assert_eq!(url.signed_forms(), ["https://[::1]", "https://[::1]:8443"]);
        assert_eq!(url.join("/voice?a=b"), "https://[::1]:8443/voice?a=b");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["", "a.bh", "ftp://a.bh", "https://", "mailto:a@b", "/voice"] {
            let refused = PublicUrl::parse(text);
            assert_eq!(refused, Err(PublicUrlError::NotAnAddress), "{text}");
        }
        let refused = PublicUrl::parse("https://a.bh/?line=1");
        assert_eq!(refused, Err(PublicUrlError::Query));
    }
}
