//! What readers say of a page: two taps, no account, and kept with the code.

use std::time::Duration;

use jiff::SignedDuration;
use reqwest::Response;
use sila::catalogue::{Code, EditionNumber};
use sila::store::{PageRating, PageRemark};
use sqlx::{Connection as _, SqliteConnection};

use super::{attributes, escaped, header, page, post, post_with, site};
use crate::manual_clock::ManualClock;
use crate::test_server::TestServer;
use crate::wait::eventually;

fn location(response: &Response) -> String {
    assert_eq!(response.status(), 303);
    header(response, "location")
}

fn rating(service: &str, (yes, no, wrong): (u64, u64, u64)) -> PageRating {
    let (service, edition) = (Code::parse(service).unwrap(), EditionNumber::new(1));
    PageRating { service, edition, yes, no, wrong }
}

/// Returns once the store has these opinions.
async fn counted(server: &TestServer, expected: &[PageRating]) {
    let database = server.database().await;
    eventually("the opinions", async || {
        let ratings = database.page_ratings(jiff::Timestamp::MIN).await.unwrap();
        (ratings == expected).then_some(())
    })
    .await;
}

/// The remarks, once there are so many.
async fn remarks(server: &TestServer, count: usize) -> Vec<PageRemark> {
    let database = server.database().await;
    eventually("the remarks", async || {
        let remarks = database.page_remarks(jiff::Timestamp::MIN, 500).await.unwrap();
        (remarks.len() == count).then_some(remarks)
    })
    .await
}

#[tokio::test]
async fn an_opinion_is_counted_and_its_reader_is_thanked() {
    let server = site().await;
    for (language, thanks) in [("ar", "شكرًا لك."), ("en", "Thank you.")] {
        let form = format!("/{language}/114/useful");
        let text = page(&server, &format!("/{language}/114")).await;
        assert!(attributes(&text, "action").contains(&form.as_str()), "{text}");
        assert!(!text.contains("role=\"status\"") && !text.contains("<textarea"));
        for said in ["yes", "no", "wrong"] {
            let to = location(&post(&server, &form, &[("useful", said)]).await);
            assert_eq!(to, format!("/{language}/114?said={said}#useful"));
            let after = page(&server, to.split('#').next().unwrap()).await;
            // Read out at once, whether a screen reader begins with the title or where the address leads.
            let title = after.split("<title>").nth(1).unwrap();
            assert!(title.starts_with(thanks), "{title}");
            let status = "<p id=\"useful\" tabindex=\"-1\" role=\"status\">";
            assert!(after.contains(&format!("{status}{thanks}")), "{after}");
            assert!(!after.contains("value=\"yes\""), "nobody is asked twice");
            assert_eq!(after.contains("<textarea"), said == "wrong");
        }
    }
    let to = location(&post(&server, "/ar/111/useful", &[("useful", "yes")]).await);
    assert_eq!(to, "/ar/111?said=yes#useful");
    counted(&server, &[rating("111", (1, 0, 0)), rating("114", (2, 2, 2))]).await;
}

#[tokio::test]
async fn a_remark_is_kept_without_anybodys_number() {
    let server = site().await;
    let long = "م".repeat(600);
    let said = [
        ("ar", "الرسوم صارت 20 دينارًا منذ 2024", "الرسوم صارت 20 دينارًا منذ 2024"),
        ("ar", "اتصلوا بي: ٣٣١٢ ٣٤٥٦ أو 33-12-34-56!", "اتصلوا بي: … أو …"),
        ("en", "my number is 9001 - 23456,\r\nthe fee is 15", "my number is … the fee is 15"),
        ("en", "three three one two three four five six", "…"),
        ("en", "<b>wrong</b>", "<b>wrong</b>"),
        ("ar", &long, &long[..1000]),
    ];
    for (language, remark, _) in said {
        let form = format!("/{language}/114/useful");
        let to = location(&post(&server, &form, &[("remark", remark)]).await);
        assert_eq!(to, format!("/{language}/114?said=told#useful"));
    }
    let after = page(&server, "/en/114?said=told").await;
    assert!(after.contains("role=\"status\"") && !after.contains("/useful"), "{after}");
    // Who has nothing to add has said that something is wrong.
    let to = location(&post(&server, "/en/114/useful", &[("remark", " \r\n ")]).await);
    assert_eq!(to, "/en/114?said=wrong#useful");
    let kept = remarks(&server, said.len()).await;
    let kept: Vec<_> = kept.iter().rev().map(|one| (&*one.language, &*one.text)).collect();
    assert_eq!(kept, said.map(|(language, _, kept)| (language, kept)));
}

#[tokio::test]
async fn what_is_no_opinion_of_a_service_is_not_counted() {
    let server = site().await;
    for (path, fields, status, to) in [
        ("/ar/114/useful", &[][..], 303, "/ar/114"),
        ("/ar/114/useful", &[("useful", "perhaps")], 303, "/ar/114"),
        ("/ar/11/useful", &[("useful", "yes")], 404, ""),
        ("/ar/999/useful", &[("useful", "yes")], 404, ""),
        ("/fr/114/useful", &[("useful", "yes")], 404, ""),
        ("/ar/114", &[("useful", "yes")], 405, ""),
    ] {
        let response = post(&server, path, fields).await;
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(header(&response, "location"), to, "{path}");
    }
    let large = "x".repeat(20_000);
    assert_eq!(post(&server, "/ar/114/useful", &[("remark", &large)]).await.status(), 413);
    // Whoever loads the form's address again gets the page.
    let again = super::get(&server, "/en/114/useful").await;
    assert_eq!(location(&again), "/en/114");
    for query in ["?said=", "?said=x", "?said=%ff", "?x=yes"] {
        let text = page(&server, &format!("/en/114{query}")).await;
        assert!(!text.contains("role=\"status\""), "{query}");
    }
    post(&server, "/ar/114/useful", &[("useful", "no")]).await;
    counted(&server, &[rating("114", (0, 1, 0))]).await;
}

#[tokio::test]
async fn a_form_that_another_website_sends_is_refused() {
    let server = site().await;
    let (form, yes) = ("/ar/114/useful", &[("useful", "yes")]);
    let own = server.url("");
    for (headers, status) in [
        (&[("sec-fetch-site", "cross-site")][..], 403),
        (&[("sec-fetch-site", "same-site")], 403),
        (&[("origin", "https://example.com")], 403),
        (&[("origin", "null")], 403),
        (&[("origin", &own), ("sec-fetch-site", "cross-site")], 403),
        (&[("origin", &own)], 303),
        (&[("origin", &own), ("sec-fetch-site", "same-origin")], 303),
        (&[], 303),
    ] {
        let response = post_with(&server, form, yes, headers).await;
        assert_eq!(response.status(), status, "{headers:?}");
        if status == 403 {
            assert!(response.text().await.unwrap().contains("came from elsewhere"));
        }
    }
    counted(&server, &[rating("114", (3, 0, 0))]).await;
    // A provider is no browser, and its signature is what counts.
    let headers = [("origin", "https://example.com"), ("sec-fetch-site", "cross-site")];
    let unsigned = post_with(&server, "/voice/main", yes, &headers).await;
    assert!(!unsigned.text().await.unwrap().contains("came from elsewhere"));
}

#[tokio::test]
async fn what_readers_say_waits_for_a_store_that_is_held() {
    let server = TestServer::with(|config| config.store.busy = Duration::from_millis(20)).await;
    let file = server.folder().join("sila.db");
    let mut other = SqliteConnection::connect(file.as_str()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    for _ in 0..3 {
        let to = location(&post(&server, "/ar/114/useful", &[("useful", "yes")]).await);
        assert_eq!(to, "/ar/114?said=yes#useful");
    }
    post(&server, "/ar/114/useful", &[("remark", "the link is dead")]).await;
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    counted(&server, &[rating("114", (3, 0, 0))]).await;
    assert_eq!(remarks(&server, 1).await[0].text, "the link is dead");
}

#[tokio::test]
async fn what_readers_said_is_kept_when_the_server_stops() {
    let server = site().await;
    for _ in 0..20 {
        post(&server, "/ar/114/useful", &[("useful", "no")]).await;
    }
    let server = server.restart(|_| {}).await;
    let database = server.database().await;
    let ratings = database.page_ratings(jiff::Timestamp::MIN).await.unwrap();
    assert_eq!(ratings, [rating("114", (0, 20, 0))]);
}

#[tokio::test]
async fn a_stranger_leaves_so_many_remarks_in_an_hour() {
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), |_| {}).await;
    let say = async || {
        let to = location(&post(&server, "/en/114/useful", &[("remark", "x")]).await);
        to.contains("said=told")
    };
    assert!(say().await);
    let here = "127.0.0.1".parse().unwrap();
    let limit = &server.running.app.page_limits.remarks;
    let more = (0..500).filter(|_| limit.admits(here, clock.now())).count();
    assert_eq!(more, 199);
    assert!(!say().await);
    let text = page(&server, "/en/114?said=later").await;
    assert!(text.contains(&escaped("We could not take your answer just now.")), "{text}");
    // Opinions have a limit of their own.
    let to = location(&post(&server, "/en/114/useful", &[("useful", "yes")]).await);
    assert_eq!(to, "/en/114?said=yes#useful");
    clock.forward(SignedDuration::from_hours(1));
    assert!(say().await);
    assert_eq!(remarks(&server, 2).await.len(), 2);
}
