//! Services reached by their codes: along the menus, and by dialling them.

use std::collections::BTreeSet;

use sila::catalogue::Code;
use sila::dialogue::{CallState, EventKind, Input, Key, LookupResult, Place, Turn};

use super::coming::keys;
use super::line::{ENGLISH, Line};
use super::reached::timeless;

/// The state of a call after some bursts of keys; true if a service was heard after the last.
fn after(line: &Line, mut state: CallState, bursts: &[&str]) -> (CallState, bool) {
    let mut heard = false;
    for burst in bursts {
        let turn = Turn { state: Some(state), input: keys(burst) };
        let answer = line.answer(&turn, &LookupResult::Nothing);
        state = answer.then.next().expect("the call goes on");
        let mut events = answer.events.iter();
        heard = events.any(|event| event.kind == EventKind::ServiceHeard);
    }
    (state, heard)
}

#[test]
fn every_service_is_reached_in_each_language_by_dialling_its_code() {
    for line in [Line::whole(), Line::small()] {
        for language in line.hotline.language_indices() {
            for (_, _, service) in line.hotline.services() {
                let code = service.code.to_string();
                let main = CallState {
                    language: Some(language),
                    place: Place::Main,
                    ..timeless(CallState::new(0))
                };
                let ways: [&[&str]; 4] = [
                    &["7", &code],
                    &["7", &code[..1], &code[1..2], &code[2..]],
                    &["7", &code[..2], &code[2..]],
                    &[&format!("7{code}")],
                ];
                let here = service.moved.map_or(service.code, |moved| moved.to);
                for way in ways {
                    let (state, heard) = after(&line, main, way);
                    assert_eq!(state.place, Place::Service(here), "{way:?}");
                    assert!(heard && state.language == Some(language), "{way:?}");
                }
            }
        }
    }
}

#[test]
fn every_service_is_reached_in_each_language_within_four_keys() {
    let line = Line::whole();
    let codes: BTreeSet<Code> =
        line.hotline.services().map(|(_, _, service)| service.code).collect();
    assert_eq!(codes.len(), 108);
    let begin = Turn { state: None, input: Input::Start };
    let gate = line.answer(&begin, &LookupResult::Nothing).then.next().expect("a gate");
    for (key, language) in ["1", "2"].into_iter().zip(&line.offered) {
        for code in &codes {
            let code_keys = code.to_string();
            let mut presses = vec![key];
            presses.extend((0..3).map(|at| &code_keys[at..=at]));
            let (state, heard) = after(&line, gate, &presses);
            assert_eq!(state.place, Place::Service(*code));
            assert!(heard && state.language == Some(*language));
        }
    }
}

#[test]
fn what_is_no_code_is_asked_for_again_and_not_for_ever() {
    let line = Line::small().with_people(false);
    for wrong in ["999", "118", "900", "88"] {
        let mut state = CallState {
            language: Some(ENGLISH),
            place: Place::Dial(None, None),
            ..timeless(CallState::new(0))
        };
        let mut turns = 0;
        loop {
            let turn = Turn { state: Some(state), input: keys(wrong) };
            let answer = line.answer(&turn, &LookupResult::Nothing);
            turns += 1;
            let Some(next) = answer.then.next() else {
                break;
            };
            state = next;
        }
        assert!(turns <= 6, "{wrong}: {turns} turns");
    }
}

#[test]
fn a_lone_zero_or_nine_means_what_it_means_everywhere() {
    let line = Line::small().with_people(false);
    let dialling = CallState {
        language: Some(ENGLISH),
        place: Place::Dial(None, None),
        ..timeless(CallState::new(0))
    };
    for place in [Place::Dial(None, None), Place::Lookup] {
        let at = CallState { place, ..dialling };
        let (home, _) = after(&line, at, &["9"]);
        assert_eq!(home.place, Place::Main);
        let (nobody, _) = after(&line, at, &["0"]);
        assert_eq!(nobody.place, place);
        // Then a single key is waited for, and is no digit of a code.
        let (back, _) = after(&line, nobody, &["9"]);
        assert_eq!(back.place, Place::Main);
        let turn = Turn { state: Some(nobody), input: Input::Keys(vec![Key::Digit(1)]) };
        let answer = line.answer(&turn, &LookupResult::Nothing);
        let events: Vec<_> = answer.events.iter().map(|event| event.kind).collect();
        assert_eq!(events, [EventKind::NoMatch { key: Some(Key::Digit(1)) }]);
    }
}
