//! Calls, removed by age and with their callers.

use jiff::{SignedDuration, Timestamp};
use sila::store::{
    Database, Erased, RecentCalls, Retained, RetentionOptions, Source, StoreError, TurnLog,
    TurnRecord,
};

use super::super::{by, from, second, status};
use super::notices::notice;
use super::{SOMEBODY, SOMEBODY_ELSE};

fn at_turn(call: &str, turn: u32, at: i64) -> TurnRecord {
    from(call, Source::Turn { restart: 0, turn }, at)
}

/// The first event of somebody's call.
fn begun(call: &str, at: i64, caller: &str) -> TurnRecord {
    TurnRecord { caller: Some(caller.to_owned()), jobs: Vec::new(), ..at_turn(call, 0, at) }
}

async fn calls(store: &Database) -> Vec<String> {
    let calls = store.recent(&RecentCalls::newest(500)).await.unwrap();
    let mut calls: Vec<_> = calls.into_iter().map(|call| call.call).collect();
    calls.sort();
    calls
}

pub fn days_after(at: i64, days: i64) -> Timestamp {
    second(at) + SignedDuration::from_hours(24 * days)
}

pub async fn calls_are_removed_with_their_events_when_all_of_them_is_old(store: &Database) {
    let events = [
        at_turn("CA1", 0, 100),
        at_turn("CA1", 1, 110),
        at_turn("CA2", 0, 120),
        // Begun before, and still going on.
        at_turn("CA3", 0, 130),
        at_turn("CA3", 1, 200),
        at_turn("CA4", 0, 200),
    ];
    store.append(&events).await.unwrap();
    let removed = store.remove_calls(second(200)).await.unwrap();
    assert_eq!(removed, Erased { calls: 2, turns: 3, ..Erased::default() });
    assert_eq!(calls(store).await, ["CA3", "CA4"]);
    assert!(store.call_events("CA1").await.unwrap().is_empty());
    assert_eq!(store.call_events("CA3").await.unwrap().len(), 2);
    assert_eq!(store.remove_calls(second(200)).await.unwrap(), Erased::default());
    // A report that comes when its call is gone is kept as if it were all of the call, and goes as well.
    store.append(&[status("CA1", "completed", 111)]).await.unwrap();
    let removed = store.remove_calls(second(200)).await.unwrap();
    assert_eq!(removed, Erased { calls: 1, turns: 1, ..Erased::default() });
}

pub async fn more_calls_than_one_piece_holds_are_removed(store: &Database) {
    let events: Vec<TurnRecord> =
        (0..1203).map(|call| begun(&format!("CA{call:04}"), call, SOMEBODY)).collect();
    store.append(&events).await.unwrap();
    let removed = store.remove_calls(second(600)).await.unwrap();
    assert_eq!(removed, Erased { calls: 600, turns: 600, ..Erased::default() });
    assert_eq!(store.unlink_callers(second(700)).await.unwrap(), 100);
    let removed = store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap();
    assert_eq!(removed, Erased { calls: 503, turns: 503, ..Erased::default() });
    assert_eq!(calls(store).await.len(), 100);
}

pub async fn a_call_is_nobodys_after_a_while(store: &Database) {
    let events = [begun("CA1", 100, SOMEBODY), begun("CA2", 200, SOMEBODY)];
    store.append(&events).await.unwrap();
    assert_eq!(store.unlink_callers(second(200)).await.unwrap(), 1);
    assert_eq!(store.unlink_callers(second(200)).await.unwrap(), 0);
    let removed = store.forget(SOMEBODY, by("Huda", second(300))).await.unwrap();
    assert_eq!(removed.calls, 1);
    assert_eq!(calls(store).await, ["CA1"]);
}

pub async fn a_forgotten_callers_calls_are_gone_and_nobody_elses(store: &Database) {
    let events = [
        begun("CA1", 100, SOMEBODY),
        at_turn("CA1", 1, 101),
        begun("CA2", 110, SOMEBODY_ELSE),
        at_turn("CA3", 0, 120),
        begun("CA4", 130, SOMEBODY),
    ];
    store.append(&events).await.unwrap();
    let removed = store.forget(SOMEBODY, by("Huda", second(200))).await.unwrap();
    assert_eq!(removed, Erased { calls: 2, turns: 3, ..Erased::default() });
    assert_eq!(calls(store).await, ["CA2", "CA3"]);
    let again = store.forget(SOMEBODY, by("Huda", second(201))).await.unwrap();
    assert_eq!(again, Erased::default());
}

pub async fn what_comes_late_of_a_forgotten_caller_is_removed(store: &Database) {
    store.forget(SOMEBODY, by("Huda", second(200))).await.unwrap();
    let late =
        [begun("CA1", 150, SOMEBODY), at_turn("CA1", 1, 151), begun("CA2", 150, SOMEBODY_ELSE)];
    store.append(&late).await.unwrap();
    let removed = store.erase_forgotten(second(300)).await.unwrap();
    assert_eq!(removed, Erased { calls: 1, turns: 2, ..Erased::default() });
    assert_eq!(calls(store).await, ["CA2"]);
}

pub async fn a_forgotten_caller_who_calls_again_is_a_new_one(store: &Database) {
    store.forget(SOMEBODY, by("Huda", second(200))).await.unwrap();
    store.append(&[begun("CA1", 201, SOMEBODY)]).await.unwrap();
    let removed = store.erase_forgotten(second(300)).await.unwrap();
    assert_eq!(removed, Erased::default());
    assert_eq!(calls(store).await, ["CA1"]);
    // With a clock that was set back meanwhile, being forgotten reaches no less far than before.
    store.forget(SOMEBODY, by("Huda", second(100))).await.unwrap();
    assert!(calls(store).await.is_empty());
    store.append(&[begun("CA2", 200, SOMEBODY)]).await.unwrap();
    let removed = store.erase_forgotten(second(300)).await.unwrap();
    assert_eq!(removed.calls, 1);
}

pub async fn the_rest_of_a_forgotten_call_is_removed(store: &Database) {
    let events = [begun("CA1", 100, SOMEBODY), at_turn("CA1", 1, 101)];
    store.append(&events).await.unwrap();
    store.forget(SOMEBODY, by("Huda", second(102))).await.unwrap();
    // The call goes on, and nothing in the rest of it says whose it is.
    let rest = [at_turn("CA1", 2, 103), status("CA1", "completed", 104)];
    store.append(&rest).await.unwrap();
    let removed = store.erase_forgotten(second(200)).await.unwrap();
    assert_eq!(removed, Erased { calls: 1, turns: 2, ..Erased::default() });
    assert!(calls(store).await.is_empty());
}

pub async fn a_clock_that_was_set_back_removes_nothing(store: &Database) {
    let events = [begun("CA1", 1_000_000, SOMEBODY), at_turn("CA1", 1, 1_000_001)];
    store.append(&events).await.unwrap();
    let options = RetentionOptions {
        calls_days: 1,
        callers_days: 1,
        editions_days: 1,
        notices_days: 1,
        inquiries_days: 1,
        texts_days: 1,
        unheard_days: 1,
        wishes_days: 1,
        sessions_days: 1,
    };
    for now in [second(1_000_010), second(0), Timestamp::MIN] {
        assert_eq!(
            store.apply_retention(&options, now).await.unwrap(),
            Retained::default(),
            "{now}"
        );
    }
    // In the middle of a call: what happened after the step looks older than it is.
    store.append(&[at_turn("CA1", 2, 10)]).await.unwrap();
    let now = days_after(1_000_000, 1);
    assert_eq!(store.apply_retention(&options, now).await.unwrap().old, Erased::default());
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 3);
}

pub async fn a_round_keeps_for_ever_what_it_is_told_to(store: &Database) {
    let events = [begun("CA1", 100, SOMEBODY), begun("CA2", 101, SOMEBODY)];
    store.append(&events).await.unwrap();
    for until in [100, 101] {
        let notice = notice("a storm", 90, until);
        let added = store.add_notice(&notice, by("Huda", second(90))).await;
        added.unwrap();
    }
    let mut options = RetentionOptions {
        calls_days: 0,
        callers_days: 0,
        editions_days: 0,
        notices_days: 0,
        inquiries_days: 0,
        texts_days: 0,
        unheard_days: 0,
        wishes_days: 0,
        sessions_days: 0,
    };
    let now = days_after(101, 100);
    let round =
        async |options: &RetentionOptions| store.apply_retention(options, now).await.unwrap();
    assert_eq!(round(&options).await, Retained::default());
    options.notices_days = 100;
    assert_eq!(round(&options).await.notices, 1);
    options.callers_days = 100;
    assert_eq!(round(&options).await.unlinked, 1, "the one from a second before");
    options.calls_days = 100;
    assert_eq!(round(&options).await.old.calls, 1);
    assert_eq!(calls(store).await, ["CA2"]);
}

pub async fn a_forgotten_caller_is_not_looked_for_for_ever(store: &Database) {
    store.append(&[begun("CA1", 100, SOMEBODY)]).await.unwrap();
    store.forget(SOMEBODY, by("Huda", second(200))).await.unwrap();
    let options = RetentionOptions::default();
    store.apply_retention(&options, days_after(200, 90)).await.unwrap();
    let late = begun("CA2", 150, SOMEBODY);
    store.append(&[late]).await.unwrap();
    assert_eq!(store.erase_forgotten(days_after(200, 90)).await.unwrap().calls, 1);
    store.apply_retention(&options, days_after(200, 91)).await.unwrap();
    let never = begun("CA3", 150, SOMEBODY);
    let again: Result<_, StoreError> = store.append(&[at_turn("CA1", 1, 101), never]).await;
    again.unwrap();
    let removed = store.erase_forgotten(days_after(200, 91)).await.unwrap();
    assert_eq!(removed, Erased::default(), "nor are its calls");
}
