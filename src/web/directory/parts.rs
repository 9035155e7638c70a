//! The parts of what a search shows, for searches that no server answers.

use std::collections::BTreeMap;

use askama::Template;
use serde::Serialize;

use super::PageAddress;
use super::card::{Card, cards};
use super::context::PageContext;
use super::search::Results;
use crate::web::pages::Frame;

/// The most services that are shown at once.
const MOST: usize = 10;

/// HTML by what it shows.
#[derive(Serialize)]
pub(super) struct SearchParts {
    /// Before anything was asked for.
    empty: String,
    /// The part for words that fit nothing; they go into the first `bdi`.
    nothing: String,
    /// Above what is meant; the words go into the `bdi`.
    clear: String,
    /// Above so many services.
    found: Vec<String>,
    /// Between what is meant and the others.
    others: &'static str,
    /// The service that is meant, by its code.
    best: BTreeMap<String, String>,
    /// A service in a list, by its code.
    row: BTreeMap<String, String>,
    /// The parts of referrals, each at its position.
    referrals: Vec<String>,
    /// The page of whatever has a number.
    pages: BTreeMap<String, String>,
}

#[derive(Template)]
#[template(path = "best.html")]
struct BestPart<'h> {
    frame: &'h Frame,
    card: Card<'h>,
}

#[derive(Template)]
#[template(path = "row.html")]
struct RowPart<'h> {
    frame: &'h Frame,
    card: Card<'h>,
}

pub(super) fn of(context: &PageContext) -> Result<SearchParts, askama::Error> {
    let ui = context.ui;
    let frame = context.bare_frame(ui.t("search").to_owned());
    let (mut best, mut row) = (BTreeMap::new(), BTreeMap::new());
    for card in context.there() {
        let code = card.service.code.to_string();
        best.insert(code.clone(), BestPart { frame: &frame, card }.render()?);
        row.insert(code, RowPart { frame: &frame, card }.render()?);
    }
    let referrals = context.hotline().referrals.iter();
    let referrals = referrals.map(|referral| Results::referring(context, referral).render());
    Ok(SearchParts {
        empty: Results::nothing(context, String::new()).render()?,
        nothing: Results::nothing(context, " ".to_owned()).render()?,
        clear: ui.with("search-clear", &[("words", "")]).to_string(),
        found: (0..=MOST).map(|count| ui.n("search-found", count).to_string()).collect(),
        others: ui.t("or-meant"),
        best,
        row,
        referrals: referrals.collect::<Result<_, _>>()?,
        pages: pages(context),
    })
}

fn pages(context: &PageContext) -> BTreeMap<String, String> {
    let sectors = context.hotline().sectors.iter().flat_map(|sector| {
        let groups = sector.groups.iter();
        let groups = groups.map(|group| PageAddress::Group(sector.key, group.key));
        std::iter::once(PageAddress::Sector(sector.key)).chain(groups)
    });
    let services = cards(context.hotline(), context.language);
    let services = services.map(|card| PageAddress::Service(card.service.code));
    sectors.chain(services).map(|page| (page.to_string(), context.path(page))).collect()
}
