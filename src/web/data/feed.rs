//! `/feed/ar.atom`: an entry for each edition that became the one that is heard (Atom, RFC 4287).

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;

use super::api;
use super::export::languages;
use super::history::ServiceChangeKind;
use super::history::{EditionDifference, EditionHistory, HistoryEntry, ServiceChange};
use super::request::DataRequest;
use crate::web::Site;
use crate::web::pages::{Markup, Ui};

const ATOM: &str = "application/atom+xml; charset=utf-8";

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed {
    ui: Ui,
    /// Its own address, which is its id too.
    address: String,
    home: String,
    updated: Timestamp,
    entries: Vec<FeedEntry>,
}

struct FeedEntry {
    id: String,
    title: String,
    updated: Timestamp,
    /// The changes, as HTML.
    html: String,
}

/// The changes that came with an edition.
#[derive(Template)]
#[template(path = "changes.html")]
struct Changes<'e> {
    ui: Ui,
    site: &'e Site,
    difference: &'e EditionDifference,
}

pub async fn atom(request: DataRequest, Path(file): Path<String>) -> Response {
    let code = file.strip_suffix(".atom");
    let spoken = languages(&request.site);
    let Some(ui) = spoken.into_iter().find(|ui| Some(ui.code()) == code) else {
        return api::unknown(request).await;
    };
    let known = EditionHistory::entries(&request.app).await;
    let newest = known.first().map(|entry| entry.activation.at);
    request.rendered(ATOM, &document(&request.site, ui, &known), newest)
}

/// The feed in a language.
pub(super) fn document(site: &Site, ui: Ui, known: &[Arc<HistoryEntry>]) -> impl Template + use<> {
    let address = site.address(&format!("/feed/{}.atom", ui.code()));
    let entry = |entry: &HistoryEntry| {
        let activation = entry.activation;
        let number = activation.edition.to_string();
        let changes = Changes { ui, site, difference: &entry.difference };
        FeedEntry {
            id: format!("{address}#{}-{number}", activation.revision),
            title: crate::text::fill(ui.t("edition"), &[("{number}", number.as_str())]),
            updated: activation.at,
            html: changes.render().unwrap_or_default(),
        }
    };
    let entries: Vec<FeedEntry> = known.iter().map(|known| entry(known)).collect();
    let updated = entries.first().map_or(Timestamp::UNIX_EPOCH, |entry| entry.updated);
    let home = site.page_address(ui, "");
    Feed { ui, address, home, updated, entries }
}

impl Changes<'_> {
    /// The address of a service's page.
    fn page(&self, change: &ServiceChange) -> String {
        self.site.page_address(self.ui, change.code)
    }

    fn heading(&self) -> Markup {
        match self.difference {
            EditionDifference::First(services) => self.ui.n("feed-first", *services),
            EditionDifference::Unknown => self.ui.with("feed-unknown", &[]),
            EditionDifference::Services(changes) => self.ui.n("feed-changed", changes.len()),
        }
    }

    fn services(&self) -> &[ServiceChange] {
        match self.difference {
            EditionDifference::Services(changes) => changes,
            EditionDifference::First(_) | EditionDifference::Unknown => &[],
        }
    }

    fn name<'c>(&self, change: &'c ServiceChange) -> &'c str {
        change.names.get(self.ui.code()).map_or("", String::as_str)
    }

    fn kind(&self, change: &ServiceChange) -> &'static str {
        match change.kind {
            ServiceChangeKind::Added => self.ui.t("change-added"),
            ServiceChangeKind::Changed => self.ui.t("change-changed"),
            ServiceChangeKind::Removed => self.ui.t("change-removed"),
        }
    }
}
