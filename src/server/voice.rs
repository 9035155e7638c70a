//! The way of a turn: `/voice/{line}`.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, Path, Request as HttpRequest, State as AppState};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use sha2::{Digest, Sha256};

use crate::catalogue::Phrase;
use crate::dialects::{CallTurn, Ending, Rejection, Request, Words};
use crate::dialogue::{self, Event, EventKind, Input, State, Turn};

use super::address::PARAMETER;
use super::app::CallLinks;
use super::refusal::{self, Refusal, read_body};
use super::{App, Line, record};

/// Answers one turn of a call.
///
/// Once the request has proved to be the provider's, the answer is a document in its dialect with
/// status 200, whatever happens.
pub async fn turn(
    AppState(app): AppState<Arc<App>>,
    Path(line): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: HttpRequest,
) -> Result<Response, Refusal> {
    let began = Instant::now();
    let line = app.lines.get(&line).ok_or(Refusal::UnknownLine)?;
    let (head, body) = request.into_parts();
    let body = read_body(&head.method, body).await?;
    let request = refusal::request(&head, &body);
    let Worked {
        call,
        document,
        events,
    } = work_out(&app, line, &request, peer)?;
    record::turn(&app, line, &call, events).await;
    line.metrics.turns.increment(1);
    line.metrics.turn_seconds.record(began.elapsed());
    Ok(([(CONTENT_TYPE, line.dialect.content_type())], document).into_response())
}

/// A turn as it is worked out, before anything of it leaves.
pub struct Worked {
    /// The call's id.
    pub call: String,
    /// The document.
    pub document: Vec<u8>,
    /// What is to be on disk before the document leaves.
    pub events: Vec<crate::store::Event>,
}

/// Works out a turn from a provider's request: everything but input and output.
pub fn work_out(
    app: &App,
    line: &Line,
    request: &Request<'_>,
    peer: SocketAddr,
) -> Result<Worked, Rejection> {
    let verified = line.admit(request, peer, &app.public_url)?;
    let call_turn = line.dialect.read_turn(&verified);
    let call = call_turn.call.to_string();
    let sealed = sealed_state(request.query());
    let work = || answer(app, line, &call_turn, sealed.as_deref());
    let (document, events) = panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        line.metrics.panics.increment(1);
        tracing::error!(
            call,
            "a turn failed inside the program; the caller heard an apology"
        );
        (apology(app, line, sealed.as_deref()), Vec::new())
    });
    Ok(Worked {
        call,
        document,
        events,
    })
}

/// The document for a turn, and what is to be written down.
fn answer(
    app: &App,
    line: &Line,
    call_turn: &CallTurn,
    sealed: Option<&str>,
) -> (Vec<u8>, Vec<crate::store::Event>) {
    let call = call_turn.call.as_str();
    let turn = read_state(app, line, call_turn, sealed);
    let hotline = &app.edition.hotline;
    let answer = dialogue::answer(hotline, &line.offered, &turn);
    count(line, call, &answer.events);
    let links = CallLinks { app, line, call };
    let document = line.dialect.render(&answer, hotline, &links);
    (document, record::events(app, line, call, &answer))
}

/// The turn that a request is: its input with the state that came back in the address.
fn read_state(app: &App, line: &Line, call_turn: &CallTurn, sealed: Option<&str>) -> Turn {
    let Some(sealed) = sealed else {
        return Turn {
            state: None,
            input: call_turn.opening(),
        };
    };
    let opened = app.seal.open(&line.name, call_turn.call.as_str(), sealed);
    let state = opened.and_then(|text| State::decode(text, &app.edition));
    let input = match (state, call_turn.opening()) {
        (Some(_), _) => call_turn.input.clone(),
        (None, Input::Start) => Input::Lost {
            restart: fingerprint(sealed),
        },
        (None, gone) => gone,
    };
    Turn { state, input }
}

/// The sealed state in a turn's address; none in the address that begins a call.
fn sealed_state(query: &str) -> Option<Cow<'_, str>> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find_map(|(name, value)| (name == PARAMETER).then_some(value))
}

/// Tells one lost address from another, the same for every retry; never 0.
fn fingerprint(sealed: &str) -> u32 {
    let hash = Sha256::digest(sealed.as_bytes());
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]).max(1)
}

/// Counts what happened in a turn and logs what an operator may look for; never keys or numbers.
fn count(line: &Line, call: &str, events: &[Event]) {
    let metrics = &line.metrics;
    for event in events {
        match event.kind {
            EventKind::CallStarted => {
                metrics.calls.increment(1);
                tracing::info!(call, line = line.name, "a call began");
            }
            EventKind::StateLost => {
                metrics.states_lost.increment(1);
                tracing::warn!(
                    call,
                    line = line.name,
                    "a call came back at an address that is not ours, and began again; \
                     has the address key changed?"
                );
            }
            EventKind::NoInput => metrics.no_input.increment(1),
            EventKind::NoMatch { .. } => metrics.no_match.increment(1),
            EventKind::CallEnded(reason) => {
                tracing::info!(
                    call,
                    line = line.name,
                    reason = reason.name(),
                    "a call ended"
                );
            }
            _ => {}
        }
    }
}

/// What a caller hears when the program itself fails: an apology, and the call begins again; where it
/// failed at the very beginning, the call ends, for it would only fail again.
fn apology(app: &App, line: &Line, sealed: Option<&str>) -> Vec<u8> {
    let hotline = &app.edition.hotline;
    let Some(sealed) = sealed else {
        return super::fallback_document(line.dialect, hotline);
    };
    // An address that is not ours makes a new beginning, told apart from the call's first.
    let again = format!(
        "/voice/{}?{PARAMETER}=failed-{}",
        line.name,
        fingerprint(sealed)
    );
    let words = Words::in_every_language(hotline, Phrase::Apology);
    line.dialect
        .announce(&words, Ending::Redirect(&app.public_url.join(&again)))
}
