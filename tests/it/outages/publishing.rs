//! Editions are published and rolled back while many are on the phone.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use sila::config::Config;
use tokio::task::JoinSet;

use super::provider::{Dice, Request, action};
use super::wire::Wire;
use crate::calls::play::{copy, small_menus};
use crate::store::by;
use crate::test_server::{TOKEN, TestServer, call_id};
use crate::wait::{eventually_so, within};

const CALLERS: u32 = 24;
/// Times that what is heard changes: fifty publishings, and fifty rollbacks in between.
const CHANGES: usize = 100;
/// Each edition's own word, heard at every place from the main menu on.
const WORDS: [&str; 6] = ["oak", "elm", "ash", "yew", "fig", "bay"];
/// Keys that the callers press after the language; they mean something in every edition.
const WALKS: [&str; 3] = ["111#*1#", "121*#12#", "1#1#1#*#"];

/// The small menus with a word behind the names.
pub(super) fn menus(folder: &Utf8Path, word: &str) -> Utf8PathBuf {
    let menus = folder.join(format!("menus-{word}"));
    copy(&small_menus(), &menus);
    for (file, name) in [
        ("1-town/sector.toml", "Town affairs"),
        ("1-town/1-permits/group.toml", "Building permits"),
        ("1-town/1-permits/111-wall.toml", "Wall permit"),
        ("1-town/1-permits/112-occupation-of-a-road.toml", "Wall permit"),
        ("1-town/2-roads/group.toml", "Roads"),
        ("1-town/2-roads/121-road-occupation.toml", "Road occupation licence"),
    ] {
        let path = menus.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let named = text.replace(&format!("en = \"{name}\""), &format!("en = \"{name} {word}\""));
        fs::write(&path, named).unwrap();
    }
    menus
}

/// Counts of all callers together.
#[derive(Default)]
struct Ledger {
    enough: AtomicBool,
    calls: AtomicU32,
    turns: AtomicUsize,
    /// Calls in whose time what is heard changed.
    spanning: AtomicUsize,
    changes: AtomicUsize,
}

/// One call after another, each of which must hear one edition from start to end.
async fn caller(houses: Arc<Vec<TestServer>>, ledger: Arc<Ledger>, caller: u32) {
    let address = |server: &TestServer| Wire::to(server.running.address);
    let mut wires: Vec<_> = houses.iter().map(address).collect();
    let mut dice = Dice::new(7, caller.into());
    let mut number = caller * 10_000;
    while !ledger.enough.load(Ordering::Relaxed) {
        number += 1;
        let call = call_id(number);
        let before = ledger.changes.load(Ordering::Relaxed);
        let mut heard: HashSet<&str> = HashSet::new();
        let mut target = "/voice/main".to_owned();
        let walk = dice.one(&WALKS);
        for key in [None, Some('2')].into_iter().chain(walk.chars().map(Some)) {
            let key = key.map(String::from);
            let mut parameters = vec![("CallSid", call.as_str()), ("CallStatus", "in-progress")];
            parameters.extend(key.as_deref().map(|key| ("Digits", key)));
            let request = Request::turn(&target, &parameters).signed(TOKEN);
            let node = ledger.turns.load(Ordering::Relaxed) % wires.len();
            let answer = wires[node].ask(&request.bytes()).await.unwrap();
            assert!(answer.is_document(), "{answer:?}");
            let text = answer.text();
            assert!(!answer.is_apology(), "{text}");
            heard.extend(WORDS.iter().filter(|word| text.contains(&format!(" {word}"))));
            target = action(&text).unwrap();
            ledger.turns.fetch_add(1, Ordering::Relaxed);
        }
        assert_eq!(heard.len(), 1, "{call} heard {heard:?}");
        ledger.calls.fetch_add(1, Ordering::Relaxed);
        let after = ledger.changes.load(Ordering::Relaxed);
        ledger.spanning.fetch_add(usize::from(after > before), Ordering::Relaxed);
    }
}

/// Changes what is heard again and again while callers call, each turn answered by another of the nodes.
pub(super) async fn publish_under_load(nodes: usize, arrange: impl Fn(&mut Config)) {
    let mut houses = Vec::new();
    for _ in 0..nodes {
        let server = TestServer::with(|config| {
            config.public_url = Some(super::public_url());
            arrange(config);
            config.menus = Some(menus(&config.data_dir, WORDS[0]));
        });
        houses.push(server.await);
    }
    let houses = Arc::new(houses);
    let server = &houses[0];
    let ledger = Arc::new(Ledger::default());
    let mut callers = JoinSet::new();
    for number in 1..=CALLERS {
        callers.spawn(caller(Arc::clone(&houses), Arc::clone(&ledger), number));
    }
    let publisher = async {
        let mut dice = Dice::new(7, 0);
        let database = server.database().await;
        let mut earlier = vec![(database.active().await.unwrap().unwrap().edition, WORDS[0])];
        for change in 1..=CHANGES {
            // Some turns in between, so that calls of many editions go on at the same time.
            let turns = ledger.turns.load(Ordering::Relaxed) + dice.below(200);
            let answered = || ledger.turns.load(Ordering::Relaxed);
            eventually_so("some turns in between", || answered() >= turns).await;
            let active = database.active().await.unwrap().unwrap();
            let heard = earlier.iter().find(|(number, _)| *number == active.edition);
            let heard = heard.unwrap().1;
            if change % 2 == 1 {
                let others: Vec<_> = WORDS.into_iter().filter(|word| *word != heard).collect();
                let word = dice.one(&others);
                let menus = menus(&server.folder(), word);
                earlier.push((server.publish(&menus, word).await, word));
            } else {
                let others = earlier.iter().map(|(number, _)| *number);
                let others: Vec<_> = others.filter(|number| *number != active.edition).collect();
                let to = dice.one(&others);
                let now = "2026-01-01T00:00:00Z".parse().unwrap();
                let rolled_back = database.roll_back(to, by("tests", now), active.revision).await;
                rolled_back.unwrap();
                server.heard(to).await;
            }
            ledger.changes.fetch_add(1, Ordering::Relaxed);
        }
        database.close().await;
        ledger.enough.store(true, Ordering::Relaxed);
    };
    tokio::select! {
        () = publisher => {}
        Some(ended) = callers.join_next() => panic!("a caller ended early: {ended:?}"),
    }
    within("every call at its end", callers.join_all()).await;
    let calls = ledger.calls.load(Ordering::Relaxed);
    assert!(calls > 100, "{calls} calls are no load");
    let spanning = ledger.spanning.load(Ordering::Relaxed);
    assert!(spanning > CHANGES, "{spanning} calls that noticed nothing prove little");
}

#[tokio::test]
async fn whatever_is_published_a_call_hears_one_edition() {
    publish_under_load(1, |_| {}).await;
}
