//! Records of turns and reports: the events that the journal takes.

use std::sync::OnceLock;

use jiff::Timestamp;

use super::{CallLine, Calls};
use crate::catalogue::{Edition, EditionNumber};
use crate::dialects::{CallId, PhoneNumber, StatusReport};
use crate::dialogue::{self, Answer, EventKind as Kind, Input, Place, Turn};
use crate::keys::CallerKey;
use crate::store::{ClearNumber, Errand, Event, EventId, EventKind, NewInquiry, NewText, Source};

/// The facts of a turn that its record and its look-ups need.
pub(super) struct TurnFacts<'a> {
    pub(super) line: &'a CallLine,
    pub(super) call: &'a CallId,
    pub(super) caller: Option<&'a PhoneNumber>,
    pub(super) called: Option<&'a PhoneNumber>,
    pub(super) caller_key: &'a CallerKey,
    /// The hash of the caller's number, once it was needed.
    pub(super) caller_hash: OnceLock<Option<String>>,
    pub(super) edition: &'a Edition,
    pub(super) turn: &'a Turn,
    pub(super) at: Timestamp,
}

impl TurnFacts<'_> {
    /// The hash of the caller's number; none where that is withheld.
    pub(super) fn caller_hash(&self) -> Option<&str> {
        let hash = || {
            let number = self.caller?;
            Some(self.caller_key.hash(number.reveal()))
        };
        self.caller_hash.get_or_init(hash).as_deref()
    }

    /// The events of the turn with this answer.
    ///
    /// The end of a call that came without a state, where a turn was awaited, is taken for a report of the
    /// provider: it must not stand where the call's first turn does.
    pub(super) fn events(&self, answer: &Answer) -> Vec<Event> {
        let edition = self.edition;
        let number = edition.number;
        let published = (number != EditionNumber::UNPUBLISHED).then(|| number.to_string());
        let source = match (self.turn.state, &self.turn.input, answer.turn) {
            (None, Input::HungUp, _) => Source::Status("hung-up".to_owned()),
            (_, _, (restart, turn)) => Source::Turn { restart, turn },
        };
        (0..)
            .zip(&answer.events)
            .map(|(position, event)| {
                let Words { kind, key, outcome } = words(event);
                let language = event.language.map(|index| edition.hotline.language(index));
                let errand = self.errand(event);
                // With an errand as well: the beginning of the call may come to the store later, from another node.
                let names_caller = errand.is_some() || event.kind == Kind::CallStarted;
                let caller = names_caller.then(|| self.caller_hash()).flatten();
                Event {
                    id: EventId {
                        call: self.call.as_str().to_owned(),
                        source: source.clone(),
                        position,
                    },
                    at: self.at,
                    line: self.line.name.clone(),
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
                    caller: caller.map(str::to_owned),
                    errand,
                }
            })
            .collect()
    }

    /// The job that an event makes.
    fn errand(&self, event: &dialogue::Event) -> Option<Errand> {
        let number = || self.caller.map(|number| ClearNumber::new(number.reveal()));
        match (event.kind, &self.turn.input) {
            (
                Kind::InquiryLeft { reference, about },
                Input::RecordingEnded {
                    address, seconds, ..
                },
            ) => Some(Errand::Inquiry(NewInquiry {
                reference: reference.to_string(),
                number: number(),
                service: about.map(|code| code.to_string()),
                recording: address.clone()?,
                seconds: *seconds,
            })),
            (Kind::TextAsked { about }, _) => {
                let telephone = self.called.map(PhoneNumber::reveal);
                let hotline = &self.edition.hotline;
                Some(Errand::Text(NewText {
                    number: number()?,
                    body: hotline.text_message(about, event.language?, telephone)?,
                    service: about.to_string(),
                }))
            }
            (Kind::SpeechUnmatched, Input::Speech { said, .. }) => {
                Some(Errand::Unheard { said: said.clone() })
            }
            (Kind::LanguageForgotten, _) => Some(Errand::ForgetLanguage),
            _ => None,
        }
    }
}

/// Returns whether the caller hears that something will be done, which must then be on disk.
pub(super) fn is_promise(event: &Event) -> bool {
    matches!(event.errand, Some(Errand::Inquiry(_) | Errand::Text(_)))
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

impl Calls {
    /// Counts and logs a turn's events, never keys or numbers, and waits until they are on disk; returns whether
    /// they are. The call goes on either way.
    pub(super) async fn write_down(
        &self,
        line: &CallLine,
        call: &CallId,
        events: Vec<Event>,
    ) -> bool {
        events.iter().for_each(|event| count(line, call, event));
        let (call, count) = (call.as_str(), events.len());
        match self.journal.record(events).await {
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

    /// Writes down what a provider reports of a call. Reports that are repeated or out of order do no harm: each
    /// status of a call is kept once.
    pub async fn take_report(&self, line: &CallLine, report: StatusReport) {
        let status = report.status.name();
        let ended = report.status.is_final();
        let event = Event {
            id: EventId {
                call: report.call.as_str().to_owned(),
                source: Source::Status(status.to_owned()),
                position: 0,
            },
            at: (self.clock)(),
            line: line.name.clone(),
            edition: None,
            language: None,
            kind: if ended {
                EventKind::CallEnded
            } else {
                EventKind::StatusReported
            },
            place: None,
            key: None,
            outcome: Some(status.to_owned()),
            seconds: report.seconds,
            caller: None,
            errand: None,
        };
        self.write_down(line, &report.call, vec![event]).await;
    }
}

fn count(line: &CallLine, call: &CallId, event: &Event) {
    let (call, metrics) = (call.as_str(), &line.metrics);
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
