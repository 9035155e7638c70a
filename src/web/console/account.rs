//! `/console/account`: an operator's own password, sessions and second factor.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use secrecy::{ExposeSecret as _, SecretString};

use super::Answer;
use super::frame::ConsoleFrame;
use super::operators::{SessionRow, role_names};
use super::refusals::{FormFinding, PageFinding, finding};
use super::visitor::OperatorVisit;
use crate::operate::operators::{self, LONGEST_PASSWORD, SHORTEST_PASSWORD};
use crate::web::pages::{Markup, private_page};

/// The page of somebody's own account.
#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    frame: ConsoleFrame,
    login: String,
    roles: Vec<Markup>,
    recovery_codes: Markup,
    sessions: Vec<SessionRow>,
    hint: Markup,
    finding: PageFinding,
}

impl AccountPage {
    const LONGEST: usize = LONGEST_PASSWORD;
}

/// The page.
pub async fn page(visit: OperatorVisit) -> Answer {
    show(&visit, None).await
}

/// Back from what only a form leads to.
pub async fn back(visit: OperatorVisit) -> Response {
    visit.see("/account")
}

/// Changes the password: all sessions end, this one too.
pub async fn change_password(visit: OperatorVisit) -> Answer {
    let new = SecretString::from(visit.form.exact("password"));
    if visit.form.exact("repeated") != new.expose_secret() {
        let words = visit.ui.with("refused-repeated", &[]);
        return show(&visit, Some(FormFinding { field: "repeated", words })).await;
    }
    let random = visit.app.randomness.next();
    let changed = operators::change_password(
        &visit.database,
        &visit.app.sign_ins,
        &visit.session,
        (&new, &random),
        visit.now,
    );
    match changed.await {
        Ok(()) => Ok(signed_out(&visit)),
        Err(error) => {
            let finding = finding(visit.ui, error)?;
            show(&visit, Some(finding)).await
        }
    }
}

/// Ends one of the operator's own sessions.
pub async fn end_session(visit: OperatorVisit) -> Answer {
    let login = visit.session.operator.login.as_str();
    if let Ok(number) = visit.form.text("session").parse() {
        let by = visit.session.by("", visit.now);
        operators::end_session(&visit.database, (login, number), by).await?;
    }
    Ok(visit.see("/account"))
}

/// Ends all of the operator's own sessions but this one.
pub async fn end_others(visit: OperatorVisit) -> Answer {
    let login = visit.session.operator.login.as_str();
    for other in operators::sessions(&visit.database, Some(login), visit.now).await? {
        if other.number != visit.session.number {
            let by = visit.session.by("", visit.now);
            operators::end_session(&visit.database, (login, other.number), by).await?;
        }
    }
    Ok(visit.see("/account"))
}

/// Signs out.
pub async fn sign_out(visit: OperatorVisit) -> Answer {
    operators::sign_out(&visit.database, &visit.session, visit.now).await?;
    Ok(signed_out(&visit))
}

fn signed_out(visit: &OperatorVisit) -> Response {
    (visit.cookies.clone().without_session().into_jar(), visit.see("/sign-in")).into_response()
}

async fn show(visit: &OperatorVisit, found: Option<FormFinding>) -> Answer {
    let (ui, operator) = (visit.ui, &visit.session.operator);
    let sessions = operators::sessions(&visit.database, Some(&operator.login), visit.now).await?;
    let codes = usize::try_from(operator.recovery_codes).unwrap_or(usize::MAX);
    let found = PageFinding(found);
    let status = found.status();
    let page = AccountPage {
        frame: ConsoleFrame::of(visit, ui.t("account").to_owned()),
        login: operator.login.clone(),
        roles: role_names(visit, &operator.roles),
        recovery_codes: ui.n("recovery-codes-left", codes),
        sessions: sessions.iter().map(|session| SessionRow::of(visit, session)).collect(),
        hint: ui.n("password-hint", SHORTEST_PASSWORD),
        finding: found,
    };
    Ok(private_page(&page, status))
}
