//! `/ar/114/ask`: a question that a reader writes about a service.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;

use super::PageAddress;
use super::card::{Card, cards};
use super::visit::Visit;
use crate::calls::{QuestionReceipt, SentQuestion, WrittenQuestionRefusal};
use crate::operate::inquiries::grouped_reference;
use crate::text::grouped;
use crate::web::form::SubmittedForm;
use crate::web::pages::{Frame, Markup, private_page};

/// The longest question, in characters.
const LONGEST: usize = 1000;
/// The characters of a form's field, so that what is too long can still be sent, and told how long it is.
const LONGEST_FIELD: usize = 2000;

/// The form, also with what is wrong with what was written.
#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage<'h> {
    frame: Frame,
    card: Card<'h>,
    token: String,
    written: &'h str,
    hint: Markup,
    /// The time for which it is kept.
    kept: Markup,
    finding: Option<Markup>,
}

impl AskPage<'_> {
    const LONGEST_FIELD: usize = LONGEST_FIELD;
}

/// The page for the reader of a question that was taken, with its two numbers.
#[derive(Template)]
#[template(path = "asked.html")]
struct AskedPage<'h> {
    frame: Frame,
    card: Card<'h>,
    reference: String,
    secret: String,
}

/// A reason for which a question is not taken.
enum Unsent {
    /// The form is none of ours.
    Form,
    Empty,
    /// With how many characters it has.
    Long(usize),
    /// The hour's questions have all been asked, or the reader's share of them.
    Hour,
    Refused(WrittenQuestionRefusal),
}

impl Unsent {
    fn status(&self) -> StatusCode {
        match self {
            Self::Form | Self::Empty | Self::Long(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Hour | Self::Refused(WrittenQuestionRefusal::Spent) => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::Refused(WrittenQuestionRefusal::NotKept) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn words(&self, visit: &Visit) -> Markup {
        let ui = visit.ui;
        match self {
            Self::Form => ui.with("ask-form", &[]),
            Self::Empty => ui.with("ask-empty", &[]),
            Self::Long(found) => {
                let (found, most) = (grouped(*found as u64), grouped(LONGEST as u64));
                ui.with("ask-long", &[("found", &found), ("most", &most)])
            }
            Self::Hour => ui.with("ask-many", &[]),
            Self::Refused(WrittenQuestionRefusal::Spent) => ui.with("ask-many-today", &[]),
            Self::Refused(WrittenQuestionRefusal::NotKept) => ui.with("ask-later", &[]),
        }
    }
}

/// The form.
pub async fn form(visit: Visit, Path(number): Path<String>) -> Response {
    let Some(card) = about(&visit, &number) else { return visit.not_found() };
    if let Some(moved) = card.service.moved {
        return visit.moved(PageAddress::Ask(moved.to));
    }
    reply(&visit, card, (visit.app.calls.form_token(), ""), None)
}

/// Takes a question, and tells its two numbers: in the response to the form, for an address would keep them.
pub async fn take(visit: Visit, Path(number): Path<String>, form: SubmittedForm) -> Response {
    let Some(card) = about(&visit, &number) else { return visit.not_found() };
    let (token, written) = (form.text("form"), form.text("question"));
    match send(&visit, card, (token, written)).await {
        Ok(receipt) => {
            let title = format!("{}, {}", visit.ui.t("asked"), card.name());
            let page = AskedPage {
                frame: visit.bare_frame(title),
                card,
                reference: grouped_reference(&receipt.reference),
                secret: receipt.secret.to_string(),
            };
            private_page(&page, StatusCode::OK)
        }
        // With the same token: what is sent again after all is one question.
        Err(unsent @ (Unsent::Hour | Unsent::Refused(_))) => {
            reply(&visit, card, (token.to_owned(), written), Some(unsent))
        }
        Err(unsent) => reply(&visit, card, (visit.app.calls.form_token(), written), Some(unsent)),
    }
}

/// The service that the form is about.
fn about<'v>(visit: &'v Visit, number: &str) -> Option<Card<'v>> {
    let address = PageAddress::numbered(number, visit.hotline());
    let Some(PageAddress::Service(code)) = address.filter(|_| visit.site.takes_questions()) else {
        return None;
    };
    cards(visit.hotline(), visit.language).find(|card| card.service.code == code)
}

async fn send(
    visit: &Visit,
    card: Card<'_>,
    (token, written): (&str, &str),
) -> Result<QuestionReceipt, Unsent> {
    let calls = &visit.app.calls;
    let form = calls.form_of(token).ok_or(Unsent::Form)?;
    let text = written.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => return Err(Unsent::Empty),
        found if found > LONGEST => return Err(Unsent::Long(found)),
        _ => {}
    }
    if !visit.app.page_limits.questions.admits(visit.peer, (calls.clock)()) {
        return Err(Unsent::Hour);
    }
    let (service, edition) = (card.service.code, visit.site.edition.edition.number);
    let sent = SentQuestion { form, service, edition, language: visit.ui.code(), text: &text };
    calls.take_question(sent).await.map_err(Unsent::Refused)
}

fn reply(
    visit: &Visit,
    card: Card<'_>,
    (token, written): (String, &str),
    unsent: Option<Unsent>,
) -> Response {
    let ui = visit.ui;
    // Whoever has the page read out hears first that it was not taken.
    let first = if unsent.is_some() { ui.t("ask-not-sent") } else { ui.t("ask") };
    let title = format!("{first}: {}, {}", card.name(), card.service.code);
    let days = visit.app.calls.retention.inquiries_days;
    let page = AskPage {
        frame: visit.frame(PageAddress::Ask(card.service.code), title, String::new()),
        card,
        token,
        written,
        hint: ui.with("ask-hint", &[("most", &grouped(LONGEST as u64))]),
        kept: match days {
            0 => ui.with("ask-kept-for-ever", &[]),
            days => ui.n("ask-kept", days.into()),
        },
        finding: unsent.as_ref().map(|unsent| unsent.words(visit)),
    };
    private_page(&page, unsent.map_or(StatusCode::OK, |unsent| unsent.status()))
}
