//! A person: in reach and out of it.

use sila::dialogue::{Awaits, EventKind, Key, Mark, Place, Then, TransferOutcome};

use super::coming::transferred;
use super::reached::At;

/// `0` puts the caller through where somebody can be reached in the language, and else says that nobody can,
/// and how to go on.
pub fn zero_reaches_a_person_or_says_that_it_cannot(at: &At<'_, '_>) {
    if matches!(at.state.awaits, Awaits::Transfer | Awaits::Recording) {
        return;
    }
    let step = at.pressed(Key::Digit(0)).expect("every key is pressed");
    let language = at.state.language.unwrap_or(at.line.first_language());
    let nobody = step.count(|kind| *kind == EventKind::NoPerson);
    if at.state.place == Place::Gate && at.line.offered.len() > 1 {
        // Nobody knows yet which language the caller speaks.
        let anybody = at.line.offered.iter().any(|language| at.line.has_person(*language));
        let transferred = matches!(step.answer.then, Then::Transfer { .. });
        assert_eq!((transferred, nobody), (anybody, usize::from(!anybody)), "{}", at.tell(step));
        assert!(anybody || step.place() == Some(Place::Gate), "{}", at.tell(step));
        return;
    }
    if at.line.has_person(language) {
        assert!(matches!(step.answer.then, Then::Transfer { .. }), "{}", at.tell(step));
        assert_eq!(nobody, 0);
        return;
    }
    let next = step.next().expect("a last key");
    assert_eq!((next.awaits, nobody), (Awaits::LastKey, 1), "{}", at.tell(step));
    // Where somebody is there at other hours, these are told.
    let hours = at.line.hotline.language(language).person.is_some();
    let told = step.prompts().any(|prompt| prompt.id.starts_with("hours"));
    assert_eq!(told, hours, "{}", at.tell(step));
    assert_eq!(step.said("phrase.no-person"), !hours, "{}", at.tell(step));
    let offered = step.said("phrase.inquiry-help");
    assert_eq!(offered, at.line.abilities.records, "{}", at.tell(step));
    assert!(step.said("phrase.help") && step.said("phrase.website"), "{}", at.tell(step));
}

/// After nobody was there `*` leads back to where the caller was, and silence ends the call.
pub fn after_nobody_was_there_star_leads_back(at: &At<'_, '_>) {
    if !matches!(at.state.awaits, Awaits::LastKey | Awaits::Offer) {
        return;
    }
    let back = at.pressed(Key::Star).expect("every key is pressed");
    assert_eq!(back.place(), Some(at.state.place), "{}", at.tell(back));
    assert_ne!(at.state.place, Place::Gate);
    let home = at.pressed(Key::Digit(9)).expect("every key is pressed");
    let asked = home.next().is_some_and(|next| next.marks.has(Mark::UsefulAsked));
    assert!(home.place() == Some(Place::Main) || asked, "{}", at.tell(home));
    let silent = at.steps.iter().find(|step| step.input == sila::dialogue::Input::Silence);
    let ends = silent.is_some_and(|step| matches!(step.answer.then, Then::HangUp));
    assert_eq!(ends, at.state.awaits == Awaits::LastKey, "{:?}", at.state);
}

/// A failed transfer leads back, or to a question in its place, unless the caller had given up.
pub fn a_failed_transfer_leads_back_unless_the_caller_had_given_up(at: &At<'_, '_>) {
    if at.state.awaits != Awaits::Transfer {
        return;
    }
    let limits = &at.line.hotline.limits;
    let (no_input, no_match) = (at.state.no_input, at.state.no_match);
    let given_up = no_input >= limits.no_input
        || no_match >= limits.no_match
        || no_input + no_match >= limits.together;
    for outcome in [TransferOutcome::Busy, TransferOutcome::NoAnswer, TransferOutcome::Failed] {
        let came = transferred(outcome, false);
        let step = at.steps.iter().find(|step| step.input == came).expect("it came");
        let Some(next) = step.next() else {
            assert!(given_up, "{}", at.tell(step));
            continue;
        };
        if given_up {
            // Once, a question may be left in place of goodbye.
            let once = !at.state.marks.has(Mark::GaveUpOnce) && at.line.abilities.records;
            assert!(once && next.awaits == Awaits::LastKey, "{}", at.tell(step));
            continue;
        }
        let back = match at.state.place {
            Place::Gate => Place::Main,
            place => place,
        };
        assert_eq!(next.place, back, "{}", at.tell(step));
        let offers = at.line.abilities.records && at.state.place != Place::Gate;
        let awaits = if offers { Awaits::Offer } else { Awaits::Key };
        assert_eq!(next.awaits, awaits, "{}", at.tell(step));
    }
}
