//! Events, and calls looked up.

use sila::catalogue::{Code, EditionNumber};
use sila::dialogue::{CallStatus, EndReason, EventKind, Key};
use sila::store::{
    Appended, CallCounts, Cursor, Database, FindError, RecentCalls, RecordedEvent, Source,
    StoreError, TurnId, TurnLog, TurnRecord,
};

use super::super::{at_place, from, happened, malformed, place, second, status, turn};

pub async fn an_event_comes_back_as_it_was_given(store: &Database) {
    let call = "CA “one”, 'two'\n\\ صلة";
    let at = |kind, text: &str| RecordedEvent { kind, place: place(text) };
    let full = TurnRecord {
        id: TurnId {
            call: call.to_owned(),
            source: Source::Turn { restart: u32::MAX, turn: u32::MAX },
        },
        at: "2026-11-23T18:14:37.123456Z".parse().unwrap(),
        line: "الخط".to_owned(),
        edition: Some(EditionNumber::new(u32::MAX)),
        language: Some("ar".to_owned()),
        place: place("section.114.fee"),
        events: vec![
            at(EventKind::Rated { useful: true }, "useful.111"),
            at(EventKind::NoMatch { key: Some(Key::Hash) }, "section.114.fee"),
            at(EventKind::SpeechMatched { services: 4 }, "main"),
            at(EventKind::CallEnded(EndReason::GaveUp), "section.114.fee"),
        ],
        caller: None,
        jobs: Vec::new(),
    };
    let reported =
        EventKind::StatusReported { status: CallStatus::InProgress, seconds: Some(u32::MAX) };
    let bare = TurnRecord {
        id: TurnId { source: Source::Status("in-progress".to_owned()), ..full.id.clone() },
        at: "1969-12-31T23:59:59.999999Z".parse().unwrap(),
        edition: None,
        language: None,
        place: None,
        ..full.clone()
    };
    let bare = happened(reported, bare);
    store.append(&[full.clone(), bare.clone()]).await.unwrap();
    assert_eq!(store.call_events(call).await.unwrap(), [bare, full]);
}

pub async fn a_retried_turn_is_recorded_once(store: &Database) {
    let events = [turn("CA1", 1), turn("CA1", 2)];
    assert_eq!(store.append(&events).await.unwrap(), Appended { new: 2, repeated: 0 });
    let later = TurnRecord { at: second(2000), ..turn("CA1", 2) };
    let retried = [later, turn("CA1", 3)];
    assert_eq!(store.append(&retried).await.unwrap(), Appended { new: 1, repeated: 1 });
    let way = store.call_events("CA1").await.unwrap();
    assert_eq!(way, [turn("CA1", 1), turn("CA1", 2), turn("CA1", 3)]);
}

pub async fn the_same_turn_twice_at_once_is_recorded_once(store: &Database) {
    let (one, other) = ([turn("CA1", 1)], [turn("CA1", 1)]);
    let (one, other) = tokio::join!(store.append(&one), store.append(&other));
    assert_eq!(one.unwrap().new + other.unwrap().new, 1);
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 1);
}

pub async fn a_status_is_recorded_once_however_often_it_comes(store: &Database) {
    let completed = status("CA1", "completed", 1010);
    store.append(&[completed.clone(), completed.clone()]).await.unwrap();
    let again = TurnRecord { at: second(1020), ..completed.clone() };
    assert_eq!(store.append(&[again]).await.unwrap(), Appended { new: 0, repeated: 1 });
    assert_eq!(store.call_events("CA1").await.unwrap(), [completed]);
}

pub async fn a_late_status_does_not_undo_the_end(store: &Database) {
    let reported = |status, seconds| EventKind::StatusReported { status, seconds };
    let ended =
        happened(reported(CallStatus::Completed, Some(12)), status("CA1", "completed", 1012));
    let late = happened(reported(CallStatus::Ringing, None), status("CA1", "ringing", 1013));
    store.append(&[turn("CA1", 0)]).await.unwrap();
    store.append(&[ended]).await.unwrap();
    store.append(&[late]).await.unwrap();
    let calls = store.recent(&RecentCalls::newest(10)).await.unwrap();
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].ended_at, Some(second(1012)));
    assert_eq!(calls[0].outcome, Some("completed"));
    assert_eq!(calls[0].seconds, Some(12));
}

pub async fn a_batch_is_written_whole_or_not_at_all(store: &Database) {
    let refused = store.append(&[turn("CA1", 0), malformed("CA2")]).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    assert!(store.call_events("CA1").await.unwrap().is_empty());
    assert!(store.recent(&RecentCalls::newest(10)).await.unwrap().is_empty());
    store.append(&[turn("CA1", 0)]).await.unwrap();
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 1);
}

pub async fn a_call_is_told_in_order(store: &Database) {
    let way = [turn("CA1", 0), turn("CA1", 1), status("CA1", "completed", 1002)];
    for event in way.iter().rev() {
        store.append(&[event.clone(), turn("CA2", 0)]).await.unwrap();
    }
    assert_eq!(store.call_events("CA1").await.unwrap(), way);
    assert!(store.call_events("CA3").await.unwrap().is_empty());
}

pub async fn calls_are_listed_newest_first_page_by_page(store: &Database) {
    // Several calls start at the same moment, and a page ends between them.
    let started = [("CA1", 10), ("CA2", 20), ("CA3", 20), ("CA4", 20), ("CA5", 30)];
    let events = started.map(|(call, at)| from(call, Source::Turn { restart: 0, turn: 0 }, at));
    store.append(&events).await.unwrap();
    let mut listed = Vec::new();
    let mut query = RecentCalls::newest(2);
    loop {
        let page = store.recent(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.after = Some(last.cursor());
        listed.push(page.into_iter().map(|call| call.call).collect::<Vec<_>>());
    }
    assert_eq!(listed, [vec!["CA5", "CA4"], vec!["CA3", "CA2"], vec!["CA1"]]);
}

pub async fn calls_to_one_line_are_listed_alone(store: &Database) {
    let other = |call| TurnRecord { line: "test".to_owned(), ..turn(call, 0) };
    store.append(&[turn("CA1", 0), other("CA2"), turn("CA3", 0), other("CA4")]).await.unwrap();
    let mut query = RecentCalls { line: Some("test".to_owned()), ..RecentCalls::newest(1) };
    let page = store.recent(&query).await.unwrap();
    assert_eq!(page[0].call, "CA4");
    assert_eq!(page[0].line, "test");
    query.after = Some(Cursor { started_at: page[0].started_at, call: page[0].call.clone() });
    assert_eq!(store.recent(&query).await.unwrap()[0].call, "CA2");
}

pub async fn an_event_from_before_moves_the_start(store: &Database) {
    store.append(&[turn("CA1", 0), turn("CA2", 1)]).await.unwrap();
    store.append(&[status("CA2", "ringing", 900), turn("CA1", 5)]).await.unwrap();
    let calls = store.recent(&RecentCalls::newest(10)).await.unwrap();
    let starts: Vec<_> = calls.iter().map(|call| (call.call.as_str(), call.started_at)).collect();
    assert_eq!(starts, [("CA1", second(1000)), ("CA2", second(900))]);
}

pub async fn a_call_is_found_by_the_beginning_of_its_id(store: &Database) {
    let calls = ["CA1", "CA1a", "CA1b", "CA2x", "CB1", "CB2", "CB3", "CB4", "CB5", "CB6"];
    store.append(&calls.map(|call| turn(call, 0))).await.unwrap();
    assert_eq!(store.find("CA2").await.unwrap(), "CA2x");
    assert_eq!(store.find("CA1").await.unwrap(), "CA1", "a whole id means that call");
    let Err(FindError::Ambiguous { candidates, more, .. }) = store.find("CA").await else {
        panic!("CA is the beginning of several");
    };
    assert_eq!((candidates.len(), more), (4, false));
    let several = store.find("CB").await.unwrap_err().to_string();
    assert!(several.contains("CB1, CB2, CB3, CB4, CB5 and more"), "{several}");
    assert!(matches!(store.find("CC").await, Err(FindError::Unknown { .. })));
}

pub async fn a_beginning_is_taken_letter_by_letter(store: &Database) {
    let calls = ["a_b", "a%b", "a*b", "axb", "صلة"];
    store.append(&calls.map(|call| turn(call, 0))).await.unwrap();
    for (prefix, call) in [("a_", "a_b"), ("a%", "a%b"), ("a*", "a*b"), ("صل", "صلة")] {
        assert_eq!(store.find(prefix).await.unwrap(), call);
    }
    assert!(store.find("A").await.is_err(), "capital and small letters differ");
}

pub async fn a_null_character_costs_no_more_than_itself(store: &Database) {
    let record = TurnRecord { language: Some("a\0b".to_owned()), ..turn("CA\0", 0) };
    store.append(&[record, turn("CA1", 0)]).await.unwrap();
    let way = store.call_events("CA\0").await.unwrap();
    assert_eq!(way.len(), 1);
    let language = way[0].language.as_deref().unwrap();
    assert!(["a\0b", "a\u{fffd}b"].contains(&language), "{language:?}");
    assert_eq!(store.find("CA\0").await.unwrap(), way[0].id.call);
}

pub async fn events_of_the_same_calls_come_from_many_at_once(store: &Database) {
    // Each writes the calls in another order, so that whoever locks them as they come waits for ever.
    let batch = |number: u32| -> Vec<TurnRecord> {
        let mut calls: Vec<u32> = (0..20).collect();
        calls.rotate_left(usize::try_from(number * 7 % 20).unwrap());
        calls.into_iter().map(|call| turn(&format!("CA{call}"), number)).collect()
    };
    let batches: Vec<_> = (0..16).map(batch).collect();
    let (one, other) = batches.split_at(8);
    let write = async |batches: &[Vec<TurnRecord>]| {
        for batch in batches {
            store.append(batch).await.unwrap();
        }
    };
    tokio::join!(write(one), write(other), write(&batches), write(&batches[4..12]));
    for call in 0..20 {
        let way = store.call_events(&format!("CA{call}")).await.unwrap();
        assert_eq!(way.len(), 16);
    }
}

fn at(call: &str, turn_number: u32, place: &str, time: i64) -> TurnRecord {
    TurnRecord { at: second(time), ..at_place(place, turn(call, turn_number)) }
}

pub async fn calls_are_counted_by_the_places_that_they_heard(store: &Database) {
    let events = [
        at("CA1", 0, "main", 1000),
        at("CA1", 1, "service.114", 1001),
        at("CA1", 2, "service.114", 1002),
        at("CA2", 0, "main", 2000),
        // It began before, so that all of it counts as before.
        at("CA0", 0, "main", 500),
        at("CA0", 1, "service.114", 1500),
    ];
    store.append(&events).await.unwrap();
    let counted = store.heard_since(second(1000)).await.unwrap();
    assert_eq!(counted, [(place("main").unwrap(), 2), (place("service.114").unwrap(), 1)]);
    assert!(store.heard_since(second(3000)).await.unwrap().is_empty());
}

pub async fn calls_of_some_time_are_counted_with_the_services_that_they_came_to(store: &Database) {
    let events = [
        at("CA0", 0, "service.114", 999),
        at("CA1", 0, "main", 1000),
        at("CA1", 1, "service.114", 1001),
        at("CA1", 2, "section.114.fee", 1002),
        at("CA1", 3, "service.115", 2001),
        at("CA2", 0, "section.114.fee", 1999),
        at("CA3", 0, "service.114", 2000),
    ];
    store.append(&events).await.unwrap();
    let counts = store.call_counts(second(1000), second(2000)).await.unwrap();
    let service = |code, calls| (Code::parse(code).unwrap(), calls);
    let services = vec![service("114", 2), service("115", 1)];
    assert_eq!(counts, CallCounts { calls: 2, services });
    assert_eq!(store.call_counts(second(3000), second(4000)).await.unwrap(), CallCounts::default());
}

pub async fn calls_in_progress_are_counted_by_their_latest_edition(store: &Database) {
    let on = |call: &str, turn_number: u32, edition: u32, time: i64| TurnRecord {
        at: second(time),
        edition: Some(EditionNumber::new(edition)),
        ..turn(call, turn_number)
    };
    let completed = EventKind::StatusReported { status: CallStatus::Completed, seconds: None };
    let ended = |call: &str| happened(completed, status(call, "completed", 1010));
    let events = [
        on("CA1", 0, 1, 1000),
        on("CA2", 0, 1, 1000),
        on("CA2", 1, 2, 1001),
        on("CA3", 0, 2, 1000),
        on("CA4", 0, 2, 1000),
        ended("CA4"),
        // Nothing was heard of it for long.
        on("CA5", 0, 1, 10),
    ];
    store.append(&events).await.unwrap();
    let counted = store.in_progress(second(900)).await.unwrap();
    assert_eq!(counted, [(EditionNumber::new(1), 1), (EditionNumber::new(2), 2)]);
}
