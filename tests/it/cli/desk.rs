//! A store with what callers left.

use jiff::{SignedDuration, Timestamp};
use sila::store::sqlite::SqliteOptions;
use sila::store::{
    ClearNumber, Database, Errand, Event, EventId, EventKind, EventLog as _, Location, NewInquiry,
    NewText, Source,
};

use super::sandbox::Sandbox;

/// The reference of the question that is left first.
pub const REFERENCE: &str = "12345674";

/// A time so late that it is taken for no run's own.
pub fn late(minute: i64) -> Timestamp {
    let begin: Timestamp = "2199-01-01T06:00:00Z".parse().unwrap();
    begin + SignedDuration::from_mins(minute)
}

/// Something that happened in a call.
pub fn happened(call: &str, at: Timestamp, kind: EventKind, place: &str) -> Event {
    Event {
        id: EventId {
            call: call.to_owned(),
            source: Source::Turn {
                restart: 0,
                turn: 4,
            },
            position: 0,
        },
        at,
        line: "main".to_owned(),
        edition: Some("1".to_owned()),
        language: Some("ar".to_owned()),
        kind,
        place: Some(place.to_owned()),
        key: None,
        outcome: None,
        seconds: None,
        caller: Some(format!("hash of {call}")),
        errand: None,
    }
}

/// A question that a caller left, so many minutes after the first.
pub fn question(call: &str, reference: &str, minute: i64) -> Event {
    let inquiry = NewInquiry {
        reference: reference.to_owned(),
        number: Some(ClearNumber::new("+97317001234")),
        service: Some("111".to_owned()),
        recording: format!("https://provider.example/{call}"),
        seconds: Some(12),
    };
    Event {
        errand: Some(Errand::Inquiry(inquiry)),
        ..happened(call, late(minute), EventKind::InquiryLeft, "service 111")
    }
}

/// A text message that a caller asked for, so many minutes after the first question.
pub fn message(call: &str, service: &str, minute: i64) -> Event {
    let text = NewText {
        number: ClearNumber::new("+97317001234"),
        body: "رخصة سور: وثيقة الملكية".to_owned(),
        service: service.to_owned(),
    };
    Event {
        errand: Some(Errand::Text(text)),
        ..happened(call, late(minute), EventKind::TextAsked, "service 111")
    }
}

/// The sandbox's store, opened beside whoever else has it open.
pub async fn store(sandbox: &Sandbox) -> Database {
    let file = Location::File(sandbox.path("sila-data/sila.db"));
    let options = SqliteOptions::default();
    Database::open(&file, &options).await.unwrap()
}

/// A sandbox in whose store these things happened.
pub async fn with(events: &[Event]) -> Sandbox {
    let sandbox = Sandbox::new();
    let store = store(&sandbox).await;
    store.append(events).await.unwrap();
    store.close().await;
    sandbox
}

/// The sandbox's store has the recordings of all questions now, but for those at and after this time.
pub async fn fetch(store: &Database, until: Timestamp) {
    let claimed = store.claim_recordings(until, until, 100).await.unwrap();
    for recording in claimed {
        let kept = store.keep_recording(recording.id, b"RIFF and sound", 11.6, until);
        assert!(kept.await.unwrap());
    }
}
