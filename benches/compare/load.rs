//! Callers, all at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::figures::Slice;
use crate::server::{self, Server};
use crate::telephone::{Exchange, Telephone};

/// Makes every call once, which warms the server up, and returns the documents, the shortest first.
pub fn every_call(exchange: &Arc<Exchange>) -> Vec<String> {
    let mut documents = runtime().block_on(async {
        let telephones = 48;
        let mut calling = JoinSet::new();
        for number in 0..telephones {
            let exchange = Arc::clone(exchange);
            let share = exchange.calls.len() as u64 / telephones + 1;
            calling.spawn(async move {
                let first = number * share;
                let mut telephone = Telephone::connect(exchange, 1 << 30 | number).await.unwrap();
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
    documents
}

/// The load on a server in one measurement.
pub struct Load {
    /// Duration of the measurement.
    pub span: Duration,
    /// Number of concurrent callers.
    pub callers: u64,
    /// After how many seconds each caller makes the next turn; without it, as soon as the answer is there.
    pub gap: Option<f64>,
}

/// Measures a server once, with calls that `salt` tells from all others.
pub fn measure(server: &Server, exchange: &Arc<Exchange>, load: &Load, salt: u64) -> Slice {
    let &Load { span, callers, gap } = load;
    let threads = 2;
    let ready = Arc::new(Barrier::new(callers as usize + 1));
    let callings: Vec<_> = (0..threads)
        .map(|thread| {
            let (exchange, ready) = (Arc::clone(exchange), Arc::clone(&ready));
            std::thread::spawn(move || {
                runtime().block_on(async {
                    let mut calling = JoinSet::new();
                    for number in (thread..callers).step_by(threads as usize) {
                        let exchange = Arc::clone(&exchange);
                        let salt = salt << 16 | number;
                        let mut telephone = Telephone::connect(exchange, salt).await.unwrap();
                        telephone.turn().await; // Node accepts one connection after each round of requests
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
    let times = callings.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
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
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}
