//! Whatever is sent, the answer is right: 20,000 requests (100,000 in `tests/run`) made from real calls, signed and
//! not, whole and broken, and connections on which no proper HTTP is spoken.
//!
//! Every request is made from a seed and its number alone. A failure names both; `TEST_HOSTILE_SEED` and
//! `TEST_HOSTILE_CASES` choose others.

mod case;
mod forged;
mod raw;
mod signed;
mod tampered;
mod whisper;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};

use sila::store::TurnRecord;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Row as _};
use tokio::task::JoinSet;

use self::case::{Case, Expect, Lines, Recorded};
use crate::outages::binary::{Server, Site};
use crate::outages::provider::{Dice, PUBLIC};
use crate::outages::wire::{Answer, Wire};
use crate::providers::twilio::document::{Document, Strictness};

const SEED: u64 = 2026;
const CASES: u64 = 20_000;
/// Connections at once.
const CONNECTIONS: u64 = 24;
/// Most memory that the server may hold when all is over, in bytes: the whole of what it is to need, and a debug
/// build's extra.
const MOST_MEMORY: u64 = 150 << 20;

/// The lines, with their tokens.
const LINES: Lines = [("main", "token of main"), ("other", "token of other")];

/// A server with both lines.
fn site() -> Site {
    let config = format!(
        "public_url = '{PUBLIC}'\nlog_level = 'error,sila::cli=info'\n\
         [[line]]\nname = 'main'\nauth.auth_token_env = 'MAIN'\n\
         [[line]]\nname = 'other'\nauth.auth_token_env = 'OTHER'\n"
    );
    let [(_, main), (_, other)] = LINES;
    Site::new(&config, &[("MAIN", main), ("OTHER", other)])
}

#[expect(clippy::disallowed_methods, reason = "a test program takes no arguments of its own")]
fn chosen(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |number| number.parse().unwrap())
}

/// State of the test while the requests are sent.
struct Attack {
    site: Site,
    calls: Recorded,
    /// Document of a call that comes back at an address that is not ours, without the addresses in it.
    beginning_again: String,
    /// Documents that were read and found right, without the addresses in them.
    right: Mutex<HashSet<String>>,
    /// The calls and restarts whose state was lost.
    lost: Mutex<BTreeSet<(String, u32)>>,
}

impl Attack {
    /// Says what is wrong with the answer to a case.
    fn judge(&self, case: &Case, answer: &Answer) -> Result<(), String> {
        if let Expect::Refused = case.expect {
            let is_plain = answer.status / 100 == 4 && !answer.is_document();
            return is_plain.then_some(()).ok_or("not refused".to_owned());
        }
        if !answer.is_document() {
            return Err("no document".to_owned());
        }
        let document = String::from_utf8(answer.body.clone()).map_err(|error| error.to_string())?;
        let plain = case::without_addresses(&document);
        let is_known = self.right.lock().unwrap().contains(&plain);
        if !is_known {
            let url = PUBLIC.parse().unwrap();
            let (read, faults) = Document::read(&answer.body, &url, Strictness::STRICT);
            if read.is_none() || !faults.is_empty() {
                return Err(format!("{faults:?}"));
            }
            self.right.lock().unwrap().insert(plain.clone());
        }
        match &case.expect {
            Expect::Says(something) if document.contains("<Say") != *something => {
                Err(format!("something is said: {}", !something))
            }
            Expect::Same(expected) if document != *expected => {
                Err(format!("not the document of the same turn:\n{expected}"))
            }
            Expect::BeginningAgain { call, restart } => {
                let state = format!("_-_gate_0_-_key_0_0_0_0_{restart}_1~");
                if plain != self.beginning_again || !document.contains(&state) {
                    return Err(format!("not the apology and the beginning, as {state}"));
                }
                self.lost.lock().unwrap().insert((call.clone(), *restart));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Sends every so many of the cases, one after another.
    async fn send(&self, seed: u64, cases: impl Iterator<Item = u64>) {
        let mut wire = Wire::to(self.site.address);
        for number in cases {
            let case = Case::new(&self.calls, &mut Dice::new(seed, number), number);
            let answer = wire.ask(&case.bytes).await;
            let verdict = match &answer {
                Ok(answer) => self.judge(&case, answer),
                Err(error) => Err(format!("no answer: {error}")),
            };
            if let Err(wrong) = verdict {
                let shown = |bytes: &[u8]| {
                    String::from_utf8_lossy(&bytes[..bytes.len().min(3000)]).into_owned()
                };
                let answer = answer.map(|answer| format!("{}{}", answer.head, shown(&answer.body)));
                panic!(
                    "TEST_HOSTILE_SEED={seed}, case {number}, {}: {wrong}\n\n{}\n\n{}",
                    case.what,
                    shown(&case.bytes),
                    answer.unwrap_or_default()
                );
            }
        }
    }

    /// Recorded events of the calls that only forged requests name.
    async fn victims(&self) -> BTreeMap<String, Vec<TurnRecord>> {
        let store = self.site.store().await;
        let mut ways = BTreeMap::new();
        for call in self.calls.victims() {
            ways.insert(call.to_owned(), store.call_events(call).await.unwrap());
        }
        ways
    }

    /// The calls and restarts that were written down for calls of ours, with what happened in each.
    async fn restarts(&self) -> Vec<(String, u32, String)> {
        let database = SqliteConnectOptions::new().filename(self.site.database());
        let mut database = database.read_only(true).connect().await.unwrap();
        let rows = sqlx::query(
            "SELECT call.call, restart, group_concat(events || ' ' || place ORDER BY turn) AS way
             FROM turn JOIN call ON call.number = turn.call
             WHERE restart <> 0 AND call.call GLOB 'CA*' GROUP BY 1, 2 ORDER BY 1, 2",
        )
        .fetch_all(&mut database)
        .await
        .unwrap();
        rows.iter().map(|row| (row.get("call"), row.get("restart"), row.get("way"))).collect()
    }
}

/// Sum of the counters whose name begins with `name`.
pub async fn counted(site: &Site, name: &str) -> u64 {
    let request = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let answer = Wire::to(site.address).ask(request).await.unwrap();
    let text = answer.text();
    let lines = text.lines().filter(|line| line.starts_with(name));
    lines.map(|line| line.rsplit(' ').next().unwrap().parse::<u64>().unwrap()).sum()
}

async fn is_ready(server: &Site) -> bool {
    let request = b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n";
    Wire::to(server.address).ask(request).await.unwrap().status == 200
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_requests_get_what_they_deserve() {
    let (seed, cases) = (chosen("TEST_HOSTILE_SEED", SEED), chosen("TEST_HOSTILE_CASES", CASES));
    let site = site();
    let server: Server = site.start().await;
    let calls = Recorded::walk(site.address, LINES).await;
    let beginning_again = calls.beginning_again(site.address).await;
    let attack = Arc::new(Attack {
        site,
        calls,
        beginning_again,
        right: Mutex::default(),
        lost: Mutex::default(),
    });
    let victims = attack.victims().await;
    assert!(victims.values().all(|way| way.len() > 5), "{victims:#?}");

    let mut senders = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let attack = Arc::clone(&attack);
        let mine = (0..cases).filter(move |number| number % CONNECTIONS == connection);
        senders.spawn(async move { attack.send(seed, mine).await });
    }
    while let Some(sender) = senders.join_next().await {
        // The first failure is the one to see.
        if let Err(failure) = sender {
            std::panic::resume_unwind(failure.into_panic());
        }
    }

    assert_eq!(attack.victims().await, victims, "a forged request was believed");
    let store = attack.site.store().await;
    let ghosts = store.starting_with(case::GHOST, 10).await.unwrap();
    assert_eq!(ghosts, Vec::<String>::new(), "a forged request was believed");
    let lost = attack.lost.lock().unwrap().clone();
    let expected: Vec<_> = lost
        .into_iter()
        .map(|(call, restart)| {
            (call, restart, r#"["state-lost",{"place-entered":{}}] gate"#.to_owned())
        })
        .collect();
    let restarts = attack.restarts().await;
    assert_eq!(restarts.len(), expected.len());
    for (restart, expected) in restarts.iter().zip(&expected) {
        assert_eq!(restart, expected);
    }
    assert_eq!(counted(&attack.site, "sila_panics_total").await, 0);
    assert_eq!(counted(&attack.site, "sila_records_lost_total").await, 0);
    assert!(counted(&attack.site, "sila_refused_total").await > cases / 10);
    assert!(counted(&attack.site, "sila_states_lost_total").await > cases / 10);
    assert!(is_ready(&attack.site).await);
    let memory = server.memory();
    assert!(memory < MOST_MEMORY, "{} MiB", memory >> 20);
    server.kill().await;
}
