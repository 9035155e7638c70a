//! The program fails in the middle of a request: nobody else notices, and a provider is sent to its fallback.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::source;
use sila::clock::Clock;
use sila::operate::{self, LoadedMenus, Publication};
use sila::store::TextState;

use super::http::{client, exchange, parameters, signed_post, status};
use crate::calls::play::{copy, small_menus};
use crate::jobs::{MOBILE, asks, text, with_account};
use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::Provider;
use crate::store::by;
use crate::test_server::{TestServer, call_id};
use crate::wait::eventually_so;

/// A clock at which everything fails that looks at it, while it is broken.
fn breakable() -> (Clock, Arc<AtomicBool>) {
    let broken = Arc::new(AtomicBool::new(false));
    let (clock, is_broken) = (ManualClock::ticking().clock(), Arc::clone(&broken));
    let clock = move || {
        assert!(!is_broken.load(Ordering::SeqCst), "as asked");
        clock()
    };
    (Arc::new(clock), broken)
}

#[tokio::test]
async fn a_request_at_which_the_program_fails_is_answered_and_the_next_as_ever() {
    let (clock, broken) = breakable();
    let server = TestServer::with_clock(clock, |_| {}).await;
    let (head, body) =
        signed_post(&server, "/voice/main", &parameters(&[]), "Connection: close\r\n");
    let turn = head + &body;
    let metrics = async || client().get(server.url("/metrics")).send().await.unwrap().status();
    for (is_broken, expected) in [(false, 200), (true, 500), (false, 200)] {
        broken.store(is_broken, Ordering::SeqCst);
        assert_eq!(metrics().await, expected);
        let answer = exchange(server.running.address, turn.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
    assert_eq!(server.events(&call_id(1)).await.len(), 1);
}

/// Has an edition be heard tomorrow: the follower looks at the clock as long as it waits for that.
async fn schedule(server: &TestServer, now: Timestamp) {
    let files = source::read_folder(&small_menus()).unwrap();
    let publication = Publication {
        menus: LoadedMenus::load(files).unwrap(),
        lines: Vec::new(),
        by: by("tests", now),
        from: Some(now + SignedDuration::from_hours(24)),
    };
    let database = server.database().await;
    let upon = database.active().await.unwrap().map(|active| active.revision);
    operate::publish(&database, publication, upon).await.unwrap();
    database.close().await;
}

/// The tasks that look at the clock in each of their rounds.
const TASKS: [&str; 5] = ["follower", "texts", "recordings", "deletions", "measuring"];

#[tokio::test]
async fn every_task_at_which_the_program_fails_is_started_anew() {
    let provider = Provider::open().await;
    let (clock, broken) = breakable();
    let account = with_account(&provider.url());
    let server = TestServer::with_clock(Arc::clone(&clock), |config| {
        account(config);
        config.poll = Duration::from_millis(20);
    })
    .await;
    schedule(&server, clock()).await;
    broken.store(true, Ordering::SeqCst);
    // The address of the metrics looks at the clock as well.
    let has_failed = |task: &&str| {
        let counted = sila::metrics::recorder().render();
        counted.contains(&format!("sila_task_failures_total{{task=\"{task}\"}}"))
    };
    eventually_so("failures of every task", || TASKS.iter().all(has_failed)).await;
    broken.store(false, Ordering::SeqCst);
    // What they are for is done as ever.
    let menus = server.folder().join("menus");
    copy(&small_menus(), &menus);
    let phrases = std::fs::read_to_string(menus.join("phrases.toml")).unwrap();
    std::fs::write(menus.join("phrases.toml"), phrases.replace("Main menu.", "The main menu."))
        .unwrap();
    server.publish(&menus, "in other words").await;
    asks(&server, 1, MOBILE, clock()).await;
    text(&server, 1, |text| text.state == TextState::Sent).await;
    assert_eq!(provider.messages().len(), 1);
}
