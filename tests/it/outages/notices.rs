//! Notices reach every node, and stay there while the database is away.

use std::future::Future;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{MenuKey, NewNotice, NoticeId};
use sila::config::Config;
use sila::operate::notices;
use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, Location, PostgresUrl};

use crate::alone::is_alone;
use crate::manual_clock::ManualClock;
use crate::postgres::{self, Cluster};
use crate::store::by;
use crate::test_server::TestServer;
use crate::wait::eventually_so;

fn minute(minutes: i64) -> Timestamp {
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    begin + SignedDuration::from_mins(minutes)
}

fn location(url: &str) -> Location {
    Location::Postgres(PostgresUrl::parse(url).unwrap())
}

/// A node on the database at `url`.
async fn node(url: &str, clock: &ManualClock) -> TestServer {
    let database = location(url);
    TestServer::with_clock(clock.clock(), |config| config.database = database).await
}

/// Adds a notice, heard between two minutes, as the command line does from another machine.
async fn add(url: &str, text: &str, (from, until): (i64, i64)) -> NoticeId {
    let notice = NewNotice {
        sector: MenuKey::new(1),
        from: minute(from),
        until: minute(until),
        texts: vec![
            ("ar".to_owned(), "تغلق المكاتب.".to_owned()),
            ("en".to_owned(), text.to_owned()),
        ],
    };
    with(url, async |database| {
        let hotline = notices::heard(database).await.unwrap();
        let added = notices::add(database, notice, hotline, by("Huda", minute(0))).await;
        added.unwrap().0
    })
    .await
}

async fn end(url: &str, id: NoticeId) {
    with(url, async |database| {
        let ended = notices::end(database, id, by("Sami", minute(0))).await;
        ended.unwrap();
    })
    .await;
}

async fn with<T>(url: &str, work: impl AsyncFnOnce(&Database) -> T) -> T {
    let (location, options) = (location(url), SqliteOptions::default());
    let database = Database::existing(&location, &options).await.unwrap();
    let done = work(&database).await;
    database.close().await;
    done
}

/// Notices that a call on the node would hear now.
fn heard(server: &TestServer) -> Vec<String> {
    let app = &server.running.app;
    let notices = app.calls.notices.in_force((app.calls.clock)());
    let texts = notices.iter().map(|notice| notice.text("en").unwrap());
    texts.map(str::to_owned).collect()
}

/// Returns once exactly this is heard on the node.
async fn until_heard(server: &TestServer, texts: &[&str]) {
    let what = format!("{texts:?} heard");
    eventually_so(&what, || heard(server) == texts).await;
}

async fn on_both<'h, F: Future<Output = ()>>(
    (one, other): (&'h TestServer, &'h TestServer),
    wait: impl Fn(&'h TestServer) -> F,
) {
    wait(one).await;
    wait(other).await;
}

#[tokio::test]
async fn a_notice_reaches_every_node_and_stays_while_the_database_is_away() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let clock = ManualClock::new();
    let (one, other) = (node(&url, &clock).await, node(&url, &clock).await);
    let both = (&one, &other);
    let storm = add(&url, "A storm is coming.", (0, 60)).await;
    add(&url, "The office moves.", (30, 90)).await;
    clock.set(minute(30));
    let all = ["A storm is coming.", "The office moves."];
    on_both(both, |server| until_heard(server, &all)).await;
    clock.set(minute(0));
    assert_eq!(heard(&one), ["A storm is coming."]);

    // Nobody has to tell a node that a notice begins or expires.
    cluster.stop().await;
    clock.set(minute(30));
    assert_eq!(heard(&one), all);
    assert_eq!(heard(&other), all);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ready = http.get(one.url("/health/ready")).send().await.unwrap();
    assert_eq!(ready.status().as_u16(), 200);

    // A node that starts now speaks what is on its disk, by its clock.
    let database = location(&url);
    let one = one.restart(|config| config.database = database).await;
    assert_eq!(heard(&one), all);
    clock.set(minute(60));
    assert_eq!(heard(&one), ["The office moves."]);
    clock.set(minute(30));
    assert_eq!(heard(&other), all, "a clock set back");

    cluster.start_again().await;
    end(&url, storm).await;
    let both = (&one, &other);
    on_both(both, |server| until_heard(server, &["The office moves."])).await;
    clock.set(minute(90));
    assert_eq!(heard(&one), Vec::<String>::new());
    assert_eq!(heard(&other), Vec::<String>::new());
}

#[tokio::test]
async fn a_new_node_speaks_the_notices_from_its_first_call_on() {
    let url = postgres::database().await;
    let clock = ManualClock::new();
    let one = node(&url, &clock).await;
    add(&url, "A storm is coming.", (0, 60)).await;
    let other = node(&url, &clock).await;
    assert_eq!(heard(&other), ["A storm is coming."]);
    until_heard(&one, &["A storm is coming."]).await;

    // What was seen last is on its disk; what came while it was down comes after its start.
    let (running, folder) = one.apart();
    running.stop().await;
    let text = std::fs::read_to_string(folder.path().join("notices.json")).unwrap();
    assert!(text.contains("A storm is coming."), "{text}");
}

#[tokio::test]
async fn a_notification_alone_brings_a_new_notice() {
    let url = postgres::database().await;
    let clock = ManualClock::new();
    let database = location(&url);
    let arrange = |config: &mut Config| {
        config.database = database;
        config.poll = Duration::from_hours(1);
    };
    let server = TestServer::with_clock(clock.clock(), arrange).await;
    add(&url, "A storm is coming.", (0, 60)).await;
    until_heard(&server, &["A storm is coming."]).await;
}

#[tokio::test]
async fn a_store_that_was_put_back_brings_its_own_notices() {
    let url = postgres::database().await;
    let clock = ManualClock::new();
    let server = node(&url, &clock).await;
    add(&url, "A storm is coming.", (0, 60)).await;
    until_heard(&server, &["A storm is coming."]).await;
    // The same revision, made at another time.
    with(&url, async |database| {
        let removed = database.remove_notices(minute(61), minute(1)).await;
        removed.unwrap();
    })
    .await;
    until_heard(&server, &[]).await;
    let mut other = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.unwrap();
    for statement in [
        "INSERT INTO notice (sector, starts_at, ends_at, author, added_at) VALUES (NULL, 0, 4000000000000000, '', 0)",
        "INSERT INTO notice_text SELECT number, 'en', 'The old one.' FROM notice",
        "UPDATE notice_change SET changed_at = 7",
    ] {
        sqlx::query(statement).execute(&mut other).await.unwrap();
    }
    until_heard(&server, &["The old one."]).await;
}

#[tokio::test]
async fn a_server_on_a_file_speaks_its_notices_from_its_first_call_on() {
    if !is_alone(module_path!(), "a_server_on_a_file_speaks_its_notices_from_its_first_call_on") {
        return;
    }
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), |_| {}).await;
    let database = server.database().await;
    let hotline = notices::heard(&database).await.unwrap();
    let notice = NewNotice {
        sector: None,
        from: minute(0),
        until: minute(60),
        texts: vec![
            ("ar".to_owned(), "تغلق المكاتب.".to_owned()),
            ("en".to_owned(), "The office is closed.".to_owned()),
        ],
    };
    notices::add(&database, notice, hotline, by("Huda", minute(0))).await.unwrap();
    until_heard(&server, &["The office is closed."]).await;
    let kept = server.folder().join("notices.json");
    eventually_so("notices on the disk", || kept.exists()).await;
    std::fs::remove_file(kept).unwrap();
    let server = server.restart(|_| {}).await;
    assert_eq!(heard(&server), ["The office is closed."]);
    let measured = reqwest::get(server.url("/metrics")).await.unwrap();
    let measured = measured.text().await.unwrap();
    assert!(measured.contains("\nsila_notices_in_force 1\n"), "{measured}");
    database.close().await;
}
