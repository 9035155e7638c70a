//! The store in a file.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use sila::dialogue::EventKind;
use sila::store::sqlite::{Outbox, SqliteOptions};
use sila::store::{
    Database, Journal, JournalError, JournalOptions, JournalState, LazyDatabase, Location,
    RecentCalls, RecordedEvent, StoreError, TurnLog,
};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};

use super::{Scratch, path_in, suite, turn};
use crate::database;

use crate::wait::watched;

suite::behaviours!(Scratch::new);

/// The same file in the hands of another program.
async fn other_program(path: &Utf8Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

async fn execute(connection: &mut SqliteConnection, sql: &'static str) {
    sqlx::query(sql).execute(connection).await.unwrap();
}

#[tokio::test]
async fn the_file_is_for_this_user_alone() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    let folder = scratch.path.parent().unwrap();
    let mode = |path: &Utf8Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder), 0o700);
    let mut files = 0;
    for file in folder.read_dir_utf8().unwrap() {
        let file = file.unwrap();
        assert_eq!(mode(file.path()), 0o600, "{}", file.path());
        files += 1;
    }
    assert_eq!(files, 3, "the file, its log and the log's index");
}

#[tokio::test]
async fn what_was_written_is_there_when_the_file_is_opened_again() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    scratch.store.close().await;
    let options = SqliteOptions::default();
    let reader = database::read_only(&scratch.path, &options).await.unwrap();
    assert_eq!(reader.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
    let again = database::in_file(&scratch.path, &options).await.unwrap();
    assert_eq!(again.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
}

#[tokio::test]
async fn a_file_of_an_older_version_is_brought_up_to_date_by_the_server_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(&folder);
    std::fs::create_dir(path.parent().unwrap()).unwrap();
    // The schema before the first: the list of what has been applied, and nothing applied.
    let mut before = other_program(&path).await;
    sqlx::migrate::Migrator::DEFAULT.run(&mut before).await.unwrap();
    before.close().await.unwrap();

    let options = SqliteOptions::default();
    let reader = database::read_only(&path, &options).await;
    assert!(matches!(reader, Err(StoreError::Older { .. })), "{reader:?}");
    let store = database::in_file(&path, &options).await.unwrap();
    store.append(&[turn("CA1", 0)]).await.unwrap();
    let reader = database::read_only(&path, &options).await.unwrap();
    assert_eq!(reader.call_events("CA1").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_left_alone() {
    let scratch = Scratch::new().await;
    scratch.store.close().await;
    let mut newer = other_program(&scratch.path).await;
    execute(
        &mut newer,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'of a newer version', TRUE, x'00', 0)",
    )
    .await;
    newer.close().await.unwrap();
    let before = std::fs::read(&scratch.path).unwrap();
    let options = SqliteOptions::default();
    let opened = database::in_file(&scratch.path, &options).await.map(drop);
    let read = database::read_only(&scratch.path, &options).await.map(drop);
    for error in [opened.unwrap_err(), read.unwrap_err()] {
        assert!(matches!(error, StoreError::Newer { found: 9999, .. }), "{error:?}");
        assert!(error.to_string().contains("newer version of this program"), "{error}");
    }
    assert_eq!(std::fs::read(&scratch.path).unwrap(), before);
}

#[tokio::test]
async fn an_event_that_only_a_newer_version_knows_is_unknown() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    let mut newer = other_program(&scratch.path).await;
    execute(&mut newer, r#"UPDATE turn SET events = '["sent-by-post",{"sung":{"loud":1}}]'"#).await;
    let read = scratch.store.call_events("CA1").await.unwrap();
    let unknown = RecordedEvent { kind: EventKind::Unknown, place: turn("CA1", 0).place };
    assert_eq!(read[0].events, [unknown; 2]);
}

#[tokio::test]
async fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap().join("other.db");
    let mut other = other_program(&path).await;
    execute(&mut other, "CREATE TABLE letter (text TEXT)").await;
    other.close().await.unwrap();
    let before = std::fs::read(&path).unwrap();
    let opened = database::in_file(&path, &SqliteOptions::default()).await;
    assert!(matches!(opened, Err(StoreError::Foreign { .. })), "{opened:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

#[tokio::test]
async fn a_store_that_cannot_be_opened_is_opened_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = Utf8Path::from_path(folder.path()).unwrap().join("data");
    std::fs::write(&occupied, "no folder").unwrap();
    let path = occupied.join("sila.db");
    let log = Arc::new(LazyDatabase::new(Location::File(path.clone()), SqliteOptions::default()));
    let failed = log.append(&[turn("CA1", 0)]).await;
    assert!(matches!(failed, Err(StoreError::Open { .. })), "{failed:?}");
    std::fs::remove_file(&occupied).unwrap();
    log.append(&[turn("CA1", 0)]).await.unwrap();
    let reader = database::read_only(&path, &SqliteOptions::default()).await;
    assert_eq!(reader.unwrap().call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
}

#[tokio::test]
async fn a_file_of_something_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap().join("letter.txt");
    let text = "Dear Sir or Madam, ".repeat(100);
    std::fs::write(&path, &text).unwrap();
    let options = SqliteOptions::default();
    let opened = database::in_file(&path, &options).await.map(drop);
    assert!(matches!(opened, Err(StoreError::Foreign { .. })), "{opened:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);

    let missing = database::read_only(&path.with_extension("db"), &options).await;
    assert!(matches!(missing, Err(StoreError::Missing { .. })), "{missing:?}");
}

#[tokio::test]
async fn a_log_without_its_file_is_not_thrown_away() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    let (file, options) = (&scratch.path, SqliteOptions::default());
    // As it is after the program was killed.
    let killed = file.with_file_name("killed.db");
    let log = Utf8PathBuf::from(format!("{killed}-wal"));
    std::fs::copy(format!("{file}-wal"), &log).unwrap();
    let before = std::fs::read(&log).unwrap();
    let place = Location::File(killed.clone());
    for empty in [false, true] {
        if empty {
            std::fs::write(&killed, "").unwrap();
        }
        for opened in [
            database::in_file(&killed, &options).await,
            database::read_only(&killed, &options).await,
            Database::existing(&place, &options).await,
        ] {
            assert!(matches!(opened, Err(StoreError::Gone { .. })), "{opened:?}");
        }
        let outbox = Outbox::at(killed.clone(), options.clone());
        let appended = outbox.append(&[turn("CA2", 0)]).await;
        assert!(matches!(appended, Err(StoreError::Gone { .. })), "{appended:?}");
        assert_eq!(std::fs::read(&log).unwrap(), before);
    }
    std::fs::copy(file, &killed).unwrap();
    let store = database::in_file(&killed, &options).await.unwrap();
    assert_eq!(store.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
}

#[tokio::test]
async fn readers_go_on_while_somebody_writes() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    let mut writing = other_program(&scratch.path).await;
    execute(&mut writing, "BEGIN IMMEDIATE").await;
    execute(&mut writing, "DELETE FROM call").await;
    let calls = scratch.store.recent(&RecentCalls::newest(10)).await.unwrap();
    assert_eq!(calls.len(), 1, "what is not committed is not seen");
}

#[tokio::test]
async fn a_file_in_other_hands_is_waited_for() {
    let options = SqliteOptions { busy: Duration::ZERO, ..SqliteOptions::default() };
    let scratch = Scratch::with(&options).await;
    let mut holding = other_program(&scratch.path).await;
    execute(&mut holding, "BEGIN IMMEDIATE").await;
    let busy = scratch.store.append(&[turn("CA1", 0)]).await;
    assert!(matches!(busy, Err(StoreError::Busy(_))), "{busy:?}");

    let journal = Journal::start(scratch.store.clone(), &JournalOptions::default());
    let mut state = journal.watch();
    let told = journal.record(turn("CA1", 0)).await;
    assert!(matches!(told, Err(JournalError::Outage(_))), "{told:?}");
    execute(&mut holding, "ROLLBACK").await;
    watched("an empty queue", &mut state, |state| state.queued == 0).await;
    assert_eq!((journal.state().lost, journal.state().committed), (0, 1));
}

#[tokio::test]
async fn a_full_disk_is_reported_and_room_is_used_again() {
    let options = SqliteOptions { max_bytes: Some(512 * 1024), ..SqliteOptions::default() };
    let scratch = Scratch::with(&options).await;
    let journal = Journal::start(scratch.store.clone(), &JournalOptions::default());
    let mut kept = 0;
    let full = loop {
        match journal.record(turn(&format!("CA{kept}"), 0)).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100_000, "half a megabyte never fills");
    };
    assert!(full.to_string().contains("are queued"), "{full}");
    let state = journal.state();
    assert!(state.trouble.unwrap().contains("disk is full"));
    assert_eq!((state.committed, state.lost, state.queued), (kept, 0, 1));

    execute(&mut other_program(&scratch.path).await, "DELETE FROM call WHERE call < 'CA5'").await;
    watched("no trouble", &mut journal.watch(), JournalState::is_well).await;
    let waited = format!("CA{kept}");
    assert_eq!(scratch.store.call_events(&waited).await.unwrap().len(), 1);
    journal.record(turn("CB1", 0)).await.unwrap();
    assert_eq!(scratch.store.call_events("CB1").await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_transaction_that_sqlite_ends_by_itself_does_not_spoil_the_next() {
    let scratch = Scratch::new().await;
    execute(
        &mut other_program(&scratch.path).await,
        "CREATE TRIGGER ends_it BEFORE INSERT ON turn
         WHEN new.call = (SELECT number FROM call WHERE call = 'CA1')
         BEGIN SELECT raise(ROLLBACK, 'as on some full disks'); END",
    )
    .await;
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap_err();
    scratch.store.append(&[turn("CA2", 0)]).await.unwrap();
    assert_eq!(scratch.store.recent(&RecentCalls::newest(10)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_text_is_kept_whole_whatever_is_in_it() {
    let scratch = Scratch::new().await;
    let event = turn("CA\0 1\u{1}\u{7f}\u{2028}\u{10ffff}", 0);
    scratch.store.append(std::slice::from_ref(&event)).await.unwrap();
    assert_eq!(scratch.store.call_events(&event.id.call).await.unwrap(), [event]);
}
