//! One turn, from a token to an answer and the next token.

use std::sync::{Arc, OnceLock};

use super::editions::LoadedEdition;
use super::record::{TurnFacts, is_promise};
use super::{CallLine, Calls};
use crate::dialects::{CallId, CallTurn, PhoneNumber};
use crate::dialogue::{
    self, Answer, CallerNumber, Input, LookupResult, Reference, TEXT_KEY, Turn, TurnContext,
};

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
        let CallTurn {
            call,
            input,
            caller,
            called,
            ..
        } = call_turn;
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
            caller: caller_number(line, caller.as_ref(), &turn.input),
            reference: self.reference(&call, &turn),
            lookup: &LookupResult::Nothing,
        };
        let mut answer = dialogue::answer(edition.hotline(), &context, &turn);
        let found;
        if let Some(lookup) = answer.needs {
            found = self.look_up(&facts, lookup).await;
            if found != LookupResult::Nothing {
                context.lookup = &found;
                answer = dialogue::answer(edition.hotline(), &context, &turn);
            }
        }
        let events = facts.events(&answer);
        let promises = events.iter().any(is_promise);
        if !self.write_down(line, &call, events).await && promises {
            context.lookup = &LookupResult::NotKept;
            answer = dialogue::answer(edition.hotline(), &context, &turn);
            self.write_down(line, &call, facts.events(&answer)).await;
        }
        let next = answer.then.next();
        let token = next.map(|next| self.token(line, &call, &edition, &next, &turn.input));
        TurnResult {
            edition,
            answer,
            token,
        }
    }

    /// The reference of the inquiry that a recording makes; nobody can foretell it, and every retry gets the same.
    fn reference(&self, call: &CallId, turn: &Turn) -> Option<Reference> {
        let Input::RecordingEnded { .. } = turn.input else {
            return None;
        };
        let state = turn.state?;
        let number = (state.restart, state.turn);
        let number = self.seal.number_of_turn(call.as_str(), number);
        Some(Reference::of(number))
    }
}

/// The kind of the caller's number. Telling mobile numbers from others takes a while, so that is done only where the
/// caller may be asking for a text message.
fn caller_number(line: &CallLine, caller: Option<&PhoneNumber>, input: &Input) -> CallerNumber {
    let Some(caller) = caller else {
        return CallerNumber::Withheld;
    };
    match input {
        Input::Keys(keys) if line.abilities.texts && keys.contains(&TEXT_KEY) => {
            caller.takes_texts()
        }
        _ => CallerNumber::Landline,
    }
}
