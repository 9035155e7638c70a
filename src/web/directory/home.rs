//! `/ar`: what there is, and how to come to it.

use std::cmp::Reverse;

use askama::Template;
use axum::response::Response;

use super::PageAddress;
use super::card::{Card, name_in};
use super::context::PageContext;
use super::visit::Visit;
use crate::catalogue::{Group, Hotline, LanguageIndex, Sector};
use crate::web::pages::{Frame, Strand, strands};

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'h> {
    frame: Frame,
    hotline: &'h Hotline,
    language: LanguageIndex,
    /// The services, without those that have moved.
    there: Vec<Card<'h>>,
    /// The texts of the notices for everybody that are in force.
    notices: Vec<String>,
    /// A service to show what a code is.
    example: Option<Card<'h>>,
    strands: Vec<Strand>,
}

pub async fn page(visit: Visit) -> Response {
    let in_force = visit.app.calls.notices.in_force((visit.app.calls.clock)());
    let for_all = in_force.iter().filter(|notice| notice.sector.is_none());
    let notices = for_all.filter_map(|notice| notice.text(visit.ui.code())).map(str::to_owned);
    visit.reply(&written(&visit, notices.collect()))
}

/// The first page, with the texts of notices.
pub(super) fn written(context: &PageContext, notices: Vec<String>) -> impl Template {
    let hotline = context.hotline();
    let there: Vec<Card<'_>> = context.there().collect();
    let frame = context.frame(
        PageAddress::Home,
        context.ui.t("site-title").to_owned(),
        context.ui.t("site-description").to_owned(),
    );
    // Of those that have much to tell, the one with the shortest name.
    let length = |card: &Card<'_>| card.service.name.iter().map(|name| name.chars().count()).sum();
    let example = there.iter().max_by_key(|card| {
        let length: usize = length(card);
        (card.service.sections.len(), Reverse((length, card.service.code)))
    });
    let example = example.copied();
    HomePage {
        frame,
        hotline,
        language: context.language,
        notices,
        example,
        strands: strands(hotline, example.map(|card| card.service.code)),
        there,
    }
}

impl HomePage<'_> {
    /// Examples of words that can be searched for.
    const SAYINGS: [&'static str; 4] = ["saying-1", "saying-2", "saying-3", "saying-4"];

    /// The address of a search for what a message says.
    fn search(&self, key: &'static str) -> String {
        self.frame.search_link(self.frame.ui.t(key))
    }

    fn sector_name<'s>(&self, sector: &'s Sector) -> &'s str {
        name_in(&sector.name, self.language)
    }

    fn group_name<'g>(&self, group: &'g Group) -> &'g str {
        name_in(&group.name, self.language)
    }

    fn sector_count(&self, sector: &Sector) -> usize {
        self.there.iter().filter(|card| card.sector.key == sector.key).count()
    }

    fn count(&self, sector: &Sector, group: &Group) -> usize {
        let here = |card: &&Card<'_>| card.sector.key == sector.key && card.group.key == group.key;
        self.there.iter().filter(here).count()
    }
}
