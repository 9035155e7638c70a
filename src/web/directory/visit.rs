//! A request for a page: the language it is in, and what is heard now.

use std::net::IpAddr;
use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, OriginalUri, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::{ACCEPT_LANGUAGE, VARY};
use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri};
use jiff::{Timestamp, Zoned};

use super::PageAddress;
use crate::calls::editions::{Activation, LoadedEdition};
use crate::catalogue::{Hotline, LanguageIndex};
use crate::web::pages::{Alternate, Conditions, Frame, Ui, page};
use crate::web::request::peer_of;
use crate::web::{App, RequestRefusal};

/// A request for a page in a language that the hotline speaks.
pub struct Visit {
    pub app: Arc<App>,
    pub ui: Ui,
    /// The language in the hotline.
    pub language: LanguageIndex,
    /// The edition that is heard now, and since when.
    pub edition: Arc<LoadedEdition>,
    pub activation: Option<Activation>,
    /// The peer of the connection, for limits alone: it is neither kept nor logged.
    pub peer: IpAddr,
    conditions: Conditions,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = RequestRefusal;

    async fn from_request_parts(
        parts: &mut Parts,
        app: &Arc<App>,
    ) -> Result<Self, Self::Rejection> {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let code = uri.path().split('/').nth(1).unwrap_or_default().to_owned();
        let (edition, activation) = app.calls.editions.active_since();
        let spoken = Ui::of(&code).zip(edition.hotline().language_by_code(&code));
        let unknown = || app.refused(RequestRefusal::UnknownAddress);
        let (ui, language) = spoken.ok_or_else(unknown)?;
        let peer = peer_of(parts).ip();
        let conditions = Conditions::from_request_parts(parts, app).await;
        let conditions = conditions.unwrap_or_default();
        Ok(Self { app: Arc::clone(app), ui, language, edition, activation, peer, conditions })
    }
}

impl Visit {
    pub fn hotline(&self) -> &Hotline {
        self.edition.hotline()
    }

    /// The frame of the page at this address, with its title and its description.
    pub fn frame(&self, address: PageAddress, title: String, description: String) -> Frame {
        let page = address.to_string();
        let spoken = self.languages();
        let alternates = spoken.map(|ui| {
            let slash = if page.is_empty() { "" } else { "/" };
            let path = format!("/{}{slash}{page}", ui.code());
            let address = self.app.public_url.join(&path);
            Alternate { ui, path, address }
        });
        let description = Some(description).filter(|text| !text.is_empty());
        Frame {
            description,
            is_indexed: address != PageAddress::Search,
            alternates: alternates.collect(),
            ..self.bare_frame(title)
        }
    }

    /// The frame of a page that nobody is to find.
    pub fn bare_frame(&self, title: String) -> Frame {
        Frame {
            ui: self.ui,
            base: self.app.public_url.path().to_owned(),
            title,
            description: None,
            is_indexed: false,
            alternates: Vec::new(),
            edition: self.edition.edition.number,
            since: self.activation.map(|activation| self.here(activation.at)),
            telephone: self.app.website.as_ref().and_then(|website| website.telephone.clone()),
        }
    }

    /// The languages of the website.
    pub fn languages(&self) -> impl Iterator<Item = Ui> {
        Ui::all().filter(|ui| self.hotline().language_by_code(ui.code()).is_some())
    }

    /// A moment in the hotline's time zone.
    pub fn here(&self, at: Timestamp) -> Zoned {
        at.to_zoned(self.hotline().hours.zone.clone())
    }

    /// The response with a page.
    pub fn reply(&self, template: &impl Template) -> Response {
        let modified = self.activation.map(|activation| activation.at);
        page(template, StatusCode::OK, &self.conditions, modified)
    }

    /// The response where there is no such page.
    pub fn not_found(&self) -> Response {
        let frame = self.bare_frame(self.ui.t("unknown-title").to_owned());
        page(&UnknownPage { frame }, StatusCode::NOT_FOUND, &self.conditions, None)
    }

    /// A redirect, for good, to another page in the same language.
    pub fn moved(&self, to: PageAddress) -> Response {
        Redirect::permanent(&self.path(to)).into_response()
    }

    /// The path of a page in the same language.
    pub fn path(&self, page: PageAddress) -> String {
        format!("{}/{}/{page}", self.app.public_url.path(), self.ui.code())
    }
}

/// A page that is not there.
#[derive(Template)]
#[template(path = "unknown.html")]
struct UnknownPage {
    frame: Frame,
}

/// Whatever else is asked for in the folder of a language.
pub async fn unknown(visit: Visit) -> Response {
    visit.not_found()
}

/// `/`: the first language that the reader wants of those that there are.
pub async fn choose_language(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let edition = app.calls.editions.active();
    let spoken: Vec<Ui> =
        Ui::all().filter(|ui| edition.hotline().language_by_code(ui.code()).is_some()).collect();
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
