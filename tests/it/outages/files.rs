//! A store is its file and the log beside it: one of them goes missing.

use camino::{Utf8Path, Utf8PathBuf};
use sila::store::RecentCalls;
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;

use super::binary::Site;
use super::provider::{PUBLIC, Request};
use super::wire::Wire;
use crate::test_server::{TOKEN, call_id};

fn site() -> Site {
    let config =
        format!("public_url = '{PUBLIC}'\n[[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'");
    Site::new(&config, &[("TOKEN", TOKEN)])
}

/// Begins calls with these numbers, and waits until they are on the disk.
async fn begin_calls(site: &Site, numbers: impl Iterator<Item = u32>) {
    let mut wire = Wire::to(site.address);
    for number in numbers {
        let call = call_id(number);
        let parameters = [("CallSid", call.as_str()), ("CallStatus", "ringing")];
        let request = Request::turn("/voice/main", &parameters).signed(TOKEN).bytes();
        assert!(wire.ask(&request).await.unwrap().is_document());
    }
    site.written().await;
}

/// The number of calls in the store.
async fn calls(site: &Site) -> usize {
    let store = site.store().await;
    let calls = store.recent(&RecentCalls::newest(500)).await.unwrap().len();
    store.close().await;
    calls
}

async fn is_whole(store: &Utf8Path) -> bool {
    let mut file = SqliteConnection::connect(store.as_str()).await.unwrap();
    let found: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut file).await.unwrap();
    file.close().await.unwrap();
    found == "ok"
}

/// The file of a store, without which its log stays behind.
fn file_gone(site: &Site) -> Utf8PathBuf {
    let elsewhere = site.path("elsewhere.db");
    std::fs::rename(site.database(), &elsewhere).unwrap();
    elsewhere
}

#[tokio::test]
async fn a_restored_backup_has_nothing_of_a_log_that_was_left_behind() {
    let site = site();
    let server = site.start().await;
    begin_calls(&site, 0..30).await;
    assert!(site.run(&["backup", "copy.db"]).await.status.success());
    begin_calls(&site, 30..40).await;
    server.kill().await;
    file_gone(&site);
    let restored = site.run(&["restore", "copy.db"]).await;
    assert!(restored.status.success(), "{restored:?}");
    let said = String::from_utf8(restored.stdout).unwrap();
    let aside = said.split(' ').find(|word| word.contains(".before-restore-")).unwrap();
    let log = aside.trim_end_matches(';');
    assert!(log.ends_with("-wal") && site.path(log).metadata().unwrap().len() > 0, "{said}");
    assert_eq!(calls(&site).await, 30);

    let server = site.start().await;
    begin_calls(&site, 40..70).await;
    server.kill().await;
    assert!(is_whole(&site.database()).await);
    assert_eq!(calls(&site).await, 60);
}

#[tokio::test]
async fn a_log_whose_store_is_gone_waits_for_it() {
    let site = site();
    let server = site.start().await;
    begin_calls(&site, 0..10).await;
    server.kill().await;
    let log = format!("{}-wal", site.database());
    let before = std::fs::read(&log).unwrap();
    let elsewhere = file_gone(&site);
    for command in [&["calls"][..], &["publish", "--note", "anew"], &["backup", "copy.db"]] {
        let refused = site.run(command).await;
        let said = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && said.contains("is gone or empty"), "{said}");
    }
    // Calls are answered without it.
    let server = site.start().await;
    let mut wire = Wire::to(site.address);
    let parameters = [("CallSid", "CA-without"), ("CallStatus", "ringing")];
    let request = Request::turn("/voice/main", &parameters).signed(TOKEN).bytes();
    assert!(wire.ask(&request).await.unwrap().is_document());
    let ready = b"GET /health/ready HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let said = wire.ask(ready).await.unwrap().text();
    assert!(said.contains("is gone or empty"), "{said}");
    server.kill().await;

    assert!(!site.database().exists());
    assert_eq!(std::fs::read(&log).unwrap(), before);
    std::fs::rename(elsewhere, site.database()).unwrap();
    assert_eq!(calls(&site).await, 10);
}
