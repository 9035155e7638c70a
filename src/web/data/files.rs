//! The open data as files.

use std::sync::Arc;

use askama::Template as _;
use jiff::Timestamp;
use serde_json::to_string;

use super::export::languages;
use super::history::HistoryEntry;
use super::{api, cpsv, export, feed, hsds, sitemap, well_known};
use crate::web::{Site, SiteFile, SiteFileError};

/// Every file of the open data.
pub fn files(
    site: &Site,
    known: &[Arc<HistoryEntry>],
    now: Timestamp,
) -> Result<Vec<SiteFile>, SiteFileError> {
    let spoken = languages(site);
    let mut files = vec![
        SiteFile::new("api/index.json", to_string(&api::index_of(site))?),
        SiteFile::new("api/openapi.json", to_string(&api::description(site))?),
        SiteFile::new("api/services.json", to_string(&api::all(site))?),
        SiteFile::new("data/services.csv", export::table(site)),
        SiteFile::new("data/cpsv-ap.jsonld", to_string(&cpsv::services(site, &spoken))?),
        SiteFile::new("sitemap.xml", sitemap::document(site, known).render()?),
        SiteFile::new("robots.txt", well_known::robots_text(site)),
    ];
    for (.., service) in site.hotline().services() {
        if let Some(answer) = api::one(site, service.code) {
            let path = site.delivery.service_path(service.code);
            files.push(SiteFile::new(path.trim_start_matches('/'), to_string(&answer)?));
        }
    }
    if let Some(first) = spoken.first() {
        files.push(SiteFile::new("data/hsds.json", to_string(&hsds::services(site, *first))?));
    }
    for ui in spoken {
        let code = ui.code();
        let hsds = to_string(&hsds::services(site, ui))?;
        files.push(SiteFile::new(format!("data/{code}/hsds.json"), hsds));
        let feed = feed::document(site, ui, known).render()?;
        files.push(SiteFile::new(format!("feed/{code}.atom"), feed));
    }
    let contact = well_known::security_text(site, now);
    files.extend(contact.map(|text| SiteFile::new(".well-known/security.txt", text)));
    Ok(files)
}
