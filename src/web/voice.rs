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

use crate::catalogue::{EditionNumber, Phrase};
use crate::dialects::{CallTurn, Ending, PhoneNumber, Request, Words};
use crate::dialogue::{
    self, CallState, CallerNumber, Input, Lookup, LookupResult, Reference, Turn, TurnContext,
};
use crate::store::{Errand, Event, EventKind};

use crate::calls::editions::LoadedEdition;
use crate::calls::lookup;
use crate::calls::record;
use crate::keys::{LOST, PARAMETER};
use crate::web::App;
use crate::web::Line;
use crate::web::app::CallLinks;
use crate::web::preflight;
use crate::web::refusal::{self, Refusal, read_body};

/// Begins the address at which a call begins again after the program failed in it.
const FAILED: &str = "failed-";

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
    let body = read_body(&head.method, body, app.limits.body).await?;
    let request = refusal::request(&head, &body, peer);
    if preflight::asks(&request) {
        return preflight::answer(&app, line, &request);
    }
    if let Some(number) = absent_edition(&app, line, &request)? {
        app.editions.fetch(number).await;
    }
    let known = LookupResult::Nothing;
    let mut worked = work_out(&app, line, &request, &known)?;
    if let Some(question) = worked.needs {
        let known = lookup::look_up(&app, &worked, question).await;
        if known != LookupResult::Nothing {
            worked = work_out(&app, line, &request, &known)?;
        }
    }
    let events = std::mem::take(&mut worked.events);
    count(line, &worked.call, &events);
    let promises = events.iter().any(is_promise);
    let kept = record::turn(&app, line, &worked.call, events).await;
    if promises && !kept {
        worked = work_out(&app, line, &request, &LookupResult::NotKept)?;
        record::turn(&app, line, &worked.call, worked.events).await;
    }
    line.metrics.turns.increment(1);
    line.metrics.turn_seconds.record(began.elapsed());
    let content_type = [(CONTENT_TYPE, line.dialect.content_type())];
    Ok((content_type, worked.document).into_response())
}

/// Whether the caller hears that something will be done, which must then be on disk.
fn is_promise(event: &Event) -> bool {
    matches!(event.errand, Some(Errand::Inquiry(_) | Errand::Text(_)))
}

/// The edition that a call keeps, if it is not in memory. Costs nothing where it is, and believes only the
/// provider and our own seal.
fn absent_edition(
    app: &App,
    line: &Line,
    request: &Request<'_>,
) -> Result<Option<EditionNumber>, Refusal> {
    let came = Came::read(request.query());
    let named = came.sealed.as_deref().and_then(CallState::edition_of);
    let Some(number) = named.filter(|number| app.editions.get(*number).is_none()) else {
        return Ok(None);
    };
    let call = line.admit(request, app)?.turn().call;
    let sealed = came.sealed.as_deref();
    let ours = sealed.and_then(|sealed| app.seal.open(&line.name, call.as_str(), sealed));
    Ok(ours.map(|_| number))
}

/// A turn as it is worked out, before anything of it leaves.
#[derive(Default)]
pub struct Worked {
    /// The call's id; empty where the program failed.
    pub call: String,
    /// The hash of the caller's number.
    pub caller: Option<String>,
    /// The edition that answered.
    pub edition: Option<Arc<LoadedEdition>>,
    /// The document.
    pub document: Vec<u8>,
    /// What is to be on disk before the document leaves.
    pub events: Vec<Event>,
    /// What could be looked up for a better document.
    pub needs: Option<Lookup>,
}

/// Works out a turn from a provider's request: everything but input and output.
pub fn work_out(
    app: &App,
    line: &Line,
    request: &Request<'_>,
    known: &LookupResult,
) -> Result<Worked, Refusal> {
    let asked = line.admit(request, app)?;
    let came = Came::read(request.query());
    let mut call = String::new();
    let work = AssertUnwindSafe(|| {
        let call_turn = asked.turn();
        call = call_turn.call.to_string();
        answer(app, line, &call_turn, &came, known)
    });
    let worked = panic::catch_unwind(work).unwrap_or_else(|_| {
        line.metrics.panics.increment(1);
        tracing::error!(
            call,
            line = line.name,
            "a turn failed inside the program; the caller heard an apology"
        );
        Worked {
            call,
            document: apology(app, line, &came),
            ..Worked::default()
        }
    });
    Ok(worked)
}

/// What came back in a turn's address.
struct Came<'r> {
    /// The sealed state; none in the address that begins a call.
    sealed: Option<Cow<'r, str>>,
    /// How often in a row the call's state was lost.
    lost: u8,
}

impl<'r> Came<'r> {
    fn read(query: &'r str) -> Self {
        let mut came = Self {
            sealed: None,
            lost: 0,
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == PARAMETER && came.sealed.is_none() {
                came.sealed = Some(value);
            } else if name == LOST {
                came.lost = value.parse().unwrap_or(u8::MAX);
            }
        }
        came
    }
}

/// The document for a turn, and what is to be written down.
fn answer(
    app: &App,
    line: &Line,
    call_turn: &CallTurn,
    came: &Came<'_>,
    known: &LookupResult,
) -> Worked {
    let call = call_turn.call.as_str();
    let (heard, turn) = read_state(app, line, call_turn, came);
    let hotline = heard.hotline();
    let caller = call_turn.caller.as_ref();
    let of_turn = turn
        .state
        .map_or((0, 0), |state| (state.restart, state.turn));
    let now = (app.clock)();
    let notices = app.notices.in_force(now);
    let context = TurnContext {
        now,
        line: &line.name,
        offered: heard.offered(&line.name),
        notices: &notices,
        abilities: line.abilities,
        caller: caller_number(line, caller, &turn),
        reference: Reference::of(app.seal.number_of_turn(call, of_turn)),
        lookup: known,
    };
    let answer = dialogue::answer(hotline, &context, &turn);
    let lost = match turn.input {
        Input::Lost { times, .. } => times,
        _ => 0,
    };
    let links = CallLinks {
        app,
        line,
        edition: &heard.edition,
        call,
        lost,
        next: answer.then.next(),
    };
    let document = line.dialect.render(&answer, hotline, &links);
    let events = record::events(app, line, call_turn, &heard.edition, &turn, &answer, now);
    Worked {
        call: call.to_owned(),
        caller: caller.map(|number| app.caller_key.hash(number)),
        document,
        events,
        needs: answer.needs,
        edition: Some(heard.clone()),
    }
}

/// What is known of the caller's number. What kind it is takes a while to tell, so that is only looked at where a
/// text message may be asked for.
fn caller_number(line: &Line, caller: Option<&PhoneNumber>, turn: &Turn) -> CallerNumber {
    let Some(caller) = caller else {
        return CallerNumber::Withheld;
    };
    let in_guidance = turn.state.is_some_and(|state| state.place.code().is_some());
    let in_a_burst = matches!(&turn.input, Input::Keys(keys) if keys.len() > 1);
    if line.abilities.texts && (in_guidance || in_a_burst) {
        caller.takes_texts()
    } else {
        CallerNumber::Landline
    }
}

/// The turn that a request is: its input with the state that came back in the address; and the edition that
/// it is answered with, which is the call's own unless that is gone.
fn read_state(
    app: &App,
    line: &Line,
    call_turn: &CallTurn,
    came: &Came<'_>,
) -> (Arc<LoadedEdition>, Turn) {
    let Some(sealed) = came.sealed.as_deref() else {
        let turn = Turn {
            state: None,
            input: call_turn.opening(),
        };
        return (app.editions.active(), turn);
    };
    let opened = app.seal.open(&line.name, call_turn.call.as_str(), sealed);
    let own = opened.and_then(CallState::edition_of);
    let own = own.and_then(|number| app.editions.get(number));
    let is_gone = own.is_none();
    let heard = own.unwrap_or_else(|| app.editions.active());
    if !is_gone {
        heard.touch();
    }
    let state = opened.and_then(|text| CallState::decode(text, &heard.edition));
    let input = match (state, &call_turn.input) {
        (None, Input::HungUp) => Input::HungUp,
        (None, _) => Input::Lost {
            restart: fingerprint(sealed),
            times: came.lost.saturating_add(1),
        },
        (Some(_), Input::Keys(_) | Input::Speech { .. } | Input::Gibberish | Input::Silence)
            if is_gone =>
        {
            Input::EditionChanged
        }
        (Some(_), input) => input.clone(),
    };
    (heard, Turn { state, input })
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
            EventKind::NoMatch => metrics.no_match.increment(1),
            EventKind::CallEnded => {
                let reason = event.outcome.as_deref();
                tracing::info!(call, line = line.name, reason, "a call ended");
            }
            _ => {}
        }
    }
}

/// What a caller hears when the program itself fails: an apology, and the call begins again; where it
/// failed at a beginning, the call ends, for it would only fail again.
fn apology(app: &App, line: &Line, came: &Came<'_>) -> Vec<u8> {
    let active = app.editions.active();
    let hotline = active.hotline();
    let sealed = came.sealed.as_deref();
    let Some(sealed) = sealed.filter(|sealed| !sealed.starts_with(FAILED)) else {
        return super::fallback_document(line.dialect, hotline);
    };
    // An address that is not ours makes a new beginning, told apart from the call's first.
    let fingerprint = fingerprint(sealed);
    let again = format!("/voice/{}?{PARAMETER}={FAILED}{fingerprint}", line.name);
    let words = Words::in_every_language(hotline, Phrase::Apology);
    line.dialect
        .announce(&words, Ending::Redirect(&app.public_url.join(&again)))
}
