//! Turns a second that the journal puts on disk, beside one transaction for each turn: into the store in a file,
//! and into the outbox, where the store is elsewhere. CPU is what this whole program used for a turn.
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
use sila::catalogue::EditionNumber;
use sila::dialogue::{EventKind, Key, RecordedPlace};
use sila::store::sqlite::{Outbox, SqliteOptions};
use sila::store::{
    Database, Journal, JournalOptions, Location, RecordedEvent, Source, TurnId, TurnLog, TurnRecord,
};
use tokio::task::JoinSet;

/// The time in which each figure is measured; `-- --short` is one short round, to see that it works.
fn span() -> Duration {
    let short = std::env::args().any(|argument| argument == "--short");
    Duration::from_millis(if short { 100 } else { 3000 })
}
const TURNS_A_CALL: u32 = 8;

/// The ways to put a turn on disk.
#[derive(Clone)]
enum Disk {
    Journal(Journal),
    Store(Database),
    Outbox(Outbox),
}

impl Disk {
    async fn record(&self, turn: TurnRecord) {
        match self {
            Self::Journal(journal) => journal.record(turn).await.unwrap(),
            Self::Store(store) => drop(store.append(&[turn]).await.unwrap()),
            Self::Outbox(outbox) => drop(outbox.append(&[turn]).await.unwrap()),
        }
    }
}

/// Measurements of one way to put turns on disk.
struct Figures {
    times: Vec<Duration>,
    cpu: Duration,
    turns_a_commit: f64,
}

#[tokio::main]
async fn main() {
    let folder = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let folder = folder.unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").to_owned());
    println!(
        "{:>9}  {:<14}  turns/s  p50 ms  p99 ms  CPU µs/turn  turns/commit",
        "recorders", "way"
    );
    for recorders in [1, 64, 512] {
        let scratch = tempfile::tempdir_in(&folder).unwrap();
        let path = Utf8Path::from_path(scratch.path()).unwrap();
        let options = SqliteOptions::default();
        let store =
            async |name: &str| Database::open(&Location::File(path.join(name)), &options).await;
        let outbox = |name: &str| Outbox::at(path.join(name), options.clone());

        let shared = journal(recorders, store("shared.db").await.unwrap()).await;
        print(recorders, "store", &shared);
        let alone = Disk::Store(store("alone.db").await.unwrap());
        let alone = measure(recorders, alone).await;
        print(recorders, "store, alone", &alone);
        let shared_outbox = journal(recorders, outbox("shared-journal.db")).await;
        print(recorders, "outbox", &shared_outbox);
        let alone_outbox = measure(recorders, Disk::Outbox(outbox("alone-journal.db"))).await;
        print(recorders, "outbox, alone", &alone_outbox);

        compare("store / alone", &shared, &alone);
        compare("outbox / store", &shared_outbox, &shared);
        compare("both alone", &alone_outbox, &alone);
        println!();
    }
}

/// Through a journal that writes to `log`.
async fn journal(recorders: u32, log: impl TurnLog) -> Figures {
    let journal = Journal::start(log, &JournalOptions::default());
    let mut figures = measure(recorders, Disk::Journal(journal.clone())).await;
    journal.close().await;
    figures.turns_a_commit = figures.times.len() as f64 / journal.state().commits as f64;
    figures
}

/// Measures for one span; the durations of the turns are sorted, the shortest first.
async fn measure(recorders: u32, disk: Disk) -> Figures {
    let before = cpu();
    let end = Instant::now() + span();
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
    Figures { times, cpu: cpu().saturating_sub(before), turns_a_commit: 1.0 }
}

/// Processor time that this program has used.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name before it, in parentheses, may contain anything; ticks are a hundredth of a second.
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    Duration::from_millis(ticks.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10)
}

/// A recorder's turn with two events, of a call with an id of the usual length that has no order.
fn turn(recorder: u32, number: u32) -> TurnRecord {
    let call = (u128::from(recorder) << 32 | u128::from(number / TURNS_A_CALL))
        .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let turn = number % TURNS_A_CALL;
    let place = RecordedPlace::parse("service.114");
    let event = |kind| RecordedEvent { kind, place };
    let key = Some(Key::Digit(4));
    TurnRecord {
        id: TurnId { call: format!("CA{call:032x}"), source: Source::Turn { restart: 0, turn } },
        at: Timestamp::from_millisecond(1_790_000_000_000 + i64::from(number)).unwrap(),
        line: "main".to_owned(),
        edition: Some(EditionNumber::new(12)),
        language: Some("ar".to_owned()),
        place,
        events: vec![event(EventKind::PlaceEntered { key }), event(EventKind::ServiceHeard)],
        caller: (turn == 0).then(|| format!("{call:032x}")),
        jobs: Vec::new(),
    }
}

fn print(recorders: u32, way: &str, figures: &Figures) {
    let times = &figures.times;
    let rate = times.len() as f64 / span().as_secs_f64();
    let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1000.0;
    let (half, most) = (at(50), at(99));
    let (cpu, turns) = (a_turn(figures), figures.turns_a_commit);
    println!(
        "{recorders:>9}  {way:<14}  {rate:7.0}  {half:6.2}  {most:6.2}  {cpu:11.1}  {turns:12.1}"
    );
}

/// Microseconds of CPU a turn.
fn a_turn(figures: &Figures) -> f64 {
    figures.cpu.as_secs_f64() * 1e6 / figures.times.len() as f64
}

fn compare(what: &str, one: &Figures, other: &Figures) {
    let rate = one.times.len() as f64 / other.times.len() as f64;
    let cpu = a_turn(one) / a_turn(other);
    println!("{:>9}  {what:<14}  {rate:6.1}x  {:>29.2}x", "", cpu);
}
