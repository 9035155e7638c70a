//! `POST /ar/114/useful`: what a reader thinks of the page of a service.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::PageAddress;
use super::visit::Visit;
use crate::calls::without_numbers;
use crate::catalogue::Code;
use crate::store::{PageOpinion, PageReport, PageReportContent};
use crate::web::form::SubmittedForm;

/// The longest remark, in characters; what is longer is cut.
const LONGEST_REMARK: usize = 500;

named_enum! {
    /// The reply to a reader, in the address of the page: `?said=yes`.
    pub enum OpinionReply {
        /// The page is useful, or not.
        Yes = "yes",
        No = "no",
        /// Something is wrong, and the reader may say what.
        Wrong = "wrong",
        /// The reader has said what.
        Told = "told",
        /// Nothing could be taken just now.
        Later = "later",
    }
}

impl OpinionReply {
    /// The reply that a page's query asks for.
    pub fn asked(query: Option<&str>) -> Option<Self> {
        let mut fields = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        fields.find_map(|(name, value)| (name == "said").then(|| Self::parse(&value)).flatten())
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes | Self::No => "opinion-thanks",
            Self::Wrong => "wrong-thanks",
            Self::Told => "remark-thanks",
            Self::Later => "opinion-later",
        }
    }
}

/// Takes an opinion or a remark, and sends the reader back to the page.
pub async fn take(visit: Visit, Path(number): Path<String>, form: SubmittedForm) -> Response {
    let Some(address) = service(&visit, &number) else { return visit.not_found() };
    let PageAddress::Service(code) = address else { return visit.not_found() };
    let reply = match PageOpinion::parse(form.text("useful")) {
        _ if form.has("remark") => Some(remark(&visit, code, &form)),
        Some(opinion) => Some(count(&visit, code, opinion)),
        None => None,
    };
    back_to(&visit, address, reply)
}

/// Sends whoever asks for the address alone to the page.
pub async fn back(visit: Visit, Path(number): Path<String>) -> Response {
    match service(&visit, &number) {
        Some(address) => back_to(&visit, address, None),
        None => visit.not_found(),
    }
}

fn service(visit: &Visit, number: &str) -> Option<PageAddress> {
    let address = PageAddress::numbered(number, visit.hotline())?;
    matches!(address, PageAddress::Service(_)).then_some(address)
}

fn count(visit: &Visit, service: Code, opinion: PageOpinion) -> OpinionReply {
    let edition = visit.site.edition.edition.number;
    let at = (visit.app.calls.clock)();
    let content = PageReportContent::Opinion { service, edition, opinion };
    let taken = visit.app.page_limits.opinions.admits(visit.peer, at)
        && visit.app.page_reports.push(PageReport { at, content });
    match opinion {
        _ if !taken => OpinionReply::Later,
        PageOpinion::Useful => OpinionReply::Yes,
        PageOpinion::NotUseful => OpinionReply::No,
        PageOpinion::Wrong => OpinionReply::Wrong,
    }
}

fn remark(visit: &Visit, service: Code, form: &SubmittedForm) -> OpinionReply {
    let written: String = form.text("remark").chars().take(LONGEST_REMARK).collect();
    let text = without_numbers(visit.hotline(), &written);
    if text.is_empty() {
        // That something is wrong is counted already.
        return OpinionReply::Wrong;
    }
    let at = (visit.app.calls.clock)();
    let (edition, language) = (visit.site.edition.edition.number, visit.ui.code().to_owned());
    let content = PageReportContent::Remark { service, edition, language, text };
    let taken = visit.app.page_limits.remarks.admits(visit.peer, at)
        && visit.app.page_reports.push(PageReport { at, content });
    if taken { OpinionReply::Told } else { OpinionReply::Later }
}

fn back_to(visit: &Visit, address: PageAddress, reply: Option<OpinionReply>) -> Response {
    let said = reply.map(|reply| format!("?said={}#useful", reply.name())).unwrap_or_default();
    Redirect::to(&format!("{}{said}", visit.path(address))).into_response()
}
