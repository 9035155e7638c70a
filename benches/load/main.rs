//! Whole signed calls over HTTP against three servers: a bare handler that returns a fixed document, the same with
//! the signature checked, and Sila with every event on disk before the answer leaves.
//!
//! `cargo bench --bench load` takes less than a minute; `-- --help` shows what can be changed. The servers run in
//! turn, round after round, so that whatever else the machine does falls on all of them; callers and server share
//! its processors. Every answer is checked.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a program for a person at a terminal"
)]

mod ask;
mod figures;
mod server;
mod telephone;
mod walk;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use ask::Provider;
use figures::{Slice, Slices};
use server::{Kind, Server};
use telephone::{Exchange, Telephone};

/// Whole calls over HTTP: a bare handler, one that checks signatures, and Sila, side by side.
#[derive(Parser, Clone)]
struct Options {
    /// How many seconds each server is measured in each round, under each load.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How often all servers are measured.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// How many callers there are at once at full speed.
    #[arg(long, default_value_t = 256)]
    callers: u64,
    /// Turns a second at the steady rate.
    #[arg(long, default_value_t = 600.0)]
    rate: f64,
    /// Where the store is put; without it, below the build folder.
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    folder: PathBuf,
    /// Another build of the program, to be measured beside this one.
    #[arg(long, value_name = "PROGRAM")]
    beside: Option<PathBuf>,
    /// Answers with a fixed document: what the program starts itself for.
    #[arg(long, hide = true, requires_all = ["address", "document"])]
    answer: Option<Kind>,
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
    server: Server,
    exchange: Arc<Exchange>,
    start: Duration,
    memory_at_start: f64,
    full: Slices,
    steady: Slices,
}

/// Callers at the steady rate: each makes a turn every third of a second.
const STEADY_CALLERS: f64 = 200.0;

fn main() {
    let options = Options::parse();
    if let (Some(kind), Some(address), Some(document)) =
        (options.answer, options.address, &options.document)
    {
        return server::answer(kind, address, document);
    }
    let scratch = tempfile::tempdir_in(&options.folder).unwrap();
    let sila = Path::new(env!("CARGO_BIN_EXE_sila"));
    let mut cases = vec![begin("sila", Kind::Sila, sila, scratch.path())];
    let sizes = every_call(&cases[0], scratch.path());
    if let Some(other) = &options.beside {
        let scratch = scratch.path().join("beside");
        std::fs::create_dir(&scratch).unwrap();
        cases.push(begin("beside", Kind::Sila, other, &scratch));
    }
    let this = std::env::current_exe().unwrap();
    cases.push(begin("signed", Kind::Signed, &this, scratch.path()));
    cases.push(begin("bare", Kind::Bare, &this, scratch.path()));
    cases.reverse();
    let mut salt = 0;
    for _ in 0..options.rounds {
        for case in &mut cases {
            salt += 1;
            let slice = measure(case, &options, options.callers, None, salt);
            case.full.0.push(slice);
        }
    }
    for _ in 0..options.rounds {
        for case in &mut cases {
            salt += 1;
            let gap = STEADY_CALLERS / options.rate;
            let slice = measure(case, &options, STEADY_CALLERS as u64, Some(gap), salt);
            case.steady.0.push(slice);
        }
    }
    print(&cases, &options, &sizes);
}

/// Starts a server and waits for its first answer.
fn begin(name: &'static str, kind: Kind, program: &Path, folder: &Path) -> Case {
    let server = Server::start(kind, program, folder);
    let (hotline, _) = sila::server::load_hotline(None).unwrap();
    let calls = walk::calls(&hotline);
    let always = (kind != Kind::Sila).then(|| walk::Expected {
        state: "_".to_owned(),
        locale: String::new(),
    });
    let exchange = Arc::new(Exchange {
        origin: server.origin.clone(),
        provider: Provider::new(&server.origin),
        calls,
        always,
    });
    let start = runtime().block_on(server.first_answer(&exchange));
    let (memory_at_start, _) = server.memory();
    Case {
        name,
        server,
        exchange,
        start,
        memory_at_start,
        full: Slices::default(),
        steady: Slices::default(),
    }
}

/// Makes every call once, writes the document that is nearest to the mean in size to `folder`, and returns the sizes
/// in ascending order.
fn every_call(case: &Case, folder: &Path) -> Vec<usize> {
    let exchange = &case.exchange;
    let mut documents: Vec<String> = runtime().block_on(async {
        let telephones = 48;
        let mut calling = JoinSet::new();
        for number in 0..telephones {
            let exchange = Arc::clone(exchange);
            let share = exchange.calls.len() as u64 / telephones + 1;
            calling.spawn(async move {
                let first = number * share;
                let mut telephone = Telephone::connect(exchange, 1 << 30 | number)
                    .await
                    .unwrap();
                telephone.begin_with(first);
                let mut documents = Vec::new();
                for _ in 0..share {
                    documents.extend(telephone.whole_call().await);
                }
                documents
            });
        }
        calling.join_all().await.concat()
    });
    documents.sort_by_key(String::len);
    let sizes: Vec<usize> = documents.iter().map(String::len).collect();
    let mean = sizes.iter().sum::<usize>() / sizes.len();
    let usual = &documents[sizes.partition_point(|size| *size < mean)];
    let usual = usual.replace(&case.server.origin, "{origin}");
    std::fs::write(server::document_of(folder), usual).unwrap();
    sizes
}

/// Measures a server once: at full speed, or with a turn of each caller every `gap` seconds.
fn measure(case: &Case, options: &Options, callers: u64, gap: Option<f64>, salt: u64) -> Slice {
    let span = Duration::from_secs_f64(options.seconds);
    let threads = 2;
    let ready = Arc::new(Barrier::new(callers as usize + 1));
    let server = &case.server;
    let callings: Vec<_> = (0..threads)
        .map(|thread| {
            let (exchange, ready) = (Arc::clone(&case.exchange), Arc::clone(&ready));
            std::thread::spawn(move || {
                runtime().block_on(async {
                    let mut calling = JoinSet::new();
                    for number in (thread..callers).step_by(threads as usize) {
                        let exchange = Arc::clone(&exchange);
                        let salt = salt << 16 | number;
                        let telephone = Telephone::connect(exchange, salt).await.unwrap();
                        let ready = Arc::clone(&ready);
                        calling.spawn(async move {
                            ready.wait().await;
                            match gap {
                                None => at_full_speed(telephone, span).await,
                                Some(gap) => at_a_rate(telephone, span, gap, salt).await,
                            }
                        });
                    }
                    calling.join_all().await.concat()
                })
            })
        })
        .collect();
    runtime().block_on(ready.wait());
    let before = (server.cpu(), server::cpu("self"));
    let times = callings
        .into_iter()
        .flat_map(|thread| thread.join().unwrap())
        .collect();
    Slice {
        span,
        times,
        server: server.cpu().saturating_sub(before.0),
        callers: server::cpu("self").saturating_sub(before.1),
    }
}

/// The next turn as soon as the answer is there.
async fn at_full_speed(mut telephone: Telephone, span: Duration) -> Vec<u32> {
    let end = Instant::now() + span;
    let mut times = Vec::with_capacity(4096);
    loop {
        let begin = Instant::now();
        telephone.turn().await;
        let now = Instant::now();
        if now > end {
            return times;
        }
        times.push((now - begin).as_micros() as u32);
    }
}

/// A turn every `gap` seconds, give or take half of it, whether the server keeps up or not: a turn's time counts from
/// the moment at which it was due.
async fn at_a_rate(mut telephone: Telephone, span: Duration, gap: f64, salt: u64) -> Vec<u32> {
    let begin = Instant::now();
    let mut chance = Chance(salt);
    let mut due = gap * chance.next();
    let mut times = Vec::new();
    while due < span.as_secs_f64() {
        let moment = begin + Duration::from_secs_f64(due);
        sleep_until(moment).await;
        telephone.turn().await;
        times.push(moment.elapsed().as_micros() as u32);
        due += gap * (0.5 + chance.next());
    }
    times
}

/// Numbers from 0 to 1 that look like chance (`SplitMix64`), the same in each run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Each thread of callers has one, so that they get in each other's way as little as can be.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

fn print(cases: &[Case], options: &Options, sizes: &[usize]) {
    let mean = sizes.iter().sum::<usize>() / sizes.len();
    let usual = sizes[sizes.len() * 99 / 100];
    let most = sizes.last().unwrap();
    println!("documents: {mean} bytes in the mean, 99 of 100 below {usual}, the longest {most}");
    let Options {
        rounds,
        seconds,
        callers,
        rate,
        ..
    } = options;
    println!(
        "{rounds} rounds of {seconds} s on {} processors",
        std::thread::available_parallelism().unwrap()
    );
    println!("\nfull speed, {callers} callers");
    println!(
        "server  turns/s   ratio   p50 ms  p99 ms  p99.9 ms  server µs/turn  ratio  callers µs/turn"
    );
    let last = &cases[0];
    for case in cases {
        let [p50, p99, p999] = case.full.percentiles([0.5, 0.99, 0.999]);
        println!(
            "{:<6}  {:7.0}  {:5.1} %  {p50:6.2}  {p99:6.2}  {p999:8.2}  {:14.1}  {:5.2}  {:15.1}",
            case.name,
            case.full.median(Slice::rate),
            100.0 * case.full.ratio(&last.full, Slice::rate),
            case.full.median(|slice| slice.cost().0),
            case.full.ratio(&last.full, |slice| slice.cost().0),
            case.full.median(|slice| slice.cost().1),
        );
    }
    println!("\n{rate} turns a second, timed from when each was due");
    println!("server  turns/s   p50 ms  p99 ms  p99.9 ms  server's processors");
    for case in cases {
        let [p50, p99, p999] = case.steady.percentiles([0.5, 0.99, 0.999]);
        println!(
            "{:<6}  {:7.0}   {p50:6.2}  {p99:6.2}  {p999:8.2}  {:17.1} %",
            case.name,
            case.steady.median(Slice::rate),
            case.steady
                .median(|slice| 100.0 * slice.server.as_secs_f64() / slice.span.as_secs_f64()),
        );
    }
    println!("\nserver  start to first answer ms  MiB after it  MiB at most");
    for case in cases {
        let (_, most) = case.server.memory();
        let start = case.start.as_secs_f64() * 1000.0;
        println!(
            "{:<6}  {start:24.0}  {:12.1}  {most:11.1}",
            case.name, case.memory_at_start
        );
    }
    journal(cases.last().unwrap());
}

/// Says how the events came to disk; none may be lost or late, or else the figures are not of durable turns.
fn journal(sila: &Case) {
    let exchange = Arc::clone(&sila.exchange);
    let text = runtime().block_on(async {
        Telephone::connect(exchange, 0)
            .await
            .unwrap()
            .get("/metrics")
            .await
    });
    let count = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.map_or(0.0, |value| value.trim().parse::<f64>().unwrap())
    };
    let (events, commits) = (
        count("sila_journal_committed_total "),
        count("sila_journal_commits_total "),
    );
    let lacking = count("sila_journal_slow_total ") + count("sila_events_lost_total ");
    println!(
        "\n{events} events in {commits} commits, {:.1} in each",
        events / commits
    );
    assert!(
        lacking == 0.0,
        "{lacking} turns were answered before they were on disk"
    );
}
