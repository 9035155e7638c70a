//! What the provider reports of text messages: `/text/{line}`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{ConnectInfo, Path, Request as HttpRequest, State};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use metrics::counter;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::Shared;
use crate::dialects::{TextReport, TextStatus};
use crate::store::{StoreError, TextState};
use crate::web::App;
use crate::web::refusal::{self, Refusal, read_body};

/// The query parameter that holds the message's sealed key.
const PARAMETER: &str = "k";
/// How long a provider waits until its report is written down; it gives up after fifteen seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// The most reports that are held while the store is away: some megabytes.
const MOST_HELD: usize = 10_000;
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
/// Where the store can't be reached, the report is held in memory until it can: providers do not repeat them. Where too
/// many are held, the answer is 503.
pub async fn report(
    State(app): State<Arc<App>>,
    Path(line): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: HttpRequest,
) -> Result<StatusCode, Refusal> {
    let line = app.lines.get(&line).ok_or(Refusal::UnknownLine)?;
    let (head, body) = request.into_parts();
    let body = read_body(&head.method, body, app.limits.body).await?;
    let request = refusal::request(&head, &body, peer);
    let asked = line.admit(&request, &app)?;
    let report = asked.text_report();
    let sealed = form_urlencoded::parse(request.query().as_bytes())
        .find(|(name, _)| name == PARAMETER)
        .map(|(_, sealed)| sealed);
    let key = sealed
        .as_deref()
        .and_then(|sealed| app.seal.open(&line.name, PURPOSE, sealed))
        .and_then(|key| String::from_utf8(URL_SAFE_NO_PAD.decode(key).ok()?).ok())
        .ok_or(Refusal::UnknownText)?;
    let shared = &app.errands.shared;
    // What waits is older, and the order does not matter.
    let noted = timeout(PATIENCE, note(shared, &key, &report)).await;
    match noted {
        Ok(Ok(())) => return Ok(StatusCode::NO_CONTENT),
        Ok(Err(error)) => {
            tracing::warn!(line = line.name, %error, "a report on a text message waits for the store");
        }
        Err(_) => {
            tracing::warn!(
                line = line.name,
                "a report on a text message waits for the store"
            );
        }
    }
    let mut unwritten = shared.unwritten();
    if unwritten.len() >= MOST_HELD {
        return Ok(StatusCode::SERVICE_UNAVAILABLE);
    }
    unwritten.push_back((key, report));
    Ok(StatusCode::NO_CONTENT)
}

/// Writes held reports down until `stop`.
pub(super) async fn write_down(shared: Arc<Shared>, stop: CancellationToken) {
    let writing = async {
        loop {
            sleep(shared.options.poll).await;
            loop {
                let Some((key, report)) = shared.unwritten().pop_front() else {
                    break;
                };
                if note(&shared, &key, &report).await.is_err() {
                    shared.unwritten().push_front((key, report));
                    break;
                }
            }
        }
    };
    stop.run_until_cancelled(writing).await;
}

/// Notes what is reported; twice does no harm.
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
