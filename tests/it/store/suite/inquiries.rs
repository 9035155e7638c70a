//! Inquiries: taken in with events, fetched, answered, closed.

use jiff::Timestamp;
use sila::store::{
    Appended, ClearNumber, Database, Inquiry, InquiryAct, InquiryError, InquiryQuery, InquiryState,
    NewInquiry, NewJob, NewRecording, RecordingState, RecordingToFetch, Source, TurnId, TurnLog,
    TurnRecord,
};

use super::super::{by, second, turn};

pub const REFERENCE: &str = "12345674";
pub const NUMBER: &str = "+97317001234";

/// The turn in which a caller left a question.
pub fn asked(call: &str, reference: &str) -> TurnRecord {
    TurnRecord {
        language: Some("ar".to_owned()),
        caller: Some(format!("hash of {call}")),
        jobs: vec![NewJob::Inquiry(NewInquiry {
            reference: reference.to_owned(),
            number: Some(ClearNumber::new(NUMBER)),
            service: Some("114".to_owned()),
            recording: Some(format!("https://provider.example/{call}/{reference}")),
            seconds: Some(12),
        })],
        ..turn(call, 4)
    }
}

pub async fn one(store: &Database, reference: &str) -> Inquiry {
    let mut found = store.inquiry(reference).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

async fn claimed(store: &Database, now: i64, until: i64) -> Vec<RecordingToFetch> {
    let claim = store.claim_recordings(second(now), second(until), 10);
    claim.await.unwrap()
}

pub async fn an_inquiry_comes_with_its_event(store: &Database) {
    let plain = TurnRecord {
        jobs: vec![NewJob::Inquiry(NewInquiry {
            reference: "00000000".to_owned(),
            number: None,
            service: None,
            recording: Some("https://provider.example/\0".to_owned()),
            seconds: None,
        })],
        ..turn("CA2", 9)
    };
    store.append(&[turn("CA1", 3), asked("CA1", REFERENCE), plain]).await.unwrap();
    let inquiry = one(store, REFERENCE).await;
    let summary = &inquiry.summary;
    assert_eq!(inquiry.call.as_deref(), Some("CA1"));
    assert_eq!(inquiry.number.as_ref().unwrap().reveal(), NUMBER);
    assert_eq!(summary.number.as_deref(), Some("…234"));
    assert_eq!((summary.line.as_str(), summary.language.as_deref()), ("main", Some("ar")));
    assert_eq!((summary.service.as_deref(), summary.seconds), (Some("114"), Some(12.0)));
    assert_eq!((summary.asked_at, summary.state), (second(1004), InquiryState::New));
    assert_eq!(summary.recording, RecordingState::ToCome);
    assert_eq!((inquiry.attempts, inquiry.next_at), (0, Some(second(1004))));
    assert_eq!((inquiry.answer, inquiry.closed), (None, None));
    assert!(inquiry.steps.is_empty());

    let plain = one(store, "00000000").await;
    assert_eq!((plain.number, plain.summary.seconds), (None, None));
    assert!(store.inquiry("99999999").await.unwrap().is_empty());
}

pub async fn an_inquiry_comes_once_however_often_its_event_does(store: &Database) {
    let event = asked("CA1", REFERENCE);
    let twice = [event.clone(), event.clone()];
    assert_eq!(store.append(&twice).await.unwrap(), Appended { new: 1, repeated: 1 });
    let (one_server, other) = ([turn("CA1", 5), event.clone()], [event.clone(), turn("CA1", 6)]);
    let (a, b) = tokio::join!(store.append(&one_server), store.append(&other));
    assert_eq!(a.unwrap().new + b.unwrap().new, 2);
    assert_eq!(store.inquiry(REFERENCE).await.unwrap().len(), 1);
}

pub async fn inquiries_are_listed_newest_first_and_as_asked(store: &Database) {
    let mut events = Vec::new();
    for number in 0_u32..7 {
        let mut event = asked(&format!("CA{number}"), &format!("{number}"));
        // Two at the same moment.
        event.at = second(1000 + i64::from(number / 2));
        if let [NewJob::Inquiry(inquiry)] = event.jobs.as_mut_slice() {
            inquiry.service = Some(if number == 3 { "115" } else { "114" }.to_owned());
        }
        events.push(event);
    }
    store.append(&events).await.unwrap();
    store.assign("2", "Ali", by("Huda", second(1))).await.unwrap();
    store.assign("4", "Ali", by("Huda", second(1))).await.unwrap();
    store.answer("4", "yes", by("Ali", second(2))).await.unwrap();
    let listed = async |query: &InquiryQuery| {
        let listed = store.inquiries(query).await.unwrap();
        listed.into_iter().map(|inquiry| inquiry.reference).collect::<Vec<_>>()
    };
    let all = InquiryQuery::newest(500);
    assert_eq!(listed(&all).await, ["6", "5", "4", "3", "2", "1", "0"]);
    let mut paged = Vec::new();
    let mut query = InquiryQuery::newest(2);
    loop {
        let page = store.inquiries(&query).await.unwrap();
        let Some(last) = page.last() else { break };
        query.before = Some(last.cursor());
        paged.extend(page.into_iter().map(|inquiry| inquiry.reference));
    }
    assert_eq!(paged, ["6", "5", "4", "3", "2", "1", "0"]);
    let of_ali = InquiryQuery { assignee: Some("Ali".to_owned()), ..all.clone() };
    assert_eq!(listed(&of_ali).await, ["4", "2"]);
    let service = InquiryQuery { service: Some("115".to_owned()), ..all.clone() };
    assert_eq!(listed(&service).await, ["3"]);
    let states =
        InquiryQuery { states: vec![InquiryState::Assigned, InquiryState::Answered], ..all };
    assert_eq!(listed(&states).await, ["4", "2"]);
}

pub async fn an_inquiry_is_assigned_answered_and_closed(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    let at = |minute: i64| second(2000 + 60 * minute);
    store.assign(REFERENCE, "Ali", by("Huda", at(0))).await.unwrap();
    assert_eq!(one(store, REFERENCE).await.summary.state, InquiryState::Assigned);
    store.answer(REFERENCE, " نعم،\nستة دنانير ", by("Ali", at(1))).await.unwrap();
    store.assign(REFERENCE, "Sara", by("Huda", at(2))).await.unwrap();
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.summary.state, InquiryState::Answered);
    assert_eq!(inquiry.answered, Some(("Ali".to_owned(), at(1))));
    store.answer(REFERENCE, "Six dinars", by("Sara", at(3))).await.unwrap();
    assert!(one(store, REFERENCE).await.number.is_some());
    store.close_inquiry(REFERENCE, Some("Called back"), by("Huda", at(4))).await.unwrap();
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.summary.state, InquiryState::Closed);
    assert_eq!((inquiry.number, inquiry.summary.number), (None, None));
    assert_eq!(inquiry.summary.assignee.as_deref(), Some("Sara"));
    assert_eq!(inquiry.answer.as_deref(), Some("Six dinars"));
    assert_eq!(inquiry.closed, Some(("Huda".to_owned(), at(4))));
    let steps: Vec<_> = inquiry
        .steps
        .iter()
        .map(|step| {
            let author = step.author.as_deref().unwrap();
            (step.at, author, step.what, step.detail.as_deref())
        })
        .collect();
    assert_eq!(
        steps,
        [
            (at(0), "Huda", InquiryAct::Assigned, Some("Ali")),
            (at(1), "Ali", InquiryAct::Answered, Some("نعم، ستة دنانير")),
            (at(2), "Huda", InquiryAct::Assigned, Some("Sara")),
            (at(3), "Sara", InquiryAct::Answered, Some("Six dinars")),
            (at(4), "Huda", InquiryAct::Closed, Some("Called back")),
        ]
    );
}

pub async fn what_can_not_be_done_about_an_inquiry_is_said(store: &Database) {
    let now = second(2000);
    let unknown = store.close_inquiry(REFERENCE, None, by("Huda", now)).await;
    assert!(matches!(unknown, Err(InquiryError::Unknown(_))), "{unknown:?}");
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    for (to, author) in [("", "Huda"), ("Ali", " "), ("A\nli", "Huda")] {
        let refused = store.assign(REFERENCE, to, by(author, now)).await;
        assert!(matches!(refused, Err(InquiryError::Words(_))), "{refused:?}");
    }
    for text in [" \n", "a\u{202e}b", &"x".repeat(1001)] {
        let refused = store.answer(REFERENCE, text, by("Huda", now)).await;
        assert!(matches!(refused, Err(InquiryError::Words(_))), "{refused:?}");
    }
    for note in ["", "a\nb"] {
        let refused = store.close_inquiry(REFERENCE, Some(note), by("Huda", now));
        let refused = refused.await;
        assert!(matches!(refused, Err(InquiryError::Words(_))), "{refused:?}");
    }
    store.close_inquiry(REFERENCE, None, by("Huda", now)).await.unwrap();
    for refused in [
        store.assign(REFERENCE, "Ali", by("Huda", now)).await,
        store.answer(REFERENCE, "yes", by("Huda", now)).await,
        store.close_inquiry(REFERENCE, None, by("Huda", now)).await,
    ] {
        assert!(matches!(refused, Err(InquiryError::Closed(_))), "{refused:?}");
    }
    assert_eq!(one(store, REFERENCE).await.steps.len(), 1);
}

pub async fn of_two_inquiries_with_one_reference_one_is_named(store: &Database) {
    let events = [asked("CA1", REFERENCE), asked("CA2", REFERENCE)];
    store.append(&events).await.unwrap();
    let now = second(2000);
    let both = store.inquiry(REFERENCE).await.unwrap();
    let addresses: Vec<_> = both.iter().map(|both| both.summary.address()).collect();
    match store.answer(REFERENCE, "yes", by("Huda", now)).await {
        Err(InquiryError::Ambiguous { candidates, .. }) => assert_eq!(candidates, addresses),
        other => panic!("{other:?}"),
    }
    let status = async |caller| {
        let status = store.inquiry_status(REFERENCE, caller).await.unwrap();
        status.map(|status| (status.state, status.answer))
    };
    store.answer(&addresses[1], "yes", by("Huda", now)).await.unwrap();
    assert_eq!(status(None).await, None);
    assert_eq!(status(Some("hash of another")).await, None);
    assert_eq!(status(Some("hash of CA1")).await, Some((InquiryState::New, None)));
    assert_eq!(
        status(Some("hash of CA2")).await,
        Some((InquiryState::Answered, Some("yes".to_owned())))
    );
    assert_eq!(one(store, &addresses[0]).await.call.as_deref(), Some("CA1"));
    let nobody = format!("{REFERENCE}/x");
    assert!(store.inquiry(&nobody).await.unwrap().is_empty());
    // The one that is closed is in nobody's way.
    store.close_inquiry(&addresses[0], None, by("Huda", now)).await.unwrap();
    store.close_inquiry(REFERENCE, None, by("Huda", now)).await.unwrap();
}

pub async fn whoever_knows_the_reference_hears_how_far_it_is(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    assert_eq!(store.inquiry_status("0", None).await.unwrap(), None);
    for caller in [None, Some("hash of another"), Some("hash of CA1")] {
        let status = store.inquiry_status(REFERENCE, caller).await.unwrap();
        let status = status.unwrap();
        assert_eq!(
            (status.state, status.language.as_deref(), status.answer),
            (InquiryState::New, Some("ar"), None)
        );
    }
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
    assert!(by_another.await.unwrap());
    assert_eq!(store.recording(fetch.id).await.unwrap().as_deref(), Some(b"RIFF\0wav".as_slice()));
    let inquiry = one(store, REFERENCE).await;
    assert_eq!(inquiry.summary.seconds, Some(11.5));
    assert_eq!(inquiry.summary.recording, RecordingState::Here);
    assert_eq!((inquiry.attempts, inquiry.next_at), (1, None));
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
    assert!(late.await.unwrap());
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
    assert!(inquiry.summary.trouble.unwrap().starts_with("404"));
    assert_eq!(inquiry.summary.recording, RecordingState::ToCome);
    assert_eq!((inquiry.attempts, inquiry.next_at), (1, Some(second(2020))));
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
    assert_eq!((inquiry.attempts, inquiry.next_at), (2, None));
    assert_eq!(inquiry.steps[0].what, InquiryAct::RecordingGivenUp);
    assert_eq!(inquiry.steps[0].author, None);
}

/// A question whose recording is reported apart.
fn asked_without(call: &str, reference: &str) -> TurnRecord {
    let mut record = asked(call, reference);
    if let [NewJob::Inquiry(inquiry)] = record.jobs.as_mut_slice() {
        inquiry.recording = None;
    }
    record
}

/// The report on the recording of that question.
fn reported(call: &str) -> TurnRecord {
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
    let early = claimed(store, 2000, 2060).await.remove(0);
    assert_eq!(early.recording, None);
    let more = [reported("CA1"), asked_without("CA2", "22"), reported("CA2"), reported("CA3")];
    assert_eq!(store.append(&more).await.unwrap(), Appended { new: 3, repeated: 1 });
    // The server that claimed it first is late with what it found.
    store.recording_failed(early.id, "not said", None, second(2010)).await.unwrap();
    let mut found = claimed(store, 2010, 2060).await;
    found.sort_by_key(|fetch| fetch.id);
    let found: Vec<_> = found.into_iter().map(|fetch| fetch.recording.unwrap()).collect();
    assert_eq!(found, ["CA1", "CA2"]);
    let week = 7 * 24 * 60 * 60;
    assert!(to_delete(store, 1004 + week).await.is_empty());
    assert_eq!(to_delete(store, 1005 + week).await, ["CA3"], "no inquiry has come for it");
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
