//! The pages of a sector and of a group.

use askama::Template;
use axum::response::Response;

use super::PageAddress;
use super::card::{Card, cards, name_in};
use super::visit::Visit;
use crate::catalogue::{Group, LanguageIndex, MenuKey, Sector};
use crate::web::pages::Frame;

#[derive(Template)]
#[template(path = "sector.html")]
struct SectorPage<'h> {
    frame: Frame,
    sector: &'h Sector,
    language: LanguageIndex,
    cards: Vec<Card<'h>>,
}

#[derive(Template)]
#[template(path = "group.html")]
struct GroupPage<'h> {
    frame: Frame,
    sector: &'h Sector,
    group: &'h Group,
    language: LanguageIndex,
    cards: Vec<Card<'h>>,
}

pub(super) fn sector(visit: &Visit, key: MenuKey) -> Response {
    let Some(sector) = visit.hotline().sector(key) else { return visit.not_found() };
    let name = name_in(&sector.name, visit.language).to_owned();
    let frame = visit.frame(PageAddress::Sector(key), name, String::new());
    let language = visit.language;
    let cards = there(visit).filter(|card| card.sector.key == key).collect();
    visit.reply(&SectorPage { frame, sector, language, cards })
}

pub(super) fn group(visit: &Visit, sector_key: MenuKey, key: MenuKey) -> Response {
    let hotline = visit.hotline();
    let found = hotline.sector(sector_key).zip(hotline.group(sector_key, key));
    let Some((sector, group)) = found else { return visit.not_found() };
    let name = name_in(&group.name, visit.language).to_owned();
    let frame = visit.frame(PageAddress::Group(sector_key, key), name, String::new());
    let language = visit.language;
    let here = |card: &Card<'_>| card.sector.key == sector_key && card.group.key == key;
    let cards = there(visit).filter(here).collect();
    visit.reply(&GroupPage { frame, sector, group, language, cards })
}

/// The services that have not moved.
fn there(visit: &Visit) -> impl Iterator<Item = Card<'_>> {
    cards(visit.hotline(), visit.language).filter(|card| card.service.moved.is_none())
}

impl SectorPage<'_> {
    fn name(&self) -> &str {
        name_in(&self.sector.name, self.language)
    }

    fn group_name<'g>(&self, group: &'g Group) -> &'g str {
        name_in(&group.name, self.language)
    }

    fn in_group<'p>(&'p self, group: &'p Group) -> impl Iterator<Item = &'p Card<'p>> {
        self.cards.iter().filter(|card| card.group.key == group.key)
    }
}

impl GroupPage<'_> {
    fn name(&self) -> &str {
        name_in(&self.group.name, self.language)
    }

    fn sector_name(&self) -> &str {
        name_in(&self.sector.name, self.language)
    }
}
