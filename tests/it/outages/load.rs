//! Many callers at once, whose calls are checked against what is written down where nothing disturbs them.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use sila::catalogue::EditionNumber;
use sila::store::{Database, TurnRecord};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::provider::{Dice, PUBLIC, Request, action};
use super::wire::Wire;
use crate::test_server::{TOKEN, TestServer, call_id};
use crate::wait::{eventually_so, within};

const CALLERS: u32 = 24;
/// Keys that the callers press; a dot is silence.
const WALKS: [&str; 5] = ["2114236", "1.3*9", "27777", "1122#9321", "2....."];
/// The records of each walk: its turns, up to the one in which silence ends the call, and the report of its end.
const RECORDS: [usize; 5] = [9, 7, 7, 11, 6];

static SERIES: AtomicU32 = AtomicU32::new(0);

/// Callers of one hotline, which one or several nodes answer.
pub struct Load {
    /// Tells the calls of several loads apart.
    series: u32,
    /// Each turn of a call goes to another of them.
    nodes: Vec<SocketAddr>,
    /// Recorded events of each walk.
    expected: Vec<Vec<TurnRecord>>,
    enough: AtomicBool,
    turns: AtomicUsize,
    /// The walk that each finished call took.
    calls: Mutex<HashMap<String, usize>>,
    /// True if a request that gets no answer is repeated, as a provider does.
    insist: bool,
}

/// Callers at work.
pub struct Callers {
    load: Arc<Load>,
    at_work: JoinSet<()>,
}

impl Load {
    /// Callers who take every turn that is not answered as a failure.
    pub async fn on(nodes: Vec<SocketAddr>) -> Callers {
        Self::start(nodes, false).await
    }

    /// Callers whose provider asks again where a node is away.
    pub async fn insisting_on(nodes: Vec<SocketAddr>) -> Callers {
        Self::start(nodes, true).await
    }

    async fn start(nodes: Vec<SocketAddr>, insist: bool) -> Callers {
        let load = Arc::new(Self {
            series: SERIES.fetch_add(1, Ordering::Relaxed) % 400,
            nodes,
            expected: undisturbed().await,
            enough: AtomicBool::new(false),
            turns: AtomicUsize::new(0),
            calls: Mutex::default(),
            insist,
        });
        let mut at_work = JoinSet::new();
        for caller in 1..=CALLERS {
            at_work.spawn(Arc::clone(&load).caller(caller));
        }
        Callers { load, at_work }
    }

    /// One call after another.
    async fn caller(self: Arc<Self>, caller: u32) {
        let mut wires: Vec<_> = self.nodes.iter().map(|node| Wire::to(*node)).collect();
        let mut dice = Dice::new(1, caller.into());
        let mut number = self.series * 10_000_000 + caller * 100_000;
        while !self.enough.load(Ordering::Relaxed) {
            number += 1;
            let walk = dice.below(WALKS.len());
            let call = call_id(number);
            let mut course = Course::of(&call, WALKS[walk]);
            let mut document = None;
            while let Some(request) = course.next(document.as_deref()) {
                let node = self.turns.fetch_add(1, Ordering::Relaxed) % wires.len();
                document = Some(self.ask(&mut wires[node], &request).await);
            }
            self.calls.lock().unwrap().insert(call_id(number), walk);
        }
    }

    async fn ask(&self, wire: &mut Wire, request: &Request) -> String {
        let bytes = request.clone().signed(TOKEN).bytes();
        loop {
            match wire.ask(&bytes).await {
                Ok(answer) => {
                    assert!(answer.is_document(), "{answer:?}");
                    assert!(!answer.is_apology(), "{}", answer.text());
                    return answer.text();
                }
                // A connection that is refused at once would leave no turn to anybody else.
                Err(_) if self.insist => sleep(Duration::from_millis(20)).await,
                Err(error) => panic!("a turn was not answered: {error}"),
            }
        }
    }
}

impl Callers {
    /// Returns when so many more turns were answered.
    pub async fn turns(&mut self, turns: usize) {
        let enough = self.load.turns.load(Ordering::Relaxed) + turns;
        let load = Arc::clone(&self.load);
        self.during(async {
            eventually_so("more turns", || load.turns.load(Ordering::Relaxed) >= enough).await;
        })
        .await;
    }

    /// Does something while the callers call. A caller who fails ends it.
    pub async fn during<T>(&mut self, what: impl Future<Output = T>) -> T {
        tokio::select! {
            done = what => done,
            Some(ended) = self.at_work.join_next() => panic!("a caller ended early: {ended:?}"),
        }
    }

    /// Lets every call come to its end, whatever was heard in it.
    pub async fn stop_and(self, carried: impl Future<Output = ()>) {
        self.load.enough.store(true, Ordering::Relaxed);
        within("every call at its end", self.at_work.join_all()).await;
        carried.await;
    }

    /// Lets every call come to its end, and checks that all of it is in the store, once and in order, as soon as
    /// `carried` says that nothing is on its way there any more.
    pub async fn check(self, store: &Database, carried: impl Future<Output = ()>) {
        self.check_as(|_| {}, store, carried).await;
    }

    /// The same of calls that cannot come to be as where nothing disturbs them: `alike` takes away what may differ.
    pub async fn check_as(
        self,
        alike: impl Fn(&mut [TurnRecord]),
        store: &Database,
        carried: impl Future<Output = ()>,
    ) {
        let load = Arc::clone(&self.load);
        self.stop_and(carried).await;
        let calls = load.calls.lock().unwrap().clone();
        assert!(calls.len() > 100, "{} calls are no load", calls.len());
        for (call, walk) in calls {
            let mut way = plain(store.call_events(&call).await.unwrap());
            let mut expected = load.expected[walk].clone();
            alike(&mut way);
            alike(&mut expected);
            assert_eq!(way, expected, "{call}");
        }
    }

    /// Lets every call come to its end, and counts what is missing in the store as soon as `carried` says that nothing
    /// is on its way there any more. What is there must be there once and in order.
    pub async fn count_lost(self, store: &Database, carried: impl Future<Output = ()>) -> u64 {
        let load = Arc::clone(&self.load);
        self.stop_and(carried).await;
        let calls = load.calls.lock().unwrap().clone();
        let mut lost = 0;
        for (call, walk) in calls {
            let mut expected = load.expected[walk].iter();
            let way = plain(store.call_events(&call).await.unwrap());
            lost += expected.len() - way.len();
            for record in way {
                assert!(expected.any(|expected| *expected == record), "{call}: {record:?}");
            }
        }
        lost.try_into().unwrap()
    }
}

/// A call from the ring to the notice of its end.
struct Course<'c> {
    call: &'c str,
    /// Keys to press; none in the first turn, and where the caller is silent.
    keys: VecDeque<Option<char>>,
    target: String,
    over: bool,
}

impl<'c> Course<'c> {
    fn of(call: &'c str, walk: &str) -> Self {
        let keys = walk.chars().map(|key| Some(key).filter(|key| *key != '.'));
        Self {
            call,
            keys: std::iter::once(None).chain(keys).collect(),
            target: "/voice/main".to_owned(),
            over: false,
        }
    }

    /// The provider's next request after it got this document.
    fn next(&mut self, document: Option<&str>) -> Option<Request> {
        if let Some(action) = document.filter(|text| !text.is_empty()).and_then(action) {
            self.target = action;
        }
        if let Some(key) = self.keys.pop_front() {
            let mut parameters = vec![("CallSid", self.call), ("CallStatus", "in-progress")];
            let key = key.map(String::from);
            parameters.extend(key.as_deref().map(|key| ("Digits", key)));
            return Some(Request::turn(&self.target, &parameters));
        }
        if std::mem::replace(&mut self.over, true) {
            return None;
        }
        let end = [("CallSid", self.call), ("CallStatus", "completed"), ("CallDuration", "61")];
        Some(Request::turn("/voice/main/status", &end))
    }
}

/// Recorded events of each walk where nothing disturbs it.
async fn undisturbed() -> Vec<Vec<TurnRecord>> {
    let server = TestServer::with(|config| config.public_url = Some(super::public_url())).await;
    // Also on a machine that has much else to do, where a start goes on without waiting for the store.
    server.heard(EditionNumber::new(1)).await;
    let mut wire = Wire::to(server.running.address);
    let mut ways = Vec::new();
    for (walk, keys) in WALKS.into_iter().enumerate() {
        let number = u32::try_from(walk).unwrap() + 1;
        let call = call_id(number);
        let mut course = Course::of(&call, keys);
        let mut document = None;
        while let Some(request) = course.next(document.as_deref()) {
            let answer = wire.ask(&request.signed(TOKEN).bytes()).await.unwrap();
            assert!(answer.is_document(), "{answer:?}");
            assert!(!answer.is_apology(), "{}", answer.text());
            document = Some(answer.text());
        }
        let way = plain(server.events(&call_id(number)).await);
        assert_eq!(way.len(), RECORDS[walk], "{way:#?}");
        ways.push(way);
    }
    server.running.stop().await;
    ways
}

/// Events without what differs between two calls of the same walk.
fn plain(mut events: Vec<TurnRecord>) -> Vec<TurnRecord> {
    for event in &mut events {
        event.id.call.clear();
        event.at = Timestamp::UNIX_EPOCH;
    }
    events
}

/// Takes away the editions: calls are of several, whose menus differ in their words alone.
pub fn without_editions(events: &mut [TurnRecord]) {
    for event in events {
        event.edition = None;
    }
}

/// The address in front of the nodes.
pub fn origin() -> &'static str {
    PUBLIC
}
