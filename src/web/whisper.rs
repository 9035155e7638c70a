//! Words for a person before a caller is put through: `/voice/{line}/whisper`.

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::calls::guard;
use crate::dialects::CallTurn;
use crate::dialogue::Input;
use crate::web::app::App;
use crate::web::links::{CallLinks, TOKEN};
use crate::web::request::{ProviderRequest, parameter};

/// Tells the person what the caller was at, and asks for the key that takes the call. Once it is pressed, or where
/// nothing is known any more, nothing is said: the caller waits.
pub async fn turn(State(app): State<Arc<App>>, request: ProviderRequest<CallTurn>) -> Response {
    let line = &*request.line;
    // The person's call is another than the caller's, for which the token was made.
    let CallTurn { call, parent, .. } = &request.content;
    let caller = parent.as_ref().unwrap_or(call);
    let document = pin!(async {
        if matches!(request.content.input, Input::Keys(_)) {
            return None;
        }
        let token = parameter(&request.head, TOKEN)?;
        let (edition, whisper) = app.calls.whisper(&line.call_line, caller, &token)?;
        let links = CallLinks { public_url: &app.public_url, line, token: &token, caller_id: None };
        Some(line.dialect.whisper(&whisper, edition.hotline(), &links))
    });
    let document = guard(&line.call_line, caller, document).await.ok().flatten();
    line.respond(document.unwrap_or_else(|| line.dialect.profile().empty.into()))
}
