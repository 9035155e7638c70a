//! Calls summed up from their records.

use jiff::Timestamp;
use proptest::prelude::*;
use sila::catalogue::{Code, EditionNumber};
use sila::dialogue::{CallStatus, EndReason, EventKind, RecordedPlace};
use sila::store::{CallSummary, RecordedEvent, Source, TurnId, TurnRecord, in_order};

fn record(source: Source, second: i64, kinds: &[EventKind]) -> TurnRecord {
    let event = |kind: &EventKind| RecordedEvent { kind: *kind, place: None };
    TurnRecord {
        id: TurnId { call: "CA1".to_owned(), source },
        at: Timestamp::from_second(second).unwrap(),
        line: "main".to_owned(),
        edition: None,
        language: None,
        place: None,
        events: kinds.iter().map(event).collect(),
        caller: None,
        jobs: Vec::new(),
    }
}

fn turn(turn: u32, second: i64, kinds: &[EventKind]) -> TurnRecord {
    record(Source::Turn { restart: 0, turn }, second, kinds)
}

fn status(status: CallStatus, seconds: Option<u32>, second: i64) -> TurnRecord {
    let source = Source::Status(status.name().to_owned());
    record(source, second, &[EventKind::StatusReported { status, seconds }])
}

fn at(place: &str, mut record: TurnRecord) -> TurnRecord {
    record.place = RecordedPlace::parse(place);
    for event in &mut record.events {
        event.place = record.place;
    }
    record
}

const ENTERED: EventKind = EventKind::PlaceEntered { key: None };
const CHOSEN: EventKind = EventKind::LanguageChosen { key: None };

/// A caller hears two services, one of them twice, and is told goodbye.
fn whole_call() -> Vec<TurnRecord> {
    vec![
        status(CallStatus::Ringing, None, 99),
        TurnRecord {
            edition: Some(EditionNumber::new(7)),
            ..turn(0, 100, &[EventKind::CallStarted])
        },
        TurnRecord {
            language: Some("ar".to_owned()),
            ..at("main", turn(1, 104, &[CHOSEN, ENTERED]))
        },
        at("service.114", turn(2, 110, &[EventKind::ServiceHeard])),
        at("section.114.fee", turn(3, 120, &[EventKind::ServiceHeard])),
        at("service.213", turn(4, 130, &[ENTERED, EventKind::ServiceHeard])),
        turn(5, 140, &[EventKind::CallEnded(EndReason::GaveUp)]),
        status(CallStatus::Completed, Some(45), 145),
    ]
}

fn summary(records: Vec<TurnRecord>) -> CallSummary {
    CallSummary::of(Timestamp::from_second(99).unwrap(), records).unwrap()
}

#[test]
fn a_call_is_summed_up_from_its_records() {
    let second = |second| Timestamp::from_second(second).unwrap();
    let expected = CallSummary {
        call: "CA1".to_owned(),
        line: "main".to_owned(),
        started_at: second(99),
        ended_at: Some(second(145)),
        last_at: second(145),
        language: Some("ar".to_owned()),
        edition: Some(EditionNumber::new(7)),
        last_place: RecordedPlace::parse("service.213"),
        services: ["114", "213"].map(|code| Code::parse(code).unwrap()).into(),
        turns: 6,
        seconds: Some(45),
        outcome: Some("gave-up"),
    };
    assert_eq!(summary(whole_call()), expected);
}

#[test]
fn a_call_that_we_did_not_end_has_the_providers_outcome() {
    let records = vec![
        turn(0, 100, &[EventKind::CallStarted]),
        status(CallStatus::Failed, None, 101),
        status(CallStatus::InProgress, None, 102),
    ];
    let summary = summary(records);
    assert_eq!(summary.outcome, Some("failed"));
    assert_eq!(summary.ended_at, Some(Timestamp::from_second(101).unwrap()));
}

#[test]
fn only_what_was_heard_counts_as_heard() {
    let entered = at("service.114", turn(0, 100, &[ENTERED]));
    let elsewhere = at("main", turn(1, 101, &[EventKind::ServiceHeard]));
    assert!(summary(vec![entered, elsewhere]).services.is_empty());
}

#[test]
fn no_records_are_no_call() {
    assert_eq!(CallSummary::of(Timestamp::UNIX_EPOCH, Vec::new()), None);
}

#[test]
fn a_clock_set_back_does_not_reorder_turns() {
    let turns = vec![
        turn(0, 100, &[EventKind::CallStarted]),
        turn(1, 90, &[CHOSEN]),
        turn(2, 101, &[ENTERED]),
    ];
    assert_eq!(in_order(turns.clone()), turns);
}

#[test]
fn a_call_that_began_again_goes_on_after_what_was_before() {
    let restarted = |turn, second, kind| record(Source::Turn { restart: 9, turn }, second, &[kind]);
    let way = vec![
        turn(0, 100, &[EventKind::CallStarted]),
        turn(1, 110, &[CHOSEN]),
        restarted(0, 120, EventKind::StateLost),
        restarted(1, 130, CHOSEN),
    ];
    let mut records = way.clone();
    records.reverse();
    assert_eq!(in_order(records.clone()), way);
    assert_eq!(summary(records).turns, 4);
}

proptest! {
    #[test]
    fn the_order_of_arrival_makes_no_difference(records in Just(whole_call()).prop_shuffle()) {
        prop_assert_eq!(in_order(records.clone()), whole_call());
        prop_assert_eq!(summary(records), summary(whole_call()));
    }
}
