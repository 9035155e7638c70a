//! `/console/invitation`: whoever was invited sets a password and a second factor.
//!
//! The secret of the link stands behind its `#`, which browsers send to nobody: a script puts it into the form, or a hand
//! does.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};

use super::Answer;
use super::frame::ConsoleFrame;
use super::qr::QrPicture;
use super::refusals::{FormFinding, PageFinding, finding};
use super::visitor::Visitor;
use crate::operate::OperateError;
use crate::operate::operators::{
    self, Acceptance, Enrolment, Invited, LONGEST_PASSWORD, OperatorRefusal, SHORTEST_PASSWORD,
};
use crate::web::form::SubmittedForm;
use crate::web::pages::{Markup, private_page};

/// The form for the secret of the link.
#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage {
    frame: ConsoleFrame,
    finding: Option<Markup>,
}

/// The form for a password and a first code.
#[derive(Template)]
#[template(path = "enrolment.html")]
struct EnrolmentPage {
    frame: ConsoleFrame,
    token: String,
    login: String,
    name: String,
    /// The key in groups of four letters.
    key: String,
    picture: Option<QrPicture>,
    hint: Markup,
    finding: PageFinding,
}

impl EnrolmentPage {
    const LONGEST: usize = LONGEST_PASSWORD;
}

/// The recovery codes, which are shown once.
#[derive(Template)]
#[template(path = "enrolled.html")]
struct EnrolledPage {
    frame: ConsoleFrame,
    login: String,
    codes: Vec<String>,
}

/// The form for the secret of the link.
pub async fn page(visitor: Visitor) -> Response {
    ask(&visitor, None)
}

/// Back from what only a form leads to.
pub async fn back(visitor: Visitor) -> Response {
    visitor.see("/invitation")
}

/// Shows whom the invitation is for, and the key of the second factor.
pub async fn open(visitor: Visitor, form: SubmittedForm) -> Answer {
    enrol(&visitor, form.text("token"), None).await
}

/// Sets the password and the second factor.
pub async fn accept(visitor: Visitor, form: SubmittedForm) -> Answer {
    let (app, token) = (&visitor.app, form.text("token"));
    let password = SecretString::from(form.exact("password"));
    if form.exact("repeated") != password.expose_secret() {
        let words = visitor.ui.with("refused-repeated", &[]);
        return enrol(&visitor, token, Some(FormFinding { field: "repeated", words })).await;
    }
    let acceptance = Acceptance {
        token,
        password: &password,
        code: form.text("code"),
        browser: visitor.cookies.browser(),
    };
    let database = visitor.database().await?;
    let random = app.randomness.next();
    let accepted =
        operators::accept(&database, &app.sign_ins, acceptance, &random, visitor.now).await;
    match accepted {
        Ok(enrolment) => Ok(enrolled(&visitor, &enrolment)),
        Err(error) => {
            let finding = finding(visitor.ui, error)?;
            enrol(&visitor, token, Some(finding)).await
        }
    }
}

fn ask(visitor: &Visitor, finding: Option<Markup>) -> Response {
    let frame = ConsoleFrame::of_nobody(visitor, visitor.ui.t("invitation").to_owned());
    let status = if finding.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    private_page(&InvitationPage { frame, finding }, status)
}

async fn enrol(visitor: &Visitor, token: &str, found: Option<FormFinding>) -> Answer {
    let (ui, database) = (visitor.ui, visitor.database().await?);
    let invited = operators::invited(&database, &visitor.app.sign_ins, token, visitor.now).await?;
    let Some(Invited { operator, second_factor }) = invited else {
        let gone = OperateError::from(OperatorRefusal::InvitationGone);
        return Ok(ask(visitor, Some(finding(ui, gone)?.words)));
    };
    let address = second_factor.address(ui.t("mark"), &operator.login);
    let key = second_factor.text();
    let found = PageFinding(found);
    let status = found.status();
    let page = EnrolmentPage {
        frame: ConsoleFrame::of_nobody(visitor, ui.t("enrolment").to_owned()),
        token: token.to_owned(),
        login: operator.login,
        name: operator.name,
        key: in_groups(key.expose_secret()),
        picture: QrPicture::of(address.expose_secret()),
        hint: ui.n("password-hint", SHORTEST_PASSWORD),
        finding: found,
    };
    Ok(private_page(&page, status))
}

fn enrolled(visitor: &Visitor, enrolment: &Enrolment) -> Response {
    let codes = enrolment.recovery_codes.iter().map(|code| code.expose_secret().to_owned());
    let page = EnrolledPage {
        frame: ConsoleFrame::of_nobody(visitor, visitor.ui.t("enrolled").to_owned()),
        login: enrolment.login.clone(),
        codes: codes.collect(),
    };
    let cookies = visitor.cookies.clone().with_browser(enrolment.browser.as_ref());
    (cookies.into_jar(), private_page(&page, StatusCode::OK)).into_response()
}

/// Letters in groups of four, as they are typed from a screen.
fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}
