//! Guidance: its pieces, its code, text messages about it, and whether it was useful.

use sila::dialogue::{Awaits, CallerNumber, EventKind, Input, Key, LookupResult, Mark, Place};

use super::line::ARABIC;
use super::reached::At;

/// Every service, and the last piece of the section that is heard first, is heard with the service's code.
pub fn guidance_names_its_code(at: &At<'_, '_>) {
    for step in at.steps {
        if step.count(|kind| *kind == EventKind::ServiceHeard) == 0 {
            continue;
        }
        let next = step.next().expect("guidance is heard by somebody");
        let code = next.place.code().expect("guidance is a service's");
        let service = at.line.hotline.service(code).expect("it is there");
        let last = match next.place {
            Place::Section(_, kind) => {
                let pieces = &service.section(kind).expect("it is there").pieces;
                let piece = usize::from(next.piece);
                let id = match pieces.len() {
                    1 => next.place.to_string(),
                    _ => format!("{}.{}", next.place, piece + 1),
                };
                assert!(step.said(&id), "{}", at.tell(step));
                // Told again, all of it is.
                let again = step.said("phrase.guidance-help");
                let first = again || !at.state.marks.has(Mark::TailHeard);
                assert!(next.marks.has(Mark::TailHeard) || piece + 1 < pieces.len());
                first && piece + 1 == pieces.len()
            }
            _ => true,
        };
        assert_eq!(step.said(&format!("{code}.code")), last, "{}", at.tell(step));
    }
}

/// Whoever hears a service that gives nothing to act on is offered a question and a person in the same breath, once each,
/// as the line can.
pub fn nobody_is_left_with_nothing_to_act_on(at: &At<'_, '_>) {
    for step in at.steps {
        let heard = step.count(|kind| *kind == EventKind::ServiceHeard) > 0;
        let Some(Place::Service(code)) = step.place().filter(|_| heard) else { continue };
        let service = at.line.hotline.service(code).expect("it is there");
        if service.can_be_acted_on() {
            continue;
        }
        let language = step.next().and_then(|next| next.language).expect("one was chosen");
        let ways = [
            ("phrase.inquiry-help", at.line.abilities.records),
            ("phrase.person-help", at.line.has_person(language)),
        ];
        for (way, is_there) in ways {
            let count = step.prompts().filter(|prompt| prompt.id == way).count();
            assert_eq!(count, usize::from(is_there), "{way}: {}", at.tell(step));
        }
    }
}

/// A summary that the ministry has not confirmed is told with a caution, and a section of the same service only where
/// none was heard on this visit: where it is heard first, again, or in another language.
pub fn what_is_not_confirmed_is_told_with_a_caution_once_a_visit(at: &At<'_, '_>) {
    for step in at.steps {
        let cautions = step.prompts().filter(|prompt| prompt.id.starts_with("phrase.unconfirmed"));
        let cautions: Vec<_> = cautions.map(|prompt| prompt.id.as_str()).collect();
        if step.count(|kind| *kind == EventKind::ServiceHeard) == 0 {
            assert_eq!(cautions, [""; 0], "{}", at.tell(step));
            continue;
        }
        let next = step.next().expect("guidance is heard by somebody");
        let code = next.place.code().expect("guidance is a service's");
        let service = at.line.hotline.service(code).expect("it is there");
        let is_told_again = step.key() == Some(Key::Hash)
            || at.state.awaits == Awaits::Resume && step.key() == Some(Key::Digit(2))
            || next.language != at.state.language;
        let was_heard = at.state.marks.has(Mark::CautionHeard) && !is_told_again;
        let is_summary = matches!(next.place, Place::Service(_));
        // Words for a key may ask to hear it again.
        let is_open = matches!(step.input, Input::Speech { .. });
        if service.confirmed || was_heard && !is_summary && !is_open {
            assert_eq!(cautions, [""; 0], "{}", at.tell(step));
        } else if !is_open {
            let caution = at.line.hotline.caution(service);
            let caution = at.line.hotline.prompt(caution, ARABIC).id.as_str();
            assert_eq!(cautions, [caution], "{}", at.tell(step));
        }
        assert!(service.confirmed || next.marks.has(Mark::CautionHeard), "{}", at.tell(step));
    }
}

/// Nobody is asked twice in a call whether guidance was useful, and nobody who heard none.
pub fn usefulness_is_asked_once_and_after_guidance(at: &At<'_, '_>) {
    for step in at.steps {
        let Some(next) = step.next() else { continue };
        let asked = at.state.marks.has(Mark::UsefulAsked);
        assert!(!asked || next.marks.has(Mark::UsefulAsked), "{}", at.tell(step));
        let Place::Useful(code, _) = next.place else {
            continue;
        };
        if at.state.place != next.place {
            assert!(!asked && at.state.marks.has(Mark::GuidanceHeard), "{}", at.tell(step));
            assert_eq!(at.state.place.code(), Some(code), "{}", at.tell(step));
            assert!(next.marks.has(Mark::UsefulAsked), "{}", at.tell(step));
            let last = step.answer.events.last().map(|event| event.place);
            assert_eq!(last, Some(next.place), "keys came behind it: {}", at.tell(step));
        }
    }
}

/// The question is asked whenever it may be.
pub fn usefulness_is_asked_on_the_way_out(at: &At<'_, '_>) {
    let marks = at.state.marks;
    let (Place::Service(_) | Place::Section(..)) = at.state.place else {
        return;
    };
    let may = marks.has(Mark::GuidanceHeard) && !marks.has(Mark::UsefulAsked);
    if matches!(at.state.awaits, Awaits::Key | Awaits::Resume) {
        let home = at.pressed(Key::Digit(9)).expect("every key is pressed");
        let asked = matches!(home.place(), Some(Place::Useful(..)));
        assert_eq!(asked, may, "{}", at.tell(home));
    }
}

/// A text message is promised with exactly one event that carries it, to whom it can reach, and never when it
/// is known that it will not be sent.
pub fn text_messages_are_promised_as_they_are_sent(at: &At<'_, '_>) {
    for step in at.steps {
        let promised = step.said("phrase.text-sent");
        let sent = step.count(|kind| matches!(kind, EventKind::TextAsked { .. }));
        assert_eq!(usize::from(promised), sent, "{}", at.tell(step));
        if !promised {
            continue;
        }
        assert_eq!(step.known, LookupResult::Nothing, "{}", at.tell(step));
        assert_eq!(at.line.caller, CallerNumber::Mobile);
        assert!(at.line.abilities.texts);
        for event in &step.answer.events {
            if let EventKind::TextAsked { about } = event.kind {
                assert_eq!(at.state.place.code(), Some(about), "{}", at.tell(step));
                let language = event.language.expect("a language was chosen");
                assert!(at.line.hotline.text_message(about, language, None).is_some());
            }
        }
    }
}

/// Text messages are offered to nobody whose number does not take them.
pub fn text_messages_are_offered_to_who_gets_them(at: &At<'_, '_>) {
    for step in at.steps {
        let takes = at.state.marks.has(Mark::TakesTexts);
        assert!(takes || !step.said("phrase.text-help"), "{}", at.tell(step));
        assert!(!takes || at.line.caller == CallerNumber::Mobile, "{:?}", at.state);
    }
}

/// A refused text message is answered in the words for exactly its reason.
pub fn text_messages_are_refused_in_fitting_words(at: &At<'_, '_>) {
    for step in at.steps {
        let refused = step.count(|kind| matches!(kind, EventKind::TextRefused(_)));
        let words = ["withheld", "landline", "spent", "failed", "again"];
        let said: Vec<_> =
            words.into_iter().filter(|why| step.said(&format!("phrase.text-{why}"))).collect();
        let fitting = match (at.line.caller, &step.known) {
            _ if refused == 0 => None,
            _ if at.state.texted.is_some() && at.state.texted == at.state.place.code() => {
                Some("again")
            }
            (CallerNumber::Withheld, _) => Some("withheld"),
            (CallerNumber::Landline | CallerNumber::MobileWithoutTexts, _)
            | (CallerNumber::Mobile, LookupResult::Unsubscribed) => Some("landline"),
            (CallerNumber::Mobile, LookupResult::Spent) => Some("spent"),
            (CallerNumber::Mobile, _) => Some("failed"),
        };
        assert_eq!(said, Vec::from_iter(fitting), "{}", at.tell(step));
    }
}

/// A pause is held until a key, and the key that paused goes on with the same piece.
pub fn a_pause_goes_on_where_it_was(at: &At<'_, '_>) {
    if at.state.awaits != Awaits::Resume {
        return;
    }
    let step = at.pressed(Key::Digit(2)).expect("every key is pressed");
    let next = step.next().expect("it goes on");
    let heard = step.count(|kind| *kind == EventKind::ServiceHeard);
    assert_eq!((next.place, next.piece), (at.state.place, at.state.piece));
    assert_eq!((heard, next.awaits), (1, Awaits::Key), "{}", at.tell(step));
}
