//! Properties of every answer.

use std::collections::HashSet;

use sila::catalogue::Edition;
use sila::dialogue::{Awaits, CallState, Collect, EventKind, Place, Reference, Then};

use super::reached::{At, Step};

/// Something is said unless nobody is there, and exactly one next step comes after it.
pub fn every_answer_is_whole(at: &At<'_, '_>) {
    for step in at.steps {
        let gone = step.is_gone(at.state);
        assert_eq!(step.answer.prompts.is_empty(), gone, "{}", at.tell(step));
        let mut texts = step.prompts().map(|prompt| &prompt.text);
        assert!(texts.all(|text| !text.trim().is_empty()), "{}", at.tell(step));
        let ends = step.count(|kind| matches!(kind, EventKind::CallEnded(_)));
        let ended = matches!(step.answer.then, Then::HangUp);
        assert_eq!(ends, usize::from(ended), "an end is recorded as one: {}", at.tell(step));
        assert_eq!(step.answer.turn, (at.state.restart, at.state.turn));
        next_step_fits(at, step);
    }
}

fn next_step_fits(at: &At<'_, '_>, step: &Step<'_>) {
    let fits = match step.answer.then {
        Then::Collect(Collect { seconds, keys, listen, next }) => {
            let wanted = match (next.place, next.awaits) {
                (Place::Dial(None, _), Awaits::Key) => 3,
                (Place::Dial(_, None), Awaits::Key) => 2,
                (Place::Lookup, Awaits::Key) => Reference::DIGITS,
                _ => 1,
            };
            let longest = if next.awaits == Awaits::Resume { 60 } else { 10 };
            let listens = at.line.abilities.listens;
            let language = next.language.unwrap_or(at.line.first_language());
            keys == wanted
                && (1..=longest).contains(&seconds)
                && !matches!(next.awaits, Awaits::Transfer | Awaits::Recording)
                && (listen.is_none() || listens)
                && listen.is_none_or(|listen| listen == language)
        }
        Then::Transfer { ref number, next, .. } => {
            number.starts_with('+') && next.awaits == Awaits::Transfer
        }
        Then::Record { longest, silence, next } => {
            let at_inquiry = matches!(next.place, Place::Inquiry(_) | Place::Addition(_));
            longest > 10 && silence > 1 && next.awaits == Awaits::Recording && at_inquiry
        }
        Then::HangUp => true,
    };
    assert!(fits, "{}\n{:?}", at.tell(step), step.answer.then);
}

/// Every state is where the hotline has a place, follows the turn before, and survives its address.
pub fn every_state_comes_back_as_it_went(at: &At<'_, '_>, edition: &Edition) {
    let text = at.state.encode(edition);
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    assert!(text.bytes().all(safe) && text.len() < 80, "{text}");
    assert_eq!(CallState::decode(&text, edition), Some(at.state), "{text}");
    for step in at.steps {
        let Some(next) = step.next() else { continue };
        assert_eq!(next.turn, at.state.turn + 1, "{}", at.tell(step));
        assert!(next.place.exists_in(&at.line.hotline), "{}", at.tell(step));
        let language = next.language.is_some() || next.place == Place::Gate;
        assert!(language || next.awaits == Awaits::Transfer, "{}", at.tell(step));
    }
}

/// Everything between two silences is said in one language; at the gate each language speaks once.
pub fn languages_never_mix_in_one_breath(at: &At<'_, '_>) {
    for step in at.steps {
        // Before the others, a sentence for whoever speaks another language.
        let prompts = step.prompts().skip_while(|prompt| prompt.id == "phrase.other-language");
        let languages = prompts.map(|prompt| prompt.language.as_str());
        let mut languages: Vec<&str> = languages.collect();
        languages.dedup();
        match step.next() {
            None => assert!(languages.len() <= 1, "{}", at.tell(step)),
            Some(next) if next.place == Place::Gate && next.awaits == Awaits::Key => {
                let distinct: HashSet<&str> = languages.iter().copied().collect();
                assert_eq!(distinct.len(), languages.len(), "{}", at.tell(step));
                assert_eq!(languages.len(), at.line.offered.len(), "{}", at.tell(step));
            }
            Some(next) => {
                assert_eq!(languages, [at.line.language_in(&next)], "{}", at.tell(step));
            }
        }
    }
}
