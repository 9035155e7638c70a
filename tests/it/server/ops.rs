//! Liveness and readiness for a monitor, and the fallback document for when the server is gone.

use std::sync::atomic::Ordering;
use std::time::Duration;

use reqwest::StatusCode;
use sila::store::{JournalState, RetentionPace};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};

use super::http::client;
use crate::alone::is_alone;
use crate::calls::play::small_menus;
use crate::manual_clock::ManualClock;
use crate::providers::twilio::heard::{Ended, Utterance};
use crate::providers::twilio::phone::Phone;
use crate::providers::twilio::sign::Signing;
use crate::test_server::{TestServer, call_id};
use crate::wait::{eventually, watched};

async fn ready(server: &TestServer) -> (StatusCode, String) {
    let answer = client().get(server.url("/health/ready")).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_server_is_alive_and_ready_until_it_is_told_to_stop() {
    let server = TestServer::open().await;
    let live = client().get(server.url("/health/live")).send().await.unwrap();
    assert_eq!(live.status(), 200);
    assert_eq!(ready(&server).await, (StatusCode::OK, "ready\n".to_owned()));
    server.running.app.stopping.store(true, Ordering::Relaxed);
    let (status, why) = ready(&server).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(why, "the server is stopping\n");
    let live = client().get(server.url("/health/live")).send().await.unwrap();
    assert_eq!(live.status(), 200, "alive to the end");
}

/// Makes the table of the events come or go.
async fn change_table(server: &TestServer, change: &'static str) {
    let options = SqliteConnectOptions::new().filename(server.folder().join("sila.db"));
    let mut connection = options.connect().await.unwrap();
    sqlx::query(change).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_server_whose_store_fails_says_so_answers_calls_and_recovers() {
    let server = TestServer::open().await;
    let mut call = server.call(1);
    call.start().await.unwrap();
    change_table(&server, "ALTER TABLE turn RENAME TO elsewhere").await;
    let heard = call.press("2").await.unwrap();
    assert!(!heard.utterances.is_empty(), "the caller notices nothing");
    let (status, why) = ready(&server).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    let said = "calls are answered, but what happens in them is not being written down: turns that wait in \
                memory: 1; lost: 0.";
    assert!(why.starts_with(said), "{why}");
    assert!(!why.contains(&call_id(1)), "{why}");
    change_table(&server, "ALTER TABLE elsewhere RENAME TO turn").await;
    let mut journal = server.running.app.calls.journal.watch();
    let well = |state: &JournalState| state.is_well() && state.queued == 0;
    watched("a journal that is well", &mut journal, well).await;
    assert_eq!(ready(&server).await.0, StatusCode::OK);
    call.press("1").await.unwrap();
    assert_eq!(call.faults(), []);
    let places: Vec<_> = server
        .events(&call_id(1))
        .await
        .into_iter()
        .flat_map(|record| record.events)
        .map(|event| (event.kind.name(), event.place.unwrap().to_string()))
        .collect();
    let row = |kind: &'static str, place: &str| (kind, place.to_owned());
    assert_eq!(
        places,
        [
            row("call-started", "gate"),
            row("place-entered", "gate"),
            row("language-chosen", "gate"),
            row("place-entered", "main"),
            row("place-entered", "sector.1"),
        ],
        "what came while it failed is kept as well"
    );
}

#[tokio::test]
async fn the_fallback_speaks_every_language_to_everybody_and_hangs_up() {
    let server = TestServer::with(|config| config.menus = Some(small_menus())).await;
    let mut settings = server.telephone();
    settings.voice_url = server.url("/fallback/main").parse().unwrap();
    settings.signing = Signing::Unsigned;
    settings.status_url = None;
    let mut call = Phone::new(settings).unwrap().call(call_id(1), jiff::Timestamp::UNIX_EPOCH);
    let heard = call.start().await.unwrap();
    let languages: Vec<_> = heard
        .utterances
        .iter()
        .map(|utterance| match utterance {
            Utterance::Said { language, .. } => language.as_deref().unwrap(),
            other => panic!("a fallback needs no other address: {other:?}"),
        })
        .collect();
    assert_eq!(languages, ["ar-AE", "en-GB"]);
    assert!(heard.text().contains("Please call again in a little while."));
    assert_eq!(heard.ended(), Some(&Ended::MenuHungUp));
    assert_eq!(call.faults(), []);
    let unknown = client().get(server.url("/fallback/other")).send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    assert_eq!(server.events(&call_id(1)).await, []);
}

#[tokio::test]
async fn health_and_metrics_have_an_address_of_their_own_where_one_is_configured() {
    let server = TestServer::with(|config| config.ops_listen = Some(([127, 0, 0, 1], 0).into()));
    let server = server.await;
    assert_ne!(server.running.address, server.running.ops_address);
    for path in ["/health/live", "/health/ready", "/metrics"] {
        let ops = format!("http://{}{path}", server.running.ops_address);
        assert_eq!(client().get(ops).send().await.unwrap().status(), 200, "{path}");
        assert_eq!(client().get(server.url(path)).send().await.unwrap().status(), 404, "{path}");
    }
    let voice = format!("http://{}/voice/main", server.running.ops_address);
    assert_eq!(client().get(voice).send().await.unwrap().status(), 404, "no calls there");
    let mut call = server.call(1);
    assert!(!call.start().await.unwrap().utterances.is_empty());
}

#[tokio::test]
async fn a_clock_that_is_not_believed_is_told_and_calls_are_answered() {
    if !is_alone(module_path!(), "a_clock_that_is_not_believed_is_told_and_calls_are_answered") {
        return;
    }
    let clock = ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap());
    let soon = Duration::from_millis(5);
    let server = TestServer::with_clock(clock.clock(), |config| {
        config.retention_pace = RetentionPace { after_start: soon, every: soon };
    })
    .await;
    let doubted = async || {
        let answer = client().get(server.url("/metrics")).send().await.unwrap();
        let text = answer.text().await.unwrap();
        text.lines().find_map(|line| line.strip_prefix("sila_clock_doubted ")?.parse::<u8>().ok())
    };
    eventually("a clock that is believed", async || (doubted().await == Some(0)).then_some(()))
        .await;
    assert_eq!(ready(&server).await.1, "ready\n");
    clock.set("2027-06-01T00:00:00Z".parse().unwrap());
    eventually("a clock that is doubted", async || (doubted().await == Some(1)).then_some(()))
        .await;
    let (status, why) = ready(&server).await;
    assert_eq!(status, StatusCode::OK);
    assert!(why.starts_with("ready\nthis machine's clock says 2027-06-01"), "{why}");
    let mut call = server.call(1);
    assert!(!call.start().await.unwrap().utterances.is_empty());
    clock.set("2026-01-01T00:00:10Z".parse().unwrap());
    eventually("a clock that is believed", async || (doubted().await == Some(0)).then_some(()))
        .await;
    assert_eq!(ready(&server).await.1, "ready\n");
}
