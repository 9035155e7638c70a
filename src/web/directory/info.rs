//! Pages about the hotline as a whole.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use super::PageAddress;
use super::card::Card;
use super::context::PageContext;
use super::visit::Visit;
use crate::catalogue::Evidence;
use crate::web::pages::{Frame, Markup, SiteDelivery};

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
    match AUDIENCES.into_iter().find(|(known, _)| *known == asked) {
        Some(audience) => visit.reply(&audience_page(&visit, audience)),
        None => visit.not_found(),
    }
}

/// `/ar/programme`
pub async fn programme(visit: Visit) -> Response {
    visit.reply(&programme_page(&visit))
}

/// `/ar/data`
pub async fn data(visit: Visit) -> Response {
    visit.reply(&data_page(&visit))
}

pub async fn accessibility(visit: Visit) -> Response {
    visit.reply(&accessibility_page(&visit))
}

pub async fn privacy(visit: Visit) -> Response {
    visit.reply(&privacy_page(&visit))
}

/// The services for somebody, by the catalogue's word and the key of their name.
pub(super) fn audience_page(
    context: &PageContext,
    (audience, key): (&'static str, &'static str),
) -> impl Template {
    let name = context.ui.t(key);
    let is_for = |card: &Card<'_>| card.service.audience.iter().any(|one| one == audience);
    let cards = context.there().filter(is_for).collect();
    let frame = context.frame(PageAddress::Audience(audience), name.to_owned(), String::new());
    AudiencePage { frame, name, cards }
}

pub(super) fn programme_page(context: &PageContext) -> impl Template {
    let all: Vec<Card<'_>> = context.there().collect();
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
        (context.ui.t(key), count(&|card| card.service.evidence == *evidence))
    });
    let title = context.ui.t("programme").to_owned();
    ProgrammePage {
        frame: context.frame(PageAddress::Programme, title, String::new()),
        services: all.len(),
        confirmed: count(&|card| card.service.confirmed),
        linked: count(&|card| card.link().is_some()),
        recorded: count(&|card| card.heard().iter().all(|said| said.recording.is_some())),
        by_evidence: by_evidence.collect(),
        waiting: all.iter().filter(|card| !card.service.confirmed).copied().collect(),
    }
}

pub(super) fn data_page(context: &PageContext) -> impl Template {
    let code = context.ui.code();
    let link = |path: String, key, format| {
        let what = context.ui.with(key, &[("format", format)]);
        (format!("{}{path}", context.site.public_url.path()), what)
    };
    DataPage {
        frame: context.frame(PageAddress::Data, context.ui.t("data").to_owned(), String::new()),
        files: vec![
            link(context.site.delivery.services_path().to_owned(), "data-api", "JSON"),
            link("/api/openapi.json".to_owned(), "data-openapi", "OpenAPI 3.1"),
            link("/data/services.csv".to_owned(), "data-csv", "CSV"),
            link(format!("/data/{code}/hsds.json"), "data-hsds", "Open Referral HSDS 3.0"),
            link("/data/cpsv-ap.jsonld".to_owned(), "data-cpsv", "CPSV-AP 3.2.0, JSON-LD"),
            link(format!("/feed/{code}.atom"), "data-feed", "Atom"),
            link("/sitemap.xml".to_owned(), "data-sitemap", ""),
        ],
    }
}

pub(super) fn accessibility_page(context: &PageContext) -> impl Template {
    let keys = ["accessibility-1", "accessibility-2", "accessibility-3", "accessibility-4"];
    // The page of a service takes no words where no server is behind it.
    let said = if context.site.delivery == SiteDelivery::Files { &keys[..3] } else { &keys };
    text(context, PageAddress::Accessibility, "accessibility", said)
}

pub(super) fn privacy_page(context: &PageContext) -> impl Template {
    let keys = ["privacy-1", "privacy-2", "privacy-3", "privacy-4", "privacy-5"];
    let keys = match context.site.delivery {
        SiteDelivery::Server if context.site.takes_questions() => &keys,
        // The last is on questions.
        SiteDelivery::Server => &keys[..4],
        SiteDelivery::Files => &["privacy-1", "privacy-files"],
    };
    text(context, PageAddress::Privacy, "privacy", keys)
}

fn text(
    context: &PageContext,
    address: PageAddress,
    heading: &'static str,
    keys: &[&'static str],
) -> TextPage {
    let heading = context.ui.t(heading);
    let frame = context.frame(address, heading.to_owned(), String::new());
    TextPage { frame, heading, paragraphs: keys.iter().map(|key| context.ui.t(key)).collect() }
}
