//! Preflight checks of this machine's disk.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::SignedDuration;
use sila::clock;
use sila::preflight::{Outcome, Report, Space};
use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, Location, PostgresUrl};
use tempfile::TempDir;

use super::{failures, load, look, look_by, named};
use crate::database;
use crate::postgres::Cluster;
use crate::wait::eventually;

/// A folder with a configuration whose token stands in a file.
fn folder() -> (TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8Path::from_path(folder.path()).unwrap().to_owned();
    fs::write(path.join("the token"), "12345\n").unwrap();
    (folder, path)
}

async fn report(folder: &Utf8Path) -> Report {
    let text = format!(
        "public_url = 'http://127.0.0.1:9'\ndata_dir = '{folder}'\n[[line]]\nname = 'main'\nauth.auth_token_file = 'the token'\n"
    );
    look(&load(&folder.join("sila.toml"), &text, [])).await
}

#[tokio::test]
async fn a_secret_that_others_can_read_is_told_with_the_command_that_mends_it() {
    let (_folder, path) = folder();
    let token = path.join("the token");
    for (mode, is_well) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
        fs::set_permissions(&token, Permissions::from_mode(mode)).unwrap();
        let report = report(&path).await;
        let found = named(&report, "permissions")[0];
        if is_well {
            assert_eq!(found.outcome, Outcome::Ok, "{mode:o}: {}", found.detail);
        } else {
            assert_eq!(found.outcome, Outcome::Failed, "{mode:o}");
            let command = format!("Run: chmod 600 '{token}'");
            assert_eq!(found.remedy.as_deref(), Some(command.as_str()));
        }
    }
}

#[tokio::test]
async fn the_kept_keys_and_the_store_are_looked_at_too() {
    let (_folder, path) = folder();
    fs::set_permissions(path.join("the token"), Permissions::from_mode(0o600)).unwrap();
    for name in ["address.key", "caller.key", "operator.key", "sila.db", "sila.db-wal"] {
        fs::write(path.join(name), "").unwrap();
        fs::set_permissions(path.join(name), Permissions::from_mode(0o644)).unwrap();
        let said = failures(&report(&path).await);
        assert!(said.contains(&format!("chmod 600 {}", path.join(name))), "{said}");
        fs::remove_file(path.join(name)).unwrap();
    }
}

#[tokio::test]
async fn what_waits_for_a_database_and_its_password_are_looked_at_too() {
    let (_folder, path) = folder();
    let database = crate::postgres::database().await;
    for name in ["journal.db", "journal.db-wal", "pgpass"] {
        fs::write(path.join(name), "").unwrap();
        fs::set_permissions(path.join(name), Permissions::from_mode(0o640)).unwrap();
    }
    let text = format!(
        "public_url = 'http://127.0.0.1:9'\ndata_dir = '{path}'\ndatabase_url = '{database}'\n\
         [[line]]\nname = 'main'\nauth.auth_token_file = 'the token'\n"
    );
    let password = ("PGPASSFILE".to_owned(), path.join("pgpass").into_string());
    let config = load(&path.join("sila.toml"), &text, [password]);
    let said = failures(&look(&config).await);
    for name in ["journal.db", "journal.db-wal", "pgpass"] {
        let command = format!("Run: chmod 600 {}\n", path.join(name));
        assert!(format!("{said}\n").contains(&command), "{said}");
    }
}

#[tokio::test]
async fn a_store_that_is_missing_or_something_else_is_told_and_left_as_it_is() {
    let (_folder, path) = folder();
    let said = failures(&report(&path).await);
    assert!(said.contains("database: There is no store at"), "{said}");
    assert!(said.contains("| The server makes it when it starts"), "{said}");
    assert!(!path.join("sila.db").exists());

    fs::write(path.join("sila.db"), "something else entirely, and long enough").unwrap();
    let said = failures(&report(&path).await);
    assert!(said.contains("is not a store of this program"), "{said}");
    let left = fs::read_to_string(path.join("sila.db")).unwrap();
    assert_eq!(left, "something else entirely, and long enough");
}

#[tokio::test]
async fn a_store_of_an_older_version_is_told_and_not_brought_up_to_date() {
    let (_folder, path) = folder();
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path.join("sila.db"))
        .create_if_missing(true);
    let mut store: sqlx::SqliteConnection = sqlx::ConnectOptions::connect(&options).await.unwrap();
    sqlx::migrate::Migrator::DEFAULT.run(&mut store).await.unwrap();
    sqlx::Connection::close(store).await.unwrap();
    let before = fs::read(path.join("sila.db")).unwrap();
    let said = failures(&report(&path).await);
    assert!(said.contains("was written by an older version of this program"), "{said}");
    assert_eq!(fs::read(path.join("sila.db")).unwrap(), before);
}

#[tokio::test]
async fn copies_of_the_store_are_told_with_when_they_go() {
    let (_folder, path) = folder();
    let store = path.join("sila.db");
    let place = Location::File(store.clone());
    Database::open(&place, &SqliteOptions::default()).await.unwrap().close().await;
    assert!(named(&report(&path).await, "copies").is_empty());
    let copy = path.join("sila.db.before-restore-20260101T000000Z");
    fs::copy(&store, &copy).unwrap();
    let found = report(&path).await;
    let [found] = named(&found, "copies")[..] else { panic!("one finding") };
    assert_eq!(found.outcome, Outcome::Warning);
    assert!(found.detail.ends_with(copy.as_str()), "{}", found.detail);
    let remedy = found.remedy.as_deref().unwrap();
    assert!(remedy.contains("they are removed after 30 days"), "{remedy}");
}

#[tokio::test]
async fn a_clock_that_is_not_the_databases_is_told() {
    let (_folder, path) = folder();
    let address = crate::postgres::database().await;
    let url = PostgresUrl::parse(&address).unwrap();
    database::in_postgres(&url).await.unwrap().close().await;
    let text = format!(
        "public_url = 'http://127.0.0.1:9'\ndata_dir = '{path}'\ndatabase_url = '{address}'\n\
         [[line]]\nname = 'main'\nauth.auth_token_file = 'the token'\n"
    );
    let config = load(&path.join("sila.toml"), &text, []);
    for (minutes, outcome) in [(0, Outcome::Ok), (7, Outcome::Warning), (-7, Outcome::Warning)] {
        let by = SignedDuration::from_mins(minutes);
        let found = look_by(&config, Arc::new(move || clock::system()() + by)).await;
        let [clock] = named(&found, "database clock")[..] else { panic!("one finding") };
        assert_eq!(clock.outcome, outcome, "{minutes}: {}", clock.detail);
        let [replication] = named(&found, "replication")[..] else { panic!("one finding") };
        assert_eq!(replication.detail, "no copy of the database follows it");
    }
}

#[tokio::test]
async fn a_data_folder_that_is_not_there_or_not_a_folder_is_told() {
    let (_folder, path) = folder();
    let text = "public_url = 'http://127.0.0.1:9'\ndata_dir = 'data'\n[[line]]\nname = 'main'\nauth.auth_token_file = 'the token'\n";
    let mut config = load(&path.join("sila.toml"), text, []);
    config.database = Location::File(path.join("sila.db"));
    let found = look(&config).await;
    assert_eq!(named(&found, "disk")[0].outcome, Outcome::Warning);
    fs::write(path.join("data"), "a file").unwrap();
    let found = look(&config).await;
    assert_eq!(named(&found, "data_dir")[0].outcome, Outcome::Failed);
}

#[test]
fn little_room_is_unwise_and_less_is_too_little() {
    const MIB: u64 = 1024 * 1024;
    let outcome = |bytes, files| Space { bytes, files }.outcome();
    assert_eq!(outcome(1024 * MIB, None), Outcome::Ok);
    assert_eq!(outcome(1024 * MIB - 1, None), Outcome::Warning);
    assert_eq!(outcome(100 * MIB - 1, None), Outcome::Failed);
    assert_eq!(outcome(u64::MAX, Some(9_999)), Outcome::Warning);
    assert_eq!(outcome(u64::MAX, Some(999)), Outcome::Failed);
    let here = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    assert!(Space::around(here).unwrap().bytes > 0);
}

#[tokio::test]
async fn whether_commits_wait_for_copies_of_the_database_is_told() {
    let (_folder, path) = folder();
    let cluster = Cluster::start().await;
    let address = cluster.database().await;
    let url = PostgresUrl::parse(&address).unwrap();
    database::in_postgres(&url).await.unwrap().close().await;
    let text = format!(
        "public_url = 'http://127.0.0.1:9'\ndata_dir = '{path}'\ndatabase_url = '{address}'\n\
         [[line]]\nname = 'main'\nauth.auth_token_file = 'the token'\n"
    );
    let config = load(&path.join("sila.toml"), &text, []);
    let told = async |outcome: Outcome, detail: &str| {
        eventually(detail, async || {
            let report = look(&config).await;
            let [found] = named(&report, "replication")[..] else { panic!("one finding") };
            (found.outcome == outcome && found.detail == detail).then_some(())
        })
        .await;
    };
    told(Outcome::Ok, "no copy of the database follows it").await;
    let follower = cluster.follow();
    let detail = "copies that follow the database: 1; no commit waits for any of them";
    told(Outcome::Warning, detail).await;
    cluster.set("synchronous_standby_names", "pg_receivewal").await;
    let detail = "commits wait for synchronous copies (“pg_receivewal”); copies that follow: 1";
    told(Outcome::Ok, detail).await;
    drop(follower);
    let detail = "commits wait for synchronous copies (“pg_receivewal”), and none follows";
    told(Outcome::Warning, detail).await;
}
