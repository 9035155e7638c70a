//! The addresses of the website.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use super::{home, info, search, service, visit};
use crate::web::App;
use crate::web::pages::{Ui, assets};

/// The router of the website: a folder for each language, and our own files.
pub fn routes() -> Router<Arc<App>> {
    let router = Router::new()
        .route("/", get(visit::choose_language))
        .route("/assets/{file}", get(assets::serve))
        .route("/sw.js", get(assets::service_worker));
    Ui::all().fold(router, |router, ui| {
        let home = format!("/{}", ui.code());
        router.route(&format!("{home}/"), get(visit::without_slash)).nest(&home, of_language())
    })
}

fn of_language() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::page))
        .route("/{number}", get(service::numbered))
        .route("/search", get(search::page))
        .route("/search/results", get(search::results))
        .route("/for/{audience}", get(info::audience))
        .route("/programme", get(info::programme))
        .route("/data", get(info::data))
        .route("/accessibility", get(info::accessibility))
        .route("/privacy", get(info::privacy))
        .fallback(visit::unknown)
}
