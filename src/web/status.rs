//! Status callbacks: `/voice/{line}/status`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request as HttpRequest, State};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;

use crate::store::{Event, EventId, EventKind, Source};

use crate::calls::record;
use crate::web::App;
use crate::web::refusal::{self, Refusal, read_body};

/// Takes what the provider reports of a call. Repeated and out-of-order reports do no harm: each
/// status of a call is written down once.
pub async fn report(
    State(app): State<Arc<App>>,
    Path(line): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: HttpRequest,
) -> Result<Response, Refusal> {
    let line = app.lines.get(&line).ok_or(Refusal::UnknownLine)?;
    let (head, body) = request.into_parts();
    let body = read_body(&head.method, body, app.limits.body).await?;
    let request = refusal::request(&head, &body, peer);
    let report = line.admit(&request, &app)?.status();
    let status = report.status.name();
    let ended = report.status.is_final();
    let kind = if ended {
        EventKind::CallEnded
    } else {
        EventKind::StatusReported
    };
    let call = report.call.to_string();
    let event = Event {
        id: EventId {
            call: call.clone(),
            source: Source::Status(status.to_owned()),
            position: 0,
        },
        at: (app.clock)(),
        line: line.name.clone(),
        edition: None,
        language: None,
        kind,
        place: None,
        key: None,
        outcome: Some(status.to_owned()),
        seconds: report.seconds,
        caller: None,
        errand: None,
    };
    if ended {
        tracing::info!(
            call,
            line = line.name,
            reason = status,
            "the provider says that a call ended"
        );
    }
    record::turn(&app, line, &call, vec![event]).await;
    Ok((
        [(CONTENT_TYPE, line.dialect.content_type())],
        line.dialect.empty(),
    )
        .into_response())
}
