//! Reports on text messages: `/text/{line}`.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;

use crate::dialects::TextReport;
use crate::jobs::{REPORT_KEY, ReportTaken};
use crate::web::app::App;
use crate::web::refusal::RequestRefusal;
use crate::web::request::{ProviderRequest, parameter};

/// Takes a provider's report of a text message.
pub async fn report(
    State(app): State<Arc<App>>,
    request: ProviderRequest<TextReport>,
) -> Result<StatusCode, RequestRefusal> {
    let key = parameter(&request.head, REPORT_KEY);
    let key = key.and_then(|key| app.jobs.open_key(request.line.name(), &key));
    let key = key.ok_or_else(|| app.refused(RequestRefusal::UnknownText))?;
    match app.jobs.take_report(request.line.name(), key, request.content).await {
        ReportTaken::Written | ReportTaken::Held => Ok(StatusCode::NO_CONTENT),
        ReportTaken::TooMany => Ok(StatusCode::SERVICE_UNAVAILABLE),
    }
}
