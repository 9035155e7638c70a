//! The source of the website's pages, be they sent by this server or written as files.

use std::sync::Arc;

use jiff::Timestamp;

use crate::calls::editions::{Activation, LoadedEdition};
use crate::catalogue::Hotline;
use crate::dialects::PublicUrl;
use crate::web::pages::{SiteDelivery, Ui};
use crate::web::{App, Website};

/// An edition and where its website stands.
#[derive(Clone)]
pub struct Site {
    pub edition: Arc<LoadedEdition>,
    /// The change by which the edition became the one that is heard, where it is known.
    pub activation: Option<Activation>,
    pub public_url: PublicUrl,
    pub settings: Website,
    pub delivery: SiteDelivery,
}

impl Site {
    /// The website that a server sends now.
    pub fn of(app: &App) -> Self {
        let (edition, activation) = app.calls.editions.active_since();
        Self {
            edition,
            activation,
            public_url: app.public_url.clone(),
            settings: app.website.clone(),
            delivery: SiteDelivery::Server,
        }
    }

    pub fn hotline(&self) -> &Hotline {
        self.edition.hotline()
    }

    /// The languages of the pages that the hotline speaks, in the order of the pages.
    pub fn languages(&self) -> impl Iterator<Item = Ui> {
        Ui::all().filter(|ui| self.hotline().language_by_code(ui.code()).is_some())
    }

    /// Returns whether readers may write questions.
    pub fn takes_questions(&self) -> bool {
        self.settings.questions && self.delivery == SiteDelivery::Server
    }

    /// The time at which the edition became the one that is heard.
    pub fn since(&self) -> Option<Timestamp> {
        self.activation.map(|activation| activation.at)
    }

    /// The absolute address of one of our paths, which begins with `/`.
    pub fn address(&self, path: &str) -> String {
        self.public_url.join(path)
    }

    /// The absolute address of a page.
    pub fn page_address(&self, ui: Ui, page: impl std::fmt::Display) -> String {
        self.address(&self.delivery.page_path(ui.code(), page))
    }
}
