//! Health and metrics, for monitoring.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::web::App;
use crate::web::gauges;

/// `GET /health/live`: the process answers.
pub async fn live() -> &'static str {
    "alive\n"
}

/// `GET /health/ready`: calls can be answered and what happens in them is kept.
///
/// 200 says in its text what waits for a database or a provider that is away; calls are answered and kept all the same.
/// 503 says in its text what is wrong. The journal tries a store that does not work again and again, so
/// that this ends by itself, also where nobody sends calls to a server that is not ready.
pub async fn ready(State(app): State<Arc<App>>) -> (StatusCode, String) {
    match app.trouble() {
        None => (StatusCode::OK, format!("ready\n{}", app.waiting())),
        Some(trouble) => (StatusCode::SERVICE_UNAVAILABLE, format!("{trouble}\n")),
    }
}

/// `GET /metrics`: counters and histograms in Prometheus's text format, without any caller's data.
pub async fn metrics(
    State(app): State<Arc<App>>,
) -> ([(http::HeaderName, &'static str); 1], String) {
    gauges::update(&app);
    let text = crate::metrics::recorder().render();
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text)
}
