//! A store with what callers left.

use jiff::{SignedDuration, Timestamp};
use sila::dialogue::EventKind;
use sila::store::sqlite::SqliteOptions;
use sila::store::{
    ClearNumber, Database, Location, NewInquiry, NewJob, NewRecording, NewText, PostgresUrl,
    TurnLog as _, TurnRecord,
};

use super::sandbox::Sandbox;
use crate::store::{self, place, turn};
use crate::{database, postgres};

/// The reference of the question that is left first.
pub const REFERENCE: &str = "12345674";

/// A time so late that it is taken for no run's own.
pub fn late(minute: i64) -> Timestamp {
    let begin: Timestamp = "2199-01-01T06:00:00Z".parse().unwrap();
    begin + SignedDuration::from_mins(minute)
}

/// Something that happened in a call, at a service.
pub fn happened(call: &str, at: Timestamp, kind: EventKind, service: &str) -> TurnRecord {
    let record = TurnRecord {
        at,
        language: Some("ar".to_owned()),
        caller: Some(format!("hash of {call}")),
        place: place(&format!("service.{service}")),
        ..turn(call, 4)
    };
    store::happened(kind, record)
}

/// A question that a caller left, so many minutes after the first.
pub fn question(call: &str, reference: &str, minute: i64) -> TurnRecord {
    let inquiry = NewInquiry {
        reference: reference.to_owned(),
        continues: None,
        number: Some(ClearNumber::new("+97317001234")),
        service: Some("111".to_owned()),
        seconds: Some(12),
    };
    let address = format!("https://provider.example/{call}");
    let recording = NewRecording { restart: 0, turn: 4, address };
    TurnRecord {
        jobs: vec![NewJob::Inquiry(inquiry), NewJob::Recording(recording)],
        ..happened(call, late(minute), EventKind::InquiryLost, "111")
    }
}

/// A text message that a caller asked for, so many minutes after the first question.
pub fn message(call: &str, service: &str, minute: i64) -> TurnRecord {
    let text = NewText {
        number: ClearNumber::new("+97317001234"),
        body: "رخصة سور: وثيقة الملكية".to_owned(),
        service: service.to_owned(),
    };
    TurnRecord {
        jobs: vec![NewJob::Text(text)],
        ..happened(call, late(minute), EventKind::NoInput, "111")
    }
}

/// The sandbox's store, opened beside whoever else has it open.
pub async fn store(sandbox: &Sandbox) -> Database {
    let file = Location::File(sandbox.path("sila-data/sila.db"));
    let options = SqliteOptions::default();
    Database::open(&file, &options).await.unwrap()
}

/// A sandbox in whose store these things happened.
pub async fn with(events: &[TurnRecord]) -> Sandbox {
    let sandbox = Sandbox::new();
    let store = store(&sandbox).await;
    store.append(events).await.unwrap();
    store.close().await;
    sandbox
}

/// A sandbox whose store is a PostgreSQL database in which these things happened; it is still open.
pub async fn with_in_database(events: &[TurnRecord]) -> (Sandbox, Database) {
    let sandbox = Sandbox::new();
    let address = postgres::database().await;
    sandbox.configure(&format!("database_url = '{address}'\n"));
    let url = PostgresUrl::parse(&address).unwrap();
    let store = database::in_postgres(&url).await.unwrap();
    store.append(events).await.unwrap();
    (sandbox, store)
}

/// The sandbox's store has the recordings of all questions now, but for those at and after this time.
pub async fn fetch(store: &Database, until: Timestamp) {
    let claimed = store.claim_recordings(until, until, 100).await.unwrap();
    for recording in claimed {
        let kept = store.keep_recording(recording.id, b"RIFF and sound", 11.6, until);
        assert!(kept.await.unwrap());
    }
}
