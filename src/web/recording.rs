//! Reports that the recording of a question can be fetched: `/voice/{line}/recording`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;

use crate::dialects::RecordingReady;
use crate::web::app::App;
use crate::web::links::TOKEN;
use crate::web::refusal::RequestRefusal;
use crate::web::request::{ProviderRequest, parameter};

/// Takes a provider's report of a recording. One that could not be written down is answered with 503, for providers
/// that repeat it.
pub async fn report(
    State(app): State<Arc<App>>,
    request: ProviderRequest<Option<RecordingReady>>,
) -> Result<Response, RequestRefusal> {
    let line = &request.line;
    if let Some(ready) = request.content {
        let token = parameter(&request.head, TOKEN).unwrap_or_default();
        let written = app.calls.take_recording(&line.call_line, ready, &token).await;
        if !written.ok_or_else(|| app.refused(RequestRefusal::UnknownRecording))? {
            return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
        }
    }
    Ok(line.respond(line.dialect.profile().empty))
}
