//! A request for a page of the console: its language, and who makes it.

use std::convert::Infallible;
use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::USER_AGENT;
use http::request::Parts;
use http::uri::PathAndQuery;
use jiff::{Timestamp, Zoned};
use tokio::time::timeout;

use super::cookies::ConsoleCookies;
use super::failure::ConsoleFailure;
use super::routes::ROOT;
use crate::catalogue::LanguageIndex;
use crate::store::{Opened, Session};
use crate::web::form::SubmittedForm;
use crate::web::pages::Ui;
use crate::web::request::peer_of;
use crate::web::{App, Site};

/// The time in which the store must be reached.
const PATIENCE: Duration = Duration::from_secs(2);

/// A request for a page of the console, by anybody.
#[derive(Clone)]
pub struct Visitor {
    pub app: Arc<App>,
    pub ui: Ui,
    /// The peer of the connection, for limits alone: it is neither kept nor logged.
    pub peer: IpAddr,
    /// As the browser names itself.
    pub client: String,
    pub cookies: ConsoleCookies,
    /// The path and the query, behind the path that a proxy puts in front: `/console/people?x=1`.
    pub address: String,
    pub now: Timestamp,
}

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self::of(parts, app))
    }
}

impl Visitor {
    pub fn of(parts: &Parts, app: &Arc<App>) -> Self {
        let cookies = ConsoleCookies::of(&parts.headers, app.public_url.is_secure());
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let address = uri.path_and_query().map_or(ROOT, PathAndQuery::as_str).to_owned();
        let client = parts.headers.get(USER_AGENT).and_then(|name| name.to_str().ok());
        let ui = cookies.language().and_then(Ui::of).or_else(|| Ui::all().next());
        Self {
            app: Arc::clone(app),
            // There is one at least.
            ui: ui.unwrap_or_else(Ui::first),
            peer: peer_of(parts).ip(),
            client: client.unwrap_or_default().to_owned(),
            cookies,
            address,
            now: (app.calls.clock)(),
        }
    }

    /// The store, if it can be reached soon enough for somebody who waits.
    pub async fn database(&self) -> Result<Opened, ConsoleFailure> {
        match timeout(PATIENCE, self.app.calls.database.get()).await {
            Ok(opened) => Ok(opened?),
            Err(_) => Err(ConsoleFailure::Away(None)),
        }
    }

    /// A path of the console as the browser knows it; `page` begins with `/`, or is empty for the first page.
    pub fn link(&self, page: &str) -> String {
        format!("{}{ROOT}{page}", self.app.public_url.path())
    }

    /// Sends the browser to a page of the console, which it asks for anew.
    pub fn see(&self, page: &str) -> Response {
        Redirect::to(&self.link(page)).into_response()
    }

    /// The edition that is heard now, with its website.
    pub fn site(&self) -> Site {
        Site::of(&self.app)
    }

    /// A moment in the hotline's time zone.
    pub fn here(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.app.calls.editions.active().hotline().hours.zone.clone())
    }

    /// The language of the page in the hotline, or its first.
    pub fn language(&self, site: &Site) -> LanguageIndex {
        site.hotline().language_by_code(self.ui.code()).unwrap_or(LanguageIndex::new(0))
    }
}

/// A request by an operator who has signed in and may do what the page is for.
#[derive(Clone)]
pub struct OperatorVisit {
    pub visitor: Visitor,
    pub session: Arc<Session>,
    pub database: Opened,
    /// The form that was sent; empty for a page that is only looked at.
    pub form: Arc<SubmittedForm>,
}

impl Deref for OperatorVisit {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl FromRequestParts<Arc<App>> for OperatorVisit {
    type Rejection = ConsoleFailure;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ConsoleFailure> {
        // A page without a guard is nobody's.
        parts.extensions.remove::<Self>().ok_or(ConsoleFailure::Forbidden)
    }
}
