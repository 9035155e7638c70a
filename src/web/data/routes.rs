//! The addresses of the open data.

use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, any, get};

use super::{api, export, feed, sitemap, well_known};
use crate::web::App;

/// The router of the open data.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api", answer(api::index))
        .route("/api/", any(api::unknown))
        .route("/api/{*rest}", any(api::unknown))
        .route("/api/openapi.json", answer(api::openapi))
        .route("/api/services", answer(api::services))
        .route("/api/services/{code}", answer(api::service))
        .route("/data/services.csv", get(export::csv))
        .route("/data/hsds.json", get(export::hsds))
        .route("/data/{language}/hsds.json", get(export::hsds_of))
        .route("/data/cpsv-ap.jsonld", get(export::cpsv_ap))
        .route("/feed/{file}", get(feed::atom))
        .route("/sitemap.xml", get(sitemap::sitemap))
        .route("/robots.txt", get(well_known::robots))
        .route("/.well-known/security.txt", get(well_known::security))
}

/// An address of the API: with any other method it says so in JSON.
fn answer<H: Handler<T, Arc<App>>, T: 'static>(handler: H) -> MethodRouter<Arc<App>> {
    get(handler).fallback(api::wrong_method)
}
