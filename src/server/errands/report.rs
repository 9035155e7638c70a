//! What the provider reports of text messages: `/text/{line}`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request as HttpRequest, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use metrics::counter;

use super::Shared;
use crate::dialects::{TextReport, TextStatus};
use crate::server::App;
use crate::server::refusal::{self, Refusal, read_body};
use crate::store::{StoreError, TextState, Texts as _};

/// The query parameter that holds the message's sealed key.
const PARAMETER: &str = "k";
/// What a key is sealed for; no call has an id with a blank in it.
const PURPOSE: &str = "text message";

/// The address at which the provider reports what becomes of a message.
///
/// Nothing in it has to be escaped, so that everybody signs the same address.
pub(super) fn callback(shared: &Shared, line: &str, key: &str) -> String {
    let key = URL_SAFE_NO_PAD.encode(key);
    let sealed = shared.seal.seal(line, PURPOSE, &key);
    shared
        .public_url
        .join(&format!("/text/{line}?{PARAMETER}={sealed}"))
}

/// Takes what the provider reports of a text message. Repeated and out-of-order reports do no harm.
///
/// Where the store can't be reached, the answer is 503, so that a provider that repeats its reports does.
pub async fn report(
    State(app): State<Arc<App>>,
    Path(line): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: HttpRequest,
) -> Result<StatusCode, Refusal> {
    let line = app.lines.get(&line).ok_or(Refusal::UnknownLine)?;
    let (head, body) = request.into_parts();
    let body = read_body(&head.method, body, app.limits.body).await?;
    let request = refusal::request(&head, &body);
    let verified = line.admit(&request, peer, &app.public_url)?;
    let report = line.dialect.read_text_report(&verified);
    let sealed = form_urlencoded::parse(request.query().as_bytes())
        .find(|(name, _)| name == PARAMETER)
        .map(|(_, sealed)| sealed);
    let key = sealed
        .as_deref()
        .and_then(|sealed| app.seal.open(&line.name, PURPOSE, sealed))
        .and_then(|key| String::from_utf8(URL_SAFE_NO_PAD.decode(key).ok()?).ok())
        .ok_or(Refusal::UnknownText)?;
    match note(&app.errands.shared, &key, &report).await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(error) => {
            tracing::warn!(
                line = line.name,
                %error,
                "what the provider reports of a text message could not be written down"
            );
            Ok(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

async fn note(shared: &Shared, key: &str, report: &TextReport) -> Result<(), StoreError> {
    let store = shared.store.get().await?;
    let noted = async {
        let now = shared.now();
        // Whatever is reported, the provider has the message: it is not sent again.
        if let Some(id) = &report.id {
            store.text_sent(key, id, now).await?;
        }
        let (state, outcome) = match report.status {
            TextStatus::Delivered => (TextState::Delivered, "delivered"),
            TextStatus::Undelivered => (TextState::Undelivered, "undelivered"),
            TextStatus::Failed => (TextState::Failed, "failed"),
            TextStatus::Taken | TextStatus::Sent | TextStatus::Unknown => return Ok(()),
        };
        counted(outcome);
        let why = report.reason.as_deref();
        store.text_status(key, state, why, now).await
    };
    let noted = noted.await;
    if let Err(error) = &noted {
        shared.store.failed(&store, error).await;
    }
    noted
}

/// Counts a message that has come to something.
pub(super) fn counted(outcome: &'static str) {
    counter!("sila_texts_total", "outcome" => outcome).increment(1);
}
