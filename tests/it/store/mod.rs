//! What is written down stays written down.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "these are tests; a helper that fails fails its test"
)]

mod crash;
mod journal;
mod keeping;
mod outbox;
mod postgres;
mod remote_store;
mod shipper;
mod silence;
mod small_disk;
mod sqlite;
pub mod suite;

use std::path::Path;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use sila::store::sqlite::SqliteOptions;
use sila::store::{Authorship, Database, Event, EventId, EventKind, EventLog, Source, Via};
use sqlx::migrate::Migrator;
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
        Self {
            store,
            path,
            _folder: folder,
        }
    }
}

/// A change by somebody at the command line.
pub fn by(author: &str, at: Timestamp) -> Authorship<'_> {
    Authorship {
        author,
        via: Via::Cli,
        reason: "as agreed",
        at,
    }
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
pub fn turn(call: &str, turn: u32) -> Event {
    from(
        call,
        Source::Turn { restart: 0, turn },
        1000 + i64::from(turn),
    )
}

fn status(call: &str, status: &str, at: i64) -> Event {
    from(call, Source::Status(status.to_owned()), at)
}

fn from(call: &str, source: Source, at: i64) -> Event {
    Event {
        id: EventId {
            call: call.to_owned(),
            source,
            position: 0,
        },
        at: second(at),
        line: "main".to_owned(),
        edition: Some("1".to_owned()),
        language: None,
        kind: EventKind::PlaceEntered,
        place: Some("main menu".to_owned()),
        key: None,
        outcome: None,
        seconds: None,
        caller: None,
        errand: None,
    }
}

/// An event that every store refuses.
fn malformed(call: &str) -> Event {
    Event {
        kind: EventKind::Other("Not A Kind".to_owned()),
        ..turn(call, 0)
    }
}

/// The first so many layouts of a backend.
async fn migrate_to(layout: i64, folder: &str) -> Migrator {
    let mut layouts = Migrator::new(Path::new(folder)).await.unwrap();
    layouts
        .migrations
        .to_mut()
        .retain(|each| each.version <= layout);
    layouts
}

/// What a store of the third layout had, with the call `CA1` of “the hash” in it, is there in the newest, and what
/// callers leave is taken on.
async fn what_was_there_is_there(store: &Database) {
    assert_eq!(store.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
    assert_eq!(store.forgotten().await.unwrap().len(), 1);
    let last = store.remembered("the hash", second(1000), "CA2").await;
    assert_eq!(last.unwrap().unwrap().at, second(1000));
    let event = suite::inquiries::asked("CA1", "11");
    store.append(&[event]).await.unwrap();
    let erased = store
        .forget("the hash", by("Huda", second(2000)))
        .await
        .unwrap();
    assert_eq!((erased.calls, erased.inquiries), (1, 1));
}
