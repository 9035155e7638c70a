//! Recordings through a proxy, and the apology that is kept elsewhere.

use axum::Router;
use axum::routing::{any, get};
use http::header::CONTENT_TYPE;
use sila::calls::editions::load_hotline;
use sila::dialects::PublicUrl;
use sila::dialects::twilio::Twilio;
use sila::preflight::{Finding, Outcome, Report};
use sila::web::fallback_document;
use tokio::net::TcpListener;

use super::proxy::{Front, Habit};
use super::{Deployment, look, looked_at, named};
use crate::calls::play::small_menus;
use crate::server::audio::recorded;
use crate::test_server::{TOKEN, TestServer};

/// A server with recordings behind a proxy with this habit, and what is found of them.
async fn heard(habit: Habit) -> (TestServer, Report) {
    let front = Front::bind().await;
    let public = format!("http://{}", front.address);
    let url = PublicUrl::parse(&public).unwrap();
    let (server, _) = recorded(|config| config.public_url = Some(url)).await;
    front.serve(server.running.address, habit);
    let mut config = looked_at(&server, &public, &[TOKEN]);
    config.menus = Some(small_menus());
    let report = look(&config).await;
    (server, report)
}

#[tokio::test]
async fn recordings_come_whole_and_in_parts() {
    let (_house, report) = heard(Habit::Headers).await;
    assert!(report.passed(), "{}", report.text());
    let audio = named(&report, "audio")[0];
    assert!(audio.detail.contains("comes whole"), "{}", audio.detail);
    let edition = named(&report, "edition")[0];
    assert!(edition.detail.contains("with 2 recordings"), "{}", edition.detail);
}

#[tokio::test]
async fn a_proxy_that_gives_no_parts_of_recordings_is_told() {
    let (_house, report) = heard(Habit::DropsRange).await;
    let audio = named(&report, "audio")[0];
    assert_eq!(audio.outcome, Outcome::Failed);
    assert!(audio.detail.starts_with("Range is answered with status 200"), "{}", audio.detail);
}

#[tokio::test]
async fn a_recording_that_is_on_no_disk_and_not_in_the_store_is_told() {
    let (server, report) = heard(Habit::Headers).await;
    assert!(report.passed());
    let mut config = looked_at(&server, "http://127.0.0.1:9", &[TOKEN]);
    config.recordings = server.folder().join("nowhere");
    assert_eq!(
        named(&look(&config).await, "edition")[0].outcome,
        Outcome::Ok,
        "the store has them"
    );
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(server.folder().join("sila.db"));
    let mut store: sqlx::SqliteConnection = sqlx::ConnectOptions::connect(&file).await.unwrap();
    let lose = "PRAGMA foreign_keys = OFF; DELETE FROM content
        WHERE hash IN (SELECT content FROM edition_recording LIMIT 1)";
    sqlx::raw_sql(lose).execute(&mut store).await.unwrap();
    let report = look(&config).await;
    let edition = named(&report, "edition")[0];
    assert_eq!(edition.outcome, Outcome::Failed);
    let said = &edition.detail;
    assert!(said.contains("of which 1 are nowhere"), "{said}");
}

/// Serves `body` at an address of its own: by GET, and if `post` by POST too.
async fn host(body: Vec<u8>, kind: &'static str, post: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let answer = move || async move { ([(CONTENT_TYPE, kind)], body) };
    let route = if post { any(answer) } else { get(answer) };
    let router = Router::new().route("/fallback.xml", route);
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}/fallback.xml")
}

#[tokio::test]
async fn the_apology_that_is_kept_elsewhere_is_compared_with_that_of_today() {
    let deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    let mut config = deployment.config;
    let hotline = load_hotline(None).unwrap();
    let today = fallback_document(&Twilio, &hotline);
    let old =
        br#"<?xml version="1.0" encoding="UTF-8"?><Response><Say>Sorry.</Say><Hangup/></Response>"#;
    let xml = "text/xml";
    let mut with_line_break = today.clone();
    with_line_break.push(b'\n');
    let table = [
        (host(today.clone(), xml, true).await, Outcome::Ok, "the apology of today"),
        (host(with_line_break, xml, true).await, Outcome::Ok, "the apology of today"),
        (
            host(old.to_vec(), xml, true).await,
            Outcome::Warning,
            "another document than `sila fallback main`",
        ),
        (host(b"<Response>".to_vec(), xml, true).await, Outcome::Failed, "no valid document"),
        (
            host(today.clone(), "text/plain", true).await,
            Outcome::Failed,
            "the content type `text/plain`",
        ),
        (host(today, xml, false).await, Outcome::Failed, "answered with status 405"),
        ("http://127.0.0.1:9/fallback.xml".to_owned(), Outcome::Failed, "nothing listens"),
    ];
    for (url, outcome, expected) in table {
        config.lines[0].fallback_url = Some(url.parse().unwrap());
        let report = look(&config).await;
        let [Finding { outcome: found, detail, .. }] = named(&report, "fallback_url main")[..]
        else {
            panic!("{}", report.text());
        };
        assert_eq!(*found, outcome, "{detail}");
        assert!(detail.contains(expected), "{detail}");
    }
}
