//! Whole signed calls over HTTP against servers side by side: a bare handler that returns a fixed document, the same
//! with the signature checked, Sila with every event on disk before the answer leaves, and two menus as the
//! provider's guides write them, on Express and on `FastAPI`.
//!
//! `cargo bench --bench compare` takes about two minutes; `-- --help` shows what can be changed. It prints tables in
//! Markdown. The servers run in turn, round after round, so that whatever else the machine does falls on all of
//! them; callers and server share its processors. Every answer is checked.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    clippy::struct_excessive_bools,
    missing_docs,
    reason = "a program for a person at a terminal"
)]

mod answers;
mod ask;
mod attacks;
mod figures;
mod fixed;
mod guesses;
mod load;
mod machine;
mod peers;
mod server;
mod table;
mod telephone;
mod walk;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use clap::Parser;
use jiff::Timestamp;

use ask::Provider;
use figures::Slices;
use fixed::Fixed;
use load::{Load, every_call, measure, runtime};
use peers::{Peer, Peers};
use server::{Kind, Server};
use telephone::{Exchange, Telephone};

/// Whole calls over HTTP: bare handlers, Sila, and menus on Express and `FastAPI`, side by side.
#[derive(Parser)]
struct Options {
    /// Seconds for which each server is measured in each round, under each load.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// Number of rounds; each measures all servers.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Number of concurrent callers at full speed.
    #[arg(long, default_value_t = 256)]
    callers: u64,
    /// Turns a second at the steady rate.
    #[arg(long, default_value_t = 600.0)]
    rate: f64,
    /// Folder for the store; without it, below the build folder.
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    folder: PathBuf,
    /// A `PostgreSQL` database, such as `postgres://sila@localhost/sila`: Sila is measured on that, too.
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// Another build of the program, to be measured beside this one.
    #[arg(long, value_name = "PROGRAM")]
    beside: Option<PathBuf>,
    /// Without Express and `FastAPI`, which need npm and Python.
    #[arg(long)]
    no_peers: bool,
    /// Only Sila, while strangers attack it.
    #[arg(long)]
    attacks: bool,
    /// One short round without peers, to see that it works.
    #[arg(long)]
    short: bool,
    /// Answers with a fixed document: what the program starts itself for.
    #[arg(long, hide = true, requires_all = ["address", "document"])]
    answer: Option<Fixed>,
    #[arg(hide = true)]
    address: Option<SocketAddr>,
    #[arg(hide = true)]
    document: Option<PathBuf>,
    /// Given by `cargo bench`.
    #[arg(long, hide = true)]
    bench: bool,
}

/// One of the servers that are compared, with what was measured of it.
struct Case {
    name: &'static str,
    is_sila: bool,
    server: Server,
    exchange: Arc<Exchange>,
    /// The documents of all calls, the shortest first.
    documents: Vec<String>,
    start: Duration,
    memory_at_start: f64,
    full: Slices,
    steady: Slices,
}

/// Callers at the steady rate: each makes a turn every third of a second.
const STEADY_CALLERS: u64 = 200;

fn main() {
    let mut options = Options::parse();
    if options.short {
        (options.rounds, options.seconds) = (1, 0.3);
        (options.callers, options.no_peers) = (16, true);
    }
    if let (Some(fixed), Some(address), Some(document)) =
        (options.answer, options.address, &options.document)
    {
        return fixed::answer(fixed, address, document);
    }
    let busy = machine::load_average();
    let scratch = tempfile::tempdir_in(&options.folder).unwrap();
    if options.attacks {
        return under_attack(&options, scratch.path());
    }
    let mut cases = begin_all(&options, scratch.path());
    let full = Load {
        span: Duration::from_secs_f64(options.seconds),
        callers: options.callers,
        gap: None,
    };
    let steady = steady(&options);
    let mut salt = 0;
    for _ in 0..options.rounds {
        for case in &mut cases {
            salt += 1;
            let slice = measure(&case.server, &case.exchange, &full, salt);
            case.full.0.push(slice);
        }
    }
    for _ in 0..options.rounds {
        for case in &mut cases {
            salt += 1;
            let slice = measure(&case.server, &case.exchange, &steady, salt);
            case.steady.0.push(slice);
        }
    }
    table::print(&cases, &options, &busy);
    for case in cases.iter().filter(|case| case.is_sila) {
        all_on_disk(case);
    }
}

/// The load of a very busy hotline.
fn steady(options: &Options) -> Load {
    Load {
        span: Duration::from_secs_f64(options.seconds),
        callers: STEADY_CALLERS,
        gap: Some(STEADY_CALLERS as f64 / options.rate),
    }
}

/// Measures Sila while strangers attack it; fails where callers notice too much of that.
fn under_attack(options: &Options, scratch: &Path) {
    let program = Path::new(env!("CARGO_BIN_EXE_sila"));
    let kind = Kind::Sila { program, database_url: None, is_open: true };
    let case = begin("Sila, SQLite", &kind, scratch);
    let met = attacks::measure_all(&case.server, &case.exchange, &steady(options), options);
    none_lost(&case);
    assert!(met, "callers wait longer than they should");
}

/// Starts all servers, in the order in which they are measured and printed.
fn begin_all(options: &Options, scratch: &Path) -> Vec<Case> {
    let program = Path::new(env!("CARGO_BIN_EXE_sila"));
    let sila = |database_url| Kind::Sila { program, database_url, is_open: false };
    let sqlite = begin("Sila, SQLite", &sila(None), scratch);
    std::fs::write(server::document_of(scratch), usual_document(&sqlite)).unwrap();
    let start = |name, kind: Kind<'_>| begin(name, &kind, scratch);
    let mut cases = vec![
        start("bare axum", Kind::Fixed(Fixed::Bare)),
        start("axum and the signature", Kind::Fixed(Fixed::Signed)),
        sqlite,
    ];
    if let Some(url) = &options.postgres {
        cases.push(start("Sila, PostgreSQL", sila(Some(url))));
    }
    if let Some(program) = &options.beside {
        let kind = Kind::Sila { program, database_url: None, is_open: false };
        cases.push(start("Sila, the other build", kind));
    }
    if !options.no_peers {
        let peers = Peers::prepare();
        let express = Kind::Peer(Peer::Express, &peers);
        cases.push(start("Express, npm `twilio`", express));
        let fastapi = Kind::Peer(Peer::FastApi, &peers);
        cases.push(start("FastAPI, PyPI `twilio`", fastapi));
    }
    cases
}

/// Starts a server, waits for its first answer, sees that it refuses what it should, and makes every call once.
fn begin(name: &'static str, kind: &Kind<'_>, scratch: &Path) -> Case {
    let folder = name.replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let mut server = Server::start(kind, &scratch.join(folder));
    let hotline = sila::calls::editions::load_hotline(None).unwrap();
    let exchange = Arc::new(Exchange {
        origin: server.origin.clone(),
        provider: Provider::new(&server.origin),
        calls: walk::calls(&hotline),
        answers: kind.answers(),
        run: Timestamp::now().as_millisecond() as u64,
        callers: AtomicU32::new(0),
    });
    let start = runtime().block_on(server.first_answer(&exchange));
    let (memory_at_start, _) = server.memory();
    let refused = runtime().block_on(async {
        let telephone = Telephone::connect(Arc::clone(&exchange), 0).await;
        telephone.unwrap().forgery_is_refused().await
    });
    assert_eq!(refused, kind.checks_signatures(), "{name}: a forgery");
    let documents = every_call(&exchange);
    Case {
        name,
        is_sila: matches!(kind, Kind::Sila { .. }),
        server,
        exchange,
        documents,
        start,
        memory_at_start,
        full: Slices::default(),
        steady: Slices::default(),
    }
}

impl Case {
    /// Mean length of its documents, in bytes.
    fn mean_size(&self) -> usize {
        let sizes = self.documents.iter().map(String::len);
        sizes.sum::<usize>() / self.documents.len()
    }
}

/// The document that is nearest to the mean in size.
fn usual_document(case: &Case) -> String {
    let mean = case.mean_size();
    let place = case.documents.partition_point(|text| text.len() < mean);
    case.documents[place].replace(&case.server.origin, "{origin}")
}

/// Says how the events came to disk; none may be late, or else the figures are not of durable turns.
fn all_on_disk(sila: &Case) {
    let late = none_lost(sila);
    let name = sila.name;
    assert!(late == 0.0, "{name}: {late} turns were answered before they were on disk");
}

/// Says how the events came to disk, of which none may be lost; gives how many turns were answered before.
fn none_lost(sila: &Case) -> f64 {
    let exchange = Arc::clone(&sila.exchange);
    let text = runtime().block_on(async {
        let telephone = Telephone::connect(exchange, 0).await;
        telephone.unwrap().get("/metrics").await
    });
    let count = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.map_or(0.0, |value| value.trim().parse::<f64>().unwrap())
    };
    let events = count("sila_journal_committed_total ");
    let commits = count("sila_journal_commits_total ");
    let lost = count("sila_records_lost_total ");
    let name = sila.name;
    println!("\n{name}: {events} events in {commits} commits, {:.1} in each", events / commits);
    assert!(events > 0.0, "{name}: no event is on disk");
    assert!(lost == 0.0, "{name}: {lost} records are lost");
    count("sila_journal_slow_total ")
}
