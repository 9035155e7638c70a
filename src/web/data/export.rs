//! `/data`: every service in the formats of others.

use axum::extract::Path;
use axum::response::Response;

use super::record::{FactRecord, ServiceRecord};
use super::request::{DataRequest, JSON};
use super::{api, cpsv, hsds};
use crate::catalogue::SectionKind;
use crate::text::harmless_cell;
use crate::web::Site;
use crate::web::pages::Ui;

const CSV: &str = "text/csv; charset=utf-8";
const JSON_LD: &str = "application/ld+json";

/// The columns of the table; the sections' are named as their kinds.
const COLUMNS: [&str; 20] = [
    "edition",
    "code",
    "language",
    "name",
    "sector",
    "group",
    "moved_to",
    "summary",
    "who",
    "documents",
    "fee",
    "duration",
    "steps",
    "channels",
    "audience",
    "confirmed",
    "evidence",
    "link",
    "sources",
    "page",
];

/// `/data/services.csv`: a row for each service and language.
pub async fn csv(request: DataRequest) -> Response {
    request.cached(CSV, "services.csv", table)
}

pub(super) fn table(site: &Site) -> String {
    let edition = site.edition.edition.number.to_string();
    let mut sheet = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        // Without the mark, Excel reads Arabic as something else.
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut write = |row: &[String]| {
        // Writing to memory fails for want of memory alone.
        sheet.write_record(row.iter().map(|cell| harmless_cell(cell).into_owned())).ok();
    };
    write(&COLUMNS.map(str::to_owned));
    for service in site.records().services() {
        for language in &site.hotline().languages {
            write(&row(&edition, &service, &language.code));
        }
    }
    let text = sheet.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.unwrap_or_default()
}

fn row(edition: &str, service: &ServiceRecord, language: &str) -> [String; COLUMNS.len()] {
    let of = |texts: &super::record::Texts| texts.get(language).cloned().unwrap_or_default();
    let section = |kind| service.section(kind, language).unwrap_or_default();
    [
        edition.to_owned(),
        service.code.to_string(),
        language.to_owned(),
        of(&service.names),
        of(&service.sector.names),
        of(&service.group.names),
        service.moved_to.map(|code| code.to_string()).unwrap_or_default(),
        service.summary(language).unwrap_or_default().to_owned(),
        section(SectionKind::Who),
        section(SectionKind::Documents),
        section(SectionKind::Fee),
        section(SectionKind::Duration),
        section(SectionKind::Steps),
        section(SectionKind::Channels),
        service.audience.join(" "),
        service.confirmed.to_string(),
        service.evidence.to_owned(),
        of(&service.links),
        sources(&service.facts).join(" "),
        of(&service.pages),
    ]
}

/// The sources of facts, each once.
fn sources(facts: &[FactRecord]) -> Vec<&str> {
    let mut sources: Vec<&str> = Vec::new();
    for fact in facts {
        if !sources.contains(&fact.source.as_str()) {
            sources.push(&fact.source);
        }
    }
    sources
}

/// `/data/hsds.json`: in the first language.
pub async fn hsds(request: DataRequest) -> Response {
    match languages(&request.site).first() {
        Some(ui) => hsds_in(&request, *ui),
        None => api::unknown(request).await,
    }
}

/// `/data/en/hsds.json`
pub async fn hsds_of(request: DataRequest, Path(language): Path<String>) -> Response {
    match languages(&request.site).into_iter().find(|ui| ui.code() == language) {
        Some(ui) => hsds_in(&request, ui),
        None => api::unknown(request).await,
    }
}

fn hsds_in(request: &DataRequest, ui: Ui) -> Response {
    request.cached(JSON, &format!("{}/hsds.json", ui.code()), |site| {
        hsds::services(site, ui).to_string()
    })
}

/// `/data/cpsv-ap.jsonld`
pub async fn cpsv_ap(request: DataRequest) -> Response {
    request.cached(JSON_LD, "cpsv-ap.jsonld", |site| {
        cpsv::services(site, &languages(site)).to_string()
    })
}

/// The languages of the pages that the hotline speaks, in the hotline's order.
pub fn languages(site: &Site) -> Vec<Ui> {
    site.hotline().languages.iter().filter_map(|language| Ui::of(&language.code)).collect()
}

impl ServiceRecord {
    /// The text of a section in a language; none where there is no such section.
    pub fn section(&self, kind: SectionKind, language: &str) -> Option<String> {
        let section = self.sections.iter().find(|section| section.kind == kind.name())?;
        let pieces = section.pieces.iter().filter_map(|piece| piece.get(language));
        Some(pieces.map(|said| said.text.as_str()).collect::<Vec<_>>().join(" "))
    }

    /// The summary in a language.
    pub fn summary(&self, language: &str) -> Option<&str> {
        self.summary.as_ref()?.get(language).map(|said| said.text.as_str())
    }
}
