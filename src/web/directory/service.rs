//! `/ar/1`, `/ar/11`, `/ar/114`: a sector, a group, a service.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::Response;

use super::card::{Card, CardSection, Said, cards};
use super::context::PageContext;
use super::info::AUDIENCES;
use super::linked::linked;
use super::opinion::OpinionReply;
use super::visit::Visit;
use super::{PageAddress, menu};
use crate::web::pages::{Frame, Linked};

/// The page of a service.
#[derive(Template)]
#[template(path = "service.html")]
struct ServicePage<'h> {
    frame: Frame,
    card: Card<'h>,
    sections: Vec<CardSection<'h>>,
    heard: Vec<Said<'h>>,
    /// The reply to the reader who has just said what the page is worth.
    reply: Option<OpinionReply>,
    linked: Linked,
}

/// The page of whatever has this number.
pub async fn numbered(
    visit: Visit,
    Path(number): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    match PageAddress::numbered(&number, visit.hotline()) {
        Some(PageAddress::Sector(key)) => visit.reply_or_not_found(menu::sector(&visit, key)),
        Some(PageAddress::Group(sector, key)) => {
            visit.reply_or_not_found(menu::group(&visit, sector, key))
        }
        Some(PageAddress::Service(code)) => {
            let mut all = cards(visit.hotline(), visit.language);
            let Some(card) = all.find(|card| card.service.code == code) else {
                return visit.not_found();
            };
            if let Some(moved) = card.service.moved {
                return visit.moved(PageAddress::Service(moved.to));
            }
            let reply = OpinionReply::asked(query.as_deref());
            visit.reply(&written(&visit, card, reply))
        }
        _ => visit.not_found(),
    }
}

/// The page of a service, with a reply to the reader.
pub(super) fn written<'h>(
    context: &PageContext,
    card: Card<'h>,
    reply: Option<OpinionReply>,
) -> impl Template + use<'h> {
    // Whoever has the page read out hears the reply first.
    let first = reply.map(|reply| format!("{} ", context.ui.t(reply.key())));
    let code = card.service.code;
    let title = format!("{}{}, {code}", first.unwrap_or_default(), card.name());
    let summary = card.summary().map_or("", |summary| summary.text).to_owned();
    let frame = context.frame(PageAddress::Service(code), title, summary);
    let (sections, heard) = (card.sections(), card.heard());
    let linked = linked(&card, &frame);
    ServicePage { frame, card, sections, heard, reply, linked }
}

impl ServicePage<'_> {
    fn audience(&self, name: &str) -> String {
        let known = AUDIENCES.into_iter().find(|(known, _)| *known == name);
        known.map_or(name, |(_, key)| self.frame.ui.t(key)).to_owned()
    }

    /// Returns whether the reader can say what the page is worth.
    fn asks_opinion(&self) -> bool {
        matches!(self.reply, None | Some(OpinionReply::Later))
    }

    /// Returns whether the reader can say what is wrong.
    fn asks_remark(&self) -> bool {
        self.reply == Some(OpinionReply::Wrong)
    }

    /// The heading of a section.
    fn heading(&self, section: &CardSection<'_>) -> &'static str {
        self.frame.ui.t(section.kind.name())
    }
}
