//! Callers who get no further are brought to an end.

use std::collections::{HashMap, HashSet};

use sila::dialogue::{Awaits, CallState, EventKind, Input, LookupResult, Then, Turn};

use super::reached::{At, Reached, is_promise};

/// Whatever a caller does that leads nowhere (silence, wrong keys, codes and references of nothing, words not
/// understood, empty recordings, a pause that is never ended), the call comes to an end; returns after how many
/// turns at most.
pub fn nobody_goes_round_without_getting_further(reached: &Reached) -> u32 {
    let mut longest = HashMap::new();
    let mut most = 0;
    for state in reached.no_further.keys() {
        let depth = depth(reached, *state, &mut longest, &mut HashSet::new());
        most = most.max(depth);
    }
    most
}

/// The longest chain of turns that lead nowhere; panics on a loop.
fn depth(
    reached: &Reached,
    state: CallState,
    longest: &mut HashMap<CallState, u32>,
    on_the_way: &mut HashSet<CallState>,
) -> u32 {
    if let Some(known) = longest.get(&state) {
        return *known;
    }
    assert!(on_the_way.insert(state), "a loop through {state:?}");
    let further = reached.no_further.get(&state).into_iter().flatten();
    let most = further
        .map(|next| 1 + depth(reached, *next, longest, on_the_way))
        .max()
        .unwrap_or_default();
    on_the_way.remove(&state);
    longest.insert(state, most);
    most
}

/// The counts of failures never pass what the hotline allows, but for the minutes of a pause.
pub fn failures_are_capped(at: &At<'_, '_>) {
    let limits = &at.line.hotline.limits;
    let CallState { no_input, no_match, awaits, .. } = at.state;
    let gives_up = no_input >= limits.no_input
        || no_match >= limits.no_match
        || no_input + no_match >= limits.together;
    let last_resort = matches!(awaits, Awaits::Transfer | Awaits::Resume);
    assert!(!gives_up || last_resort, "{:?}", at.state);
}

/// However a call goes, it ends after the turns that are allowed; what was promised or is being said to a
/// person is heard to its end.
pub fn no_call_takes_more_turns_than_are_allowed(at: &At<'_, '_>) {
    if matches!(at.state.awaits, Awaits::Transfer | Awaits::Recording) {
        return;
    }
    let turn = u32::from(at.line.hotline.limits.turns);
    let state = Some(CallState { turn, ..at.state });
    let inputs = at.steps.iter().map(|step| &step.input);
    for input in inputs.filter(|input| matches!(input, Input::Keys(_) | Input::Silence)).take(3) {
        let input = input.clone();
        let answer = at.line.answer(&Turn { state, input }, &LookupResult::Nothing);
        assert!(matches!(answer.then, Then::HangUp), "{state:?}");
        let promises = answer.events.iter().filter(|event| is_promise(&event.kind));
        assert_eq!(promises.count(), 0, "{state:?}");
    }
}

/// A wrong key and silence are told apart, and neither is taken for the other.
pub fn silence_and_wrong_keys_are_told_apart(at: &At<'_, '_>) {
    if !matches!(at.state.awaits, Awaits::Key | Awaits::Offer) {
        return;
    }
    for step in at.steps {
        let silences = step.count(|kind| matches!(kind, EventKind::NoInput));
        let wrong = step.count(|kind| matches!(kind, EventKind::NoMatch { .. }));
        match step.input {
            Input::Silence => assert_eq!((silences, wrong), (1, 0), "{}", at.tell(step)),
            Input::Gibberish => assert_eq!((silences, wrong), (0, 1), "{}", at.tell(step)),
            Input::Keys(_) => assert_eq!(silences, 0, "{}", at.tell(step)),
            _ => {}
        }
    }
}
