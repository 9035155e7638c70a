//! The edition and the language that a page of the website is written from.

use askama::Template;
use jiff::{Timestamp, Zoned};

use super::PageAddress;
use super::card::{Card, cards};
use crate::catalogue::{Hotline, LanguageIndex};
use crate::web::Site;
use crate::web::pages::{Alternate, Frame, Ui};

/// The website in one of its languages.
pub struct PageContext {
    pub site: Site,
    pub ui: Ui,
    /// The language in the hotline.
    pub language: LanguageIndex,
}

impl PageContext {
    /// The website in the language with this code, if it has it.
    pub fn new(site: Site, code: &str) -> Option<Self> {
        let (ui, language) = Ui::of(code).zip(site.hotline().language_by_code(code))?;
        Some(Self { site, ui, language })
    }

    pub fn hotline(&self) -> &Hotline {
        self.site.hotline()
    }

    /// The frame of the page at this address, with its title and its description.
    pub fn frame(&self, address: PageAddress, title: String, description: String) -> Frame {
        let alternates = self.site.languages().map(|ui| {
            let path = self.site.delivery.page_path(ui.code(), address);
            let address = self.site.address(&path);
            Alternate { ui, path, address }
        });
        let description = Some(description).filter(|text| !text.is_empty());
        Frame {
            description,
            is_indexed: !matches!(
                address,
                PageAddress::Search | PageAddress::Ask(_) | PageAddress::Answer
            ),
            alternates: alternates.collect(),
            ..self.bare_frame(title)
        }
    }

    /// The frame of a page that nobody is to find.
    pub fn bare_frame(&self, title: String) -> Frame {
        Frame {
            ui: self.ui,
            delivery: self.site.delivery,
            base: self.site.public_url.path().to_owned(),
            title,
            description: None,
            is_indexed: false,
            alternates: Vec::new(),
            edition: self.site.edition.edition.number,
            since: self.site.since().map(|since| self.here(since)),
            telephone: self.site.settings.telephone.clone(),
            takes_questions: self.site.takes_questions(),
        }
    }

    /// A moment in the hotline's time zone.
    pub fn here(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.hotline().hours.zone.clone())
    }

    /// The path of a page in the same language.
    pub fn path(&self, page: PageAddress) -> String {
        let path = self.site.delivery.page_path(self.ui.code(), page);
        format!("{}{path}", self.site.public_url.path())
    }

    /// The services that have not moved.
    pub fn there(&self) -> impl Iterator<Item = Card<'_>> {
        cards(self.hotline(), self.language).filter(|card| card.service.moved.is_none())
    }

    /// The page for whoever asks for one that is not there.
    pub fn unknown(&self) -> impl Template {
        UnknownPage { frame: self.bare_frame(self.ui.t("unknown-title").to_owned()) }
    }
}

/// A page that is not there.
#[derive(Template)]
#[template(path = "unknown.html")]
struct UnknownPage {
    frame: Frame,
}
