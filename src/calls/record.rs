//! From what happened in a turn to what is written down.

use jiff::Timestamp;

use crate::catalogue::{Edition, EditionNumber, Hotline};
use crate::dialects::{CallTurn, PhoneNumber};
use crate::dialogue::{self, Answer, EventKind as Kind, Input, Place, Turn};
use crate::store::{ClearNumber, Errand, Event, EventId, EventKind, NewInquiry, NewText, Source};

use crate::web::App;
use crate::web::Line;

/// What is written down of a turn, which was answered at this time.
///
/// The end of a call that came without a state, where a turn was awaited, is taken for a report of the
/// provider: it must not stand where the call's first turn does.
pub fn events(
    app: &App,
    line: &Line,
    call_turn: &CallTurn,
    edition: &Edition,
    turn: &Turn,
    answer: &Answer,
    at: Timestamp,
) -> Vec<Event> {
    let (call, caller) = (call_turn.call.as_str(), call_turn.caller.as_ref());
    let number = edition.number;
    let published = (number != EditionNumber::UNPUBLISHED).then(|| number.to_string());
    let source = match (turn.state, &turn.input, answer.turn) {
        (None, Input::HungUp, _) => Source::Status("hung-up".to_owned()),
        (_, _, (restart, turn)) => Source::Turn { restart, turn },
    };
    (0..)
        .zip(&answer.events)
        .map(|(position, event)| {
            let Words { kind, key, outcome } = words(event);
            let language = event.language.map(|index| edition.hotline.language(index));
            let errand = errand(event, turn, call_turn, &edition.hotline);
            // With an errand as well: the beginning of the call may come to the store later, from another server.
            let says_who = errand.is_some() || event.kind == Kind::CallStarted;
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
                place: Some(place(event)),
                key: key.map(|key| key.to_string()),
                outcome,
                seconds: match event.kind {
                    Kind::TransferEnded { seconds, .. } => seconds,
                    _ => None,
                },
                caller: caller
                    .filter(|_| says_who)
                    .map(|number| app.caller_key.hash(number)),
                errand,
            }
        })
        .collect()
}

/// What is to be done because of an event.
fn errand(
    event: &dialogue::Event,
    turn: &Turn,
    call_turn: &CallTurn,
    hotline: &Hotline,
) -> Option<Errand> {
    let caller = call_turn.caller.as_ref();
    let number = caller.map(|number| ClearNumber::new(number.reveal()));
    let telephone = call_turn.called.as_ref().map(PhoneNumber::reveal);
    match (event.kind, &turn.input) {
        (
            Kind::InquiryLeft { reference, about },
            Input::RecordingEnded {
                address, seconds, ..
            },
        ) => Some(Errand::Inquiry(NewInquiry {
            reference: reference.to_string(),
            number,
            service: about.map(|code| code.to_string()),
            recording: address.clone()?,
            seconds: *seconds,
        })),
        (Kind::TextAsked { about }, _) => Some(Errand::Text(NewText {
            number: number?,
            body: hotline.text_message(about, event.language?, telephone)?,
            service: about.to_string(),
        })),
        (Kind::SpeechUnmatched, Input::Speech { said, .. }) => {
            Some(Errand::Unheard { said: said.clone() })
        }
        (Kind::LanguageForgotten, _) => Some(Errand::ForgetLanguage),
        _ => None,
    }
}

/// A place in words, as the record has it: `service 114 fee`. Nobody's reference is in it.
fn place(event: &dialogue::Event) -> String {
    let place = event.place;
    match place {
        // What is rated is the service.
        Place::Useful(code, _) if matches!(event.kind, Kind::Rated { .. }) => {
            format!("service {code}")
        }
        Place::Useful(code, _) => format!("useful {code}"),
        Place::Gate | Place::Main | Place::Lookup => place.to_string(),
        Place::Sector(_) => format!("sector {place}"),
        Place::Group(..) => format!("group {place}"),
        Place::Service(code) => format!("service {code}"),
        Place::Section(code, kind) => format!("service {code} {}", kind.name()),
        Place::Dial(..) => "dial".to_owned(),
        Place::Confirm(code) => format!("confirm {code}"),
        Place::Found(_) => "found".to_owned(),
        Place::Resume(code, None) => format!("resume {code}"),
        Place::Resume(code, Some(kind)) => format!("resume {code} {}", kind.name()),
        Place::Inquiry(None) => "inquiry".to_owned(),
        Place::Inquiry(Some(code)) => format!("inquiry {code}"),
        Place::Received(_) => "received".to_owned(),
        Place::Status(_) => "status".to_owned(),
    }
}

/// An event in the store's words.
struct Words {
    kind: EventKind,
    key: Option<dialogue::Key>,
    outcome: Option<String>,
}

fn words(event: &dialogue::Event) -> Words {
    let (kind, key, outcome) = match event.kind {
        Kind::CallStarted => (EventKind::CallStarted, None, None),
        Kind::StateLost => (EventKind::StateLost, None, None),
        Kind::LanguageChosen { key } => (EventKind::LanguageChosen, key, None),
        Kind::LanguageRemembered => (EventKind::LanguageRemembered, None, None),
        Kind::LanguageForgotten => (EventKind::LanguageForgotten, None, None),
        Kind::PlaceEntered { key } => (EventKind::PlaceEntered, key, None),
        Kind::NoticesHeard => (EventKind::NoticesHeard, None, None),
        Kind::ServiceHeard => match event.place {
            Place::Section(..) => (EventKind::SectionHeard, None, None),
            _ => (EventKind::ServiceHeard, None, None),
        },
        Kind::SpeechMatched { services: 1 } => (EventKind::SpeechMatched, None, Some("one")),
        Kind::SpeechMatched { .. } => (EventKind::SpeechMatched, None, Some("some")),
        Kind::SpeechUnmatched => (EventKind::SpeechUnmatched, None, None),
        Kind::UnknownCode => (EventKind::UnknownCode, None, None),
        Kind::NoInput => (EventKind::NoInput, None, None),
        Kind::NoMatch { key } => (EventKind::NoMatch, key, None),
        Kind::Paused => (EventKind::Paused, None, None),
        Kind::Rated { useful } => (
            EventKind::Rated,
            None,
            Some(if useful { "yes" } else { "no" }),
        ),
        Kind::TextAsked { .. } => (EventKind::TextAsked, None, None),
        Kind::TextRefused(why) => (EventKind::TextRefused, None, Some(why.name())),
        Kind::InquiryLeft { .. } => (EventKind::InquiryLeft, None, None),
        Kind::InquiryLost => (EventKind::InquiryLost, None, None),
        Kind::InquiryAsked { told } => {
            let outcome = if told { "told" } else { "not-told" };
            (EventKind::InquiryAsked, None, Some(outcome))
        }
        Kind::NoPerson => (EventKind::NoPerson, None, None),
        Kind::TransferStarted => (EventKind::TransferStarted, None, None),
        Kind::TransferEnded { outcome, .. } => {
            (EventKind::TransferEnded, None, Some(outcome.name()))
        }
        Kind::CallEnded(reason) => (EventKind::CallEnded, None, Some(reason.name())),
    };
    Words {
        kind,
        key,
        outcome: outcome.map(str::to_owned),
    }
}

/// Waits until a turn's events are on disk, and says whether they are. The call goes on.
pub async fn turn(app: &App, line: &Line, call: &str, events: Vec<Event>) -> bool {
    let count = events.len();
    match app.journal.record(events).await {
        Ok(()) => return true,
        Err(error) if !error.is_loss() => {
            tracing::warn!(call, line = line.name, %error, "a turn was answered before it was on disk");
        }
        Err(error) => {
            tracing::error!(call, line = line.name, count, %error, "events of a turn were LOST");
        }
    }
    false
}
