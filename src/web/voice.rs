//! Turns of calls: `/voice/{line}`.

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::calls::{apology_token, guard};
use crate::catalogue::Phrase;
use crate::dialects::{CallTurn, Ending, Links as _, PhoneNumber, Words};
use crate::supervised::Panicked;
use crate::web::app::{App, ProviderLine};
use crate::web::links::{CallLinks, TOKEN};
use crate::web::request::{ProviderRequest, parameter};

/// Answers one turn of a call with a document in the provider's dialect and status 200, whatever happens.
pub async fn turn(
    State(app): State<Arc<App>>,
    ProviderRequest { line, content: call_turn, head, began, is_preflight }: ProviderRequest<
        CallTurn,
    >,
) -> Response {
    if is_preflight {
        // Nothing is written down, and no turn is counted.
        return line.respond(app.fallback(&line));
    }
    let token = parameter(&head, TOKEN);
    let call = call_turn.call.clone();
    // A caller without a telephone number can't be shown to a person; providers refuse to dial then.
    let called = call_turn.called.clone().filter(|_| call_turn.caller.is_none());
    let caller_id = line.caller_id.as_deref().or(called.as_ref().map(PhoneNumber::reveal));
    let document = pin!(async {
        let result = app.calls.take_turn(&line.call_line, call_turn, token.as_deref()).await;
        let links = CallLinks {
            public_url: &app.public_url,
            line: &line,
            token: result.token.as_deref().unwrap_or_default(),
            caller_id,
        };
        let hotline = result.edition.hotline();
        line.dialect.render(&result.answer, hotline, &links)
    });
    let document = guard(&line.call_line, &call, document).await;
    let document = document.unwrap_or_else(|Panicked| apology(&app, &line, token.as_deref()));
    line.call_line.metrics.turns.increment(1);
    line.call_line.metrics.turn_seconds.record(began.elapsed());
    line.respond(document)
}

/// The document for a turn in which the program failed: an apology, and the call begins again; where it failed at a
/// beginning, the call ends.
fn apology(app: &App, line: &ProviderLine, token: Option<&str>) -> Vec<u8> {
    let Some(token) = apology_token(token) else {
        return app.fallback(line);
    };
    let links = CallLinks { public_url: &app.public_url, line, token: &token, caller_id: None };
    let active = app.calls.editions.active();
    let words = Words::in_every_language(active.hotline(), Phrase::Apology);
    line.dialect.announce(&words, Ending::Redirect(&links.turn()))
}
