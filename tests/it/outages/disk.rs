//! The disk is full, gone, holds something else, or stalls: callers do not notice.

use std::time::Duration;

use camino::Utf8Path;
use sila::catalogue::EditionNumber;
use sila::store::sqlite::SqliteOptions;
use sila::store::{JournalOptions, JournalState, Location, Source, TurnRecord};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use crate::alone::is_alone;
use crate::providers::twilio::heard::Ended;
use crate::test_server::{TestServer, call_id};
use crate::wait::watched;

const KEYS: [&str; 5] = ["2", "1", "1", "4", "2"];

/// Leads a whole call, which must be heard as if nothing had happened.
async fn call(server: &TestServer, number: u32) {
    let mut call = server.call(number);
    call.start().await.unwrap();
    for key in &KEYS[..4] {
        call.press(key).await.unwrap();
    }
    let heard = call.press(KEYS[4]).await.unwrap();
    assert!(heard.text().contains("title deed"), "{}", heard.text());
    let ended = call.hang_up().await.unwrap();
    assert_eq!(ended.ended(), Some(&Ended::CallerHungUp));
    assert_eq!(call.faults(), []);
}

/// Status and body of the server's answer to a monitor.
async fn ask(server: &TestServer, path: &str) -> (u16, String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(server.url(path)).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn ready(server: &TestServer) -> (u16, String) {
    ask(server, "/health/ready").await
}

async fn journal(server: &TestServer, wanted: impl FnMut(&JournalState) -> bool) {
    let mut state = server.running.app.calls.journal.watch();
    watched("the journal's state", &mut state, wanted).await;
}

/// Every turn of a call and the notice of its end are there, each once.
fn assert_complete(events: &[TurnRecord]) {
    let turns: Vec<_> = events
        .iter()
        .filter_map(|event| match event.id.source {
            Source::Turn { turn, .. } => Some(turn),
            Source::Status(_) => None,
        })
        .collect();
    assert_eq!(turns, [0, 1, 2, 3, 4, 5], "{events:#?}");
    let notices = events.iter().filter(|event| matches!(event.id.source, Source::Status(_)));
    assert_eq!(notices.count(), 1, "{events:#?}");
}

/// The same database in the hands of another program.
async fn other_program(database: &Utf8Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(database);
    options.connect().await.unwrap()
}

#[tokio::test]
async fn a_full_disk_stops_no_call_and_what_it_loses_is_counted() {
    const QUEUE: usize = 40;
    if !is_alone(module_path!(), "a_full_disk_stops_no_call_and_what_it_loses_is_counted") {
        return;
    }
    let server = TestServer::with(|config| {
        config.store = SqliteOptions { max_bytes: Some(1500 * 1024), ..SqliteOptions::default() };
        config.journal = JournalOptions { queue: QUEUE, ..JournalOptions::default() };
    })
    .await;
    let state = || server.running.app.calls.journal.state();
    let mut number = 0;
    while state().lost == 0 {
        number += 1;
        call(&server, number).await;
        assert!(number < 5000, "1500 kilobytes never fill");
    }
    let first_waiting = number - u32::try_from(QUEUE / (KEYS.len() + 2)).unwrap();
    let (status, text) = ready(&server).await;
    assert_eq!(status, 503);
    assert!(text.contains("The disk is full"), "{text}");
    let lost = state().lost;
    assert!(text.contains(&format!("; lost: {lost}.")), "{text}");
    let (_, metrics) = ask(&server, "/metrics").await;
    let counted = metrics
        .lines()
        .find_map(|line| line.strip_prefix("sila_records_lost_total "))
        .map(|count| count.parse::<u64>().unwrap());
    assert_eq!(counted, Some(lost));

    let mut other = other_program(&server.folder().join("sila.db")).await;
    sqlx::query("DELETE FROM call").execute(&mut other).await.unwrap();
    journal(&server, |state| state.is_well() && state.queued == 0).await;
    assert_eq!(ready(&server).await, (200, "ready\n".to_owned()));
    assert_complete(&server.events(&call_id(first_waiting)).await);
    number += 1;
    let lost = state().lost;
    call(&server, number).await;
    assert_complete(&server.events(&call_id(number)).await);
    assert_eq!(state().lost, lost);
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_opened_when_it_can() {
    let server = TestServer::with(|config| {
        let occupied = config.data_dir.join("occupied");
        std::fs::write(&occupied, "a file where the folder should be").unwrap();
        config.database = Location::File(occupied.join("sila.db"));
    })
    .await;
    journal(&server, |state| !state.is_well()).await;
    let (status, text) = ready(&server).await;
    assert_eq!(status, 503);
    assert!(text.contains("occupied/sila.db cannot be opened"), "{text}");
    call(&server, 1).await;

    let occupied = server.folder().join("occupied");
    std::fs::remove_file(&occupied).unwrap();
    journal(&server, JournalState::is_well).await;
    // What was answered with the files becomes the first edition.
    server.heard(EditionNumber::new(1)).await;
    assert_eq!(ready(&server).await.0, 200);
    journal(&server, |state| state.queued == 0).await;
    call(&server, 2).await;
    for number in [1, 2] {
        let events = crate::test_server::events(&occupied.join("sila.db"), &call_id(number)).await;
        assert_complete(&events);
    }
    assert_eq!(server.running.app.calls.journal.state().lost, 0);
}

#[tokio::test]
async fn a_file_of_something_else_is_left_alone_and_calls_go_on() {
    let letter = "Dear Sir or Madam, ".repeat(500);
    let server = TestServer::with(|config| {
        std::fs::write(config.data_dir.join("sila.db"), &letter).unwrap();
    })
    .await;
    journal(&server, |state| !state.is_well()).await;
    call(&server, 1).await;
    let (status, text) = ready(&server).await;
    assert_eq!(status, 503);
    assert!(text.contains("is not a store of this program"), "{text}");

    let (database, aside) = (server.folder().join("sila.db"), server.folder().join("letter"));
    std::fs::rename(&database, &aside).unwrap();
    journal(&server, |state| state.is_well() && state.queued == 0).await;
    assert_complete(&server.events(&call_id(1)).await);
    assert_eq!(std::fs::read_to_string(aside).unwrap(), letter);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_stops_no_call() {
    let server = TestServer::with(|config| {
        let nowhere = Utf8Path::new("/proc/no-such-folder");
        config.database = Location::File(nowhere.join("sila.db"));
        config.recordings = nowhere.join("recordings");
    })
    .await;
    call(&server, 1).await;
    assert_eq!(ready(&server).await.0, 503);
    server.running.stop().await;
}

#[tokio::test]
async fn a_stalled_disk_holds_no_answer_back() {
    let server = TestServer::with(|config| {
        // Longer than the telephone waits for an answer.
        config.store.busy = Duration::from_hours(1);
        config.journal.patience = Duration::from_millis(10);
    })
    .await;
    call(&server, 1).await;
    journal(&server, |state| state.committed > 0 && state.queued == 0).await;
    let mut other = other_program(&server.folder().join("sila.db")).await;
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    call(&server, 2).await;
    let (status, text) = ready(&server).await;
    assert_eq!(status, 503);
    assert!(text.contains("has not confirmed the events"), "{text}");

    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    journal(&server, |state| state.is_well() && state.queued == 0).await;
    assert_eq!(ready(&server).await.0, 200);
    assert_complete(&server.events(&call_id(2)).await);
    assert_eq!(server.running.app.calls.journal.state().lost, 0);
    other.close().await.unwrap();
}
