//! The store: what is recorded stays recorded.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests; a helper that fails fails its test"
)]

mod crash;
mod encoding;
mod journal;
mod keeping;
mod location;
mod lock;
mod outbox;
mod postgres;
mod remote_store;
mod rounds;
mod shipper;
mod shipper_state;
mod silence;
mod small_disk;
mod sqlite;
pub mod suite;
mod summaries;
mod words;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use sila::catalogue::EditionNumber;
use sila::dialogue::{EventKind, RecordedPlace};
use sila::store::sqlite::SqliteOptions;
use sila::store::{Authorship, Database, NewJob, RecordedEvent, Source, TurnId, TurnRecord, Via};
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use crate::database;
use crate::wait::eventually;

/// A store in a folder that is gone when the test is done.
struct Scratch {
    store: Database,
    path: Utf8PathBuf,
    _folder: TempDir,
}

impl Scratch {
    async fn new() -> Self {
        Self::with(&SqliteOptions::default()).await
    }

    async fn with(options: &SqliteOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = path_in(&folder);
        let store = database::in_file(&path, options).await.unwrap();
        Self { store, path, _folder: folder }
    }
}

/// A change by somebody at the command line.
pub fn by(author: &str, at: Timestamp) -> Authorship<'_> {
    Authorship { author, via: Via::Cli, uid: Some(1001), reason: "as agreed", at }
}

/// The job of words that fit no service.
pub fn unheard_words(said: &str) -> NewJob {
    NewJob::Unheard { said: said.to_owned(), mark: said.trim().to_lowercase() }
}

fn path_in(folder: &TempDir) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(folder.path().join("data/sila.db")).unwrap()
}

/// Completes once so many connections to the database at `address` wait for others.
async fn all_wait(address: &str, number: i64) {
    let mut watcher = PgConnection::connect(address).await.unwrap();
    let waits = "SELECT count(*) FROM pg_stat_activity
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    eventually("all connections waiting", async || {
        let waiting = sqlx::query_scalar::<_, i64>(waits).fetch_one(&mut watcher);
        (waiting.await.unwrap() >= number).then_some(())
    })
    .await;
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A turn's first event, at second 1000 and as many as its number.
pub fn turn(call: &str, turn: u32) -> TurnRecord {
    from(call, Source::Turn { restart: 0, turn }, 1000 + i64::from(turn))
}

fn status(call: &str, status: &str, at: i64) -> TurnRecord {
    from(call, Source::Status(status.to_owned()), at)
}

fn from(call: &str, source: Source, at: i64) -> TurnRecord {
    let record = TurnRecord {
        id: TurnId { call: call.to_owned(), source },
        at: second(at),
        line: "main".to_owned(),
        edition: Some(EditionNumber::new(1)),
        language: None,
        place: place("main"),
        events: Vec::new(),
        caller: None,
        jobs: Vec::new(),
    };
    happened(EventKind::PlaceEntered { key: None }, record)
}

/// A place as it is displayed.
#[expect(clippy::unnecessary_wraps, reason = "a record may be without a place")]
pub fn place(text: &str) -> Option<RecordedPlace> {
    Some(RecordedPlace::parse(text).unwrap())
}

/// The record with this one event, at its own place.
pub fn happened(kind: EventKind, record: TurnRecord) -> TurnRecord {
    let place = record.place;
    TurnRecord { events: vec![RecordedEvent { kind, place }], ..record }
}

/// The record with all of it at another place.
pub fn at_place(text: &str, record: TurnRecord) -> TurnRecord {
    let kind = record.events[0].kind;
    let place = place(text);
    happened(kind, TurnRecord { place, ..record })
}

/// A record that every store refuses.
fn malformed(call: &str) -> TurnRecord {
    TurnRecord { language: Some(String::new()), ..turn(call, 0) }
}
