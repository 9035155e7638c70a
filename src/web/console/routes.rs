//! The addresses of the console: the one table of who may open which page.

use std::sync::Arc;

use axum::Router;
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, get};
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::failure::{ConsoleFailure, in_words};
use super::guard::{Gate, guard};
use super::{account, audit, editions, home, invitation, language, operators, sign_in};
use crate::operate::operators::Permission;
use crate::web::{App, RequestRefusal};

/// The path below which the console lies.
pub const ROOT: &str = "/console";

named_enum! {
    /// A page or an act of the console that takes a sign-in, by its path behind `/console`.
    pub enum ConsoleRoute {
        Home = "",
        Editions = "/editions",
        Edition = "/editions/{number}",
        GoBack = "/editions/{number}/back",
        Unschedule = "/editions/{number}/unschedule",
        Account = "/account",
        Password = "/account/password",
        OwnSession = "/account/session",
        OtherSessions = "/account/others",
        SignOut = "/sign-out",
        Operators = "/operators",
        AddOperator = "/operators/add",
        Operator = "/operators/of/{login}",
        OperatorRoles = "/operators/of/{login}/roles",
        OperatorInvitation = "/operators/of/{login}/invitation",
        OperatorSessions = "/operators/of/{login}/sessions",
        OperatorEnd = "/operators/of/{login}/end",
        Audit = "/audit",
        AuditTable = "/audit.csv",
    }
}

impl ConsoleRoute {
    /// The permission without which nobody gets it.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Home
            | Self::Editions
            | Self::Edition
            | Self::Account
            | Self::Password
            | Self::OwnSession
            | Self::OtherSessions
            | Self::SignOut => Permission::Read,
            Self::Operators
            | Self::AddOperator
            | Self::Operator
            | Self::OperatorRoles
            | Self::OperatorInvitation
            | Self::OperatorSessions
            | Self::OperatorEnd => Permission::ManageOperators,
            Self::GoBack | Self::Unschedule => Permission::Publish,
            Self::Audit | Self::AuditTable => Permission::ReadAudit,
        }
    }

    /// True if whoever sends its form must have given the password and a code within the last minutes.
    pub fn asks_again(self) -> bool {
        self == Self::Password || self.permission().needs_recent_sign_in()
    }

    /// The key of its name in the navigation, and whether it stands apart from the one before; none: it is not there.
    pub const fn navigation(self) -> Option<(&'static str, bool)> {
        match self {
            Self::Home => Some(("console-home", false)),
            Self::Editions => Some(("editions", true)),
            Self::Operators => Some(("operators", true)),
            Self::Audit => Some(("audit", false)),
            _ => None,
        }
    }

    fn handlers(self) -> MethodRouter<Arc<App>> {
        match self {
            Self::Home => get(home::page),
            Self::Account => get(account::page),
            Self::Password => get(account::back).post(account::change_password),
            Self::OwnSession => get(account::back).post(account::end_session),
            Self::OtherSessions => get(account::back).post(account::end_others),
            Self::SignOut => get(account::back).post(account::sign_out),
            Self::Operators => get(operators::list),
            Self::AddOperator => get(operators::add_form).post(operators::add),
            Self::Operator => get(operators::page),
            Self::OperatorRoles => get(operators::back).post(operators::set_roles),
            Self::OperatorInvitation => get(operators::back).post(operators::invite),
            Self::OperatorSessions => get(operators::back).post(operators::end_sessions),
            Self::OperatorEnd => get(operators::back).post(operators::end),
            Self::Editions => get(editions::list),
            Self::Edition => get(editions::page),
            Self::GoBack => get(editions::back).post(editions::go_back),
            Self::Unschedule => get(editions::back).post(editions::unschedule),
            Self::Audit => get(audit::page),
            Self::AuditTable => get(audit::table),
        }
    }
}

/// The router of the console.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let refusing = Arc::clone(app);
    let refused = move |_: ProtectionError| -> Response {
        refusing.refused(RequestRefusal::CrossOrigin).into_response()
    };
    let guarded = ConsoleRoute::ALL.into_iter().fold(Router::new(), |router, route| {
        let gate = Gate { app: Arc::clone(app), route };
        let path = format!("{ROOT}{}", route.name());
        router.route(&path, route.handlers().layer(from_fn_with_state(gate, guard)))
    });
    guarded
        .route("/console/", get(home::without_slash))
        .route("/console/sign-in", get(sign_in::page).post(sign_in::take))
        .route("/console/invitation", get(invitation::page).post(invitation::open))
        .route("/console/invitation/accept", get(invitation::back).post(invitation::accept))
        .route("/console/language", get(home::back).post(language::choose))
        .route("/console/{*anything}", get(unknown).fallback(unknown))
        .layer(from_fn_with_state(Arc::clone(app), in_words))
        .layer(CsrfLayer::new().with_rejection_response(refused))
        .layer(map_response(kept_nowhere))
}

async fn unknown() -> ConsoleFailure {
    ConsoleFailure::NotFound
}

/// Nothing of the console is kept on its way.
async fn kept_nowhere(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
