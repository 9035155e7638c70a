//! The addresses and their handlers.

use std::sync::Arc;

use axum::Router;
use axum::routing::{any, get};

use crate::web::{App, audio, fallback, ops, recording, status, texts, voice, whisper};

/// The router of all addresses.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/voice/{line}", any(voice::turn))
        .route("/voice/{line}/status", any(status::report))
        .route("/voice/{line}/whisper", any(whisper::turn))
        .route("/voice/{line}/recording", any(recording::report))
        .route("/text/{line}", any(texts::report))
        .route("/audio/{file}", get(audio::recording))
        .route("/fallback/{line}", any(fallback::document_of_line))
        .route("/health/live", get(ops::live))
        .route("/health/ready", get(ops::ready))
        .route("/metrics", get(ops::metrics))
        .with_state(app)
}
