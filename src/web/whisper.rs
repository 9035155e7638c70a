//! What a person hears before a caller: `/voice/{line}/whisper`.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Path, Request as HttpRequest, State as AppState};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;

use crate::dialogue::{self, CallState};

use crate::keys::sealed_in;
use crate::web::App;
use crate::web::Line;
use crate::web::app::CallLinks;
use crate::web::refusal::{self, Refusal, read_body};

/// Tells the person what the caller was at. Where that is not known any more, nothing is said: the caller waits.
pub async fn of_transfer(
    AppState(app): AppState<Arc<App>>,
    Path(line): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: HttpRequest,
) -> Result<Response, Refusal> {
    let line = app.lines.get(&line).ok_or(Refusal::UnknownLine)?;
    let (head, body) = request.into_parts();
    let body = read_body(&head.method, body, app.limits.body).await?;
    let request = refusal::request(&head, &body, peer);
    let turn = line.admit(&request, &app)?.turn();
    // The person's call is another than the caller's, for which the state was sealed.
    let caller = turn.parent.as_ref().unwrap_or(&turn.call);
    let document = words(&app, line, caller.as_str(), request.query());
    let document = document.unwrap_or_else(|| line.dialect.empty().to_vec());
    Ok(([(CONTENT_TYPE, line.dialect.content_type())], document).into_response())
}

fn words(app: &App, line: &Line, call: &str, query: &str) -> Option<Vec<u8>> {
    let sealed = sealed_in(query)?;
    let opened = app.seal.open(&line.name, call, &sealed)?;
    let own = CallState::edition_of(opened).and_then(|number| app.editions.get(number));
    let heard = own.unwrap_or_else(|| app.editions.active());
    let state = CallState::decode(opened, &heard.edition)?;
    let links = CallLinks {
        app,
        line,
        edition: &heard.edition,
        call,
        lost: 0,
        next: None,
    };
    let prompts = dialogue::whisper(heard.hotline(), &state);
    Some(line.dialect.whisper(&prompts, heard.hotline(), &links))
}
