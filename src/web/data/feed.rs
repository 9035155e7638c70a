//! `/feed/ar.atom`: an entry for each edition that became the one that is heard (Atom, RFC 4287).

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use jiff::Timestamp;

use super::api;
use super::export::languages;
use super::history::ServiceChangeKind;
use super::history::{EditionDifference, EditionHistory, HistoryEntry, ServiceChange};
use super::request::DataRequest;
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
    /// What changed, as HTML.
    html: String,
}

/// What changed with an edition.
#[derive(Template)]
#[template(path = "changes.html")]
struct Changes<'e> {
    ui: Ui,
    home: &'e str,
    difference: &'e EditionDifference,
}

pub async fn atom(request: DataRequest, Path(file): Path<String>) -> Response {
    let code = file.strip_suffix(".atom");
    let spoken = languages(&request);
    let Some(ui) = spoken.into_iter().find(|ui| Some(ui.code()) == code) else {
        return api::unknown(request).await;
    };
    let known = EditionHistory::entries(&request.app).await;
    let address = request.address(&format!("/feed/{file}"));
    let home = request.address(&format!("/{}", ui.code()));
    let entry = |entry: &HistoryEntry| {
        let activation = entry.activation;
        let number = activation.edition.to_string();
        let changes = Changes { ui, home: &home, difference: &entry.difference };
        FeedEntry {
            id: format!("{address}#{}-{number}", activation.revision),
            title: crate::text::fill(ui.t("edition"), &[("{number}", number.as_str())]),
            updated: activation.at,
            html: changes.render().unwrap_or_default(),
        }
    };
    let entries: Vec<FeedEntry> = known.iter().map(|known| entry(known)).collect();
    let newest = entries.first().map(|entry| entry.updated);
    let updated = newest.unwrap_or(Timestamp::UNIX_EPOCH);
    let feed = Feed { ui, address, home, updated, entries };
    request.rendered(ATOM, &feed, newest)
}

impl Changes<'_> {
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
