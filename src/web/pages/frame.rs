//! What stands around the content of every page.

use std::fmt::Display;

use jiff::Zoned;

use super::{SiteDelivery, Ui, assets, policy_in_page};
use crate::catalogue::{Code, EditionNumber, MenuKey};

/// The frame of a page.
pub struct Frame {
    pub ui: Ui,
    pub delivery: SiteDelivery,
    /// The path in front of ours, if a proxy has one: `/sila`.
    pub base: String,
    /// The title, as browsers and search engines show it.
    pub title: String,
    /// One sentence for search engines.
    pub description: Option<String>,
    /// True for a page that search engines may show.
    pub is_indexed: bool,
    /// The same page in every language, this one among them; empty for a page that has no address of its own.
    pub alternates: Vec<Alternate>,
    pub edition: EditionNumber,
    /// The time at which the edition became the one that is heard.
    pub since: Option<Zoned>,
    /// The hotline's number as people dial it.
    pub telephone: Option<String>,
    /// Readers may write questions.
    pub takes_questions: bool,
}

/// A page in one language.
pub struct Alternate {
    pub ui: Ui,
    /// Its path, behind [`Frame::base`].
    pub path: String,
    /// Its whole address.
    pub address: String,
}

impl Frame {
    /// The path of one of our own files.
    pub fn asset(&self, name: &str) -> String {
        format!("{}/assets/{}", self.base, assets::file(name))
    }

    /// The path of a page in this language.
    pub fn link(&self, page: impl Display) -> String {
        format!("{}{}", self.base, self.delivery.page_path(self.ui.code(), page))
    }

    /// The path of a search for words. Where no server answers it, the words stay in the browser.
    pub fn search_link(&self, words: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("q", words).finish();
        let mark = if self.is_file() { '#' } else { '?' };
        format!("{}{mark}{query}", self.link("search"))
    }

    /// The path of a service as JSON.
    pub fn data_link(&self, code: &Code) -> String {
        format!("{}{}", self.base, self.delivery.service_path(*code))
    }

    /// True if no server takes what readers say, or answers them.
    pub fn is_file(&self) -> bool {
        self.delivery == SiteDelivery::Files
    }

    /// True unless it was written from files that were never published.
    pub fn is_heard(&self) -> bool {
        !self.is_file() || self.edition != EditionNumber::UNPUBLISHED
    }

    /// The policy that a page must bring itself where no server of ours sends it as a header.
    pub fn policy(&self) -> Option<&'static str> {
        self.is_file().then(policy_in_page)
    }

    /// True on the page with this address.
    pub fn is_at(&self, page: &str) -> bool {
        let path = self.link(page);
        self.alternates
            .iter()
            .any(|alternate| path.strip_prefix(&self.base) == Some(alternate.path.as_str()))
    }

    /// The hotline's number as a telephone calls it.
    pub fn call_link(&self) -> Option<String> {
        let number = self.telephone.as_deref()?;
        Some(format!("tel:{}", number.replace(|c: char| !c.is_ascii_digit() && c != '+', "")))
    }

    /// The path of the page of a group.
    pub fn group_link(&self, sector: &MenuKey, group: &MenuKey) -> String {
        self.link(format_args!("{sector}{group}"))
    }

    /// The path of the services for somebody.
    pub fn audience_link(&self, audience: &str) -> String {
        self.link(format_args!("for/{audience}"))
    }

    /// The page in the other languages.
    pub fn others(&self) -> impl Iterator<Item = &Alternate> {
        self.alternates.iter().filter(|alternate| alternate.ui.code() != self.ui.code())
    }

    /// This page's own address, for search engines.
    pub fn canonical(&self) -> Option<&str> {
        let own = self.alternates.iter().find(|alternate| alternate.ui.code() == self.ui.code());
        own.map(|own| own.address.as_str())
    }
}
