//! Signing in again, before something dangerous: in between, the form that was sent waits in the page.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use secrecy::SecretString;

use super::failure::ConsoleFailure;
use super::frame::ConsoleFrame;
use super::refusals::sign_in_words;
use super::sign_in::status;
use super::visitor::Visitor;
use crate::operate::operators::{Attempt, SignInRefusal, SignedIn};
use crate::store::{Database, Session};
use crate::web::form::SubmittedForm;
use crate::web::pages::private_page;

/// The fields of the page that asks.
const PASSWORD: &str = "again-password";
const CODE: &str = "again-code";
/// Fields that do not wait in a page.
const SECRETS: [&str; 4] = [PASSWORD, CODE, "password", "repeated"];

/// The page that asks for the password and a code.
#[derive(Template)]
#[template(path = "again.html")]
struct AgainPage<'f> {
    frame: ConsoleFrame,
    name: String,
    /// The address of the form that waits.
    action: String,
    waiting: Vec<(&'f str, &'f str)>,
    finding: Option<&'static str>,
}

/// Signs in again with what the form brings; the page that asks for it where it brings nothing, or something wrong.
pub async fn take(
    visitor: &Visitor,
    database: &Database,
    session: &Session,
    form: &SubmittedForm,
) -> Result<SignedIn, Response> {
    if !form.has(PASSWORD) {
        return Err(ask(visitor, session, form, None));
    }
    let attempt = Attempt {
        login: &session.operator.login,
        password: &SecretString::from(form.exact(PASSWORD)),
        code: form.text(CODE),
        network: visitor.peer,
        browser: visitor.cookies.browser(),
        client: &visitor.client,
    };
    let sign_ins = &visitor.app.sign_ins;
    let random = visitor.app.randomness.next();
    let signed_in = sign_ins.sign_in_again(database, session, &attempt, &random, visitor.now).await;
    signed_in.map_err(|refusal| match refusal {
        SignInRefusal::Store(error) => ConsoleFailure::from(error).into_response(),
        refusal => ask(visitor, session, form, Some(&refusal)),
    })
}

fn ask(
    visitor: &Visitor,
    session: &Session,
    form: &SubmittedForm,
    refusal: Option<&SignInRefusal>,
) -> Response {
    let ui = visitor.ui;
    let page = AgainPage {
        frame: ConsoleFrame::of_nobody(visitor, ui.t("again").to_owned()),
        name: session.operator.name.clone(),
        action: format!("{}{}", visitor.app.public_url.path(), visitor.address),
        waiting: form.fields().filter(|(name, _)| !SECRETS.contains(name)).collect(),
        finding: refusal.map(|refusal| ui.t(sign_in_words(refusal))),
    };
    private_page(&page, refusal.map_or(StatusCode::FORBIDDEN, status))
}
