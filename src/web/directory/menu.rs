//! The pages of a sector and of a group.

use askama::Template;

use super::PageAddress;
use super::card::{Card, name_in};
use super::context::PageContext;
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

/// The page of a sector, if there is one with this key.
pub(super) fn sector(context: &PageContext, key: MenuKey) -> Option<impl Template> {
    let sector = context.hotline().sector(key)?;
    let name = name_in(&sector.name, context.language).to_owned();
    let frame = context.frame(PageAddress::Sector(key), name, String::new());
    let language = context.language;
    let cards = context.there().filter(|card| card.sector.key == key).collect();
    Some(SectorPage { frame, sector, language, cards })
}

/// The page of a group, if there is one with these keys.
pub(super) fn group(
    context: &PageContext,
    sector_key: MenuKey,
    key: MenuKey,
) -> Option<impl Template> {
    let hotline = context.hotline();
    let (sector, group) = hotline.sector(sector_key).zip(hotline.group(sector_key, key))?;
    let name = name_in(&group.name, context.language).to_owned();
    let frame = context.frame(PageAddress::Group(sector_key, key), name, String::new());
    let language = context.language;
    let here = |card: &Card<'_>| card.sector.key == sector_key && card.group.key == key;
    let cards = context.there().filter(here).collect();
    Some(GroupPage { frame, sector, group, language, cards })
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
