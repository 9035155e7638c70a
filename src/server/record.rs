//! From what happened in a turn to what is written down.

use crate::catalogue::{Edition, EditionNumber};
use crate::dialects::PhoneNumber;
use crate::dialogue::{self, Answer, EventKind as Kind, Input, Place, Turn};
use crate::store::{Event, EventId, EventKind, Source};

use super::{App, Line};

/// What is written down of a turn.
///
/// The end of a call that came without a state, where a turn was awaited, is taken for a report of the
/// provider: it must not stand where the call's first turn does.
pub fn events(
    app: &App,
    line: &Line,
    (call, caller): (&str, Option<&PhoneNumber>),
    edition: &Edition,
    turn: &Turn,
    answer: &Answer<'_>,
) -> Vec<Event> {
    let at = (app.clock)();
    let number = edition.number;
    let published = (number != EditionNumber::UNPUBLISHED).then(|| number.to_string());
    let source = match (turn.state, &turn.input, answer.turn) {
        (None, Input::HungUp, _) => Source::Status("hung-up".to_owned()),
        (_, _, (restart, turn)) => Source::Turn { restart, turn },
    };
    (0..)
        .zip(&answer.events)
        .map(|(position, event)| {
            let (kind, key, outcome) = words(event);
            let language = event.language.map(|index| edition.hotline.language(index));
            Event {
                id: EventId {
                    call: call.to_owned(),
                    source: source.clone(),
                    position,
                },
                at,
                line: line.name.clone(),
                edition: published.clone(),
                language: language.map(|language| language.code.clone()),
                kind,
                place: Some(place(event.place)),
                key: key.map(|key| key.to_string()),
                outcome: outcome.map(str::to_owned),
                seconds: match event.kind {
                    Kind::TransferEnded { seconds, .. } => seconds,
                    _ => None,
                },
                caller: match event.kind {
                    Kind::CallStarted => caller.map(|number| app.caller_key.hash(number)),
                    _ => None,
                },
                errand: None,
            }
        })
        .collect()
}

/// A place in words, as the record has it: `service 114 fee`.
fn place(place: Place) -> String {
    match place {
        Place::Gate | Place::Main => place.to_string(),
        Place::Sector(_) => format!("sector {place}"),
        Place::Group(..) => format!("group {place}"),
        Place::Service(code) => format!("service {code}"),
        Place::Section(code, kind) => format!("service {code} {}", kind.name()),
    }
}

fn words(event: &dialogue::Event) -> (EventKind, Option<dialogue::Key>, Option<&'static str>) {
    match event.kind {
        Kind::CallStarted => (EventKind::CallStarted, None, None),
        Kind::StateLost => (EventKind::StateLost, None, None),
        Kind::LanguageChosen { key } => (EventKind::LanguageChosen, key, None),
        Kind::PlaceEntered { key } => (EventKind::PlaceEntered, key, None),
        Kind::ServiceHeard => match event.place {
            Place::Section(..) => (EventKind::SectionHeard, None, None),
            _ => (EventKind::ServiceHeard, None, None),
        },
        Kind::NoInput => (EventKind::NoInput, None, None),
        Kind::NoMatch { key } => (EventKind::NoMatch, key, None),
        Kind::NoPerson => (EventKind::NoPerson, None, None),
        Kind::TransferStarted => (EventKind::TransferStarted, None, None),
        Kind::TransferEnded { outcome, .. } => {
            (EventKind::TransferEnded, None, Some(outcome.name()))
        }
        Kind::CallEnded(reason) => (EventKind::CallEnded, None, Some(reason.name())),
    }
}

/// Waits until a turn's events are on disk, and says so when they are not. The call goes on.
pub async fn turn(app: &App, line: &Line, call: &str, events: Vec<Event>) {
    let count = events.len();
    match app.journal.record(events).await {
        Ok(()) => {}
        Err(error) if !error.is_loss() => {
            tracing::warn!(call, line = line.name, %error, "a turn was answered before it was on disk");
        }
        Err(error) => {
            tracing::error!(call, line = line.name, count, %error, "events of a turn were LOST");
        }
    }
}
