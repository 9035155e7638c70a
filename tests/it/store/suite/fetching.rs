//! Recordings of inquiries: reported, fetched, kept, deleted at their provider.

use jiff::Timestamp;
use sila::store::{
    Appended, Database, InquiryAct, NewJob, NewRecording, RecordingState, RecordingToFetch, Source,
    TurnId, TurnLog, TurnRecord,
};

use super::super::{by, second, turn};
use super::inquiries::{REFERENCE, asked, continued, one, tries};

const DAY: i64 = 24 * 60 * 60;

async fn claimed(store: &Database, now: i64, until: i64) -> Vec<RecordingToFetch> {
    let claim = store.claim_recordings(second(now), second(until), 10);
    claim.await.unwrap()
}

pub async fn a_recording_is_fetched_kept_and_deleted_at_the_provider(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    assert!(claimed(store, 1003, 1100).await.is_empty(), "not yet");
    let fetch = claimed(store, 1004, 1100).await.remove(0);
    assert_eq!(
        (fetch.line.as_str(), fetch.recording.as_deref(), fetch.attempts),
        ("main", Some("https://provider.example/CA1/12345674"), 1)
    );
    assert_eq!(store.recording(fetch.id).await.unwrap(), None);
    let none = store.claim_deletions(second(1050), second(1100), 10);
    assert!(none.await.unwrap().is_empty(), "not before it is kept");
    let kept = store.keep_recording(fetch.id, b"RIFF\0wav", 11.5, second(1010));
    assert!(kept.await.unwrap());
    let by_another = store.keep_recording(fetch.id, b"RIFF\0wav", 11.5, second(1010));
    assert!(!by_another.await.unwrap(), "it has it");
    assert_eq!(store.recording(fetch.id).await.unwrap().as_deref(), Some(b"RIFF\0wav".as_slice()));
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.summary.seconds, Some(11.5));
    assert_eq!(inquiry.summary.recording, RecordingState::Here);
    assert_eq!(tries(&inquiry), (1, None));
    assert_eq!(inquiry.fetched_at, Some(second(1010)));
    assert!(claimed(store, 9000, 9100).await.is_empty(), "once");

    let deletions = store.claim_deletions(second(1010), second(1100), 10);
    let mut deletions = deletions.await.unwrap();
    assert_eq!(deletions.len(), 1);
    let deletion = deletions.remove(0);
    assert_eq!(Some(deletion.recording), fetch.recording);
    let again_at = Some(second(1200));
    store.deletion_failed(deletion.id, "busy", again_at, second(1020)).await.unwrap();
    let early = store.claim_deletions(second(1199), second(1300), 10);
    assert!(early.await.unwrap().is_empty());
    let again = store.claim_deletions(second(1200), second(1300), 10);
    assert_eq!(again.await.unwrap()[0].attempts, 2);
    store.recording_deleted(deletion.id, second(1201)).await.unwrap();
    let none = store.claim_deletions(second(9000), second(9100), 10);
    assert!(none.await.unwrap().is_empty());
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.deleted_at_provider, Some(second(1201)));
    // A second server that was slow with the same brings no second deletion.
    let late = store.keep_recording(fetch.id, b"RIFF\0wav", 11.5, second(1300));
    assert!(!late.await.unwrap());
    let none = store.claim_deletions(second(9000), second(9100), 10);
    assert!(none.await.unwrap().is_empty());
}

pub async fn a_claim_that_is_over_is_anybodys(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    assert_eq!(claimed(store, 2000, 2060).await.len(), 1);
    assert!(claimed(store, 2059, 2100).await.is_empty());
    assert_eq!(claimed(store, 2060, 2100).await[0].attempts, 2);
}

pub async fn what_is_claimed_at_once_is_claimed_by_one_server(store: &Database) {
    let events: Vec<_> =
        (0..40).map(|number| asked(&format!("CA{number}"), &number.to_string())).collect();
    store.append(&events).await.unwrap();
    let claim = || store.claim_recordings(second(2000), second(3000), 7);
    let mut ids = Vec::new();
    for _ in 0..10 {
        let (a, b, c) = tokio::join!(claim(), claim(), claim());
        for claimed in [a, b, c] {
            let claimed = claimed.unwrap();
            assert!(claimed.len() <= 7);
            ids.extend(claimed.into_iter().map(|fetch| fetch.id));
        }
    }
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((all, ids.len()), (40, 40));
}

pub async fn a_recording_that_can_not_be_had_is_given_up(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    let id = claimed(store, 2000, 2060).await[0].id;
    let fail = async |again_at: Option<Timestamp>| {
        let failed = store.recording_failed(id, "404 \0", again_at, second(2010));
        failed.await.unwrap();
    };
    fail(Some(second(2020))).await;
    let inquiry = one(store, REFERENCE).await;
    assert!(inquiry.summary.trouble.as_ref().unwrap().starts_with("404"));
    assert_eq!(inquiry.summary.recording, RecordingState::ToCome);
    assert_eq!(tries(&inquiry), (1, Some(second(2020))));
    assert!(inquiry.steps.is_empty());
    assert!(claimed(store, 2019, 2100).await.is_empty());
    assert_eq!(claimed(store, 2020, 2100).await.len(), 1);
    fail(None).await;
    // From a server that was slow.
    fail(Some(second(2030))).await;
    assert!(claimed(store, 9000, 9100).await.is_empty());
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.steps.len(), 1, "{inquiry:?}");
    assert_eq!(inquiry.summary.recording, RecordingState::Failed);
    assert_eq!(tries(&inquiry), (2, None));
    assert_eq!(inquiry.steps[0].what, InquiryAct::RecordingGivenUp);
    assert_eq!(inquiry.steps[0].author, None);
}

/// A question whose recording is reported apart.
pub fn asked_without(call: &str, reference: &str) -> TurnRecord {
    let mut record = asked(call, reference);
    record.jobs.truncate(1);
    record
}

/// The report on the recording of that question.
pub fn reported(call: &str) -> TurnRecord {
    let recording = NewRecording { restart: 0, turn: 4, address: call.to_owned() };
    let source = Source::Status("recording-0.4".to_owned());
    TurnRecord {
        id: TurnId { call: call.to_owned(), source },
        jobs: vec![NewJob::Recording(recording)],
        ..turn(call, 5)
    }
}

async fn to_delete(store: &Database, now: i64) -> Vec<String> {
    let claimed = store.claim_deletions(second(now), second(now + 1), 10).await.unwrap();
    claimed.into_iter().map(|deletion| deletion.recording).collect()
}

pub async fn a_recording_that_is_reported_apart_finds_its_inquiry(store: &Database) {
    store.append(&[asked_without("CA1", "11"), reported("CA2")]).await.unwrap();
    let early = claimed(store, 1004 + DAY, 1064 + DAY).await.remove(0);
    assert_eq!(early.recording, None);
    let more = [reported("CA1"), asked_without("CA2", "22"), reported("CA2"), reported("CA3")];
    assert_eq!(store.append(&more).await.unwrap(), Appended { new: 3, repeated: 1 });
    // The server that claimed it first is late with what it found.
    store.recording_failed(early.id, "not said", None, second(1005 + DAY)).await.unwrap();
    let mut found = claimed(store, 1005 + DAY, 1006 + DAY).await;
    found.sort_by_key(|fetch| fetch.id);
    let found: Vec<_> = found.into_iter().map(|fetch| fetch.recording.unwrap()).collect();
    assert_eq!(found, ["CA1", "CA2"]);
    let week = 7 * DAY;
    assert!(to_delete(store, 1004 + week).await.is_empty());
    assert_eq!(to_delete(store, 1005 + week).await, ["CA3"], "no inquiry has come for it");
}

pub async fn a_recording_is_not_asked_for_before_it_is_reported(store: &Database) {
    store.append(&[asked_without("CA1", "11"), asked_without("CA2", "22")]).await.unwrap();
    assert!(claimed(store, 1003 + DAY, 1004 + DAY).await.is_empty());
    assert_eq!(tries(&one(store, "11").await).1, Some(second(1004 + DAY)));
    store.append(&[reported("CA1")]).await.unwrap();
    assert_eq!(claimed(store, 1005, 1060).await.len(), 1);
    for id in claimed(store, 1004 + DAY, 1005 + DAY).await.into_iter().map(|fetch| fetch.id) {
        store.recording_failed(id, "not said", None, second(1004 + DAY)).await.unwrap();
    }
    let given_up = one(store, "22").await;
    assert_eq!((tries(&given_up).0, given_up.summary.recording), (1, RecordingState::Failed));
    let late = TurnRecord { at: second(2000 + DAY), ..reported("CA2") };
    store.append(&[late]).await.unwrap();
    let taken = one(store, "22").await;
    assert_eq!(tries(&taken), (0, Some(second(2000 + DAY))));
    assert_eq!(taken.summary.trouble, None);
}

pub async fn a_recording_whose_turn_leaves_no_inquiry_is_deleted_at_once(store: &Database) {
    let mut withdrawn = asked("CA1", REFERENCE);
    withdrawn.jobs.remove(0);
    store.append(&[withdrawn.clone(), withdrawn]).await.unwrap();
    assert!(store.inquiry(REFERENCE).await.unwrap().is_empty());
    assert_eq!(to_delete(store, 1004).await, ["https://provider.example/CA1/12345674"]);
    // One that was left, and reported before its turn, is not.
    store.append(&[reported("CA2")]).await.unwrap();
    store.append(&[asked("CA2", "22")]).await.unwrap();
    assert_eq!(claimed(store, 1005, 1006).await.len(), 1);
    assert!(to_delete(store, 1_000_000).await.iter().all(|address| address.contains("CA1")));
}

pub async fn the_recording_of_a_question_is_kept_by_its_turn(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    let keep =
        async |turn: &TurnId| store.keep_question(turn, b"RIFF", 2.0, second(1010)).await.unwrap();
    assert!(!keep(&turn("CA1", 3).id).await, "nothing was left with it");
    assert!(keep(&turn("CA1", 4).id).await);
    assert_eq!(one(store, REFERENCE).await.summary.recording, RecordingState::Here);
}

pub async fn a_recording_that_is_reported_of_a_forgotten_caller_is_deleted(store: &Database) {
    store.append(&[asked_without("CA1", "11"), asked_without("CA2", "22")]).await.unwrap();
    store.forget("hash of CA1", by("Huda", second(1500))).await.unwrap();
    store.clear_inquiries(second(1600)).await.unwrap();
    assert_eq!(one(store, "22").await.summary.recording, RecordingState::Erased);
    store.append(&[reported("CA1"), reported("CA2")]).await.unwrap();
    assert!(claimed(store, 2000, 2060).await.is_empty());
    assert_eq!(to_delete(store, 2000).await, ["CA1"]);
    assert_eq!(to_delete(store, 1_000_000).await, ["CA1", "CA2"]);
}

pub async fn each_recording_of_a_question_is_fetched_and_deleted_at_the_provider(store: &Database) {
    store.append(&[asked("CA1", REFERENCE), continued("CA1", REFERENCE, 6)]).await.unwrap();
    let fetch = claimed(store, 2000, 2060).await;
    let kept = store.keep_recording(fetch[0].id, b"one", 2.0, second(2000));
    assert!(kept.await.unwrap());
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.summary.recording, RecordingState::ToCome, "there is more");
    store.recording_failed(fetch[1].id, "404", None, second(2001)).await.unwrap();
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.summary.recording, RecordingState::Here);
    let states = inquiry.recordings.iter().map(|one| one.recording);
    assert_eq!(states.collect::<Vec<_>>(), [RecordingState::Here, RecordingState::Failed]);
    assert_eq!(inquiry.steps.len(), 1, "{:?}", inquiry.steps);
    assert_eq!(to_delete(store, 2002).await, ["https://provider.example/CA1/12345674"]);
    assert_eq!(store.clear_inquiries(second(3000)).await.unwrap(), 2);
    assert_eq!(store.recording(fetch[0].id).await.unwrap(), None);
    let last = "https://provider.example/CA1/12345674/6".to_owned();
    assert!(to_delete(store, 3001).await.contains(&last));
}
