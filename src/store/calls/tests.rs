use jiff::Timestamp;
use proptest::prelude::*;

use super::{CallSummary, in_order};
use crate::store::{Event, EventId, EventKind, Source};

fn event(source: Source, position: u16, second: i64, kind: EventKind) -> Event {
    Event {
        id: EventId {
            call: "CA1".to_owned(),
            source,
            position,
        },
        at: Timestamp::from_second(second).unwrap(),
        line: "main".to_owned(),
        edition: None,
        language: None,
        kind,
        place: None,
        key: None,
        outcome: None,
        seconds: None,
        caller: None,
        errand: None,
    }
}

fn turn(turn: u32, position: u16, second: i64, kind: EventKind) -> Event {
    event(Source::Turn { restart: 0, turn }, position, second, kind)
}

fn status(name: &str, second: i64, kind: EventKind) -> Event {
    let outcome = Some(name.to_owned());
    Event {
        outcome,
        ..event(Source::Status(name.to_owned()), 0, second, kind)
    }
}

fn at(place: &str, event: Event) -> Event {
    Event {
        place: Some(place.to_owned()),
        ..event
    }
}

/// A caller hears two services, one of them twice, and is told goodbye.
fn whole_call() -> Vec<Event> {
    let edition = Some("7".to_owned());
    let language = Some("ar".to_owned());
    vec![
        status("ringing", 99, EventKind::StatusReported),
        Event {
            edition,
            ..turn(0, 0, 100, EventKind::CallStarted)
        },
        Event {
            language,
            ..turn(1, 0, 104, EventKind::LanguageChosen)
        },
        at("main menu", turn(1, 1, 104, EventKind::PlaceEntered)),
        at("service 114", turn(2, 0, 110, EventKind::ServiceHeard)),
        at("service 114 fee", turn(3, 0, 120, EventKind::SectionHeard)),
        at("service 203", turn(4, 0, 130, EventKind::PlaceEntered)),
        at("service 203", turn(4, 1, 130, EventKind::ServiceHeard)),
        Event {
            outcome: Some("goodbye".to_owned()),
            ..turn(5, 0, 140, EventKind::CallEnded)
        },
        Event {
            seconds: Some(45),
            ..status("completed", 145, EventKind::CallEnded)
        },
    ]
}

fn summary(events: Vec<Event>) -> CallSummary {
    CallSummary::of(Timestamp::from_second(99).unwrap(), events).unwrap()
}

#[test]
fn a_call_is_summed_up_from_its_events() {
    let second = |second| Timestamp::from_second(second).unwrap();
    let expected = CallSummary {
        call: "CA1".to_owned(),
        line: "main".to_owned(),
        started_at: second(99),
        ended_at: Some(second(145)),
        last_at: second(145),
        language: Some("ar".to_owned()),
        edition: Some("7".to_owned()),
        last_place: Some("service 203".to_owned()),
        services: vec!["114".to_owned(), "203".to_owned()],
        turns: 6,
        seconds: Some(45),
        outcome: Some("goodbye".to_owned()),
    };
    assert_eq!(summary(whole_call()), expected);
}

#[test]
fn a_call_that_we_did_not_end_has_the_providers_outcome() {
    let events = vec![
        turn(0, 0, 100, EventKind::CallStarted),
        status("failed", 101, EventKind::CallEnded),
        status("in-progress", 102, EventKind::StatusReported),
    ];
    let summary = summary(events);
    assert_eq!(summary.outcome.as_deref(), Some("failed"));
    assert_eq!(summary.ended_at, Some(Timestamp::from_second(101).unwrap()));
}

#[test]
fn only_what_was_heard_counts_as_heard() {
    let entered = at("service 114", turn(0, 0, 100, EventKind::PlaceEntered));
    let elsewhere = at("main menu", turn(1, 0, 101, EventKind::ServiceHeard));
    assert!(summary(vec![entered, elsewhere]).services.is_empty());
}

#[test]
fn no_events_are_no_call() {
    assert_eq!(CallSummary::of(Timestamp::UNIX_EPOCH, Vec::new()), None);
}

#[test]
fn a_clock_set_back_does_not_reorder_turns() {
    let turns = vec![
        turn(0, 0, 100, EventKind::CallStarted),
        turn(1, 0, 90, EventKind::LanguageChosen),
        turn(2, 0, 101, EventKind::PlaceEntered),
    ];
    assert_eq!(in_order(turns.clone()), turns);
}

#[test]
fn a_call_that_began_again_goes_on_after_what_was_before() {
    let restarted = |turn, second, kind| event(Source::Turn { restart: 9, turn }, 0, second, kind);
    let way = vec![
        turn(0, 0, 100, EventKind::CallStarted),
        turn(1, 0, 110, EventKind::LanguageChosen),
        restarted(0, 120, EventKind::StateLost),
        restarted(1, 130, EventKind::LanguageChosen),
    ];
    let mut events = way.clone();
    events.reverse();
    assert_eq!(in_order(events.clone()), way);
    assert_eq!(summary(events).turns, 4);
}

proptest! {
    #[test]
    fn the_order_of_arrival_makes_no_difference(events in Just(whole_call()).prop_shuffle()) {
        prop_assert_eq!(in_order(events.clone()), whole_call());
        prop_assert_eq!(summary(events), summary(whole_call()));
    }
}
