//! Inquiries: taken in with events, answered, closed.

use jiff::Timestamp;
use sila::dialogue::EventKind;
use sila::store::{
    Appended, Asker, ClearNumber, Database, Inquiry, InquiryAct, InquiryError, InquiryQuery,
    InquiryState, NewInquiry, NewJob, NewRecording, RecordedEvent, RecordingState, TurnLog,
    TurnRecord,
};

use super::super::{by, second, turn};

pub const REFERENCE: &str = "12345674";
pub const NUMBER: &str = "+97317001234";

/// The turn in which a caller left a question.
pub fn asked(call: &str, reference: &str) -> TurnRecord {
    let mut record = TurnRecord {
        language: Some("ar".to_owned()),
        caller: Some(format!("hash of {call}")),
        jobs: vec![NewJob::Inquiry(NewInquiry {
            reference: reference.to_owned(),
            continues: None,
            number: Some(ClearNumber::new(NUMBER)),
            service: Some("114".to_owned()),
            seconds: Some(12),
        })],
        ..turn(call, 4)
    };
    let address = format!("https://provider.example/{call}/{reference}");
    record.jobs.push(NewJob::Recording(NewRecording { restart: 0, turn: 4, address }));
    record
}

/// A later turn of the same call, in which more was said about that question.
pub fn continued(call: &str, reference: &str, number: u32) -> TurnRecord {
    let mut record = asked(call, reference);
    let later = turn(call, number);
    (record.id, record.at) = (later.id, later.at);
    for job in &mut record.jobs {
        match job {
            NewJob::Inquiry(inquiry) => (inquiry.continues, inquiry.service) = (Some(4), None),
            NewJob::Recording(recording) => {
                recording.turn = number;
                recording.address = format!("{}/{number}", recording.address);
            }
            _ => {}
        }
    }
    record
}

/// The same where the number is withheld.
pub fn withheld(call: &str, reference: &str) -> TurnRecord {
    let mut record = TurnRecord { caller: None, ..asked(call, reference) };
    if let [NewJob::Inquiry(inquiry), ..] = record.jobs.as_mut_slice() {
        inquiry.number = None;
    }
    record
}

pub async fn one(store: &Database, reference: &str) -> Inquiry {
    let mut found = store.inquiry(reference).await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

/// Attempts at fetching the first recording, and the next one.
pub fn tries(inquiry: &Inquiry) -> (u32, Option<Timestamp>) {
    let first = &inquiry.recordings[0];
    (first.attempts, first.next_at)
}

pub async fn an_inquiry_comes_with_its_event(store: &Database) {
    let plain = TurnRecord {
        jobs: vec![NewJob::Inquiry(NewInquiry {
            reference: "00000000".to_owned(),
            continues: None,
            number: None,
            service: None,
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
    assert_eq!((summary.line.as_deref(), summary.language.as_deref()), (Some("main"), Some("ar")));
    assert_eq!((summary.service.as_deref(), summary.seconds), (Some("114"), Some(12.0)));
    assert_eq!((summary.asked_at, summary.state), (second(1004), InquiryState::New));
    assert_eq!(summary.recording, RecordingState::ToCome);
    assert_eq!(tries(&inquiry), (0, Some(second(1004))));
    assert_eq!(inquiry.answer, None);
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
        if let [NewJob::Inquiry(inquiry), ..] = event.jobs.as_mut_slice() {
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
        assert_eq!(status.is_own, caller == Some("hash of CA1"));
    }
    store.append(&[withheld("CA2", "2")]).await.unwrap();
    for (caller, is_own) in [(None, true), (Some("hash of another"), false)] {
        let status = store.inquiry_status("2", caller).await.unwrap().unwrap();
        assert_eq!(status.is_own, is_own, "{caller:?}");
    }
    // When it is not known any more who called, whoever withholds a number has not become the caller.
    store.clear_inquiries(second(9000)).await.unwrap();
    let is_own = async |reference, caller| {
        let status = store.inquiry_status(reference, caller).await.unwrap();
        status.unwrap().is_own
    };
    assert_eq!(store.unlink_callers(second(9000)).await.unwrap(), 1);
    assert!(!is_own(REFERENCE, None).await && is_own("2", None).await);
    assert_eq!(store.remove_calls(second(9000)).await.unwrap().calls, 2);
    assert!(!is_own(REFERENCE, None).await && is_own("2", None).await);
    assert!(!is_own(REFERENCE, Some("hash of CA1")).await);
}

pub async fn questions_are_counted_for_whoever_asks(store: &Database) {
    let at = |call: &str, caller: Option<&str>, seconds| TurnRecord {
        at: second(seconds),
        caller: caller.map(str::to_owned),
        ..asked(call, call)
    };
    let records = [
        at("CA1", Some("hash"), 100),
        at("CA2", Some("hash"), 200),
        at("CA3", Some("another"), 200),
        at("CA4", None, 200),
    ];
    store.append(&records).await.unwrap();
    let by = async |asker, since| store.questions_by(asker, second(since)).await.unwrap();
    assert_eq!(by(Asker::Known("hash"), 100).await, 2);
    assert_eq!(by(Asker::Known("hash"), 101).await, 1);
    assert_eq!(by(Asker::Withheld { call: "CA4" }, 100).await, 1);
    assert_eq!(by(Asker::Withheld { call: "CA9" }, 100).await, 0);
    let line = &records[0].line;
    assert_eq!(store.questions_of_line(line, second(150)).await.unwrap(), 3);
    assert_eq!(store.questions_of_line("elsewhere", second(150)).await.unwrap(), 0);
}

pub async fn unknown_references_are_counted_for_whoever_keys_them(store: &Database) {
    let guessed = |call: &str, number, caller: Option<&str>| TurnRecord {
        at: second(100),
        caller: caller.map(str::to_owned),
        events: vec![RecordedEvent { kind: EventKind::UnknownReference, place: None }],
        ..turn(call, number)
    };
    let records = [
        guessed("CA1", 1, Some("hash")),
        guessed("CA1", 2, None),
        guessed("CA2", 1, Some("hash")),
        guessed("CA3", 1, None),
    ];
    store.append(&records).await.unwrap();
    let of = async |caller, since| store.unknown_references_of(caller, second(since)).await;
    assert_eq!(of("hash", 100).await.unwrap(), 3);
    assert_eq!(of("hash", 101).await.unwrap(), 0);
    assert_eq!(of("another", 100).await.unwrap(), 0);
    let line = &records[0].line;
    let withheld = store.unknown_references_withheld(line, second(100)).await;
    assert_eq!(withheld.unwrap(), 1);
}

pub async fn a_reference_that_another_inquiry_has_is_not_free(store: &Database) {
    store.append(&[asked("CA1", "1"), asked("CA2", "2")]).await.unwrap();
    let free = async |call: &str, drawn: &[&str]| {
        let drawn: Vec<_> = drawn.iter().map(|&drawn| drawn.to_owned()).collect();
        store.free_reference(&turn(call, 4).id, &drawn).await.unwrap()
    };
    assert_eq!(free("CA9", &["3", "1"]).await.as_deref(), Some("3"));
    assert_eq!(free("CA9", &["1", "2", "3"]).await.as_deref(), Some("3"));
    assert_eq!(free("CA9", &["1", "2"]).await, None);
    assert_eq!(free("CA2", &["1", "3"]).await.as_deref(), Some("2"), "a retry");
}

pub async fn what_more_was_said_belongs_to_its_question(store: &Database) {
    let first = asked("CA1", REFERENCE);
    let more = [continued("CA1", REFERENCE, 6), continued("CA1", REFERENCE, 8)];
    store.append(&[first, more[0].clone(), more[1].clone(), more[1].clone()]).await.unwrap();
    let inquiry = one(store, REFERENCE).await;
    let asked_at: Vec<_> = inquiry.recordings.iter().map(|one| one.asked_at).collect();
    assert_eq!(asked_at, [second(1004), second(1006), second(1008)]);
    assert_eq!(inquiry.recordings[0].id, inquiry.summary.id);
    assert_eq!(inquiry.summary.seconds, Some(36.0));
    let listed = store.inquiries(&InquiryQuery::newest(9)).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&inquiry.summary));
    let asker = Asker::Known("hash of CA1");
    assert_eq!(store.questions_by(asker, second(1000)).await.unwrap(), 1);
    assert_eq!(store.questions_of_line("main", second(1000)).await.unwrap(), 1);
    let retried = more[0].id.clone();
    let free = store.free_reference(&retried, &["1".to_owned()]).await.unwrap();
    assert_eq!(free.as_deref(), Some(REFERENCE));
    // Nobody has to say which of them is meant.
    store.assign(REFERENCE, "Ali", by("Huda", second(2000))).await.unwrap();
    store.answer(REFERENCE, "yes", by("Ali", second(2001))).await.unwrap();
    for caller in [None, Some("hash of CA1")] {
        let status = store.inquiry_status(REFERENCE, caller).await.unwrap().unwrap();
        assert_eq!(status.state, InquiryState::Answered);
    }
    let part = format!("{REFERENCE}/{}", inquiry.recordings[1].id);
    assert!(store.inquiry(&part).await.unwrap().is_empty());
    store.close_inquiry(REFERENCE, None, by("Huda", second(2002))).await.unwrap();
    // What comes to the store when all is over does not open it again.
    store.append(&[continued("CA1", REFERENCE, 10)]).await.unwrap();
    let closed = one(store, REFERENCE).await;
    assert_eq!((closed.recordings.len(), closed.number), (4, None));
    let open = InquiryQuery { states: vec![InquiryState::New], ..InquiryQuery::newest(9) };
    assert!(store.inquiries(&open).await.unwrap().is_empty());
    assert_eq!(store.remove_inquiries(second(2003)).await.unwrap(), 4);
    assert!(store.inquiries(&InquiryQuery::newest(9)).await.unwrap().is_empty());
    assert_eq!(store.recordings_waiting().await.unwrap().count, 0);
}

pub async fn what_more_was_said_may_come_before_its_question(store: &Database) {
    store.append(&[continued("CA1", REFERENCE, 6)]).await.unwrap();
    let alone = one(store, REFERENCE).await;
    assert_eq!((alone.recordings.len(), alone.number), (1, None));
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    let whole = one(store, REFERENCE).await;
    assert_eq!(whole.recordings.len(), 2);
    assert_eq!(whole.recordings[1].id, alone.summary.id);
    assert!(whole.number.is_some());
}
