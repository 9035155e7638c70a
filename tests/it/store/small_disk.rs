//! The outbox on a disk that is really full: what has arrived elsewhere can always be removed.

use camino::Utf8Path;
use sila::store::sqlite::Outbox;
use sila::store::{StoreError, TurnLog as _, TurnRecord};
use tokio::process::Command;

use super::crash::{STORE, child_store};
use super::outbox::outbox_at;
use super::turn;
use crate::small_disk;

/// Small commits make the log many times as large as what is in the file, and large ones fill the file.
const COMMITS: [u32; 4] = [1, 12, 33, 400];

#[tokio::test]
async fn what_has_arrived_can_be_removed_from_a_full_disk() {
    if !small_disk::may_be_had("an outbox on a full disk").await {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join(small_disk::FOLDER)).unwrap();
    let child = Command::new(small_disk::STARTER[0])
        .args(&small_disk::STARTER[1..])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "store::small_disk::child_that_fills_its_disk"])
        .args(["--ignored", "--nocapture"])
        .env(STORE, Utf8Path::new(small_disk::FOLDER).join("journal.db"))
        .current_dir(&folder)
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{child:#?}");
    assert!(said.contains("1 passed"), "{said}");
}

#[tokio::test]
#[ignore = "fills the disk; the test above gives it a small one"]
async fn child_that_fills_its_disk() {
    let Some(path) = child_store() else { return };
    let outbox = outbox_at(&path);
    for events in COMMITS {
        // Again and again, and the second time with little removed between.
        for limit in [260, 1, 2000] {
            fill(&outbox, events).await;
            let shipment = outbox.oldest(limit).await.unwrap().unwrap();
            outbox.remove(&shipment, i64::MAX).await.unwrap();
        }
        while let Some(shipment) = outbox.oldest(2000).await.unwrap() {
            outbox.remove(&shipment, i64::MAX).await.unwrap();
        }
        assert_eq!(outbox.state().waiting, 0, "after commits of {events}");
    }
}

/// Brings commits of so many events until there is no room for more.
async fn fill(outbox: &Outbox, events: u32) {
    let commit: Vec<TurnRecord> = (0..events).map(|number| turn("CA1", number)).collect();
    loop {
        match outbox.append(&commit).await {
            Ok(_) => {}
            Err(StoreError::DiskFull(_)) => return,
            Err(error) => panic!("{error:?}"),
        }
    }
}
