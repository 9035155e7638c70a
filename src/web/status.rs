//! Status callbacks: `/voice/{line}/status`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::dialects::StatusReport;
use crate::web::app::App;
use crate::web::request::ProviderRequest;

/// Takes a provider's report of a call.
pub async fn report(
    State(app): State<Arc<App>>,
    ProviderRequest { line, content, .. }: ProviderRequest<StatusReport>,
) -> Response {
    app.calls.take_report(&line.call_line, content).await;
    line.respond(line.dialect.profile().empty)
}
