//! The program fails in the middle of a request: nobody else notices, and a provider is sent to its fallback.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::source;
use sila::clock::Clock;
use sila::operate::{self, LoadedMenus, Publication};
use sila::store::{PageOpinion, RetentionPace, TextState};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use super::http::{client, exchange, parameters, signed_post, status};
use crate::calls::play::{copy, small_menus};
use crate::captured_log::FailingLog;
use crate::jobs::{MOBILE, asks, text, with_account};
use crate::manual_clock::ManualClock;
use crate::providers::twilio::api::Provider;
use crate::store::by;
use crate::store::suite::page_reports::opinion;
use crate::test_server::{TestServer, call_id};
use crate::wait::{eventually, eventually_so};

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

/// Returns whether failures of a task were counted. The address of the metrics looks at the clock itself.
fn has_failed(task: &str) -> bool {
    let counted = sila::metrics::recorder().render();
    counted.contains(&format!("sila_task_failures_total{{task=\"{task}\"}}"))
}

/// Makes a table of the store come or go.
async fn rename_table(server: &TestServer, from: &str, to: &str) {
    let options = SqliteConnectOptions::new().filename(server.folder().join("sila.db"));
    let mut connection = options.connect().await.unwrap();
    let rename = AssertSqlSafe(format!("ALTER TABLE {from} RENAME TO {to}"));
    sqlx::query(rename).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

/// The tasks that look at the clock in each of their rounds.
const TASKS: [&str; 6] = ["follower", "retention", "texts", "recordings", "deletions", "measuring"];

#[tokio::test]
async fn every_task_at_which_the_program_fails_is_started_anew() {
    let provider = Provider::open().await;
    let (clock, broken) = breakable();
    let account = with_account(&provider.url());
    let server = TestServer::with_clock(Arc::clone(&clock), |config| {
        account(config);
        config.poll = Duration::from_millis(20);
        let soon = Duration::from_millis(20);
        config.retention_pace = RetentionPace { after_start: soon, every: soon };
    })
    .await;
    schedule(&server, clock()).await;
    broken.store(true, Ordering::SeqCst);
    eventually_so("failures of every task", || TASKS.iter().all(|task| has_failed(task))).await;
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

#[tokio::test]
async fn a_report_on_a_message_at_which_the_program_fails_takes_no_other_with_it() {
    let provider = Provider::open().await;
    let (clock, broken) = breakable();
    let server = TestServer::with_clock(Arc::clone(&clock), with_account(&provider.url())).await;
    for call in [1, 2] {
        asks(&server, call, MOBILE, clock()).await;
        text(&server, call, |text| text.state == TextState::Sent).await;
    }
    let messages = provider.messages();
    rename_table(&server, "message", "elsewhere").await;
    assert_eq!(provider.reports(&messages[0], "delivered", None).await, 204);
    broken.store(true, Ordering::SeqCst);
    eventually_so("a failure", || has_failed("reports")).await;
    broken.store(false, Ordering::SeqCst);
    assert_eq!(provider.reports(&messages[1], "delivered", None).await, 204);
    rename_table(&server, "elsewhere", "message").await;
    text(&server, 2, |text| text.state == TextState::Delivered).await;
}

#[tokio::test]
async fn what_readers_said_is_kept_though_the_program_failed_while_it_was_carried() {
    let server = TestServer::open().await;
    rename_table(&server, "page_opinion", "elsewhere").await;
    let failing = FailingLog::at("what readers of the website said waits for the store");
    let now = (server.running.app.calls.clock)();
    server.running.app.page_reports.push(opinion("114", 1, PageOpinion::Useful, now));
    eventually_so("a failure", || has_failed("page-reports")).await;
    drop(failing);
    rename_table(&server, "elsewhere", "page_opinion").await;
    let database = server.database().await;
    let since = now - SignedDuration::from_hours(24);
    eventually("the opinion", async || {
        let ratings = database.page_ratings(since).await.unwrap();
        ratings.iter().any(|rating| rating.yes == 1).then_some(())
    })
    .await;
    database.close().await;
}
