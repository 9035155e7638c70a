//! What the search does not find joins the words that nobody understood.

use jiff::SignedDuration;
use sila::store::Database;

use super::{get_with, page};
use crate::manual_clock::ManualClock;
use crate::test_server::TestServer;
use crate::wait::eventually;

async fn search(server: &TestServer, query: &str) {
    page(server, &format!("/en/search?q={query}")).await;
}

/// The words that are kept, with how often they were searched for, once there are so many.
async fn kept(database: &Database, count: usize) -> Vec<(String, u64, u64)> {
    eventually("the unheard words", async || {
        let words = database.unheard(jiff::Timestamp::MIN, 100).await.unwrap();
        (words.len() == count).then(|| {
            let row = |words: sila::store::Unheard| (words.said, words.times, words.website);
            words.into_iter().map(row).collect()
        })
    })
    .await
}

#[tokio::test]
async fn what_is_searched_for_again_and_fits_no_service_is_kept() {
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), |_| {}).await;
    let database = server.database().await;
    for _ in 0..2 {
        search(&server, "Spaceship+Zebra").await;
        search(&server, "spaceship+zebra").await;
        // What somebody's number may be in, what is found, what asks for a person or for nothing.
        search(&server, "spaceship+33123456").await;
        search(&server, "old+house").await;
        search(&server, "talk+to+a+person").await;
        search(&server, "+").await;
        // While somebody still types, and from a page elsewhere.
        page(&server, "/en/search/results?q=spaceshi+quagga").await;
        let cross_site = [("sec-fetch-site", "cross-site")];
        get_with(&server, "/en/search?q=spaceship+quagga", &cross_site).await;
        clock.forward(SignedDuration::from_hours(1));
    }
    // Queued last, so that all before it was taken.
    search(&server, "quokka+xylophone").await;
    clock.forward(SignedDuration::from_hours(1));
    search(&server, "quokka+xylophone").await;
    let words = kept(&database, 2).await;
    let row = |said: &str, times| (said.to_owned(), times, times);
    assert_eq!(words, [row("spaceship zebra", 3), row("quokka xylophone", 2)]);
}

#[tokio::test]
async fn no_more_is_noted_of_searches_than_the_limit_of_an_hour() {
    let clock = ManualClock::new();
    let server = TestServer::with_clock(clock.clock(), |_| {}).await;
    let limit = &server.running.app.page_limits.words;
    let here = "127.0.0.1".parse().unwrap();
    while limit.admits(here, clock.now()) {}
    search(&server, "spaceship+zebra").await;
    clock.forward(SignedDuration::from_hours(1));
    search(&server, "spaceship+zebra").await;
    search(&server, "quokka+xylophone").await;
    clock.forward(SignedDuration::from_hours(1));
    search(&server, "quokka+xylophone").await;
    let words = kept(&server.database().await, 1).await;
    assert_eq!(words, [("quokka xylophone".to_owned(), 2, 2)]);
}
