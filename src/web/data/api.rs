//! `/api`: the services as JSON, with a version and a description.

use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use http::header::ALLOW;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::record::{RecordWriter, ServiceRecord};
use super::request::{DataRequest, JSON};
use crate::catalogue::{Code, EditionNumber};
use crate::web::Site;
use crate::web::pages::SiteDelivery;

/// The version of the format: it goes up when a field changes its meaning or goes away, not when one is added.
pub const FORMAT: u32 = 1;

/// The head of every answer.
#[derive(Serialize)]
struct AnswerHead {
    format: u32,
    /// The number of the edition that is heard; 0 for files that were never published.
    edition: EditionNumber,
    /// The time from which on it is heard.
    since: Option<Timestamp>,
    /// The hotline's number, as people dial it.
    telephone: Option<String>,
    /// The languages, in the order of their keys where a line offers all of them.
    languages: Vec<LanguageRecord>,
}

#[derive(Serialize)]
struct LanguageRecord {
    code: String,
    name: String,
    key: usize,
}

#[derive(Serialize)]
struct ServiceAnswer {
    #[serde(flatten)]
    head: AnswerHead,
    service: ServiceRecord,
}

#[derive(Serialize)]
struct ServicesAnswer {
    #[serde(flatten)]
    head: AnswerHead,
    services: Vec<ServiceRecord>,
}

/// `/api`: what there is.
pub async fn index(request: DataRequest) -> Response {
    request.json(&index_of(&request.site))
}

/// `/api/openapi.json`: the description of the answers (`OpenAPI` 3.1).
pub async fn openapi(request: DataRequest) -> Response {
    request.json(&description(&request.site))
}

/// `/api/services`
pub async fn services(request: DataRequest) -> Response {
    // Writing to memory fails for want of memory alone.
    request.cached(JSON, "services", |site| serde_json::to_string(&all(site)).unwrap_or_default())
}

/// `/api/services/114`
pub async fn service(request: DataRequest, Path(code): Path<String>) -> Response {
    match Code::parse(&code).and_then(|code| one(&request.site, code)) {
        Some(answer) => request.json(&answer),
        None => refuse(
            &request,
            StatusCode::NOT_FOUND,
            "unknown-service",
            "No service has this code. All codes are at /api/services.",
        ),
    }
}

pub(super) fn index_of(site: &Site) -> Value {
    json!({
        "format": FORMAT,
        "description": site.address("/api/openapi.json"),
        "services": site.address(site.delivery.services_path()),
    })
}

pub(super) fn description(site: &Site) -> Value {
    // The tests read it.
    let mut description: Value =
        serde_json::from_str(include_str!("openapi.json")).unwrap_or_default();
    description["servers"] = json!([{ "url": site.public_url.as_str() }]);
    if site.delivery == SiteDelivery::Files
        && let Some(paths) = description["paths"].as_object_mut()
    {
        let files = [
            ("/api", "/api/index.json"),
            ("/api/services", "/api/services.json"),
            ("/api/services/{code}", "/api/services/{code}.json"),
        ];
        for (path, file) in files {
            if let Some(described) = paths.remove(path) {
                paths.insert(file.to_owned(), described);
            }
        }
    }
    description
}

/// Every service.
pub(super) fn all(site: &Site) -> impl Serialize + use<> {
    ServicesAnswer { head: head(site), services: site.records().services() }
}

/// One service, if it is there.
pub(super) fn one(site: &Site, code: Code) -> Option<impl Serialize + use<>> {
    let service = site.records().service(code)?;
    Some(ServiceAnswer { head: head(site), service })
}

/// The refusal of any other address.
pub async fn unknown(request: DataRequest) -> Response {
    let message = "There is nothing at this address. All addresses are at /api/openapi.json.";
    refuse(&request, StatusCode::NOT_FOUND, "unknown-address", message)
}

/// A request that would change something, if it could.
pub async fn wrong_method(request: DataRequest) -> Response {
    let message = "The data can only be read: use GET or HEAD.";
    let refusal = refuse(&request, StatusCode::METHOD_NOT_ALLOWED, "method", message);
    ([(ALLOW, "GET, HEAD")], refusal).into_response()
}

fn refuse(request: &DataRequest, status: StatusCode, rule: &str, message: &str) -> Response {
    let error = json!({ "format": FORMAT, "error": { "rule": rule, "message": message } });
    request.refusal(&error, status)
}

fn head(site: &Site) -> AnswerHead {
    let languages = site.hotline().languages.iter().enumerate();
    let languages = languages.map(|(position, language)| LanguageRecord {
        code: language.code.clone(),
        name: language.name.clone(),
        key: position + 1,
    });
    AnswerHead {
        format: FORMAT,
        edition: site.edition.edition.number,
        since: site.since(),
        telephone: site.settings.telephone.clone(),
        languages: languages.collect(),
    }
}

impl Site {
    /// The records of its services.
    pub fn records(&self) -> RecordWriter<'_> {
        let Self { public_url, delivery, .. } = self;
        RecordWriter { hotline: self.hotline(), public_url, delivery: *delivery }
    }
}
