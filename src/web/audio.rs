//! Recordings: `/audio/{hash}.wav`.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, ETAG, IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use metrics::counter;
use tower::ServiceExt as _;
use tower_http::services::ServeFile;

use crate::catalogue::RecordingHash;

use crate::web::App;

/// A year: what a hash names never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The media type that every provider takes.
const WAV: &str = "audio/wav";

/// Serves a recording: whole, in ranges, or its headers alone.
///
/// An address is the hash of the bytes, so the tag is strong and a cache may keep it for ever.
pub async fn recording(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    mut request: Request,
) -> Response {
    let hash = file.strip_suffix(".wav").and_then(RecordingHash::parse);
    let Some(hash) = hash else { return unknown() };
    let Ok(tag) = HeaderValue::from_str(&format!("\"{hash}\"")) else {
        return unknown();
    };
    let headers = request.headers_mut();
    if names(headers, &IF_NONE_MATCH, &tag) {
        let cached = [(ETAG, tag), (CACHE_CONTROL, FOR_EVER)];
        return (StatusCode::NOT_MODIFIED, cached).into_response();
    }
    // What serves the file has a tag of its own: it must not compare ours with that.
    if names(headers, &IF_MATCH, &tag) {
        headers.remove(IF_MATCH);
    }
    if headers.get(IF_RANGE).is_some_and(|wanted| wanted != tag) {
        headers.remove(RANGE);
    }
    headers.remove(IF_RANGE);
    let Some(path) = app.calls.editions.recording(hash).await else {
        return unknown();
    };
    let Ok(wav) = WAV.parse() else {
        return unknown();
    };
    let served = ServeFile::new_with_mime(path, &wav).oneshot(request).await;
    match served {
        Ok(response) if response.status() != StatusCode::NOT_FOUND => {
            counter!("sila_audio_total").increment(1);
            let mut response = response.map(axum::body::Body::new);
            response.headers_mut().insert(ETAG, tag);
            response.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
            response
        }
        Ok(_) | Err(_) => unknown(),
    }
}

/// Returns whether a condition of the client names this tag.
fn names(headers: &HeaderMap, condition: &HeaderName, tag: &HeaderValue) -> bool {
    let wanted = tag.to_str().unwrap_or_default();
    headers.get_all(condition).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || one.trim_start_matches("W/") == wanted)
    })
}

fn unknown() -> Response {
    (StatusCode::NOT_FOUND, "there is no such recording\n").into_response()
}
