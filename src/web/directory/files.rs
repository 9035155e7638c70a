//! The pages as files: each the index of a folder of its name.

use askama::Template;

use super::card::cards;
use super::context::PageContext;
use super::{PageAddress, home, info, menu, parts, search, service};
use crate::catalogue::Code;
use crate::web::pages::Frame;
use crate::web::{Site, SiteFile, SiteFileError};

/// A page in place of one whose service has moved.
#[derive(Template)]
#[template(path = "moved.html")]
struct MovedPage {
    frame: Frame,
    to: Code,
}

/// `/`: the languages.
#[derive(Template)]
#[template(path = "languages.html")]
struct LanguagesPage {
    frame: Frame,
}

/// Every page in every language, and what a search in the browser needs.
pub fn files(site: &Site) -> Result<Vec<SiteFile>, SiteFileError> {
    let index = serde_json::to_string(&site.hotline().search().tables(site.hotline()))?;
    let mut files = vec![SiteFile::new("search/index.json", index)];
    let contexts = site.languages().filter_map(|ui| PageContext::new(site.clone(), ui.code()));
    for (position, context) in contexts.enumerate() {
        let code = context.ui.code();
        let unknown = context.unknown().render()?;
        if position == 0 {
            // Whoever asks for no language, and whoever can't be told apart.
            let title = context.ui.t("site-title").to_owned();
            let frame = context.frame(PageAddress::Home, title, String::new());
            files.push(SiteFile::new("index.html", LanguagesPage { frame }.render()?));
            files.push(SiteFile::new("404.html", unknown.clone()));
        }
        files.push(SiteFile::new(format!("{code}/404.html"), unknown));
        let parts = serde_json::to_string(&parts::of(&context)?)?;
        files.push(SiteFile::new(format!("search/{code}.json"), parts));
        add_pages(&context, &mut files)?;
    }
    Ok(files)
}

fn add_pages(context: &PageContext, files: &mut Vec<SiteFile>) -> Result<(), askama::Error> {
    let mut add = |address, template: Option<String>| {
        files.extend(template.map(|html| SiteFile::new(path(context, address), html)));
    };
    add(PageAddress::Home, Some(home::written(context, Vec::new()).render()?));
    add(PageAddress::Search, Some(search::written(context).render()?));
    add(PageAddress::Programme, Some(info::programme_page(context).render()?));
    add(PageAddress::Data, Some(info::data_page(context).render()?));
    add(PageAddress::Accessibility, Some(info::accessibility_page(context).render()?));
    add(PageAddress::Privacy, Some(info::privacy_page(context).render()?));
    for audience in info::AUDIENCES {
        let page = info::audience_page(context, audience).render()?;
        add(PageAddress::Audience(audience.0), Some(page));
    }
    for sector in &context.hotline().sectors {
        let page = menu::sector(context, sector.key).map(|page| page.render()).transpose()?;
        add(PageAddress::Sector(sector.key), page);
        for group in &sector.groups {
            let page = menu::group(context, sector.key, group.key);
            let page = page.map(|page| page.render()).transpose()?;
            add(PageAddress::Group(sector.key, group.key), page);
        }
    }
    for card in cards(context.hotline(), context.language) {
        let page = match card.service.moved {
            None => service::written(context, card, None).render()?,
            Some(moved) => {
                let frame = context.frame(
                    PageAddress::Service(moved.to),
                    card.name().to_owned(),
                    String::new(),
                );
                MovedPage { frame, to: moved.to }.render()?
            }
        };
        add(PageAddress::Service(card.service.code), Some(page));
    }
    Ok(())
}

/// The file of a page.
fn path(context: &PageContext, address: PageAddress) -> String {
    let path = context.site.delivery.page_path(context.ui.code(), address);
    format!("{}index.html", path.trim_start_matches('/'))
}
