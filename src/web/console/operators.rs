//! `/console/operators`: the people who work here, for whoever looks after them.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use jiff::{Timestamp, Zoned};
use secrecy::ExposeSecret as _;

use super::Answer;
use super::browsers::browser_name;
use super::failure::ConsoleFailure;
use super::frame::ConsoleFrame;
use super::refusals::{FormFinding, PageFinding, finding};
use super::routes::ROOT;
use super::visitor::OperatorVisit;
use crate::catalogue::Sector;
use crate::operate::OperateError;
use crate::operate::operators::{self, Invitation};
use crate::store::{Authorship, Grant, Operator, Role, Roles, Session};
use crate::web::pages::{Markup, Ui, private_page};

/// A session in a list.
pub struct SessionRow {
    pub number: u64,
    /// The browser.
    pub client: String,
    pub began: Markup,
    pub used: Markup,
    /// The one of whoever looks.
    pub is_own: bool,
}

impl SessionRow {
    pub fn of(visit: &OperatorVisit, session: &Session) -> Self {
        let moment = |at| visit.ui.moment(&visit.here(at));
        Self {
            number: session.number,
            client: browser_name(&session.client),
            began: moment(session.began_at),
            used: moment(session.used_at),
            is_own: session.number == visit.session.number,
        }
    }
}

/// An operator in the list.
struct OperatorRow {
    href: String,
    login: String,
    name: String,
    roles: Vec<Markup>,
    standing: Standing,
    standing_words: &'static str,
    /// When that began, or ends.
    moment: Option<Markup>,
}

/// The standing of an operator: invited, active or ended.
enum Standing {
    Active,
    /// The invitation can be accepted until then.
    Invited(Zoned),
    /// The invitation was not accepted in time.
    Lapsed,
    Ended(Zoned),
}

impl Standing {
    fn of(visit: &OperatorVisit, operator: &Operator) -> Self {
        let here = |at: Timestamp| visit.here(at);
        match (operator.ended_at, operator.invited_until) {
            (Some(at), _) => Self::Ended(here(at)),
            (None, _) if operator.has_password => Self::Active,
            (None, Some(until)) if until > visit.now => Self::Invited(here(until)),
            (None, _) => Self::Lapsed,
        }
    }

    fn badge(&self) -> &'static str {
        match self {
            Self::Active => "ok",
            Self::Invited(_) => "scheduled",
            Self::Lapsed => "unconfirmed",
            Self::Ended(_) => "",
        }
    }

    fn words(&self, ui: Ui) -> &'static str {
        match self {
            Self::Active => ui.t("operator-active"),
            Self::Invited(_) => ui.t("operator-invited"),
            Self::Lapsed => ui.t("operator-lapsed"),
            Self::Ended(_) => ui.t("operator-ended"),
        }
    }

    fn is_active(&self) -> bool {
        matches!(self, Self::Active)
    }

    fn is_over(&self) -> bool {
        matches!(self, Self::Ended(_))
    }

    /// When it began, or ends.
    fn moment(&self, ui: Ui) -> Option<Markup> {
        match self {
            Self::Invited(at) | Self::Ended(at) => Some(ui.moment(at)),
            Self::Active | Self::Lapsed => None,
        }
    }
}

/// A role that can be given, everywhere or in a sector.
struct RoleChoice {
    /// As it is written: `editor/1`.
    value: String,
    name: Markup,
    /// The permissions that come with it; none where it is the same role in a sector.
    about: Option<&'static str>,
    is_given: bool,
}

/// Everybody who works here.
#[derive(Template)]
#[template(path = "operators.html")]
struct OperatorsPage {
    frame: ConsoleFrame,
    rows: Vec<OperatorRow>,
    ended: Vec<OperatorRow>,
}

/// The form for somebody new.
#[derive(Template)]
#[template(path = "operator-add.html")]
struct AddPage {
    frame: ConsoleFrame,
    login: String,
    name: String,
    roles: Vec<RoleChoice>,
    finding: PageFinding,
}

/// The link of an invitation, which is shown once.
#[derive(Template)]
#[template(path = "operator-invited.html")]
struct InvitedPage {
    frame: ConsoleFrame,
    login: String,
    link: String,
    until: Markup,
}

/// One operator.
#[derive(Template)]
#[template(path = "operator.html")]
struct OperatorPage {
    frame: ConsoleFrame,
    row: OperatorRow,
    since: Markup,
    recovery_codes: Markup,
    sessions: Vec<SessionRow>,
    roles: Vec<RoleChoice>,
    finding: PageFinding,
    is_own: bool,
}

/// Everybody who works here, and who did.
pub async fn list(visit: OperatorVisit) -> Answer {
    let operators = visit.database.operators().await?;
    let rows = operators.iter().map(|operator| row(&visit, operator));
    let (rows, ended) = rows.partition(|row| !matches!(row.standing, Standing::Ended(_)));
    let frame = ConsoleFrame::of(&visit, visit.ui.t("operators").to_owned());
    Ok(private_page(&OperatorsPage { frame, rows, ended }, StatusCode::OK))
}

/// The form for somebody new.
pub async fn add_form(visit: OperatorVisit) -> Response {
    show_form(&visit, &Roles::default(), None)
}

/// Adds somebody, and shows the link of the invitation.
pub async fn add(visit: OperatorVisit) -> Answer {
    let roles = sent_roles(&visit);
    let (login, name) = (visit.form.text("login"), visit.form.text("name"));
    let random = visit.app.randomness.next();
    let by = visit.session.by("", visit.now);
    match operators::add(&visit.database, (login, name, &roles), &random, by).await {
        Ok(invitation) => Ok(show_link(&visit, &invitation)),
        Err(error) => Ok(show_form(&visit, &roles, Some(finding(visit.ui, error)?))),
    }
}

/// One operator: the roles, the sessions, the invitation.
pub async fn page(visit: OperatorVisit, Path(login): Path<String>) -> Answer {
    show(&visit, &login, None).await
}

/// Back from what only a form leads to.
pub async fn back(visit: OperatorVisit, Path(login): Path<String>) -> Response {
    see(&visit, &login)
}

/// Gives other roles, at once.
pub async fn set_roles(visit: OperatorVisit, Path(login): Path<String>) -> Answer {
    let roles = sent_roles(&visit);
    let set = operators::set_roles(&visit.database, &login, &roles, by(&visit)).await;
    done(&visit, &login, set.map(drop)).await
}

/// Invites anew, and shows the link.
pub async fn invite(visit: OperatorVisit, Path(login): Path<String>) -> Answer {
    let random = visit.app.randomness.next();
    match operators::invite(&visit.database, &login, &random, by(&visit)).await {
        Ok(invitation) => Ok(show_link(&visit, &invitation)),
        Err(error) => done(&visit, &login, Err(error)).await,
    }
}

/// Ends all sessions.
pub async fn end_sessions(visit: OperatorVisit, Path(login): Path<String>) -> Answer {
    let ended = operators::end_sessions(&visit.database, &login, by(&visit)).await;
    done(&visit, &login, ended.map(drop)).await
}

/// Ends somebody's work here.
pub async fn end(visit: OperatorVisit, Path(login): Path<String>) -> Answer {
    let ended = operators::end(&visit.database, &login, by(&visit)).await;
    done(&visit, &login, ended.map(drop)).await
}

fn by(visit: &OperatorVisit) -> Authorship<'_> {
    visit.session.by(visit.form.text("reason"), visit.now)
}

fn see(visit: &OperatorVisit, login: &str) -> Response {
    let login: String = form_urlencoded::byte_serialize(login.as_bytes()).collect();
    visit.see(&format!("/operators/of/{login}"))
}

async fn done(visit: &OperatorVisit, login: &str, done: Result<(), OperateError>) -> Answer {
    match done {
        Ok(()) => Ok(see(visit, login)),
        Err(error) => show(visit, login, Some(finding(visit.ui, error)?)).await,
    }
}

/// The roles that the form has, as far as they are any.
fn sent_roles(visit: &OperatorVisit) -> Roles {
    let texts: Vec<&str> = visit.form.all("role").collect();
    Roles::parse(&texts.join(" ")).unwrap_or_default()
}

fn show_form(visit: &OperatorVisit, given: &Roles, found: Option<FormFinding>) -> Response {
    let found = PageFinding(found);
    let status = found.status();
    let page = AddPage {
        frame: ConsoleFrame::of(visit, visit.ui.t("operator-add").to_owned()),
        login: visit.form.text("login").to_owned(),
        name: visit.form.text("name").to_owned(),
        roles: choices(visit, given),
        finding: found,
    };
    private_page(&page, status)
}

fn show_link(visit: &OperatorVisit, invitation: &Invitation) -> Response {
    let token = invitation.token.expose_secret();
    let page = InvitedPage {
        frame: ConsoleFrame::of(visit, visit.ui.t("invitation-made").to_owned()),
        login: invitation.login.to_string(),
        link: visit.app.public_url.join(&format!("{ROOT}/invitation#{token}")),
        until: visit.ui.moment(&visit.here(invitation.expires_at)),
    };
    private_page(&page, StatusCode::OK)
}

async fn show(visit: &OperatorVisit, login: &str, found: Option<FormFinding>) -> Answer {
    let operator = operators::find(&visit.database, login).await;
    let operator = match operator {
        Ok(operator) => operator,
        Err(OperateError::Operator(_)) => return Err(ConsoleFailure::NotFound),
        Err(error) => return Err(error.into()),
    };
    let sessions = operators::sessions(&visit.database, Some(login), visit.now).await?;
    let codes = usize::try_from(operator.recovery_codes).unwrap_or(usize::MAX);
    let found = PageFinding(found);
    let status = found.status();
    let page = OperatorPage {
        frame: ConsoleFrame::of(visit, operator.name.clone()),
        row: row(visit, &operator),
        since: visit.ui.moment(&visit.here(operator.created_at)),
        recovery_codes: visit.ui.n("recovery-codes-left", codes),
        sessions: sessions.iter().map(|session| SessionRow::of(visit, session)).collect(),
        roles: choices(visit, &operator.roles),
        finding: found,
        is_own: operator.number == visit.session.operator.number,
    };
    Ok(private_page(&page, status))
}

fn row(visit: &OperatorVisit, operator: &Operator) -> OperatorRow {
    let standing = Standing::of(visit, operator);
    OperatorRow {
        standing_words: standing.words(visit.ui),
        moment: standing.moment(visit.ui),
        href: visit.link(&format!("/operators/of/{}", operator.login)),
        login: operator.login.clone(),
        name: operator.name.clone(),
        roles: role_names(visit, &operator.roles),
        standing,
    }
}

/// The roles in words, each with its sector where it has one.
pub fn role_names(visit: &OperatorVisit, roles: &Roles) -> Vec<Markup> {
    let (ui, site) = (visit.ui, visit.site());
    let language = visit.language(&site);
    let named = roles.iter().map(|grant| match grant.sector {
        None => ui.with(role_key(grant.role), &[]),
        Some(key) => {
            let sector = site.hotline().sectors.iter().find(|sector| sector.key == key);
            let number = key.to_string();
            let sector = sector.map_or(number.as_str(), |sector| sector.name_in(language));
            ui.with("role-in-sector", &[("role", ui.t(role_key(grant.role))), ("sector", sector)])
        }
    });
    named.collect()
}

fn choices(visit: &OperatorVisit, given: &Roles) -> Vec<RoleChoice> {
    let (ui, site) = (visit.ui, visit.site());
    let language = visit.language(&site);
    let is_given = |grant: Grant| given.iter().any(|one| one == grant);
    let mut choices = Vec::new();
    for role in Role::ALL {
        let grant = Grant { role, sector: None };
        choices.push(RoleChoice {
            value: role.name().to_owned(),
            name: ui.with(role_key(role), &[]),
            about: Some(ui.t(about_key(role))),
            is_given: is_given(grant),
        });
        let sectors: &[Sector] = if role.may_be_limited() { &site.hotline().sectors } else { &[] };
        choices.extend(sectors.iter().map(|sector| RoleChoice {
            value: format!("{}/{}", role.name(), sector.key),
            name: ui.with(
                "role-in-sector",
                &[("role", ui.t(role_key(role))), ("sector", sector.name_in(language))],
            ),
            about: None,
            is_given: is_given(Grant { role, sector: Some(sector.key) }),
        }));
    }
    choices
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Reader => "role-reader",
        Role::Editor => "role-editor",
        Role::Answerer => "role-answerer",
        Role::Publisher => "role-publisher",
        Role::Administrator => "role-administrator",
    }
}

fn about_key(role: Role) -> &'static str {
    match role {
        Role::Reader => "role-reader-about",
        Role::Editor => "role-editor-about",
        Role::Answerer => "role-answerer-about",
        Role::Publisher => "role-publisher-about",
        Role::Administrator => "role-administrator-about",
    }
}
