//! `/console/sign-in`

use askama::Template;
use axum::response::{IntoResponse as _, Redirect, Response};
use form_urlencoded::byte_serialize;
use http::{StatusCode, Uri};
use secrecy::SecretString;

use super::Answer;
use super::frame::ConsoleFrame;
use super::refusals::sign_in_words;
use super::routes::ROOT;
use super::visitor::Visitor;
use crate::catalogue::Hotline;
use crate::operate::operators::{self, Attempt, SignInRefusal};
use crate::web::Site;
use crate::web::form::SubmittedForm;
use crate::web::pages::{Markup, Strand, private_page, strands};

/// The form, also with what is wrong with what was sent.
#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignInPage {
    frame: ConsoleFrame,
    login: String,
    /// The page to go to then.
    to: String,
    /// The code is letters as well: one of those that were written down.
    is_recovery: bool,
    finding: Option<&'static str>,
    services: Markup,
    strands: Vec<Strand>,
}

/// The form.
pub async fn page(visitor: Visitor, uri: Uri) -> Answer {
    let query = query(&uri);
    let database = visitor.database().await?;
    if let Some(token) = visitor.cookies.session()
        && operators::session(&database, token, visitor.now).await?.is_some()
    {
        return Ok(visitor.see(""));
    }
    Ok(reply(&visitor, &query, None))
}

/// Signs in, and goes to the page that was asked for.
pub async fn take(visitor: Visitor, form: SubmittedForm) -> Answer {
    let database = visitor.database().await?;
    let attempt = Attempt {
        login: form.text("login"),
        password: &SecretString::from(form.exact("password")),
        code: form.text("code"),
        network: visitor.peer,
        browser: visitor.cookies.browser(),
        client: &visitor.client,
    };
    let (app, now) = (&visitor.app, visitor.now);
    let signed_in = app.sign_ins.sign_in(&database, &attempt, &app.randomness.next(), now).await;
    let signed_in = match signed_in {
        Ok(signed_in) => signed_in,
        Err(SignInRefusal::Store(error)) => return Err(error.into()),
        Err(refusal) => return Ok(reply(&visitor, &form, Some(&refusal))),
    };
    // The one that this browser had is nobody's now.
    if let Some(token) = visitor.cookies.session()
        && let Some(before) = operators::session(&database, token, now).await?
    {
        operators::sign_out(&database, &before, now).await?;
    }
    let to = within(form.text("to")).unwrap_or_default();
    let cookies = visitor.cookies.clone().with_session(&signed_in.token);
    let cookies = cookies.with_browser(signed_in.browser.as_ref());
    Ok((cookies.into_jar(), visitor.see(to)).into_response())
}

/// Sends a browser that has no session to the form, and from there back to what it asked for.
pub fn ask(visitor: &Visitor) -> Response {
    let page = visitor.address.strip_prefix(ROOT).unwrap_or_default();
    let to: String = byte_serialize(page.as_bytes()).collect();
    let path = if page.is_empty() { "/sign-in".to_owned() } else { format!("/sign-in?to={to}") };
    Redirect::to(&visitor.link(&path)).into_response()
}

/// The status of a page that says why somebody could not sign in.
pub fn status(refusal: &SignInRefusal) -> StatusCode {
    match refusal {
        SignInRefusal::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
        SignInRefusal::Throttled => StatusCode::TOO_MANY_REQUESTS,
        SignInRefusal::Busy | SignInRefusal::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

fn reply(visitor: &Visitor, sent: &SubmittedForm, refusal: Option<&SignInRefusal>) -> Response {
    let (ui, site) = (visitor.ui, visitor.site());
    let page = SignInPage {
        frame: ConsoleFrame::of_nobody(visitor, ui.t("sign-in").to_owned()),
        login: sent.text("login").to_owned(),
        to: within(sent.text("to")).unwrap_or_default().to_owned(),
        is_recovery: sent.has("recovery"),
        finding: refusal.map(|refusal| ui.t(sign_in_words(refusal))),
        services: ui.n("services", services(site.hotline())),
        strands: pearls(&site),
    };
    private_page(&page, refusal.map_or(StatusCode::OK, status))
}

fn services(hotline: &Hotline) -> usize {
    hotline.services().filter(|(_, _, service)| service.moved.is_none()).count()
}

/// One pearl is lit: the first service's.
fn pearls(site: &Site) -> Vec<Strand> {
    let lit = site.hotline().services().next().map(|(_, _, service)| service.code);
    strands(site.hotline(), lit)
}

/// A page of the console and of nobody else, behind its root.
fn within(to: &str) -> Option<&str> {
    let is_ours = to.is_empty() || to.starts_with('/') || to.starts_with('?');
    let is_plain = to.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    Some(to).filter(|_| is_ours && is_plain && !to.contains("//"))
}

fn query(uri: &Uri) -> SubmittedForm {
    SubmittedForm::parse(uri.query().unwrap_or_default().as_bytes())
}
