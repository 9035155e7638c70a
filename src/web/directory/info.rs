//! Pages about the hotline as a whole.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::PageAddress;
use super::card::{Card, cards};
use super::visit::Visit;
use crate::catalogue::Evidence;
use crate::web::pages::{Frame, Markup};

/// The words of the catalogue for those whom a service is for, with the key of their name.
pub const AUDIENCES: [(&str, &str); 6] = [
    ("citizen", "audience-citizen"),
    ("gcc_citizen", "audience-gcc-citizen"),
    ("resident", "audience-resident"),
    ("business", "audience-business"),
    ("visitor", "audience-visitor"),
    ("government", "audience-government"),
];

#[derive(Template)]
#[template(path = "audience.html")]
struct AudiencePage<'h> {
    frame: Frame,
    name: &'static str,
    cards: Vec<Card<'h>>,
}

#[derive(Template)]
#[template(path = "programme.html")]
struct ProgrammePage<'h> {
    frame: Frame,
    services: usize,
    confirmed: usize,
    linked: usize,
    recorded: usize,
    by_evidence: Vec<(&'static str, usize)>,
    waiting: Vec<Card<'h>>,
}

#[derive(Template)]
#[template(path = "text.html")]
struct TextPage {
    frame: Frame,
    heading: &'static str,
    paragraphs: Vec<&'static str>,
}

#[derive(Template)]
#[template(path = "data.html")]
struct DataPage {
    frame: Frame,
    /// The path of each file, and what it is.
    files: Vec<(String, Markup)>,
}

/// `/ar/for/citizen`
pub async fn audience(visit: Visit, Path(asked): Path<String>) -> Response {
    let Some((audience, key)) = AUDIENCES.into_iter().find(|(known, _)| *known == asked) else {
        return visit.not_found();
    };
    let name = visit.ui.t(key);
    let cards: Vec<Card<'_>> =
        there(&visit).filter(|card| card.service.audience.contains(&asked)).collect();
    let frame = visit.frame(PageAddress::Audience(audience), name.to_owned(), String::new());
    visit.reply(&AudiencePage { frame, name, cards })
}

/// `/ar/programme`
pub async fn programme(visit: Visit) -> Response {
    let all: Vec<Card<'_>> = there(&visit).collect();
    let count = |is_so: &dyn Fn(&Card<'_>) -> bool| all.iter().filter(|card| is_so(card)).count();
    let by_evidence = Evidence::ALL.iter().map(|evidence| {
        let key = match evidence {
            Evidence::Page => "evidence-page",
            Evidence::List => "evidence-list",
            Evidence::News => "evidence-news",
            Evidence::Third => "evidence-third",
            Evidence::Context => "evidence-context",
            Evidence::None => "evidence-none",
        };
        (visit.ui.t(key), count(&|card| card.service.evidence == *evidence))
    });
    let title = visit.ui.t("programme").to_owned();
    let page = ProgrammePage {
        frame: visit.frame(PageAddress::Programme, title, String::new()),
        services: all.len(),
        confirmed: count(&|card| card.service.confirmed),
        linked: count(&|card| card.link().is_some()),
        recorded: count(&|card| card.heard().iter().all(|said| said.recording.is_some())),
        by_evidence: by_evidence.collect(),
        waiting: all.iter().filter(|card| !card.service.confirmed).copied().collect(),
    };
    visit.reply(&page)
}

/// `/ar/data`
pub async fn data(visit: Visit) -> Response {
    let code = visit.ui.code();
    let link = |path: String, key, format| {
        let what = visit.ui.with(key, &[("format", format)]);
        (format!("{}{path}", visit.app.public_url.path()), what)
    };
    let page = DataPage {
        frame: visit.frame(PageAddress::Data, visit.ui.t("data").to_owned(), String::new()),
        files: vec![
            link("/api/services".to_owned(), "data-api", "JSON"),
            link("/api/openapi.json".to_owned(), "data-openapi", "OpenAPI 3.1"),
            link("/data/services.csv".to_owned(), "data-csv", "CSV"),
            link(format!("/data/{code}/hsds.json"), "data-hsds", "Open Referral HSDS 3.0"),
            link("/data/cpsv-ap.jsonld".to_owned(), "data-cpsv", "CPSV-AP 3.2.0, JSON-LD"),
            link(format!("/feed/{code}.atom"), "data-feed", "Atom"),
            link("/sitemap.xml".to_owned(), "data-sitemap", ""),
        ],
    };
    visit.reply(&page)
}

pub async fn accessibility(visit: Visit) -> Response {
    let keys = ["accessibility-1", "accessibility-2", "accessibility-3", "accessibility-4"];
    let paragraphs = keys.map(|key| visit.ui.t(key));
    text(&visit, PageAddress::Accessibility, "accessibility", paragraphs.to_vec())
}

pub async fn privacy(visit: Visit) -> Response {
    let keys = ["privacy-1", "privacy-2", "privacy-3", "privacy-4"];
    let paragraphs = keys.map(|key| visit.ui.t(key));
    text(&visit, PageAddress::Privacy, "privacy", paragraphs.to_vec())
}

fn text(
    visit: &Visit,
    address: PageAddress,
    heading: &'static str,
    paragraphs: Vec<&'static str>,
) -> Response {
    let heading = visit.ui.t(heading);
    let frame = visit.frame(address, heading.to_owned(), String::new());
    visit.reply(&TextPage { frame, heading, paragraphs })
}

fn there(visit: &Visit) -> impl Iterator<Item = Card<'_>> {
    cards(visit.hotline(), visit.language).filter(|card| card.service.moved.is_none())
}
