//! The store is put back to an earlier state, or another one takes its place: what is heard is what the store
//! says, whatever this machine remembers.

use std::fs;

use camino::Utf8Path;
use sila::store::sqlite::{backup, restore};
use sila::store::{Act, ActKind, Location, PostgresUrl};

use super::publishing::menus;
use crate::postgres;
use crate::store::by;
use crate::test_server::TestServer;

/// The text that a new call hears in its main menu.
async fn heard(server: &TestServer, number: u32) -> String {
    let mut call = server.call(number);
    call.start().await.unwrap();
    let text = call.press("2").await.unwrap().text();
    call.hang_up().await.unwrap();
    text
}

/// Publishes menus with a word in them and checks that it is heard.
async fn publish(server: &TestServer, number: u32, word: &str) {
    let menus = menus(&server.folder(), word);
    server.publish(&menus, word).await;
    let text = heard(server, number).await;
    assert!(text.contains(&format!(" {word}")), "{word} is not in: {text}");
}

#[tokio::test]
async fn editions_that_a_restored_store_never_had_are_not_heard() {
    let server =
        TestServer::with(|config| config.menus = Some(menus(&config.data_dir, "oak"))).await;
    publish(&server, 1, "elm").await;
    let store = server.folder().join("sila.db");
    let copy = server.folder().join("copy.db");
    backup(&store, &copy).await.unwrap();
    publish(&server, 2, "ash").await;

    let (running, folder) = server.apart();
    running.stop().await;
    let path = Utf8Path::from_path(folder.path()).unwrap();
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    let act = Act::done(by("Huda", now), ActKind::Restored, "");
    restore(&copy, &path.join("sila.db"), act).await.unwrap();
    let server = TestServer::in_folder(folder).await;
    let text = heard(&server, 3).await;
    assert!(text.contains(" elm"), "{text}");
    // The next edition has the number of the one that is no more.
    publish(&server, 4, "yew").await;
    publish(&server, 5, "fig").await;
}

#[tokio::test]
async fn another_store_in_its_place_is_followed_from_the_beginning() {
    let server =
        TestServer::with(|config| config.menus = Some(menus(&config.data_dir, "oak"))).await;
    for (number, word) in [(1, "elm"), (2, "ash"), (3, "yew")] {
        publish(&server, number, word).await;
    }
    let url = postgres::database().await;
    let grown = server
        .restart(|config| {
            config.database = Location::Postgres(PostgresUrl::parse(&url).unwrap());
            config.menus = Some(config.data_dir.join("menus-fig"));
            fs::rename(config.data_dir.join("menus-yew"), config.data_dir.join("menus-fig"))
                .unwrap();
        })
        .await;
    // What was heard before it moved is heard until the new store is reached, which then begins with the files.
    grown.heard(sila::catalogue::EditionNumber::new(1)).await;
    publish(&grown, 4, "elm").await;
    publish(&grown, 5, "bay").await;
}
