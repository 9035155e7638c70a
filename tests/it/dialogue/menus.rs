//! The places that keys lead to.

use std::collections::BTreeSet;

use sila::catalogue::Section;
use sila::dialogue::{
    Answer, Awaits, CallState, EventKind, Input, Key, LookupResult, Mark, Onward, Place, Then, Turn,
};

use super::coming::SAID_FOR_KEYS;
use super::line::Line;
use super::reached::{At, Step};

/// `*` leads to the parent, `9` to the main menu and `#` to where the caller is; on the way out of a service
/// the caller may be asked whether it was useful.
pub fn the_same_keys_lead_the_same_way_everywhere(at: &At<'_, '_>) {
    let here = at.state.place;
    if at.state.awaits != Awaits::Key || here == Place::Gate {
        return;
    }
    let leads = |key, to: Place| {
        let step = at.pressed(key).expect("every key is pressed");
        let asked = match here {
            Place::Service(code) | Place::Section(code, _) => match to {
                Place::Main => Some(Place::Useful(code, Onward::Main)),
                Place::Group(..) => Some(Place::Useful(code, Onward::Group)),
                _ => None,
            },
            _ => None,
        };
        let place = step.place();
        assert!(place == Some(to) || place == asked, "{}", at.tell(step));
    };
    leads(Key::Digit(9), Place::Main);
    if matches!(here, Place::Main | Place::Resume(..)) && at.line.offered.len() > 1 {
        let star = at.pressed(Key::Star).and_then(Step::next).expect("it goes on");
        assert_eq!(star.place, here);
        assert_ne!(star.language, at.state.language, "to the other of two languages");
    } else if here != Place::Main {
        leads(Key::Star, here.parent());
    }
    if !matches!(here, Place::Inquiry(_)) {
        leads(Key::Hash, here);
    }
}

/// From everywhere a single key leads to the main menu, perhaps by the question whether it was useful.
pub fn from_everywhere_a_key_leads_to_the_main_menu(at: &At<'_, '_>) {
    if matches!(at.state.awaits, Awaits::Transfer | Awaits::Recording) {
        return;
    }
    let leads = at
        .steps
        .iter()
        .filter(|step| step.key().is_some())
        .any(|step| matches!(step.place(), Some(Place::Main | Place::Useful(_, Onward::Main))));
    assert!(leads, "{:?}", at.state);
}

/// Exactly the keys that are offered can be chosen. Where a key is offered at the end of guidance alone, it is
/// good in the middle of it too; and a service that has moved is still found where it was.
pub fn what_is_offered_can_be_chosen_and_nothing_else(at: &At<'_, '_>) {
    let (here, abilities) = (at.state.place, at.line.abilities);
    if at.state.awaits != Awaits::Key || matches!(here, Place::Dial(..) | Place::Lookup) {
        return;
    }
    let menu = at.pressed(Key::Hash).expect("every key is pressed");
    let mut offered = offered(menu);
    if let Place::Group(sector, key) = here {
        let group = at.line.hotline.group(sector, key).expect("it is there");
        let moved = group.services.iter().filter(|service| service.moved.is_some());
        offered.extend(moved.map(|service| service.code.service.number()));
    }
    if let Place::Section(code, kind) = here {
        // Between short sections nobody needs to be told how to go back.
        let service = at.line.hotline.service(code).expect("it is there");
        let first = service.sections[0].kind == kind && at.state.piece == 0;
        offered.extend((!first).then_some(Section::PREVIOUS));
    }
    if matches!(here, Place::Service(_) | Place::Section(..)) {
        offered.extend(abilities.texts.then_some(7));
        offered.extend(abilities.records.then_some(8));
    }
    let chosen: BTreeSet<u8> = (1..=8)
        .filter(|digit| {
            let step = at.pressed(Key::Digit(*digit)).expect("every key is pressed");
            step.count(|kind| matches!(kind, EventKind::NoMatch { .. })) == 0
        })
        .collect();
    assert_eq!(offered, chosen, "{}", at.tell(menu));
}

/// The keys from 1 to 8 that an answer offers.
fn offered(menu: &Step<'_>) -> BTreeSet<u8> {
    let mut keys = BTreeSet::new();
    for prompt in menu.prompts() {
        let id = prompt.id.as_str();
        let of_system: &[u8] = match id {
            "phrase.confirm" | "phrase.resume-choice" | "phrase.useful" => &[1, 2],
            "phrase.addition-help" => &[1],
            "phrase.none-of-them" | "phrase.forget-help" => &[5],
            "phrase.lookup-help" => &[6],
            "phrase.dial-help" | "phrase.text-help" => &[7],
            "phrase.inquiry-help" => &[8],
            "phrase.next-piece" => &[Section::NEXT],
            "phrase.previous-piece" => &[Section::PREVIOUS],
            "phrase.pause-help" => &[Section::PAUSE],
            _ => &[],
        };
        keys.extend(of_system);
        // `1.option`, `114.option`, `section.fee.2`, `gate.1`, `found.1`
        let digit = match id.strip_suffix(".option") {
            Some(code) => code.chars().last(),
            None if ["section.", "gate.", "found."].iter().any(|one| id.starts_with(one)) => {
                id.chars().last()
            }
            None => None,
        };
        let digit = digit.and_then(|digit| digit.to_digit(10));
        keys.extend(digit.and_then(|digit| u8::try_from(digit).ok()));
    }
    keys
}

/// Whoever says what a key is called, or what it is for, comes to where the key leads.
pub fn words_lead_where_their_keys_do(at: &At<'_, '_>) {
    if !at.line.abilities.listens || at.state.marks.has(Mark::MisunderstoodTwice) {
        return;
    }
    for step in at.steps.iter().filter(|step| step.known == LookupResult::Nothing) {
        let Input::Speech { said, .. } = &step.input else { continue };
        let Some((_, key)) = SAID_FOR_KEYS.iter().find(|(words, _)| words == said) else {
            continue;
        };
        let pressed = Key::from_char(*key).and_then(|key| at.pressed(key));
        let pressed = pressed.expect("every key is pressed");
        // Where the key means nothing, a service may have been meant.
        let means_something = pressed.count(|kind| matches!(kind, EventKind::NoMatch { .. })) == 0;
        if means_something {
            // What is understood clears the count of what was not.
            let clear = |mut next: CallState| {
                next.marks.clear(Mark::MisunderstoodOnce);
                next
            };
            let (said, pressed) = (step.next().map(clear), pressed.next().map(clear));
            assert_eq!(said, pressed, "{}", at.tell(step));
        }
    }
}

/// Whoever asks for what another body does is told whose it is, and is where the call was.
pub fn what_other_bodies_do_is_referred_to_them(at: &At<'_, '_>) {
    for step in at.steps {
        let mut referred = step.answer.events.iter().filter_map(|event| match event.kind {
            EventKind::Referred { to } => Some(to),
            _ => None,
        });
        let to = referred.next().map(|to| format!("referral.{to}"));
        assert_eq!(referred.next(), None, "{}", at.tell(step));
        let said = step.prompts().filter(|prompt| prompt.id.starts_with("referral."));
        let said: Vec<_> = said.map(|prompt| prompt.id.clone()).collect();
        assert_eq!(said, Vec::from_iter(to), "{}", at.tell(step));
        if let (Some(next), [_]) = (step.next(), &said[..]) {
            let failures = (next.no_input, next.no_match);
            // Where a question is asked for, it may have been found out that no more are taken.
            let is_here = next.place == at.state.place;
            let asks = matches!(at.state.place, Place::Inquiry(_));
            assert!(is_here || asks, "{}", at.tell(step));
            assert!(matches!(next.awaits, Awaits::Key | Awaits::Recording), "{}", at.tell(step));
            assert_eq!(failures, (0, 0), "{}", at.tell(step));
        }
    }
}

/// Help, by its prompt, and the keys that it tells of.
const HELP: [(&str, &[Key]); 6] = [
    ("phrase.other-language", &[Key::Star]),
    ("phrase.main-help", &[Key::Hash, Key::Star]),
    // Of a star and a hash, the hash ends what is keyed.
    ("phrase.dial-back", &[Key::Star]),
    ("phrase.help", &[Key::Star, Key::Digit(9)]),
    ("phrase.guidance-help", &[Key::Hash, Key::Star, Key::Digit(9)]),
    ("phrase.person-help", &[Key::Digit(0)]),
];

/// Whatever help says of a key happens when the caller presses it then: `0` reaches a person in the caller's language,
/// `*` leads back or to another language, `9` to the main menu, and `#` is said again.
pub fn help_tells_the_truth(at: &At<'_, '_>) {
    for step in at.steps {
        let Some(next) = step.next() else { continue };
        for (_, keys) in HELP.iter().filter(|(id, _)| step.said(id)) {
            for key in *keys {
                let turn = Turn { state: Some(next), input: Input::Keys(vec![*key]) };
                let answer = at.line.answer(&turn, &LookupResult::Nothing);
                assert!(does(at.line, &next, *key, &answer), "{key:?}: {}", at.tell(step));
            }
        }
    }
}

/// True if the answer to a key in a state is what help says of the key.
fn does(line: &Line, state: &CallState, key: Key, answer: &Answer) -> bool {
    let to = answer.then.next().map(|next| next.place);
    let last_key = matches!(state.awaits, Awaits::LastKey | Awaits::Offer);
    match key {
        Key::Digit(0) => {
            let language = state.language.unwrap_or(line.first_language());
            let person = line.hotline.language(language).person.as_deref();
            let reached = match &answer.then {
                Then::Transfer { number, .. } => Some(number.as_str()),
                _ => None,
            };
            reached.is_some() && reached == person
        }
        Key::Hash => to == Some(state.place),
        Key::Star if matches!(state.place, Place::Main | Place::Resume(..)) && !last_key => {
            let language = answer.then.next().and_then(|next| next.language);
            to == Some(state.place) && language != state.language
                || line.offered.len() < 2 && to == Some(state.place.parent())
        }
        Key::Star if last_key => to == Some(state.place),
        Key::Star => {
            to == Some(state.place.parent()) || matches!(to, Some(Place::Useful(_, Onward::Group)))
        }
        Key::Digit(_) => matches!(to, Some(Place::Main | Place::Useful(_, Onward::Main))),
    }
}
