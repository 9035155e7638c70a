//! The outbox: events on this machine's disk, on their way elsewhere.

use std::os::unix::fs::PermissionsExt;

use camino::{Utf8Path, Utf8PathBuf};
use sila::store::sqlite::{Outbox, SqliteOptions};
use sila::store::{Journal, JournalError, JournalOptions, StoreError, TurnLog, TurnRecord};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;

use super::{malformed, second, turn};

pub(super) fn journal_in(folder: &TempDir) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(folder.path().join("data/journal.db")).unwrap()
}

pub(super) fn outbox_at(path: &Utf8Path) -> Outbox {
    Outbox::at(path.to_owned(), SqliteOptions::default())
}

pub(super) async fn other_program(path: &Utf8Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// Events that were set aside: how many, the reason, and their text.
pub(super) async fn set_aside(path: &Utf8Path) -> Vec<(i64, String, String)> {
    let mut file = other_program(path).await;
    let sql = "SELECT count, reason, CAST(records AS TEXT) FROM refused ORDER BY number";
    let rows = sqlx::query_as(sql).fetch_all(&mut file).await.unwrap();
    file.close().await.unwrap();
    rows
}

async fn waiting(outbox: &Outbox, limit: u32) -> Vec<TurnRecord> {
    outbox.oldest(limit).await.unwrap().map_or_else(Vec::new, |shipment| shipment.records)
}

#[tokio::test]
async fn what_waited_longest_comes_first_and_leaves_when_it_has_arrived() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    for number in 0..3 {
        let events = [turn("CA1", number), turn("CA2", number)];
        outbox.append(&events).await.unwrap();
    }
    let state = outbox.state();
    assert_eq!((state.waiting, state.oldest), (6, Some(second(1000))));
    assert_eq!(waiting(&outbox, 1).await.len(), 2, "a commit is not taken apart");
    let shipment = outbox.oldest(5).await.unwrap().unwrap();
    let first = [turn("CA1", 0), turn("CA2", 0), turn("CA1", 1), turn("CA2", 1)];
    assert_eq!(shipment.records, first);
    outbox.remove(&shipment, i64::MAX).await.unwrap();
    let state = outbox.state();
    assert_eq!((state.waiting, state.oldest), (2, Some(second(1002))));
    assert_eq!(waiting(&outbox, 5).await, [turn("CA1", 2), turn("CA2", 2)]);
}

#[tokio::test]
async fn removing_again_what_is_gone_touches_nothing_that_came_since() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    outbox.append(&[turn("CA1", 0), turn("CA1", 1)]).await.unwrap();
    let shipment = outbox.oldest(10).await.unwrap().unwrap();
    outbox.remove(&shipment, i64::MAX).await.unwrap();
    assert_eq!((outbox.state().waiting, outbox.state().oldest), (0, None));
    outbox.append(&[turn("CA1", 2)]).await.unwrap();
    outbox.remove(&shipment, i64::MAX).await.unwrap();
    assert_eq!(outbox.state().waiting, 1);
    assert_eq!(waiting(&outbox, 10).await, [turn("CA1", 2)]);
}

#[tokio::test]
async fn what_waits_is_known_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let outbox = outbox_at(&path);
    outbox.append(&[turn("CA1", 0)]).await.unwrap();
    outbox.append(&[turn("CA1", 1), turn("CA1", 2)]).await.unwrap();
    outbox.close().await;

    let outbox = outbox_at(&path);
    assert_eq!(outbox.state().waiting, 0, "the file is not open yet");
    outbox.append(&[]).await.unwrap();
    let state = outbox.state();
    assert_eq!((state.waiting, state.oldest), (3, Some(second(1000))));
    assert_eq!(waiting(&outbox, 10).await.len(), 3);
}

#[tokio::test]
async fn an_event_that_no_store_takes_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    let refused = outbox.append(&[turn("CA1", 0), malformed("CA2")]).await;
    assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
    let journal = Journal::start(outbox.clone(), &JournalOptions::default());
    let (good, bad) =
        tokio::join!(journal.record(turn("CA1", 0)), journal.record(malformed("CA2")));
    good.unwrap();
    assert!(matches!(bad, Err(JournalError::Failed(_))), "{bad:?}");
    assert_eq!(waiting(&outbox, 10).await, [turn("CA1", 0)]);
}

#[tokio::test]
async fn the_file_is_for_this_user_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let outbox = outbox_at(&path);
    outbox.append(&[turn("CA1", 0)]).await.unwrap();
    let mut files = 0;
    for file in path.parent().unwrap().read_dir_utf8().unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path());
        files += 1;
    }
    assert_eq!(files, 3, "the file, its log and the log's index");
}

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_opened_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let occupied = path.parent().unwrap();
    std::fs::write(occupied, "no folder").unwrap();
    let outbox = outbox_at(&path);
    let failed = outbox.append(&[turn("CA1", 0)]).await;
    assert!(matches!(failed, Err(StoreError::Open { .. })), "{failed:?}");
    std::fs::remove_file(occupied).unwrap();
    outbox.append(&[turn("CA1", 0)]).await.unwrap();
    assert_eq!(waiting(&outbox, 10).await, [turn("CA1", 0)]);
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_and_holds_up_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let outbox = outbox_at(&path);
    for number in 0..3 {
        outbox.append(&[turn("CA1", number)]).await.unwrap();
    }
    let mut damaging = other_program(&path).await;
    sqlx::query("UPDATE batch SET records = CAST('[[\"CA1\",' AS BLOB) WHERE sequence = 2")
        .execute(&mut damaging)
        .await
        .unwrap();
    damaging.close().await.unwrap();
    let shipment = outbox.oldest(10).await.unwrap().unwrap();
    assert_eq!(shipment.records, [turn("CA1", 0), turn("CA1", 2)]);
    outbox.remove(&shipment, i64::MAX).await.unwrap();
    let state = outbox.state();
    assert_eq!((state.waiting, state.refused), (0, 1));
    let set_aside = set_aside(&path).await;
    assert_eq!(set_aside[0].0, 1);
    assert_eq!(set_aside[0].2, "[[\"CA1\",");
}

#[tokio::test]
async fn after_a_long_outage_the_file_is_small_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let outbox = outbox_at(&path);
    let long = TurnRecord { line: "x".repeat(1_000_000), ..turn("CA1", 0) };
    for _ in 0..24 {
        outbox.append(std::slice::from_ref(&long)).await.unwrap();
    }
    outbox.append(&[turn("CA1", 1)]).await.unwrap();
    let size = || {
        let files = [path.clone(), path.with_extension("db-wal")];
        files.map(|file| file.metadata().unwrap().len()).iter().sum::<u64>()
    };
    assert!(size() > 24_000_000);
    let shipment = outbox.oldest(24).await.unwrap().unwrap();
    outbox.remove(&shipment, i64::MAX).await.unwrap();
    assert!(size() < 1_000_000, "{}", size());
    assert_eq!(outbox.state().waiting, 1);
    outbox.append(&[turn("CA1", 2)]).await.unwrap();
    assert_eq!(waiting(&outbox, 10).await, [turn("CA1", 1), turn("CA1", 2)]);
}
