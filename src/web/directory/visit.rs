//! A request for a page: the language it is in, and what is heard now.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, OriginalUri, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::{ACCEPT_LANGUAGE, VARY};
use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri};

use super::PageAddress;
use super::context::PageContext;
use crate::web::pages::{Conditions, Ui, page};
use crate::web::request::peer_of;
use crate::web::{App, RequestRefusal, Site};

/// A request for a page in a language that the hotline speaks.
pub struct Visit {
    pub app: Arc<App>,
    pub context: PageContext,
    /// The peer of the connection, for limits alone: it is neither kept nor logged.
    pub peer: IpAddr,
    conditions: Conditions,
}

impl Deref for Visit {
    type Target = PageContext;

    fn deref(&self) -> &PageContext {
        &self.context
    }
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = RequestRefusal;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Self::Rejection> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let code = uri.path().split('/').nth(1).unwrap_or_default();
        let context = PageContext::new(Site::of(app), code);
        let context = context.ok_or_else(|| app.refused(RequestRefusal::UnknownAddress))?;
        let peer = peer_of(parts).ip();
        let conditions = Conditions::from_request_parts(parts, app).await;
        let conditions = conditions.unwrap_or_default();
        Ok(Self { app: Arc::clone(app), context, peer, conditions })
    }
}

impl Visit {
    /// The response with a page.
    pub fn reply(&self, template: &impl Template) -> Response {
        page(template, StatusCode::OK, &self.conditions, self.site.since())
    }

    /// The response with a page, if there is one.
    pub fn reply_or_not_found(&self, template: Option<impl Template>) -> Response {
        template.map_or_else(|| self.not_found(), |template| self.reply(&template))
    }

    /// The response where there is no such page.
    pub fn not_found(&self) -> Response {
        page(&self.unknown(), StatusCode::NOT_FOUND, &self.conditions, None)
    }

    /// A redirect, for good, to another page in the same language.
    pub fn moved(&self, to: PageAddress) -> Response {
        Redirect::permanent(&self.path(to)).into_response()
    }
}

/// Whatever else is asked for in the folder of a language.
pub async fn unknown(visit: Visit) -> Response {
    visit.not_found()
}

/// `/`: the first language that the reader wants of those that there are.
pub async fn choose_language(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let spoken: Vec<Ui> = Site::of(&app).languages().collect();
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let chosen = wanted.and_then(|wanted| preferred(wanted, &spoken)).or(spoken.first().copied());
    let Some(ui) = chosen else {
        return app.refused(RequestRefusal::UnknownAddress).into_response();
    };
    let path = format!("{}/{}", app.public_url.path(), ui.code());
    ([(VARY, "Accept-Language")], Redirect::temporary(&path)).into_response()
}

/// The language that a reader wants most of these, by `Accept-Language` (RFC 9110, section 12.5.4).
fn preferred(wanted: &str, spoken: &[Ui]) -> Option<Ui> {
    let mut best: Option<(f32, Ui)> = None;
    for part in wanted.split(',').take(20) {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or_default();
        let weight = pieces.find_map(|piece| piece.strip_prefix("q=")?.parse::<f32>().ok());
        let weight = weight.unwrap_or(1.0);
        let primary = tag.split('-').next().unwrap_or_default();
        let fitting = spoken.iter().find(|ui| ui.code().eq_ignore_ascii_case(primary));
        if let Some(ui) = fitting
            && weight > best.map_or(0.0, |(weight, _)| weight)
        {
            best = Some((weight, *ui));
        }
    }
    best.map(|(_, ui)| ui)
}

/// A language's folder with a slash too many.
pub async fn without_slash(State(app): State<Arc<App>>, uri: Uri) -> Redirect {
    let path = uri.path().trim_end_matches('/');
    Redirect::permanent(&format!("{}{path}", app.public_url.path()))
}
