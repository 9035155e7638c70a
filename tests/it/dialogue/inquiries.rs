//! Questions that callers leave, and what becomes of them.

use sila::dialogue::{
    Awaits, EventKind, Input, InquiryProgress, Key, LeftQuestion, Lookup, LookupResult, Place, Then,
};

use super::line::reference;
use super::reached::{At, Step};

/// A question is received with exactly one event that carries it, and never when it could not be kept or
/// nothing was said.
pub fn questions_are_received_as_they_are_kept(at: &At<'_, '_>) {
    let adds = matches!(at.state.place, Place::Addition(_));
    for step in at.steps {
        let left = step.count(|kind| match kind {
            EventKind::InquiryLeft { .. } => !adds,
            EventKind::InquiryContinued { .. } => adds,
            _ => false,
        });
        let long = matches!(
            step.input,
            Input::RecordingEnded { seconds, withdrawn: false, .. }
                if seconds.is_none_or(|seconds| seconds >= 2)
        );
        let came = long && at.state.awaits == Awaits::Recording;
        let kept = came && step.known != LookupResult::NotKept;
        assert_eq!(left, usize::from(kept), "{}", at.tell(step));
        let lost = step.count(|kind| *kind == EventKind::InquiryLost);
        assert_eq!(lost, usize::from(came && !kept), "{}", at.tell(step));
        let received = step.said("phrase.received");
        if came {
            let gone = step.is_gone(at.state);
            let [yes, no] = if adds {
                ["phrase.addition-received", "phrase.addition-failed"]
            } else {
                ["phrase.received", "phrase.inquiry-failed"]
            };
            assert_eq!(step.said(yes), kept && !gone, "{}", at.tell(step));
            assert_eq!(step.said(no), !kept && !gone, "{}", at.tell(step));
        } else {
            // Heard again, where it was left before.
            let before = matches!(at.state.place, Place::Received(_));
            assert!(!received || before, "{}", at.tell(step));
        }
        if received {
            says_the_reference_twice(at, step);
        }
    }
}

/// After a question was left more may be said about it, so often that it has three recordings. Whatever comes of that, the
/// caller is back at the question, and the question stays.
pub fn more_may_be_said_about_a_question(at: &At<'_, '_>) {
    match at.state.place {
        Place::Received(left) if at.state.awaits == Awaits::Key => {
            let step = at.pressed(Key::Digit(1)).expect("every key is pressed");
            let to = step.place() == Some(Place::Addition(left));
            assert_eq!(to, left.recordings < 3 && at.line.abilities.records, "{}", at.tell(step));
        }
        Place::Addition(left) => {
            for step in at.steps {
                let came = step.count(|kind| match kind {
                    EventKind::InquiryContinued { turn, .. } => *turn == left.turn,
                    EventKind::InquiryLost => true,
                    _ => false,
                });
                let recordings = left.recordings + u8::from(came > 0);
                assert!(recordings <= 3, "{}", at.tell(step));
                let back = Place::Received(LeftQuestion { recordings, ..left });
                let Some(place) = step.place() else { continue };
                assert_eq!(place, back, "{}", at.tell(step));
            }
        }
        _ => {}
    }
}

fn says_the_reference_twice(at: &At<'_, '_>, step: &Step<'_>) {
    // In fours.
    let said: Vec<_> = step.prompts().filter(|prompt| prompt.id == "digits").collect();
    assert_eq!(said.len(), 4, "{}", at.tell(step));
    let hotline = &at.line.hotline;
    let next = step.next().expect("it goes on");
    let language = next.language.expect("one was chosen");
    let words = hotline.digits.map(|digit| hotline.prompt(digit, language).text.clone());
    let heard = said.iter().flat_map(|prompt| prompt.text.split([' ', ',', '،', '.']));
    let digits = heard.filter_map(|heard| words.iter().position(|word| word == heard));
    let digits: String = digits.map(|digit| digit.to_string()).collect();
    assert_eq!(digits, reference().to_string().repeat(2), "{}", at.tell(step));
}

/// The event names the service that the caller came from.
pub fn questions_are_about_where_the_caller_was(at: &At<'_, '_>) {
    let Place::Inquiry(asked_at) = at.state.place else {
        return;
    };
    for event in at.steps.iter().flat_map(|step| &step.answer.events) {
        if let EventKind::InquiryLeft { reference: named, about } = event.kind {
            assert_eq!((named, about), (Some(reference()), asked_at));
        }
    }
}

/// Only a line that records speaks of questions or records any.
pub fn only_lines_that_record_ask_for_questions(at: &At<'_, '_>) {
    if at.line.abilities.records {
        return;
    }
    for step in at.steps {
        let records = matches!(step.answer.then, Then::Record { .. });
        let offers = step.said("phrase.inquiry-help") || step.said("phrase.lookup-help");
        let offers = offers || step.said("phrase.addition-help");
        assert!(!records && !offers, "{}", at.tell(step));
    }
}

/// Whoever finds nobody to speak to may leave a question instead, about where the caller was.
pub fn a_question_is_offered_in_place_of_a_person(at: &At<'_, '_>) {
    if !at.line.abilities.records || !matches!(at.state.awaits, Awaits::LastKey | Awaits::Offer) {
        return;
    }
    let step = at.pressed(Key::Digit(8)).expect("every key is pressed");
    let about = Place::Inquiry(at.state.place.code());
    let records = matches!(step.answer.then, Then::Record { .. });
    assert!(records && step.place() == Some(about), "{}", at.tell(step));
}

/// The status of an inquiry is told in the words for exactly that; without an answer of the store, the caller hears
/// that it can't be known now.
pub fn the_status_is_told_as_it_is(at: &At<'_, '_>) {
    for step in at.steps {
        let asked = step.count(|kind| matches!(kind, EventKind::InquiryAsked { .. }));
        let asks = matches!(step.answer.needs, Some(Lookup::Inquiry(_)));
        let phrase = match &step.known {
            LookupResult::Nothing if asks => "phrase.status-unknown",
            // After the third one in a call, no more are looked up in it.
            LookupResult::Inquiry(InquiryProgress::Unknown) if at.state.unknown >= 2 => {
                "phrase.lookup-spent"
            }
            LookupResult::Inquiry(InquiryProgress::Unknown) => "phrase.unknown-reference",
            LookupResult::Inquiry(InquiryProgress::Open) => "phrase.status-open",
            LookupResult::Inquiry(InquiryProgress::Answered { .. }) => "phrase.status-answered",
            LookupResult::Inquiry(InquiryProgress::AnsweredElsewhere) => "phrase.status-elsewhere",
            LookupResult::Inquiry(InquiryProgress::Closed) => "phrase.status-closed",
            LookupResult::Spent if asked > 0 => "phrase.lookup-spent",
            _ => {
                assert_eq!(asked, 0, "{}", at.tell(step));
                continue;
            }
        };
        let hung_up = matches!(step.answer.then, Then::HangUp | Then::Transfer { .. });
        assert!(step.said(phrase) || hung_up, "{phrase}: {}", at.tell(step));
        let answered =
            matches!(step.known, LookupResult::Inquiry(InquiryProgress::Answered { .. }));
        assert_eq!(step.said("inquiry.answer"), answered, "{}", at.tell(step));
        let unknown = step.known == LookupResult::Inquiry(InquiryProgress::Unknown);
        assert_eq!(asked, usize::from(!unknown), "{}", at.tell(step));
    }
}
