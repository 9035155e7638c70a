//! The addresses of the website.

use std::sync::Arc;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::{answer, ask, home, info, opinion, search, service, visit};
use crate::web::pages::{Ui, assets};
use crate::web::{App, RequestRefusal};

/// The router of the website: a folder for each language, and our own files.
pub fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    let router = Router::new()
        .route("/", get(visit::choose_language))
        .route("/sw.js", get(assets::service_worker));
    Ui::all().fold(router, |router, ui| {
        let home = format!("/{}", ui.code());
        router.route(&format!("{home}/"), get(visit::without_slash)).nest(&home, of_language(app))
    })
}

fn of_language(app: &Arc<App>) -> Router<Arc<App>> {
    let refusing = Arc::clone(app);
    let refused = move |_: ProtectionError| -> Response {
        refusing.refused(RequestRefusal::CrossOrigin).into_response()
    };
    // Also where a proxy in front of us names another host: browsers say from which site a form comes.
    let forms = CsrfLayer::new().with_rejection_response(refused);
    Router::new()
        .route("/", get(home::page))
        .route("/{number}", get(service::numbered))
        .route("/{number}/useful", get(opinion::back).post(opinion::take))
        .route("/{number}/ask", get(ask::form).post(ask::take))
        .route("/answer", get(answer::form).post(answer::show))
        .route("/search", get(search::page))
        .route("/search/results", get(search::results))
        .route("/for/{audience}", get(info::audience))
        .route("/programme", get(info::programme))
        .route("/data", get(info::data))
        .route("/accessibility", get(info::accessibility))
        .route("/privacy", get(info::privacy))
        .fallback(visit::unknown)
        .layer(forms)
}
