//! `/sitemap.xml`: every page that search engines may show, in every language, and when it changed.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use jiff::Timestamp;

use super::export::languages;
use super::history::{EditionHistory, HistoryEntry};
use super::request::DataRequest;
use crate::catalogue::Service;
use crate::web::Site;
use crate::web::directory::PageAddress;
use crate::web::pages::Ui;

const XML: &str = "application/xml; charset=utf-8";

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    pages: Vec<SitemapPage>,
}

/// A page in one language.
struct SitemapPage {
    address: String,
    /// The time of its last change, as far as it is known.
    changed: Option<Timestamp>,
    /// The same page in every language and for whoever reads none of them, by the language's code.
    alternates: Arc<Vec<(&'static str, String)>>,
}

pub async fn sitemap(request: DataRequest) -> Response {
    let known = EditionHistory::entries(&request.app).await;
    let newest = known.first().map(|entry| entry.activation.at);
    request.rendered(XML, &document(&request.site, &known), newest)
}

pub(super) fn document(site: &Site, known: &[Arc<HistoryEntry>]) -> impl Template + use<> {
    let spoken = languages(site);
    let mut pages = Vec::new();
    for (page, changed) in addresses(site, known) {
        let address = |ui: &Ui| site.page_address(*ui, page);
        let own = spoken.iter().map(|ui| (ui.code(), address(ui)));
        let default = spoken.first().map(|ui| ("x-default", address(ui)));
        let alternates = Arc::new(own.chain(default).collect());
        pages.extend(spoken.iter().map(|ui| SitemapPage {
            address: address(ui),
            changed,
            alternates: Arc::clone(&alternates),
        }));
    }
    Sitemap { pages }
}

/// Every page, with the time of its last change where it shows services.
fn addresses(site: &Site, known: &[Arc<HistoryEntry>]) -> Vec<(PageAddress, Option<Timestamp>)> {
    let changed = |service: &Service| changed(known, &service.id);
    let sectors = &site.hotline().sectors;
    let mut pages = Vec::new();
    for sector in sectors {
        let of_sector = pages.len();
        for group in &sector.groups {
            let of_group = pages.len();
            let there = group.services.iter().filter(|service| service.moved.is_none());
            pages.extend(
                there.map(|service| (PageAddress::Service(service.code), changed(service))),
            );
            let latest = latest(&pages[of_group..]);
            pages.insert(of_group, (PageAddress::Group(sector.key, group.key), latest));
        }
        let latest = latest(&pages[of_sector..]);
        pages.insert(of_sector, (PageAddress::Sector(sector.key), latest));
    }
    let all = latest(&pages);
    pages.insert(0, (PageAddress::Home, all));
    pages.push((PageAddress::Programme, all));
    // Their words come with the program.
    let own = [PageAddress::Data, PageAddress::Accessibility, PageAddress::Privacy];
    pages.extend(own.map(|page| (page, None)));
    pages
}

fn latest(pages: &[(PageAddress, Option<Timestamp>)]) -> Option<Timestamp> {
    pages.iter().filter_map(|(_, changed)| *changed).max()
}

/// The time of a service's last change. Where no change of it is known, it is at least as old as what is known.
fn changed(known: &[Arc<HistoryEntry>], id: &str) -> Option<Timestamp> {
    let last = known.iter().find(|entry| entry.changed(id)).or(known.last());
    last.map(|entry| entry.activation.at)
}
