//! The way in which readers get the website, and what it makes of addresses.

use std::fmt::Display;

use crate::catalogue::Code;

/// The way in which readers get the website.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteDelivery {
    /// From this server, which answers searches and takes what readers say.
    Server,
    /// As files, from any web server.
    Files,
}

impl SiteDelivery {
    /// The path of a page in a language; the first page's name is empty.
    pub fn page_path(self, language: &str, page: impl Display) -> String {
        let page = page.to_string();
        let slash = if page.is_empty() { "" } else { "/" };
        // As a file, a page is the index of its folder, which web servers name with a slash.
        let end = if self == Self::Files { "/" } else { "" };
        format!("/{language}{slash}{page}{end}")
    }

    /// The path of all services as JSON.
    pub fn services_path(self) -> &'static str {
        match self {
            Self::Server => "/api/services",
            Self::Files => "/api/services.json",
        }
    }

    /// The path of a service as JSON.
    pub fn service_path(self, code: Code) -> String {
        match self {
            Self::Server => format!("/api/services/{code}"),
            Self::Files => format!("/api/services/{code}.json"),
        }
    }
}
