//! One turn, from a token to an answer and the next token.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use super::editions::LoadedEdition;
use super::record::{TurnFacts, count, is_promise};
use super::token::{fingerprint, split_count};
use super::{CallLine, Calls};
use crate::dialects::{CallId, CallTurn, PhoneNumber};
use crate::dialogue::{
    self, Answer, CallState, CallerNumber, Input, LookupResult, Place, Reference, TEXT_KEY, Turn,
    TurnContext,
};
use crate::keys::SEPARATOR;

/// The result of a turn: all that a transport renders.
pub struct TurnResult {
    /// The edition that the answer's prompts are from.
    pub edition: Arc<LoadedEdition>,
    /// The answer.
    pub answer: Answer,
    /// The token that the transport brings back with the next turn; none where the call ends.
    pub token: Option<String>,
}

impl Calls {
    /// Answers one turn of a call. The turn's events are on disk when it returns, or a warning is in the log.
    ///
    /// `token` is the one that the turn before gave; none begins a call. The same turn with the same token gets the
    /// same answer, and its events are kept once.
    pub async fn take_turn(
        &self,
        line: &CallLine,
        call_turn: CallTurn,
        token: Option<&str>,
    ) -> TurnResult {
        let CallTurn { call, input, caller, called, forwarded_from, .. } = call_turn;
        let (edition, turn) = self.open(line, &call, input, token).await;
        let now = (self.clock)();
        let facts = TurnFacts {
            line,
            call: &call,
            caller: caller.as_ref(),
            called: called.as_ref(),
            caller_key: &self.caller_key,
            caller_hash: OnceLock::new(),
            edition: &edition.edition,
            turn: &turn,
            at: now,
        };
        let notices = self.notices.in_force(now);
        let mut context = TurnContext {
            now,
            line: &line.name,
            offered: edition.offered(&line.name),
            notices: &notices,
            abilities: line.abilities,
            caller: self.caller_number(line, caller.as_ref(), &turn.input),
            parties: [&caller, &called, &forwarded_from]
                .map(|number| number.as_ref().map(PhoneNumber::reveal)),
            reference: Box::pin(self.reference(&facts)).await,
            lookup: &LookupResult::Nothing,
        };
        let mut answer = dialogue::answer(edition.hotline(), &context, &turn);
        let found;
        if let Some(lookup) = answer.needs {
            // Boxed: most turns look nothing up, and each would carry the room for it about.
            found = Box::pin(self.look_up(&facts, lookup)).await;
            if found != LookupResult::Nothing {
                context.lookup = &found;
                answer = dialogue::answer(edition.hotline(), &context, &turn);
            }
        }
        let record = facts.record(&answer);
        let promises = record.jobs.iter().any(is_promise);
        if !self.write_down(line, &call, record).await && promises {
            context.lookup = &LookupResult::NotKept;
            // Not written down: it would have the id of the record that may still be in the queue.
            answer = dialogue::answer(edition.hotline(), &context, &turn);
        }
        for event in &answer.events {
            count(line, &call, event.kind);
        }
        let next = answer.then.next();
        let token = next.map(|next| self.token(line, &call, &edition, &next, &turn.input));
        TurnResult { edition, answer, token }
    }

    /// Opens a token: the edition that answers the turn, which is the call's own unless that is gone, and the turn.
    async fn open(
        &self,
        line: &CallLine,
        call: &CallId,
        input: Input,
        token: Option<&str>,
    ) -> (Arc<LoadedEdition>, Turn) {
        let Some(token) = token else {
            // A request without a token begins a call, whatever else came with it, unless the call is over already.
            let input = match input {
                Input::HungUp => Input::HungUp,
                _ => Input::Start,
            };
            return (self.editions.active(), Turn { state: None, input });
        };
        let (sealed, lost) = split_count(token);
        let opened = self.seal.open(&line.name, call.as_str(), sealed);
        let own = match opened.and_then(CallState::edition_of) {
            Some(number) => self.editions.get_or_fetch(number).await,
            None => None,
        };
        let is_gone = own.is_none();
        let edition = own.unwrap_or_else(|| self.editions.active());
        if !is_gone {
            edition.touch();
        }
        let state = opened.and_then(|text| CallState::decode(text, &edition.edition));
        let state = state.map(|state| self.show_reference(call, state));
        let input = match (state, input) {
            (None, Input::HungUp) => Input::HungUp,
            (None, _) => Input::Lost { restart: fingerprint(token), times: lost.saturating_add(1) },
            (
                Some(_),
                Input::Keys(_) | Input::Speech { .. } | Input::Gibberish | Input::Silence,
            ) if is_gone => Input::EditionChanged,
            (Some(_), input) => input,
        };
        (edition, Turn { state, input })
    }

    /// Seals the state of a call's next turn.
    fn token(
        &self,
        line: &CallLine,
        call: &CallId,
        edition: &LoadedEdition,
        next: &CallState,
        answered: &Input,
    ) -> String {
        let state = self.hide_reference(call, *next).encode(&edition.edition);
        let mut token = self.seal.seal(&line.name, call.as_str(), &state);
        if let Input::Lost { times, .. } = answered {
            write!(token, "{SEPARATOR}{times}").ok();
        }
        token
    }

    /// The reference of the inquiry that a recording makes, or continues; nobody can foretell it, no other inquiry has it as
    /// far as the store can tell in time, and every retry gets the same. None where the recording can't be fetched, now or later.
    async fn reference(&self, facts: &TurnFacts<'_>) -> Option<Reference> {
        let Input::RecordingEnded { address, withdrawn: false, .. } = &facts.turn.input else {
            return None;
        };
        if address.is_none() && !facts.line.recordings_later {
            return None;
        }
        let state = facts.turn.state?;
        if let Place::Addition(left) = state.place {
            return Some(left.reference);
        }
        let of_turn = (state.restart, state.turn);
        let draw = |draw| self.seal.number_of_turn(facts.call.as_str(), of_turn, draw);
        let drawn = [0, 1, 2, 3].map(|number| Reference::of(draw(number)));
        let free = self.free_reference(facts, &drawn.map(|drawn| drawn.to_string())).await;
        free.and_then(|free| Reference::parse(&free)).or(drawn.first().copied())
    }

    /// The kind of the caller's number. Telling mobile numbers from others takes a while, so that is done only at the
    /// beginning of a call, and where the caller may be asking for a text message.
    fn caller_number(
        &self,
        line: &CallLine,
        caller: Option<&PhoneNumber>,
        input: &Input,
    ) -> CallerNumber {
        let Some(caller) = caller else {
            return CallerNumber::Withheld;
        };
        let matters = match input {
            Input::Start | Input::Lost { .. } => true,
            Input::Keys(keys) => line.abilities.texts && keys.contains(&TEXT_KEY),
            Input::Speech { .. } => line.abilities.texts,
            _ => false,
        };
        if !matters || !caller.is_mobile() {
            return CallerNumber::Landline;
        }
        if line.abilities.texts && self.text_limits.may_go_to(caller) {
            CallerNumber::Mobile
        } else {
            CallerNumber::MobileWithoutTexts
        }
    }
}
