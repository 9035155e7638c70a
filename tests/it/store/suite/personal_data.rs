//! Questions and messages of callers, removed by age and with their callers.

use jiff::{SignedDuration, Timestamp};
use sila::store::{
    Database, InquiryQuery, NewJob, Retained, RetentionOptions, TextQuery, TurnLog, TurnRecord,
};

use super::super::{by, second, turn, unheard_words};
use super::fetching::{asked_without, reported};
use super::inquiries::{REFERENCE, asked, continued, one};
use super::texts::wanted;
use super::{SOMEBODY, SOMEBODY_ELSE};

fn of(caller: &str, event: TurnRecord) -> TurnRecord {
    TurnRecord { caller: Some(caller.to_owned()), ..event }
}

fn wish(call: &str, number: u32) -> TurnRecord {
    TurnRecord { jobs: vec![NewJob::ForgetLanguage], ..turn(call, number) }
}

async fn references(store: &Database) -> Vec<String> {
    let listed = store.inquiries(&InquiryQuery::newest(500)).await.unwrap();
    let mut listed: Vec<_> = listed.into_iter().map(|found| found.reference).collect();
    listed.sort();
    listed
}

async fn texts(store: &Database) -> usize {
    store.texts(&TextQuery::newest(500)).await.unwrap().len()
}

/// Addresses of the recordings that are to be deleted, sorted.
async fn to_delete(store: &Database, now: i64) -> Vec<String> {
    let claim = store.claim_deletions(second(now), second(now), 500);
    let claimed = claim.await.unwrap().into_iter();
    let mut recordings: Vec<_> = claimed.map(|deletion| deletion.recording).collect();
    recordings.sort();
    recordings
}

fn days_after(at: i64, days: i64) -> Timestamp {
    second(at) + SignedDuration::from_hours(24 * days)
}

pub async fn what_a_forgotten_caller_left_is_gone_and_nobody_elses(store: &Database) {
    let events = [
        of(SOMEBODY, asked("CA1", "11")),
        of(SOMEBODY, continued("CA1", "11", 6)),
        of(SOMEBODY, asked("CA2", "22")),
        of(SOMEBODY, wanted("CA2", 5)),
        of(SOMEBODY, wish("CA2", 6)),
        of(SOMEBODY_ELSE, asked("CA3", "33")),
        of(SOMEBODY_ELSE, wanted("CA3", 5)),
        of(SOMEBODY_ELSE, wish("CA3", 6)),
    ];
    store.append(&events).await.unwrap();
    store.answer("11", "yes", by("Huda", second(1500))).await.unwrap();
    let claim = store.claim_recordings(second(1500), second(9000), 10);
    let claimed = claim.await.unwrap();
    let kept = store.keep_recording(claimed[0].id, b"wav", 2.0, second(1501));
    assert!(kept.await.unwrap());
    let sending = store.claim_texts(second(1500), second(9000), 10);
    let sending = sending.await.unwrap();

    let erased = store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap();
    let erased = (erased.calls, erased.inquiries, erased.texts, erased.wishes);
    assert_eq!(erased, (2, 2, 1, 1));
    assert_eq!(references(store).await, ["33"]);
    assert_eq!(texts(store).await, 1);
    assert_eq!(store.recording(claimed[0].id).await.unwrap(), None);
    // What the provider has is deleted there, whether it had been fetched or not.
    assert_eq!(
        to_delete(store, 3000).await,
        [
            "https://provider.example/CA1/11",
            "https://provider.example/CA1/11/6",
            "https://provider.example/CA2/22"
        ]
    );
    // Somebody was in the middle of it.
    let late = store.keep_recording(claimed[1].id, b"wav", 2.0, second(2001));
    assert!(!late.await.unwrap());
    assert_eq!(store.recording(claimed[1].id).await.unwrap(), None);
    for text in sending {
        store.text_sent(&text.key, Some("SM1"), second(2001)).await.unwrap();
    }
    assert_eq!(texts(store).await, 1);
    // A new caller is known again, and the other still does not want to be.
    let again = [of(SOMEBODY, turn("CB1", 2000)), of(SOMEBODY_ELSE, turn("CB2", 2000))];
    store.append(&again).await.unwrap();
    let known = async |caller| {
        let last = store.remembered(caller, second(0), "CB9").await;
        last.unwrap().last.is_some()
    };
    assert!(known(SOMEBODY).await);
    assert!(!known(SOMEBODY_ELSE).await);
}

pub async fn what_comes_late_of_a_forgotten_caller_is_not_taken_on(store: &Database) {
    store.append(&[of(SOMEBODY, turn("CA1", 0))]).await.unwrap();
    store.forget(SOMEBODY, by("Huda", second(1500))).await.unwrap();
    let late = [
        // The rest of a call that is forgotten, and a call of which nothing had come.
        asked("CA1", "11"),
        of(SOMEBODY, wanted("CA1", 900)),
        of(SOMEBODY, wish("CA1", 901)),
        of(SOMEBODY, asked("CA2", "22")),
        of(SOMEBODY, wanted("CA2", 5)),
        of(SOMEBODY, wish("CA2", 6)),
    ];
    store.append(&late).await.unwrap();
    assert!(references(store).await.is_empty());
    assert_eq!(texts(store).await, 0);
    let expected = ["https://provider.example/CA1/11", "https://provider.example/CA2/22"];
    assert_eq!(to_delete(store, 3000).await, expected);
    let erased = store.erase_forgotten(second(3000)).await.unwrap();
    assert_eq!((erased.calls, erased.turns), (2, 6));
    store.append(&[of(SOMEBODY, turn("CB1", 2000))]).await.unwrap();
    let last = store.remembered(SOMEBODY, second(0), "CB9").await;
    assert!(last.unwrap().last.is_some(), "no wish has come of it");
}

pub async fn what_is_known_only_late_to_be_of_a_forgotten_caller_is_removed(store: &Database) {
    store.forget(SOMEBODY, by("Huda", second(1500))).await.unwrap();
    // From another server than the beginning of the call, which says whose it is.
    let nobodys = [asked("CA1", "11"), wanted("CA1", 5)];
    let nobodys = nobodys.map(|event| TurnRecord { caller: None, ..event });
    store.append(&nobodys).await.unwrap();
    assert_eq!(references(store).await, ["11"]);
    store.append(&[of(SOMEBODY, turn("CA1", 0))]).await.unwrap();
    let erased = store.erase_forgotten(second(3000)).await.unwrap();
    assert_eq!((erased.inquiries, erased.texts), (1, 1));
    assert!(references(store).await.is_empty());
    assert_eq!(texts(store).await, 0);
    assert_eq!(to_delete(store, 3000).await, ["https://provider.example/CA1/11"]);
}

pub async fn what_is_let_go_does_not_come_back_with_its_event(store: &Database) {
    let unheard = TurnRecord { jobs: vec![unheard_words("parking")], ..turn("CA1", 7) };
    let events = [asked("CA1", REFERENCE), wanted("CA1", 5), unheard];
    store.append(&events).await.unwrap();
    store.close_inquiry(REFERENCE, None, by("Huda", second(1100))).await.unwrap();
    for removed in [
        store.remove_inquiries(second(2000)).await.unwrap(),
        store.remove_texts(second(2000)).await.unwrap(),
        store.remove_unheard(second(2000)).await.unwrap(),
    ] {
        assert_eq!(removed, 1);
    }
    store.append(&events).await.unwrap();
    assert!(references(store).await.is_empty());
    assert_eq!(texts(store).await, 0);
    assert!(store.unheard(second(0), 10).await.unwrap().is_empty());
}

pub async fn what_callers_left_is_kept_for_so_many_days(store: &Database) {
    let unheard = TurnRecord { jobs: vec![unheard_words("parking")], ..turn("CA1", 0) };
    let events = [
        of(SOMEBODY, asked("CA1", "open")),
        of(SOMEBODY, asked("CA2", "closed")),
        wanted("CA3", 4),
        unheard,
    ];
    store.append(&events).await.unwrap();
    let claim = store.claim_recordings(second(1500), second(1500), 1);
    let id = claim.await.unwrap()[0].id;
    let kept = store.keep_recording(id, b"wav", 2.0, second(1501));
    assert!(kept.await.unwrap());
    let closed_at = days_after(1004, 50);
    store.close_inquiry("closed", None, by("Huda", closed_at)).await.unwrap();
    let options = RetentionOptions::default();
    let round = async |now| {
        let kept = store.apply_retention(&options, now).await.unwrap();
        (kept.cleared, kept.inquiries, kept.texts, kept.unheard)
    };
    assert_eq!(round(days_after(1004, 30)).await, (0, 0, 0, 0));
    assert_eq!(round(days_after(1005, 30)).await, (0, 0, 1, 0));
    assert_eq!(round(days_after(1004, 90)).await, (0, 0, 0, 0));
    assert!(one(store, "open").await.number.is_some());
    assert!(store.recording(id).await.unwrap().is_some());
    assert_eq!(round(days_after(1005, 90)).await, (2, 0, 0, 0));
    assert_eq!(references(store).await, ["closed", "open"]);
    assert_eq!(one(store, "open").await.number, None);
    assert_eq!(store.recording(id).await.unwrap(), None);
    let fetch = store.claim_recordings(days_after(1005, 90), second(1), 10);
    assert!(fetch.await.unwrap().is_empty());
    assert_eq!(to_delete(store, 9_000_000).await.len(), 2);
    assert_eq!(round(days_after(1004, 140)).await, (0, 0, 0, 0));
    assert_eq!(round(days_after(1005, 140)).await, (0, 1, 0, 0));
    assert_eq!(references(store).await, ["open"]);
    assert_eq!(round(days_after(1000, 180)).await, (0, 0, 0, 0));
    assert_eq!(round(days_after(1001, 180)).await, (0, 0, 0, 1));
    // It stays open when its call is long gone.
    assert_eq!(round(days_after(1004, 5000)).await, (0, 0, 0, 0));
    let open = one(store, "open").await;
    assert_eq!(open.call, None);
    let status = store.inquiry_status("open", Some(SOMEBODY)).await;
    assert!(status.unwrap().is_some());
}

pub async fn calls_are_kept_while_personal_data_remains(store: &Database) {
    let events = [
        of(SOMEBODY, asked("CA1", "11")),
        of(SOMEBODY, wanted("CA2", 4)),
        of(SOMEBODY, turn("CA3", 4)),
    ];
    store.append(&events).await.unwrap();
    let options = RetentionOptions {
        calls_days: 2,
        callers_days: 1,
        inquiries_days: 9,
        texts_days: 9,
        ..RetentionOptions::default()
    };
    let kept = store.apply_retention(&options, days_after(1005, 8)).await.unwrap();
    assert_eq!((kept.old.calls, kept.unlinked), (1, 0), "the third alone");
    let calls = store.starting_with("CA", 9).await.unwrap();
    assert_eq!(calls, ["CA1", "CA2"]);
    store.close_inquiry("11", None, by("Huda", days_after(1005, 8))).await.unwrap();
    let kept = store.apply_retention(&options, days_after(1005, 8)).await.unwrap();
    assert_eq!(kept, Retained::default(), "the recording is there still");
    let kept = store.apply_retention(&options, days_after(1005, 9)).await.unwrap();
    assert_eq!((kept.cleared, kept.texts, kept.old.calls), (1, 1, 2));
    assert_eq!(references(store).await, ["11"]);
}

pub async fn a_recording_that_waits_for_its_inquiry_goes_with_its_caller(store: &Database) {
    store.append(&[of(SOMEBODY, turn("CA1", 0)), reported("CA1"), reported("CA2")]).await.unwrap();
    assert!(to_delete(store, 3000).await.is_empty());
    store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap();
    assert_eq!(to_delete(store, 3000).await, ["CA1"]);
    // Only its inquiry says whose the other is.
    let late = [asked_without("CA1", "11"), of(SOMEBODY, asked_without("CA2", "22"))];
    store.append(&late).await.unwrap();
    assert!(references(store).await.is_empty());
    assert_eq!(to_delete(store, 3000).await, ["CA1", "CA2"]);
    // Of a third, the beginning of the call does, which comes last.
    store.append(&[reported("CA3")]).await.unwrap();
    store.append(&[of(SOMEBODY, turn("CA3", 0))]).await.unwrap();
    store.erase_forgotten(second(3000)).await.unwrap();
    assert_eq!(to_delete(store, 3000).await, ["CA1", "CA2", "CA3"]);
}

pub async fn a_call_is_somebodys_while_its_recording_waits_for_an_inquiry(store: &Database) {
    store.append(&[of(SOMEBODY, turn("CA1", 0)), reported("CA1")]).await.unwrap();
    assert_eq!(store.unlink_callers(second(9000)).await.unwrap(), 0);
    assert_eq!(store.remove_calls(second(9000)).await.unwrap().calls, 0);
    store.append(&[of(SOMEBODY, asked_without("CA1", "11"))]).await.unwrap();
    store.clear_inquiries(second(9000)).await.unwrap();
    assert_eq!(store.unlink_callers(second(9000)).await.unwrap(), 1);
}

pub async fn a_wish_not_to_be_known_is_kept_for_so_many_days(store: &Database) {
    let wishes = [of(SOMEBODY, wish("CA1", 5)), of(SOMEBODY_ELSE, wish("CA2", 6))];
    store.append(&wishes).await.unwrap();
    let options =
        RetentionOptions { calls_days: 0, callers_days: 0, ..RetentionOptions::default() };
    let known = async |caller| {
        let last = store.remembered(caller, second(0), "CB9").await;
        last.unwrap().last.is_some()
    };
    let round = async |now| store.apply_retention(&options, now).await.unwrap().wishes;
    assert_eq!(round(days_after(1005, 400)).await, 0);
    assert!(!known(SOMEBODY).await);
    assert_eq!(round(days_after(1006, 400)).await, 1);
    assert!(known(SOMEBODY).await && !known(SOMEBODY_ELSE).await);
}

pub async fn more_than_one_piece_of_what_callers_left_is_removed(store: &Database) {
    let mut events = Vec::new();
    for call in 0..45 {
        events.push(of(SOMEBODY, asked(&format!("CA{call}"), &call.to_string())));
    }
    for number in 0..501 {
        events.push(of(SOMEBODY_ELSE, wanted("CB1", number)));
        events.push(TurnRecord {
            jobs: vec![unheard_words(&format!("word {number}"))],
            ..turn("CB2", number)
        });
    }
    store.append(&events).await.unwrap();
    for call in 0..45 {
        let reference = call.to_string();
        store.close_inquiry(&reference, None, by("Huda", second(2000))).await.unwrap();
    }
    let later = second(9000);
    assert_eq!(store.clear_inquiries(later).await.unwrap(), 45);
    assert_eq!(store.clear_inquiries(later).await.unwrap(), 0);
    assert_eq!(store.remove_inquiries(later).await.unwrap(), 45);
    assert_eq!(store.remove_texts(later).await.unwrap(), 501);
    assert_eq!(store.remove_unheard(later).await.unwrap(), 501);
    assert_eq!(to_delete(store, 9000).await.len(), 45);
}
