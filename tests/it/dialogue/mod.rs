//! Every reachable state of a call is visited, with every input, and what must hold for all holds.

mod reached;

use std::collections::{BTreeSet, HashMap, HashSet};

use sila::catalogue::{Code, LanguageIndex};
use sila::dialogue::{
    self, Answer, Awaits, EventKind, Input, Key, Place, State, Then, TransferOutcome, Turn,
};

use reached::{
    Reached, for_every_line, hotline, inputs, is_gone, lines, next, timeless, transferred,
};

#[test]
fn every_answer_says_something_and_ends_in_a_next_step() {
    for_every_line(|reached| {
        for (state, input, answer) in reached.all() {
            let gone = is_gone(state, input);
            assert_eq!(answer.prompts.is_empty(), gone, "{state:?} {input:?}");
            assert!(
                answer
                    .prompts
                    .iter()
                    .all(|prompt| !prompt.text.trim().is_empty())
            );
            let ended = answer
                .events
                .iter()
                .any(|event| matches!(event.kind, EventKind::CallEnded(_)));
            assert_eq!(
                ended,
                matches!(answer.then, Then::HangUp),
                "an end is recorded as one"
            );
            match answer.then {
                Then::Collect { seconds, next } => {
                    assert!((1..=10).contains(&seconds));
                    assert_ne!(next.awaits, Awaits::Transfer);
                }
                Then::Transfer { number, next, .. } => {
                    assert!(number.starts_with('+'));
                    assert_eq!(next.awaits, Awaits::Transfer);
                }
                Then::HangUp => {}
            }
        }
    });
}

#[test]
fn all_services_are_reached_in_every_language_within_four_keys() {
    for (hotline, offered) in &lines() {
        let codes: BTreeSet<Code> = hotline
            .services()
            .map(|(_, _, service)| service.code)
            .collect();
        assert_eq!(codes.len(), 108);
        let mut reached = BTreeSet::new();
        let begin = Turn {
            state: None,
            input: Input::Start,
        };
        let mut states = BTreeSet::new();
        let first = next(&dialogue::answer(hotline, offered, &begin)).expect("a next turn");
        let mut edge = vec![first];
        for _key in 0..4 {
            let mut further = Vec::new();
            for state in edge {
                for key in Key::ALL {
                    let turn = Turn {
                        state: Some(state),
                        input: Input::Keys(vec![key]),
                    };
                    let answer = dialogue::answer(hotline, offered, &turn);
                    let Some(next) = next(&answer) else { continue };
                    let heard = answer
                        .events
                        .iter()
                        .any(|event| event.kind == EventKind::ServiceHeard);
                    if let (Place::Service(code), true) = (next.place, heard) {
                        reached.insert((next.language, code));
                    }
                    if states.insert(format!("{:?}", timeless(next))) {
                        further.push(next);
                    }
                }
            }
            edge = further;
        }
        let languages = offered.len().max(1);
        assert_eq!(reached.len(), languages * 108, "{offered:?}");
    }
}

#[test]
fn star_leads_to_the_parent_and_nine_to_the_main_menu() {
    for_every_line(|reached| {
        for (state, input, answer) in reached.all() {
            if state.awaits != Awaits::Key || state.place == Place::Gate {
                continue;
            }
            let place = next(answer).map(|next| next.place);
            if *input == Input::Keys(vec![Key::Digit(9)]) {
                assert_eq!(place, Some(Place::Main), "from {}", state.place);
            }
            let single_language = reached.offered.len() < 2 && state.place == Place::Main;
            if *input == Input::Keys(vec![Key::Star]) && !single_language {
                assert_eq!(place, Some(state.place.parent()), "from {}", state.place);
            }
            if *input == Input::Keys(vec![Key::Hash]) {
                assert_eq!(place, Some(state.place), "# stays at {}", state.place);
            }
        }
    });
}

#[test]
fn after_nobody_was_there_star_leads_back_to_where_the_caller_was() {
    let (hotline, offered) = (
        hotline(false),
        [LanguageIndex::new(0), LanguageIndex::new(1)],
    );
    let reached = Reached::explore(&hotline, &offered);
    let mut seen = 0;
    for (state, input, answer) in reached.all() {
        if state.awaits == Awaits::LastKey && *input == Input::Keys(vec![Key::Star]) {
            assert_eq!(next(answer).map(|next| next.place), Some(state.place));
            seen += 1;
        }
        if state.awaits == Awaits::LastKey && *input == Input::Silence {
            assert!(matches!(answer.then, Then::HangUp), "silence ends the call");
        }
    }
    assert!(seen > 100);
}

#[test]
fn languages_never_mix_in_one_breath() {
    for_every_line(|reached| {
        for (state, input, answer) in reached.all() {
            let mut languages: Vec<&str> = answer
                .prompts
                .iter()
                .map(|prompt| prompt.language.as_str())
                .collect();
            languages.dedup();
            let Some(next) = next(answer) else {
                assert!(languages.len() <= 1, "{state:?} {input:?}");
                continue;
            };
            if next.place == Place::Gate && matches!(answer.then, Then::Collect { .. }) {
                // At the gate each language speaks once, one after the other.
                let distinct: HashSet<&str> = languages.iter().copied().collect();
                assert_eq!(distinct.len(), languages.len(), "{state:?} {input:?}");
                assert_eq!(languages.len(), reached.offered.len());
            } else {
                assert_eq!(
                    languages,
                    [reached.language_of(next)],
                    "{state:?} {input:?}"
                );
            }
        }
    });
}

#[test]
fn a_caller_who_never_presses_the_right_key_is_brought_to_an_end() {
    for_every_line(|reached| {
        // Turns that bring nothing good: silence, wrong keys, failed transfers.
        let failing = |input: &Input, answer: &Answer<'_>| {
            *input != Input::HungUp
                && *input != Input::EditionChanged
                && !answer.events.iter().any(|event| {
                    matches!(event.kind, EventKind::PlaceEntered { key: Some(_) })
                        || matches!(event.kind, EventKind::LanguageChosen { key: Some(_) })
                        || matches!(event.kind, EventKind::ServiceHeard)
                })
                && *input != Input::Keys(vec![Key::Hash])
                && *input != Input::Keys(vec![Key::Digit(0)])
        };
        let mut longest = HashMap::new();
        for state in reached.answers.keys() {
            depth(reached, *state, &failing, &mut longest, &mut HashSet::new());
        }
        let most = longest.values().max().copied().unwrap_or_default();
        assert!(
            most <= 9,
            "a silent or lost caller is kept for {most} turns"
        );
    });
}

/// The longest chain of failing turns from a state; panics on a loop.
fn depth(
    reached: &Reached<'_>,
    state: State,
    failing: &impl Fn(&Input, &Answer<'_>) -> bool,
    longest: &mut HashMap<State, u32>,
    on_the_way: &mut HashSet<State>,
) -> u32 {
    if let Some(known) = longest.get(&state) {
        return *known;
    }
    assert!(on_the_way.insert(state), "a loop through {state:?}");
    let mut most = 0;
    for (input, answer) in &reached.answers[&state] {
        if failing(input, answer) {
            let further = next(answer).map_or(0, |next| {
                depth(reached, timeless(next), failing, longest, on_the_way)
            });
            most = most.max(1 + further);
        }
    }
    on_the_way.remove(&state);
    longest.insert(state, most);
    most
}

#[test]
fn from_everywhere_a_key_leads_to_the_main_menu() {
    for_every_line(|reached| {
        for (state, answers) in &reached.answers {
            if state.awaits == Awaits::Transfer {
                continue;
            }
            let leads = answers
                .iter()
                .filter(|(input, _)| matches!(input, Input::Keys(_)))
                .any(|(_, answer)| next(answer).is_some_and(|next| next.place == Place::Main));
            assert!(leads, "{state:?}");
        }
    });
}

#[test]
fn no_call_takes_more_turns_than_are_allowed() {
    for_every_line(|reached| {
        let turn = u32::from(reached.hotline.limits.turns);
        for state in reached
            .answers
            .keys()
            .filter(|state| state.awaits != Awaits::Transfer)
        {
            let state = State { turn, ..*state };
            for input in inputs(state.awaits) {
                let turn = Turn {
                    state: Some(state),
                    input,
                };
                let answer = dialogue::answer(reached.hotline, reached.offered, &turn);
                assert!(matches!(answer.then, Then::HangUp), "{turn:?}");
            }
        }
    });
}

#[test]
fn what_is_offered_can_be_chosen_and_nothing_else_can() {
    for_every_line(|reached| {
        for (state, input, answer) in reached.all() {
            let Input::Keys(keys) = input else { continue };
            let [Key::Digit(digit @ 1..=8)] = keys[..] else {
                continue;
            };
            if state.awaits != Awaits::Key || state.place == Place::Gate {
                continue;
            }
            let again = Turn {
                state: Some(state),
                input: Input::Keys(vec![Key::Hash]),
            };
            let menu = dialogue::answer(reached.hotline, reached.offered, &again);
            let wrong = answer
                .events
                .iter()
                .any(|event| matches!(event.kind, EventKind::NoMatch { .. }));
            let expected = match state.place {
                Place::Main => format!("{digit}.option"),
                Place::Sector(sector) => format!("{sector}{digit}.option"),
                Place::Group(sector, group) => format!("{sector}{group}{digit}.option"),
                // In a service only what is offered at its menu counts; a section offers the next.
                Place::Service(_) => format!(".{digit}"),
                _ => continue,
            };
            let offered = menu.prompts.iter().any(|prompt| match state.place {
                Place::Service(_) => {
                    prompt.id.starts_with("section.") && prompt.id.ends_with(&expected)
                }
                _ => prompt.id == expected,
            });
            assert_eq!(offered, !wrong, "key {digit} at {}", state.place);
        }
    });
}

#[test]
fn a_person_is_offered_only_where_one_can_be_reached() {
    for people in [true, false] {
        let (hotline, offered) = (
            hotline(people),
            [LanguageIndex::new(0), LanguageIndex::new(1)],
        );
        let reached = Reached::explore(&hotline, &offered);
        let offers = |answer: &Answer<'_>| {
            answer
                .prompts
                .iter()
                .any(|prompt| prompt.id == "phrase.person-help")
        };
        assert_eq!(reached.all().any(|(_, _, answer)| offers(answer)), people);
        let transfers = |answer: &Answer<'_>| matches!(answer.then, Then::Transfer { .. });
        assert_eq!(
            reached.all().any(|(_, _, answer)| transfers(answer)),
            people
        );
    }
}

#[test]
fn keys_sent_in_one_burst_are_all_used() {
    let (hotline, offered) = (
        hotline(true),
        [LanguageIndex::new(0), LanguageIndex::new(1)],
    );
    let begin = dialogue::answer(
        &hotline,
        &offered,
        &Turn {
            state: None,
            input: Input::Start,
        },
    );
    let keys = [2, 1, 1, 4].map(Key::Digit).to_vec();
    let turn = Turn {
        state: next(&begin),
        input: Input::Keys(keys),
    };
    let answer = dialogue::answer(&hotline, &offered, &turn);
    let place = next(&answer).map(|next| next.place);
    assert_eq!(place, Code::parse("114").map(Place::Service));
    assert!(answer.prompts.iter().all(|prompt| prompt.language == "en"));
    assert_eq!(answer.prompts[0].id, "114.title");
}

#[test]
fn a_failed_transfer_leads_back_unless_the_caller_had_given_up() {
    let (hotline, offered) = (
        hotline(true),
        [LanguageIndex::new(0), LanguageIndex::new(1)],
    );
    let reached = Reached::explore(&hotline, &offered);
    let mut both = BTreeSet::new();
    for (state, input, answer) in reached.all() {
        if state.awaits == Awaits::Transfer && *input == transferred(TransferOutcome::Busy, false) {
            let capped = state.no_input >= hotline.limits.no_input
                || state.no_match >= hotline.limits.no_match
                || state.no_input + state.no_match >= hotline.limits.together;
            assert_eq!(matches!(answer.then, Then::HangUp), capped, "{state:?}");
            both.insert(capped);
        }
    }
    assert_eq!(both.len(), 2);
}

/// A state in the middle of a call in English.
fn standing_at(place: &str) -> State {
    State {
        language: Some(LanguageIndex::new(1)),
        place: Place::parse(place).expect("a place"),
        awaits: Awaits::Key,
        no_input: 0,
        no_match: 0,
        restart: 0,
        turn: 4,
    }
}

#[test]
fn a_key_pressed_for_a_place_that_has_gone_is_not_obeyed_elsewhere() {
    let (hotline, offered) = (
        hotline(true),
        [LanguageIndex::new(0), LanguageIndex::new(1)],
    );
    let mut smaller = hotline.clone();
    smaller.sectors[0].groups[0].services.remove(3);
    let turn = Turn {
        state: Some(standing_at("114")),
        input: Input::Keys(vec![Key::Digit(2)]),
    };
    let answer = dialogue::answer(&smaller, &offered, &turn);
    assert_eq!(answer.prompts[0].id, "phrase.apology");
    assert_eq!(answer.prompts[1].id, "11.title");
    assert!(answer.prompts.iter().all(|prompt| prompt.language == "en"));
    assert_eq!(
        next(&answer).map(|next| next.place),
        Place::parse("11"),
        "and not in service 112"
    );
    assert_eq!(answer.events, [], "nothing was chosen");
}

#[test]
fn what_was_pressed_in_another_edition_is_asked_for_again() {
    let (hotline, offered) = (
        hotline(true),
        [LanguageIndex::new(0), LanguageIndex::new(1)],
    );
    let turn = Turn {
        state: Some(standing_at("114")),
        input: Input::EditionChanged,
    };
    let answer = dialogue::answer(&hotline, &offered, &turn);
    assert_eq!(answer.prompts[0].id, "phrase.apology");
    assert_eq!(answer.prompts[1].id, "114.title");
    assert_eq!(next(&answer).map(|next| next.place), Place::parse("114"));
}

#[test]
fn a_call_whose_state_never_comes_back_is_brought_to_an_end() {
    let (hotline, offered) = (
        hotline(true),
        [LanguageIndex::new(0), LanguageIndex::new(1)],
    );
    let lost = |times| Turn {
        state: None,
        input: Input::Lost { restart: 7, times },
    };
    let first = dialogue::answer(&hotline, &offered, &lost(1));
    assert_eq!(next(&first).map(|next| next.restart), Some(7));
    let end = dialogue::answer(&hotline, &offered, &lost(4));
    assert!(matches!(end.then, Then::HangUp));
    let ids: Vec<&str> = end
        .prompts
        .iter()
        .map(|prompt| prompt.id.as_str())
        .collect();
    assert_eq!(ids, ["phrase.website", "phrase.goodbye"]);
}
