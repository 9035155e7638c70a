//! The pages' own files: `/assets/{hash}.{name}`, so that whoever has one keeps it for ever.

use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use sha2::{Digest as _, Sha256};

/// A year: what a hash names never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

/// The service worker.
pub const SERVICE_WORKER: &str = include_str!("assets/sw.js");

struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
    /// `{hash}.{name}`
    file: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let assets = [
        ("tokens.css", CSS, include_str!("assets/tokens.css")),
        ("parts.css", CSS, include_str!("assets/parts.css")),
        ("console.css", CSS, include_str!("assets/console.css")),
        ("invitation.js", SCRIPT, include_str!("assets/invitation.js")),
        ("offline.js", SCRIPT, include_str!("assets/offline.js")),
        ("search.js", SCRIPT, include_str!("assets/search.js")),
        ("found.js", SCRIPT, include_str!("assets/found.js")),
        ("engine.js", SCRIPT, include_str!("assets/engine.js")),
        ("languages.js", SCRIPT, include_str!("assets/languages.js")),
        ("mark.svg", SVG, include_str!("assets/mark.svg")),
    ];
    let named = assets.into_iter().map(|(name, kind, content)| {
        let hash = hex::encode(&Sha256::digest(content)[..8]);
        Asset { name, kind, content, file: format!("{hash}.{name}") }
    });
    named.collect()
});

/// The file of an asset, as it stands behind `/assets/`. Empty for a name that is none: the tests ask for every one that
/// a page names.
pub fn file(name: &str) -> &'static str {
    ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| asset.file.as_str())
}

/// The router of the files.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve))
}

/// `/assets/{file}`
async fn serve(Path(file): Path<String>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.file == file) else {
        return (StatusCode::NOT_FOUND, "there is no such file\n").into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (CACHE_CONTROL, FOR_EVER),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, asset.content).into_response()
}

/// `/sw.js`: the service worker, which may only look after what lies below its own address.
pub async fn service_worker() -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(SCRIPT)),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, SERVICE_WORKER).into_response()
}

/// All assets: the file, the media type and the content.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ASSETS.iter().map(|asset| (asset.file.as_str(), asset.kind, asset.content))
}
