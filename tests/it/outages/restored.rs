//! The store is put back to an earlier state, or another one takes its place: what is heard is what the store
//! says, whatever this machine remembers.

use std::fs;

use camino::Utf8Path;
use sila::store::sqlite::{backup, restore};
use sila::store::{Location, PostgresUrl};

use super::publishing::menus;
use crate::house::House;
use crate::postgres;

/// What a new call hears in its main menu, of these words.
async fn heard(house: &House, number: u32) -> String {
    let mut call = house.call(number);
    call.start().await.unwrap();
    let text = call.press("2").await.unwrap().text();
    call.hang_up().await.unwrap();
    text
}

/// Publishes menus with a word in them and checks that it is heard.
async fn publish(house: &House, number: u32, word: &str) {
    let menus = menus(&house.folder(), word);
    house.publish(&menus, word).await;
    let text = heard(house, number).await;
    assert!(
        text.contains(&format!(" {word}")),
        "{word} is not in: {text}"
    );
}

#[tokio::test]
async fn editions_that_a_restored_store_never_had_are_not_heard() {
    let house = House::with(|config| config.menus = Some(menus(&config.data_dir, "oak"))).await;
    publish(&house, 1, "elm").await;
    let store = house.folder().join("sila.db");
    let copy = house.folder().join("copy.db");
    backup(&store, &copy).await.unwrap();
    publish(&house, 2, "ash").await;

    let (running, folder) = house.apart();
    running.stop().await;
    let path = Utf8Path::from_path(folder.path()).unwrap();
    let now = "2026-01-01T00:00:00Z".parse().unwrap();
    restore(&copy, &path.join("sila.db"), now).await.unwrap();
    let house = House::in_folder(folder).await;
    let text = heard(&house, 3).await;
    assert!(text.contains(" elm"), "{text}");
    // The next edition has the number of the one that is no more.
    publish(&house, 4, "yew").await;
    publish(&house, 5, "fig").await;
}

#[tokio::test]
async fn another_store_in_its_place_is_followed_from_the_beginning() {
    let house = House::with(|config| config.menus = Some(menus(&config.data_dir, "oak"))).await;
    for (number, word) in [(1, "elm"), (2, "ash"), (3, "yew")] {
        publish(&house, number, word).await;
    }
    let url = postgres::database().await;
    let grown = house
        .restart(|config| {
            config.database = Location::Postgres(PostgresUrl::parse(&url).unwrap());
            config.menus = Some(config.data_dir.join("menus-fig"));
            fs::rename(
                config.data_dir.join("menus-yew"),
                config.data_dir.join("menus-fig"),
            )
            .unwrap();
        })
        .await;
    // What was heard before it moved is heard until the new store is reached, which then begins with the files.
    grown.heard(sila::catalogue::EditionNumber::new(1)).await;
    publish(&grown, 4, "elm").await;
    publish(&grown, 5, "bay").await;
}
