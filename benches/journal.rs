//! Turns a second that the journal puts on disk, beside one transaction for each turn.
//!
//! `cargo bench --bench journal` writes below the build folder; to measure another disk, name a folder on it:
//! `cargo bench --bench journal -- /srv/sila`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a program for a person at a terminal"
)]

use std::time::{Duration, Instant};

use camino::Utf8Path;
use jiff::Timestamp;
use sila::store::sqlite::{SqliteOptions, SqliteStore};
use sila::store::{Event, EventId, EventKind, EventLog, Journal, JournalOptions, Source};
use tokio::task::JoinSet;

/// How long each figure is measured.
const SPAN: Duration = Duration::from_secs(3);
const TURNS_A_CALL: u32 = 8;

/// The two ways to put a turn on disk.
#[derive(Clone)]
enum Disk {
    Journal(Journal),
    Alone(SqliteStore),
}

impl Disk {
    async fn record(&self, events: Vec<Event>) {
        match self {
            Self::Journal(journal) => journal.record(events).await.unwrap(),
            Self::Alone(store) => drop(store.append(&events).await.unwrap()),
        }
    }
}

#[tokio::main]
async fn main() {
    let folder = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let folder = folder.unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").to_owned());
    println!(
        "{:>9}  {:<8}  turns/s  p50 ms  p99 ms  turns/commit",
        "recorders", "way"
    );
    for recorders in [1, 64, 512] {
        let scratch = tempfile::tempdir_in(&folder).unwrap();
        let path = Utf8Path::from_path(scratch.path()).unwrap();
        let options = SqliteOptions::default();

        let store = SqliteStore::open(&path.join("journal.db"), &options)
            .await
            .unwrap();
        let journal = Journal::start(store, &JournalOptions::default());
        let shared = measure(recorders, Disk::Journal(journal.clone())).await;
        let turns_a_commit = shared.len() as f64 / journal.state().commits as f64;
        print(recorders, "journal", &shared, turns_a_commit);
        journal.close().await;

        let store = SqliteStore::open(&path.join("alone.db"), &options)
            .await
            .unwrap();
        let alone = measure(recorders, Disk::Alone(store)).await;
        print(recorders, "alone", &alone, 1.0);
        println!(
            "{recorders:>9}  ratio     {:7.1}\n",
            shared.len() as f64 / alone.len() as f64
        );
    }
}

/// How long each turn took, in order of length.
async fn measure(recorders: u32, disk: Disk) -> Vec<Duration> {
    let end = Instant::now() + SPAN;
    let mut recording = JoinSet::new();
    for recorder in 0..recorders {
        let disk = disk.clone();
        recording.spawn(async move {
            let mut times = Vec::new();
            for number in 0.. {
                let begin = Instant::now();
                if begin >= end {
                    break;
                }
                disk.record(turn(recorder, number)).await;
                times.push(begin.elapsed());
            }
            times
        });
    }
    let mut times = recording.join_all().await.concat();
    times.sort();
    times
}

/// The two events of a recorder's turn, with an id of the usual length that has no order.
fn turn(recorder: u32, number: u32) -> Vec<Event> {
    let call = (u128::from(recorder) << 32 | u128::from(number / TURNS_A_CALL))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let event = |position, kind, place: &str| Event {
        id: EventId {
            call: format!("CA{call:032x}"),
            source: Source::Turn {
                restart: 0,
                turn: number % TURNS_A_CALL,
            },
            position,
        },
        at: Timestamp::from_millisecond(1_790_000_000_000 + i64::from(number)).unwrap(),
        line: "main".to_owned(),
        edition: Some("12".to_owned()),
        language: Some("ar".to_owned()),
        kind,
        place: Some(place.to_owned()),
        key: Some("4".to_owned()),
        outcome: None,
        seconds: None,
        caller: None,
    };
    vec![
        event(0, EventKind::PlaceEntered, "service 114"),
        event(1, EventKind::ServiceHeard, "service 114"),
    ]
}

fn print(recorders: u32, way: &str, times: &[Duration], turns_a_commit: f64) {
    let rate = times.len() as f64 / SPAN.as_secs_f64();
    let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1000.0;
    let (half, most) = (at(50), at(99));
    println!("{recorders:>9}  {way:<8}  {rate:7.0}  {half:6.2}  {most:6.2}  {turns_a_commit:12.1}");
}
