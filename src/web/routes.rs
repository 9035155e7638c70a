//! The addresses and their handlers.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use http::StatusCode;
use metrics::counter;
use tower_http::catch_panic::CatchPanicLayer;

use crate::web::{
    App, RequestRefusal, audio, fallback, ops, recording, status, texts, voice, whisper,
};

/// The router of the addresses that providers call.
pub fn provider_routes() -> Router<Arc<App>> {
    Router::new()
        .route("/voice/{line}", any(voice::turn))
        .route("/voice/{line}/status", any(status::report))
        .route("/voice/{line}/whisper", any(whisper::turn))
        .route("/voice/{line}/recording", any(recording::report))
        .route("/text/{line}", any(texts::report))
        .route("/audio/{file}", get(audio::recording))
        .route("/fallback/{line}", any(fallback::document_of_line))
}

/// The router of the addresses that monitors and balancers call.
pub fn ops_routes() -> Router<Arc<App>> {
    Router::new()
        .route("/health/live", get(ops::live))
        .route("/health/ready", get(ops::ready))
        .route("/metrics", get(ops::metrics))
}

/// A router as it is served: what it does not know is refused, and what fails in it is answered.
pub fn served(router: Router<Arc<App>>, app: Arc<App>) -> Router {
    router
        .fallback(unknown)
        .with_state(app)
        // Whatever fails outside the guard of a turn: a provider then asks its fallback.
        .layer(CatchPanicLayer::custom(failed))
}

/// The response to a request at which the program failed.
fn failed(_panic: Box<dyn Any + Send>) -> Response {
    counter!("sila_task_failures_total", "task" => "request").increment(1);
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

async fn unknown(State(app): State<Arc<App>>) -> RequestRefusal {
    app.refused(RequestRefusal::UnknownAddress)
}
