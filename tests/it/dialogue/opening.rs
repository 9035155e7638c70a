//! Beginnings of calls: notices, and callers who are remembered.

use std::collections::BTreeSet;

use sila::catalogue::MenuKey;
use sila::dialogue::{
    Awaits, CallerNumber, EventKind, Input, Lookup, LookupResult, Mark, Marks, Place, Then, Turn,
};

use super::line::{ARABIC, ENGLISH, Line, PLAIN, place};
use super::reached::At;

/// The mark of callers who have heard the notices of this sector, or those for all.
fn mark(sector: Option<MenuKey>) -> Mark {
    sector.map_or(Mark::NoticesHeard, Mark::SectorNoticesHeard)
}

/// Notices are heard at most once in a call, and those of a sector only in it.
pub fn notices_are_heard_once(at: &At<'_, '_>) {
    if at.line.notices.is_empty() {
        return;
    }
    let whose = || at.line.notices.iter().map(|notice| notice.sector).collect::<BTreeSet<_>>();
    for step in at.steps {
        let notices = step.prompts().filter(|prompt| prompt.id == "notice");
        let heard: Vec<&str> = notices.map(|prompt| prompt.text.as_str()).collect();
        let Some(next) = step.next() else {
            assert!(heard.is_empty(), "{}", at.tell(step));
            continue;
        };
        let news = |marks: Marks| move |sector: &Option<MenuKey>| marks.has(mark(*sector));
        let (before, after): (BTreeSet<_>, BTreeSet<_>) = (
            whose().into_iter().filter(news(at.state.marks)).collect(),
            whose().into_iter().filter(news(next.marks)).collect(),
        );
        assert!(before.is_subset(&after), "{}", at.tell(step));
        let new: Vec<_> = after.difference(&before).collect();
        let code = at.line.language_in(&next);
        let due = at.line.notices.iter().filter(|notice| new.contains(&&notice.sector));
        let mut due: Vec<&str> = due.filter_map(|notice| notice.text(code)).collect();
        due.sort_by_key(|text| heard.iter().position(|heard| heard == text));
        assert_eq!(heard, due, "{}", at.tell(step));
        let events = step.count(|kind| *kind == EventKind::NoticesHeard);
        assert_eq!(events, new.len(), "{}", at.tell(step));
        for sector in new.into_iter().flatten() {
            assert_eq!(next.place.sector(), Some(*sector), "{}", at.tell(step));
        }
    }
}

/// Nobody comes to a menu or to guidance without having heard the notices for it.
pub fn notices_are_heard_before_what_they_are_for(at: &At<'_, '_>) {
    let Announced { place, awaits, marks } = Announced::of(at);
    let in_menus = place == Place::Main || place.sector().is_some();
    // A call that found nobody to speak to, or came by words that were made up for the test, has not begun well.
    if !in_menus || awaits != Awaits::Key || at.line.abilities.listens {
        return;
    }
    let concerned = |sector: &Option<MenuKey>| sector.is_none() || *sector == place.sector();
    for notice in &at.line.notices {
        let heard = marks.has(mark(notice.sector)) || !concerned(&notice.sector);
        assert!(heard, "{:?}", at.state);
    }
}

/// The parts of a state that matter for notices.
struct Announced {
    place: Place,
    awaits: Awaits,
    marks: Marks,
}

impl Announced {
    fn of(at: &At<'_, '_>) -> Self {
        let sila::dialogue::CallState { place, awaits, marks, .. } = at.state;
        Self { place, awaits, marks }
    }
}

/// Only who was remembered can be forgotten, and is offered it.
pub fn nobody_is_forgotten_who_was_not_remembered(at: &At<'_, '_>) {
    let remembered = at.state.marks.has(Mark::Remembered);
    let known = matches!(at.line.remembered, LookupResult::Caller(_));
    assert!(!remembered || known, "{:?}", at.state);
    for step in at.steps {
        let forgotten = step.count(|kind| *kind == EventKind::LanguageForgotten);
        let offered = step.said("phrase.forget-help");
        assert!(remembered || (forgotten == 0 && !offered), "{}", at.tell(step));
        let still = step.next().is_some_and(|next| next.marks.has(Mark::Remembered));
        assert!(remembered || !still, "nobody is remembered later: {}", at.tell(step));
        assert!(forgotten == 0 || !still, "{}", at.tell(step));
    }
}

fn begin(
    line: &Line,
    known: &LookupResult,
) -> (Vec<String>, Option<sila::dialogue::CallState>, Option<Lookup>) {
    let input = Input::Start;
    let answer = line.answer(&Turn { state: None, input }, known);
    assert!(!matches!(answer.then, Then::HangUp));
    let said =
        answer.prompts(&line.hotline).map(|prompt| format!("{} {}", prompt.language, prompt.id));
    (said.collect(), answer.then.next(), answer.needs)
}

#[test]
fn a_beginning_asks_who_calls_and_is_whole_without_knowing() {
    for (caller, asks) in [
        (CallerNumber::Mobile, Some(Lookup::Caller)),
        (CallerNumber::MobileWithoutTexts, Some(Lookup::Caller)),
        (CallerNumber::Landline, None),
        (CallerNumber::Withheld, None),
    ] {
        for (offered, first) in [(&[ARABIC, ENGLISH][..], Place::Gate), (&[ENGLISH], Place::Main)] {
            let line = Line::small().offering(offered).called_from(caller);
            let (said, next, asked) = begin(&line, &LookupResult::Nothing);
            assert_eq!(asked, asks);
            assert_eq!(next.map(|next| next.place), Some(first));
            assert!(!said.is_empty());
        }
    }
}

#[test]
fn a_remembered_caller_is_greeted_in_the_language_of_the_last_call() {
    let line = Line::small().remembering(ENGLISH, None);
    let (said, next, asked) = begin(&line, &line.remembered);
    let expected = ["ar phrase.other-language", "en phrase.welcome-back", "en phrase.main-menu"];
    assert_eq!(said[..3], expected);
    assert!(said.contains(&"en phrase.forget-help".to_owned()), "{said:?}");
    assert_eq!(asked, None);
    let next = next.expect("it goes on");
    assert_eq!((next.place, next.language), (Place::Main, Some(ENGLISH)));
}

#[test]
fn a_language_that_the_line_does_not_offer_is_not_remembered() {
    let line = Line::small().offering(&[ARABIC]).remembering(ENGLISH, None);
    let (said, next, _) = begin(&line, &line.remembered);
    assert_eq!(said[0], "ar phrase.welcome");
    assert_eq!(next.and_then(|next| next.language), Some(ARABIC));
}

#[test]
fn whoever_broke_off_in_guidance_may_go_on_there() {
    for (broke_off, resumes) in [
        ("113.documents", Some("resume.113.documents")),
        ("121", Some("resume.121")),
        ("121.fee", None),
        ("888", None),
        ("11", None),
    ] {
        let line = Line::small().able(PLAIN).remembering(ENGLISH, Some(broke_off));
        let (_, next, _) = begin(&line, &line.remembered);
        let expected = resumes.map_or(Place::Main, place);
        assert_eq!(next.map(|next| next.place), Some(expected), "{broke_off}");
    }
}
