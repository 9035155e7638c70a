//! A request for data, and the responses to it.

use std::convert::Infallible;
use std::sync::Arc;

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse as _, Response};
use http::header::ACCESS_CONTROL_ALLOW_ORIGIN;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use serde::Serialize;

use crate::web::pages::{Conditions, Content, content};
use crate::web::{App, Site};

pub const JSON: &str = "application/json";

/// A request for data of the edition that is heard now.
pub struct DataRequest {
    pub app: Arc<App>,
    pub site: Site,
    conditions: Conditions,
}

impl FromRequestParts<Arc<App>> for DataRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let conditions = Conditions::from_request_parts(parts, app).await?;
        Ok(Self { app: Arc::clone(app), site: Site::of(app), conditions })
    }
}

impl DataRequest {
    /// The response with data that is written once for the edition; `path` names it.
    pub fn cached(
        &self,
        kind: &'static str,
        path: &str,
        write: impl FnOnce(&Site) -> String,
    ) -> Response {
        let content = self.app.data_cache.get(&self.site, path, || write(&self.site));
        self.respond(kind, content, StatusCode::OK, self.site.since())
    }

    /// The response with data that changes with the edition.
    pub fn reply(&self, kind: &'static str, body: String) -> Response {
        self.respond(kind, Content::new(body), StatusCode::OK, self.site.since())
    }

    /// The response with a template that last changed then.
    pub fn rendered(
        &self,
        kind: &'static str,
        template: &impl Template,
        modified: Option<Timestamp>,
    ) -> Response {
        match template.render() {
            Ok(text) => self.respond(kind, Content::new(text), StatusCode::OK, modified),
            Err(error) => {
                tracing::error!(%error, "data could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// The response with data as JSON.
    pub fn json(&self, value: &impl Serialize) -> Response {
        self.json_with(value, StatusCode::OK, self.site.since())
    }

    /// A response in JSON that is not the data that was asked for.
    pub fn refusal(&self, value: &impl Serialize, status: StatusCode) -> Response {
        self.json_with(value, status, None)
    }

    fn json_with(
        &self,
        value: &impl Serialize,
        status: StatusCode,
        modified: Option<Timestamp>,
    ) -> Response {
        match serde_json::to_string(value) {
            Ok(text) => self.respond(JSON, Content::new(text), status, modified),
            Err(error) => {
                tracing::error!(%error, "data could not be written");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// Anybody's page may read what anybody may read.
    fn respond(
        &self,
        kind: &'static str,
        body: Content,
        status: StatusCode,
        modified: Option<Timestamp>,
    ) -> Response {
        let kind = HeaderValue::from_static(kind);
        let mut response = content(body, kind, status, &self.conditions, modified);
        let anybody = HeaderValue::from_static("*");
        response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
        response
    }
}
