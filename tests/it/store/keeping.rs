//! Retention in a store in a file, and backups of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::Utf8Path;
use sila::store::sqlite::{BackupError, RestoreError, SqliteOptions, backup, restore};
use sila::store::{
    Act, ActKind, Database, Erased, RecentCalls, RetentionOptions, StoreError, TextQuery, TurnLog,
    TurnRecord,
};
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use super::suite::inquiries::{NUMBER, REFERENCE};
use super::suite::texts::wanted;
use super::{Scratch, by, second, status, suite, turn, unheard_words};
use crate::database;

use crate::wait::watched;

pub(super) const SOMEBODY: &str = "00112233445566778899aabbccddeeff";

fn begun(call: &str) -> TurnRecord {
    TurnRecord { caller: Some(SOMEBODY.to_owned()), jobs: Vec::new(), ..turn(call, 0) }
}

pub(super) fn asked(call: &str) -> TurnRecord {
    TurnRecord { caller: Some(SOMEBODY.to_owned()), ..suite::inquiries::asked(call, REFERENCE) }
}

pub(super) fn put_back() -> Act {
    Act::done(by("Huda", second(5000)), ActKind::Restored, "")
}

async fn execute(path: &Utf8Path, sql: &'static str) {
    let mut file = SqliteConnection::connect(path.as_str()).await.unwrap();
    sqlx::query(sql).execute(&mut file).await.unwrap();
    file.close().await.unwrap();
}

pub(super) async fn open(path: &Utf8Path) -> Database {
    database::in_file(path, &SqliteOptions::default()).await.unwrap()
}

#[tokio::test]
async fn of_a_forgotten_caller_no_byte_is_left_in_the_file_or_its_log() {
    let scratch = Scratch::new().await;
    let events: Vec<TurnRecord> =
        (0..50).map(|call| begun(&format!("CA-somebodys-{call}"))).collect();
    scratch.store.append(&events).await.unwrap();
    scratch.store.append(&[turn("CB-of-another", 0)]).await.unwrap();
    let left = [asked("CA-somebodys-1"), wanted("CA-somebodys-1", 9)];
    scratch.store.append(&left).await.unwrap();
    let at = second(1500);
    let claimed = scratch.store.claim_recordings(at, at, 1).await.unwrap();
    let wav = "the caller's voice ".repeat(1000);
    let kept = scratch.store.keep_recording(claimed[0].id, wav.as_bytes(), 9.0, at);
    assert!(kept.await.unwrap());
    scratch.store.write_back().await.unwrap();
    let found = |what: &str| {
        let folder = scratch.path.parent().unwrap().read_dir_utf8().unwrap();
        let files = folder.map(|file| std::fs::read(file.unwrap().path()).unwrap());
        files.filter_map(|bytes| position(&bytes, what.as_bytes())).count()
    };
    let whose = [SOMEBODY, "CA-somebodys-", NUMBER, "the caller's voice"];
    assert!(whose.iter().all(|what| found(what) > 0));
    scratch.store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap();
    // Where the provider has the recording is known until it is deleted there.
    for deletion in scratch.store.claim_deletions(at, at, 9).await.unwrap() {
        scratch.store.recording_deleted(deletion.id, at).await.unwrap();
    }
    // What is remembered of them, so that nothing comes back, is gone some months later.
    let later = "1971-01-01T00:00:00Z".parse().unwrap();
    scratch.store.expire_forgotten(later).await.unwrap();
    assert!(scratch.store.write_back().await.unwrap());
    for what in whose {
        assert_eq!(found(what), 0, "{what}");
    }
    assert!(found("CB-of-another") > 0);
}

pub(super) fn position(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[tokio::test]
async fn a_store_that_fails_midway_is_done_with_the_next_time() {
    let scratch = Scratch::new().await;
    let events: Vec<TurnRecord> = (0..1200).map(|call| begun(&format!("CA{call:04}"))).collect();
    scratch.store.append(&events).await.unwrap();
    execute(
        &scratch.path,
        "CREATE TRIGGER fails BEFORE DELETE ON call WHEN old.call = 'CA0700'
         BEGIN SELECT raise(ABORT, 'the disk is on fire'); END",
    )
    .await;
    scratch.store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap_err();
    let left = scratch.store.recent(&RecentCalls::newest(500)).await.unwrap();
    assert!(!left.is_empty());
    for call in &left {
        assert_eq!(scratch.store.call_events(&call.call).await.unwrap().len(), 1, "whole or gone");
    }
    let options = RetentionOptions::default();
    let now = second(2100);
    scratch.store.apply_retention(&options, now).await.unwrap_err();
    execute(&scratch.path, "DROP TRIGGER fails").await;
    let kept = scratch.store.apply_retention(&options, now).await.unwrap();
    assert!(kept.forgotten.calls >= 200, "{kept:?}");
    let left = scratch.store.recent(&RecentCalls::newest(1)).await.unwrap();
    assert_eq!(left, []);
}

#[tokio::test]
async fn a_backup_made_under_load_has_every_call_that_had_ended() {
    let scratch = Scratch::new().await;
    let stop = Arc::new(AtomicBool::new(false));
    let (store, stopped) = (scratch.store.clone(), Arc::clone(&stop));
    let (ended, mut how_many) = tokio::sync::watch::channel(0_u32);
    let load = tokio::spawn(async move {
        for call in 0.. {
            let id = format!("CA{call}");
            for number in 0..4 {
                store.append(&[turn(&id, number)]).await.unwrap();
            }
            store.append(&[status(&id, "completed", 1010)]).await.unwrap();
            ended.send_replace(call + 1);
            if stopped.load(Ordering::Relaxed) {
                return;
            }
        }
    });
    watched("50 calls", &mut how_many, |calls| *calls >= 50).await;
    let before = *how_many.borrow();
    let file = scratch.path.with_file_name("copy.db");
    let contents = backup(&scratch.path, &file).await.unwrap();
    // The load goes on meanwhile, and after.
    let after = *how_many.borrow();
    watched("more calls", &mut how_many, |calls| *calls > after).await;
    stop.store(true, Ordering::Relaxed);
    load.await.unwrap();
    scratch.store.close().await;
    assert!(contents.calls >= u64::from(before));

    let restored = restore(&file, &scratch.path, put_back()).await.unwrap();
    assert_eq!(restored.contents, contents);
    let reader = database::read_only(&scratch.path, &SqliteOptions::default()).await.unwrap();
    for call in 0..before {
        assert_eq!(reader.call_events(&format!("CA{call}")).await.unwrap().len(), 5, "CA{call}");
    }
    let aside = open(&restored.aside.unwrap()).await;
    assert_eq!(aside.call_events(&format!("CA{after}")).await.unwrap().len(), 5);
    aside.close().await;
    let store = open(&scratch.path).await;
    store.append(&[turn("CB1", 0)]).await.unwrap();
}

#[tokio::test]
async fn a_backup_takes_nothings_place_and_a_broken_one_is_not_restored() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    let file = scratch.path.with_file_name("copy.db");
    std::fs::write(&file, "somebody's letter").unwrap();
    let refused = backup(&scratch.path, &file).await;
    assert!(matches!(refused, Err(BackupError::Exists(_))), "{refused:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"somebody's letter");
    let refused = restore(&file, &scratch.path, put_back()).await;
    assert!(matches!(refused, Err(RestoreError::Store(StoreError::Foreign { .. }))), "{refused:?}");

    // Somebody has it open still, with or without the lock.
    let good = scratch.path.with_file_name("good.db");
    backup(&scratch.path, &good).await.unwrap();
    let refused = restore(&good, &scratch.path, put_back()).await;
    assert!(matches!(refused, Err(RestoreError::Store(StoreError::Busy(_)))), "{refused:?}");
    scratch.store.close().await;

    // Cut short, as by a full disk.
    let whole = std::fs::read(&good).unwrap();
    std::fs::write(&good, &whole[..whole.len() / 2]).unwrap();
    let refused = restore(&good, &scratch.path, put_back()).await;
    assert!(matches!(refused, Err(RestoreError::Damaged(_))), "{refused:?}");
    execute_newer(&scratch.path, &good).await;
    let refused = restore(&good, &scratch.path, put_back()).await;
    assert!(matches!(refused, Err(RestoreError::Store(StoreError::Newer { .. }))), "{refused:?}");

    let store = open(&scratch.path).await;
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 1, "the store is as it was");
    store.close().await;
    let names = scratch.path.parent().unwrap().read_dir_utf8().unwrap();
    let mut names: Vec<_> = names.map(|file| file.unwrap().file_name().to_owned()).collect();
    names.sort();
    assert_eq!(names, ["copy.db", "good.db", "sila.db"], "nothing is left beside it");
}

#[tokio::test]
async fn a_backup_is_not_laid_beside_the_log_of_another() {
    let scratch = Scratch::new().await;
    let file = scratch.path.with_file_name("copy.db");
    let log = format!("{file}-wal");
    std::fs::write(&log, "of another").unwrap();
    let refused = backup(&scratch.path, &file).await;
    assert!(matches!(&refused, Err(BackupError::Exists(there)) if *there == log), "{refused:?}");
    assert!(!file.exists());
}

/// A backup as a later version would write it.
async fn execute_newer(store: &Utf8Path, file: &Utf8Path) {
    std::fs::remove_file(file).unwrap();
    backup(store, file).await.unwrap();
    execute(
        file,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of a newer version', TRUE, x'00', 0)",
    )
    .await;
}

#[tokio::test]
async fn who_was_forgotten_since_the_backup_stays_forgotten() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[begun("CA1"), turn("CA2", 0)]).await.unwrap();
    let file = scratch.path.with_file_name("copy.db");
    backup(&scratch.path, &file).await.unwrap();
    scratch.store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap();
    scratch.store.close().await;
    let restored = restore(&file, &scratch.path, put_back()).await.unwrap();
    assert_eq!(restored.forgotten, Some(Erased { calls: 1, turns: 1, ..Erased::default() }));
    assert_eq!(restored.contents.calls, 1);
    let store = open(&scratch.path).await;
    assert!(store.call_events("CA1").await.unwrap().is_empty());
    store.append(&[begun("CA3")]).await.unwrap();
    assert_eq!(store.erase_forgotten(second(6000)).await.unwrap().calls, 1);
}

#[tokio::test]
async fn what_callers_left_is_in_a_backup_and_of_the_forgotten_since_it_is_not_restored() {
    let scratch = Scratch::new().await;
    let unheard = |call| TurnRecord { jobs: vec![unheard_words("parking")], ..turn(call, 0) };
    let left = [suite::inquiries::asked("CA1", "11"), wanted("CA2", 1), asked("CA3")];
    let events = [&left[..], &[unheard("CA2"), unheard("CA1")]].concat();
    scratch.store.append(&events).await.unwrap();
    let store = &scratch.store;
    store.answer("11", "yes", by("Huda", second(1400))).await.unwrap();
    for fetch in store.claim_recordings(second(1500), second(1500), 9).await.unwrap() {
        let kept = store.keep_recording(fetch.id, b"wav", 9.0, second(1500));
        assert!(kept.await.unwrap());
    }
    let before = store.inquiry("11").await.unwrap();
    let file = scratch.path.with_file_name("copy.db");
    backup(&scratch.path, &file).await.unwrap();
    store.forget(SOMEBODY, by("Huda", second(2000))).await.unwrap();
    store.close().await;
    let restored = restore(&file, &scratch.path, put_back()).await.unwrap();
    assert_eq!(restored.forgotten.unwrap().inquiries, 1);
    let store = open(&scratch.path).await;
    assert_eq!(store.inquiry("11").await.unwrap(), before);
    let sound = store.recording(before[0].summary.id).await.unwrap();
    assert_eq!(sound.as_deref(), Some(b"wav".as_slice()));
    assert!(store.inquiry(REFERENCE).await.unwrap().is_empty());
    let texts = store.texts(&TextQuery::newest(10)).await.unwrap();
    assert_eq!(texts.len(), 1);
    assert_eq!(store.unheard(second(0), 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_store_that_is_past_reading_is_put_aside_with_all_that_is_left_of_it() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    let file = scratch.path.with_file_name("copy.db");
    backup(&scratch.path, &file).await.unwrap();
    scratch.store.close().await;
    std::fs::write(&scratch.path, "ash ".repeat(2000)).unwrap();
    std::fs::write(format!("{}-wal", scratch.path), "smoke").unwrap();
    let restored = restore(&file, &scratch.path, put_back()).await.unwrap();
    assert_eq!(restored.forgotten, None, "it can't be asked");
    let aside = restored.aside.unwrap();
    assert!(std::fs::read(&aside).unwrap().starts_with(b"ash"));
    assert_eq!(std::fs::read(format!("{aside}-wal")).unwrap(), b"smoke");
    let store = open(&scratch.path).await;
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 1);
}
