//! The program is killed again and again in the middle of calls.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use sila::store::{Database, Source, TurnRecord};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Duration, sleep};

use super::binary::Site;
use super::provider::{Dice, PUBLIC, Request, action};
use super::wire::{Answer, Wire};
use crate::test_server::{TOKEN, call_id};
use crate::wait::within;

const CALLERS: u32 = 32;
const KILLS: u32 = 12;
/// The program is killed after so many answers since it was started, or fewer.
const MOST_ANSWERS: usize = 1000;
/// Keys that the callers press; a dot is silence.
const WALKS: [&str; 5] = ["2114236", "1.3*9", "27777", "1122#9321", "2....."];
/// The records of each walk: its turns, up to the one in which silence ends the call, and the report of its end.
const RECORDS: [usize; WALKS.len()] = [9, 7, 7, 11, 6];

/// State shared by all callers.
struct Scene {
    site: Site,
    /// True while the program runs; asked only by callers who got no answer.
    up: watch::Sender<bool>,
    /// Number of callers that wait for the program.
    waiting: watch::Sender<u32>,
    /// Number of answers that came.
    answers: watch::Sender<usize>,
    /// True once no more calls are to begin.
    enough: watch::Sender<bool>,
    /// By call: its walk, and how many of its requests were answered.
    ledger: Mutex<HashMap<String, (usize, usize)>>,
}

impl Scene {
    fn new() -> Arc<Self> {
        let config = format!(
            "public_url = '{PUBLIC}'\n[[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'"
        );
        Arc::new(Self {
            site: Site::new(&config, &[("TOKEN", TOKEN)]),
            up: watch::Sender::new(false),
            waiting: watch::Sender::new(0),
            answers: watch::Sender::new(0),
            enough: watch::Sender::new(false),
            ledger: Mutex::new(HashMap::new()),
        })
    }

    /// A call from the ring to the notice of its end.
    async fn call(&self, wire: &mut Wire, number: u32, walk: usize) {
        let call = call_id(number);
        let mut last: Option<(Vec<u8>, Answer)> = None;
        let mut target = "/voice/main".to_owned();
        for (turn, key) in std::iter::once(None).chain(WALKS[walk].chars().map(Some)).enumerate() {
            let status = if turn == 0 { "ringing" } else { "in-progress" };
            let mut parameters = vec![("CallSid", call.as_str()), ("CallStatus", status)];
            let key = key.filter(|key| *key != '.').map(String::from);
            parameters.extend(key.as_deref().map(|key| ("Digits", key)));
            let request = Request::turn(&target, &parameters).signed(TOKEN).bytes();
            let answer = self.persist(wire, &request, last.as_ref()).await;
            self.answered(&call, walk, turn + 1);
            assert!(answer.is_document(), "{answer:?}");
            if let Some(action) = action(&answer.text()) {
                target = action;
            }
            last = Some((request, answer));
        }
        let parameters =
            [("CallSid", call.as_str()), ("CallStatus", "completed"), ("CallDuration", "61")];
        let notice = Request::turn("/voice/main/status", &parameters).signed(TOKEN).bytes();
        self.persist(wire, &notice, last.as_ref()).await;
        self.answered(&call, walk, WALKS[walk].len() + 2);
    }

    /// Asks until there is an answer. Where the program was away in between, it is first asked once more
    /// for what it had answered `last`, and gives the same bytes.
    async fn persist(
        &self,
        wire: &mut Wire,
        request: &[u8],
        last: Option<&(Vec<u8>, Answer)>,
    ) -> Answer {
        let mut repeat = None;
        loop {
            let wanted = repeat.map_or(request, |(request, _): &(Vec<u8>, Answer)| request);
            match (wire.ask(wanted).await, repeat) {
                (Ok(answer), None) => return answer,
                (Ok(answer), Some((_, before))) => {
                    assert_eq!(answer.body, before.body, "the same turn, another answer");
                    repeat = None;
                }
                (Err(_), _) => {
                    // A connection that is refused at once would leave no turn to anybody else.
                    tokio::task::yield_now().await;
                    self.waiting.send_modify(|waiting| *waiting += 1);
                    self.up.subscribe().wait_for(|up| *up).await.unwrap();
                    self.waiting.send_modify(|waiting| *waiting -= 1);
                    repeat = last;
                }
            }
        }
    }

    fn answered(&self, call: &str, walk: usize, requests: usize) {
        self.ledger.lock().unwrap().insert(call.to_owned(), (walk, requests));
        self.answers.send_modify(|answers| *answers += 1);
    }

    /// One call after another.
    async fn caller(&self, caller: u32) {
        let mut wire = Wire::to(self.site.address);
        let mut dice = Dice::new(1, caller.into());
        let mut number = caller * 10_000;
        while !*self.enough.borrow() {
            number += 1;
            self.call(&mut wire, number, dice.below(WALKS.len())).await;
        }
    }

    /// Checks that whatever was answered is written down, once and in order.
    async fn check(&self, store: &Database, expected: &[Vec<TurnRecord>]) {
        let ledger = self.ledger.lock().unwrap().clone();
        for (call, (walk, answered)) in ledger {
            let way = plain(store.call_events(&call).await.unwrap());
            let expected = &expected[walk];
            let least = expected.iter().filter(|event| exchange(event, walk) < answered).count();
            assert!(way.len() >= least, "{call}: {answered} answers, and only {way:#?}");
            assert_eq!(way, expected[..way.len()], "{call}: {answered} answers");
            let begun = expected.iter().filter(|event| exchange(event, walk) <= answered).count();
            assert!(way.len() <= begun, "{call}: {answered} answers, but {way:#?}");
        }
    }
}

/// The request of a walk, counted from 0, that an event was taken from.
fn exchange(event: &TurnRecord, walk: usize) -> usize {
    match event.id.source {
        Source::Turn { turn, .. } => turn.try_into().unwrap(),
        Source::Status(_) => WALKS[walk].len() + 1,
    }
}

/// Events without what differs between two calls of the same walk.
fn plain(mut events: Vec<TurnRecord>) -> Vec<TurnRecord> {
    for event in &mut events {
        event.id.call.clear();
        event.at = Timestamp::UNIX_EPOCH;
    }
    events
}

/// Recorded events of each walk where nothing disturbs it.
async fn undisturbed() -> Vec<Vec<TurnRecord>> {
    let scene = Scene::new();
    let server = scene.site.start().await;
    let mut wire = Wire::to(scene.site.address);
    let mut ways = Vec::new();
    for (walk, records) in RECORDS.into_iter().enumerate() {
        let number = u32::try_from(walk).unwrap();
        scene.call(&mut wire, number, walk).await;
        let way = scene.site.store().await.call_events(&call_id(number)).await.unwrap();
        assert_eq!(way.len(), records, "{way:#?}");
        ways.push(plain(way));
    }
    server.kill().await;
    ways
}

#[tokio::test]
async fn nothing_that_was_answered_is_lost_when_the_program_is_killed_under_load() {
    let expected = undisturbed().await;
    let scene = Scene::new();
    let mut server = scene.site.start().await;
    scene.up.send_replace(true);
    let mut callers = JoinSet::new();
    for caller in 1..=CALLERS {
        let scene = Arc::clone(&scene);
        callers.spawn(async move { scene.caller(caller).await });
    }
    let kills = async {
        let mut dice = Dice::new(1, 0);
        for _ in 0..KILLS {
            let enough = *scene.answers.borrow() + 1 + dice.below(MOST_ANSWERS);
            let mut answers = scene.answers.subscribe();
            answers.wait_for(|answers| *answers >= enough).await.unwrap();
            scene.up.send_replace(false);
            server.kill().await;
            // What the program had sent is read to the end before anybody looks.
            let mut waiting = scene.waiting.subscribe();
            waiting.wait_for(|waiting| *waiting == CALLERS).await.unwrap();
            scene.check(&scene.site.store().await, &expected).await;
            server = scene.site.start().await;
            scene.up.send_replace(true);
        }
        scene.enough.send_replace(true);
        server
    };
    // A caller who fails would be waited for in vain.
    let server = tokio::select! {
        server = kills => server,
        Some(ended) = callers.join_next() => panic!("a caller ended early: {ended:?}"),
        () = sleep(Duration::from_mins(2)) => panic!("the callers are stuck"),
    };
    within("every call at its end", callers.join_all()).await;
    server.kill().await;
    scene.check(&scene.site.store().await, &expected).await;
    let ledger = scene.ledger.lock().unwrap();
    for (call, (walk, answered)) in ledger.iter() {
        assert_eq!(*answered, WALKS[*walk].len() + 2, "{call} was not led to its end");
    }
    assert!(ledger.len() > 100, "{} calls are no load", ledger.len());
}
