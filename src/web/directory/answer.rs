//! `/ar/answer`: the answer to a question that a reader wrote, for whoever has its two numbers.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use jiff::Zoned;

use super::PageAddress;
use super::visit::Visit;
use crate::calls::AnswerSecret;
use crate::catalogue::Code;
use crate::dialogue::Reference;
use crate::operate::inquiries::digits;
use crate::store::{InquiryState, WrittenQuestion};
use crate::web::form::SubmittedForm;
use crate::web::pages::{Frame, Ui, private_page};

/// The form for the two numbers, also with what is wrong with them.
#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerForm<'f> {
    frame: Frame,
    reference: &'f str,
    secret: &'f str,
    finding: Option<Unopened>,
}

/// A question and what became of it.
#[derive(Template)]
#[template(path = "answered.html")]
struct AnswerPage {
    frame: Frame,
    question: WrittenQuestion,
    asked_at: Zoned,
    /// The service that it is about, where it is heard still.
    service: Option<Code>,
    /// The language in which it was asked.
    language: Ui,
}

impl AnswerPage {
    /// The key of the words for what became of it.
    fn progress(&self) -> &'static str {
        match (&self.question.answer, self.question.state) {
            (Some(_), _) => "answer-there",
            (None, InquiryState::Closed) => "answer-closed",
            (None, _) => "answer-open",
        }
    }
}

/// A reason for which no answer is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unopened {
    Reference,
    Secret,
    /// No question has both.
    Unknown,
    Many,
    Later,
}

impl Unopened {
    fn status(self) -> StatusCode {
        match self {
            Self::Reference | Self::Secret | Self::Unknown => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Many => StatusCode::TOO_MANY_REQUESTS,
            Self::Later => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The key of its words.
    fn key(self) -> &'static str {
        match self {
            Self::Reference => "answer-no-reference",
            Self::Secret => "answer-no-secret",
            Self::Unknown => "answer-unknown",
            Self::Many => "answer-many",
            Self::Later => "answer-later",
        }
    }
}

impl AnswerForm<'_> {
    /// The finding about the reference.
    fn at_reference(&self) -> Option<Unopened> {
        self.finding.filter(|finding| *finding == Unopened::Reference)
    }

    /// The finding about the secret, or about both.
    fn at_secret(&self) -> Option<Unopened> {
        self.finding.filter(|finding| *finding != Unopened::Reference)
    }
}

/// The form.
pub async fn form(visit: Visit) -> Response {
    if !visit.site.takes_questions() {
        return visit.not_found();
    }
    reply(&visit, ("", ""), None)
}

/// The answer, or the form again.
pub async fn show(visit: Visit, form: SubmittedForm) -> Response {
    if !visit.site.takes_questions() {
        return visit.not_found();
    }
    let written = (form.text("reference"), form.text("secret"));
    match open(&visit, written).await {
        Ok(question) => {
            let code = question.service.as_deref().and_then(Code::parse);
            let asked_in = question.language.as_deref().and_then(Ui::of);
            let page = AnswerPage {
                frame: visit.frame(
                    PageAddress::Answer,
                    visit.ui.t("answer").to_owned(),
                    String::new(),
                ),
                asked_at: visit.here(question.asked_at),
                service: code.filter(|code| visit.hotline().service(*code).is_some()),
                language: asked_in.unwrap_or(visit.ui),
                question,
            };
            private_page(&page, StatusCode::OK)
        }
        Err(unopened) => reply(&visit, written, Some(unopened)),
    }
}

async fn open(
    visit: &Visit,
    (reference, secret): (&str, &str),
) -> Result<WrittenQuestion, Unopened> {
    let calls = &visit.app.calls;
    let reference = digits(reference).and_then(|digits| Reference::parse(&digits));
    let reference = reference.ok_or(Unopened::Reference)?;
    let secret = digits(secret).and_then(|digits| AnswerSecret::parse(&digits));
    let secret = secret.ok_or(Unopened::Secret)?;
    if !visit.app.page_limits.answers.admits(visit.peer, (calls.clock)()) {
        return Err(Unopened::Many);
    }
    let found = calls.written_question(reference, secret).await;
    found.ok_or(Unopened::Later)?.ok_or(Unopened::Unknown)
}

fn reply(visit: &Visit, (reference, secret): (&str, &str), finding: Option<Unopened>) -> Response {
    // Whoever has the page read out hears first that nothing was found.
    let title = visit.ui.t(if finding.is_some() { "answer-not-shown" } else { "answer" });
    let frame = visit.frame(PageAddress::Answer, title.to_owned(), String::new());
    let page = AnswerForm { frame, reference, secret, finding };
    private_page(&page, finding.map_or(StatusCode::OK, Unopened::status))
}
