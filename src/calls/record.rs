//! Records of turns and reports, which the journal takes.

use std::sync::OnceLock;
use std::time::Instant;

use jiff::Timestamp;

use super::kept_words::unheard_words;
use super::{CallLine, Calls};
use crate::catalogue::{Edition, EditionNumber};
use crate::dialects::{CallId, PhoneNumber, StatusReport};
use crate::dialogue::{Answer, Event, EventKind, Input, Place, Turn};
use crate::keys::CallerKey;
use crate::store::{
    ClearNumber, NewInquiry, NewJob, NewRecording, NewText, RecordedEvent, Source, TurnId,
    TurnRecord,
};

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

    /// The identity of the turn, if it is one of a call that goes on.
    pub(super) fn turn_id(&self) -> TurnId {
        let (restart, turn) = self.turn.state.map_or((0, 0), |state| (state.restart, state.turn));
        TurnId { call: self.call.as_str().to_owned(), source: Source::Turn { restart, turn } }
    }

    /// The record of the turn with this answer.
    ///
    /// The end of a call that came without a state, where a turn was awaited, is taken for a report of the
    /// provider: it must not stand where the call's first turn does.
    pub(super) fn record(&self, answer: &Answer) -> TurnRecord {
        let number = self.edition.number;
        let source = match (self.turn.state, &self.turn.input, answer.turn) {
            (None, Input::HungUp, _) => Source::Status("hung-up".to_owned()),
            (_, _, (restart, turn)) => Source::Turn { restart, turn },
        };
        let events = &answer.events;
        let jobs = events.iter().filter_map(|event| self.job(event));
        let jobs: Vec<_> = jobs.chain(self.recording(answer.turn)).collect();
        // With a job as well: the beginning of the call may come to the store later, from another node.
        let begins = events.iter().any(|event| event.kind == EventKind::CallStarted);
        let names_caller = begins || !jobs.is_empty();
        let last = events.last();
        let next = answer.then.next().map(|next| next.place);
        let language = last.and_then(|event| event.language);
        let language = language.map(|index| self.edition.hotline.language(index));
        TurnRecord {
            id: TurnId { call: self.call.as_str().to_owned(), source },
            at: self.at,
            line: self.line.name.clone(),
            edition: (number != EditionNumber::UNPUBLISHED).then_some(number),
            language: language.map(|language| language.code.clone()),
            place: next.or(last.map(|event| event.place)).map(Place::recorded),
            events: events
                .iter()
                .map(|event| RecordedEvent {
                    kind: event.kind,
                    place: Some(event.place.recorded()),
                })
                .collect(),
            caller: (names_caller.then(|| self.caller_hash()).flatten()).map(str::to_owned),
            jobs,
        }
    }

    /// The job that an event makes.
    fn job(&self, event: &Event) -> Option<NewJob> {
        let number = || self.caller.map(|number| ClearNumber::new(number.reveal()));
        match (event.kind, &self.turn.input) {
            (
                EventKind::InquiryLeft { reference, about },
                Input::RecordingEnded { seconds, .. },
            ) => Some(NewJob::Inquiry(NewInquiry {
                reference: reference?.to_string(),
                number: number(),
                continues: None,
                service: about.map(|code| code.to_string()),
                seconds: *seconds,
            })),
            (
                EventKind::InquiryContinued { reference, turn },
                Input::RecordingEnded { seconds, .. },
            ) => Some(NewJob::Inquiry(NewInquiry {
                reference: reference?.to_string(),
                continues: Some(turn),
                number: number(),
                service: None,
                seconds: *seconds,
            })),
            (EventKind::TextAsked { about }, _) => {
                let telephone = self.called.map(PhoneNumber::reveal);
                let hotline = &self.edition.hotline;
                Some(NewJob::Text(NewText {
                    number: number()?,
                    body: hotline.text_message(about, event.language?, telephone)?,
                    service: about.to_string(),
                }))
            }
            (EventKind::SpeechUnmatched, Input::Speech { said, .. }) => self.unheard(said),
            (EventKind::LanguageForgotten, _) => Some(NewJob::ForgetLanguage),
            _ => None,
        }
    }

    /// The job of words that fit no service, unless they may have somebody's number in them.
    fn unheard(&self, said: &str) -> Option<NewJob> {
        let (said, mark) = unheard_words(&self.edition.hotline, self.caller_key, said)?;
        Some(NewJob::Unheard { said, mark })
    }

    /// The job of what was recorded, whether the turn leaves an inquiry for it or not. It comes after the inquiry's.
    fn recording(&self, (restart, turn): (u32, u32)) -> Option<NewJob> {
        let Input::RecordingEnded { address: Some(address), .. } = &self.turn.input else {
            return None;
        };
        Some(NewJob::Recording(NewRecording { restart, turn, address: address.clone() }))
    }
}

/// True for a job that the caller is promised, which must be on disk before the promise is heard.
pub(super) fn is_promise(job: &NewJob) -> bool {
    matches!(job, NewJob::Inquiry(_) | NewJob::Text(_))
}

impl Calls {
    /// Waits until a record is on disk; returns whether it is. The call goes on either way.
    pub(super) async fn write_down(
        &self,
        line: &CallLine,
        call: &CallId,
        record: TurnRecord,
    ) -> bool {
        if record.events.is_empty() {
            return true;
        }
        let call = call.as_str();
        match self.journal.record(record).await {
            Ok(()) => return true,
            Err(error) if !error.is_loss() => {
                // The journal says once that records wait.
                tracing::debug!(call, line = line.name, %error, "a turn was answered before it was on disk");
            }
            Err(error) => {
                if let Some(count) = self.log_pace.pass("lost", Instant::now()) {
                    tracing::error!(call, line = line.name, %error, count, "the record of a turn was LOST");
                }
            }
        }
        false
    }

    /// Writes down what a provider reports of a call. Reports that are repeated or out of order do no harm: each
    /// status of a call is kept once.
    pub async fn take_report(&self, line: &CallLine, report: StatusReport) {
        let StatusReport { call, status, seconds } = report;
        let kind = EventKind::StatusReported { status, seconds };
        count(line, &call, kind);
        let record = self.report_record(line, &call, (status.name(), kind));
        self.write_down(line, &call, record).await;
    }

    /// The record of a report of this name.
    pub(super) fn report_record(
        &self,
        line: &CallLine,
        call: &CallId,
        (name, kind): (&str, EventKind),
    ) -> TurnRecord {
        TurnRecord {
            id: TurnId { call: call.as_str().to_owned(), source: Source::Status(name.to_owned()) },
            at: (self.clock)(),
            line: line.name.clone(),
            edition: None,
            language: None,
            place: None,
            events: vec![RecordedEvent { kind, place: None }],
            caller: None,
            jobs: Vec::new(),
        }
    }
}

/// Counts and logs one event of a turn, never keys or numbers.
pub(super) fn count(line: &CallLine, call: &CallId, kind: EventKind) {
    let (call, metrics) = (call.as_str(), &line.metrics);
    match kind {
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
        kind => {
            if let Some(reason) = kind.ended() {
                tracing::info!(call, line = line.name, reason, "a call ended");
            }
        }
    }
}
