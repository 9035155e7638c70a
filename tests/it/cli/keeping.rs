//! `sila forget`, `sila backup`, `sila restore`.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::process::Stdio;

use jiff::Timestamp;
use rustix::process::geteuid;
use sila::store::{Location, PostgresUrl, StoreLock};

use super::sandbox::{Sandbox, assert_transcript};
use crate::calls::play::small_menus;
use crate::database;
use crate::providers::twilio::phone::Phone;
use crate::skipped::skip;
use crate::test_server::{TestServer, call_id};

/// A folder with two calls of the number +97317000000 in its store, and the server's keys.
pub async fn called() -> Sandbox {
    let sandbox = Sandbox::new();
    let server = TestServer::with(|config| {
        config.menus = Some(small_menus());
        config.data_dir = sandbox.path("sila-data");
        config.database = Location::File(sandbox.path("sila-data/sila.db"));
    })
    .await;
    for number in 1..=2 {
        let phone = Phone::new(server.telephone()).unwrap();
        let mut call = phone.call(call_id(number), Timestamp::UNIX_EPOCH);
        call.start().await.unwrap();
        call.press("2").await.unwrap();
        call.hang_up().await.unwrap();
    }
    server.running.stop().await;
    sandbox
}

/// Without what is different in each run: the size, and the time in a file's name.
fn steady(transcript: &str) -> String {
    let sizes = transcript.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut words = sizes.clone();
    for (at, word) in sizes.iter().enumerate() {
        if word.starts_with("KiB") {
            "N".clone_into(&mut words[at - 1]);
        }
        if let Some((name, rest)) = word.split_once(".before-restore-") {
            words[at] = format!("{name}.before-restore-TIME{}", &rest["20260101T000000Z".len()..]);
        }
    }
    words.join(" ")
}

#[tokio::test]
async fn a_caller_is_forgotten() {
    let sandbox = called().await;
    let transcripts = [
        sandbox.transcript(&["forget", "+973 1700-0001"]),
        sandbox.transcript(&["forget", "00973 1700 0000"]),
        sandbox.transcript(&["forget", "+97317000000"]),
        sandbox.transcript(&["calls"]),
    ];
    assert_transcript!("forget", transcripts.join("\n"));
}

#[tokio::test]
async fn with_a_database_elsewhere_the_servers_journals_are_named_as_out_of_reach() {
    let sandbox = called().await;
    let here = sandbox.transcript(&["forget", "+97317000000"]);
    assert!(!here.contains("journal.db"), "{here}");
    let address = crate::postgres::database().await;
    let url = PostgresUrl::parse(&address).unwrap();
    database::in_postgres(&url).await.unwrap().close().await;
    sandbox.configure(&format!("database_url = '{address}'\n"));
    let elsewhere = sandbox.transcript(&["forget", "+97317000000"]);
    assert!(elsewhere.contains("journal.db in data_dir"), "{elsewhere}");
}

#[tokio::test]
async fn a_number_can_come_by_the_input() {
    let sandbox = called().await;
    let mut forget = sandbox
        .command(&["forget", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    forget.stdin.take().unwrap().write_all(b"+97317000000\n").unwrap();
    let output = forget.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.starts_with("Removed:\n  calls  2\n"), "{said}");
}

#[tokio::test]
async fn why_a_caller_is_not_forgotten_is_said() {
    let sandbox = called().await;
    let mut transcripts = vec![
        sandbox.transcript(&["forget", "17000000"]),
        sandbox.transcript(&["forget", "anonymous"]),
    ];
    let restoring = StoreLock::alone(&sandbox.path("sila-data")).unwrap();
    transcripts.push(sandbox.transcript(&["forget", "+97317000000"]));
    drop(restoring);
    sandbox.configure("caller_key_env = 'NOT_SET'\n");
    transcripts.push(sandbox.transcript(&["forget", "+97317000000"]));
    sandbox.configure("");
    fs::remove_file(sandbox.path("sila-data/caller.key")).unwrap();
    transcripts.push(sandbox.transcript(&["forget", "+97317000000"]));
    let store = fs::metadata(sandbox.path("sila-data/caller.key"));
    assert!(store.is_err(), "no key is made that would never fit");
    let empty = Sandbox::new();
    transcripts.push(empty.transcript(&["forget", "+97317000000"]));
    assert_transcript!("forget_fails", transcripts.join("\n"));
}

// Several threads: this one waits for the command, and another for the server's connections to close.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_made_and_restored() {
    let sandbox = called().await;
    let made = sandbox.transcript(&["backup", "copy.db"]);
    let copy = fs::metadata(sandbox.path("copy.db")).unwrap().permissions().mode();
    assert_eq!(copy & 0o777, 0o600);
    let again = sandbox.transcript(&["backup", "copy.db"]);
    let forgotten = sandbox.run(&["forget", "+97317000000"]);
    assert!(forgotten.status.success());
    let editions = sandbox.path("sila-data/editions");
    assert!(editions.exists());
    let restored = sandbox.transcript(&["restore", "copy.db"]);
    assert!(!editions.exists(), "their numbers may come to be others'");
    let calls = sandbox.transcript(&["calls"]);
    fs::remove_file(sandbox.path("sila-data/sila.db")).unwrap();
    let anew = sandbox.transcript(&["restore", "copy.db"]);
    let transcripts = [made, again, restored, calls, anew].map(|text| steady(&text));
    assert_transcript!("backup", transcripts.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_forgotten_is_forgotten_in_what_a_restore_put_aside() {
    let sandbox = called().await;
    assert!(sandbox.run(&["backup", "copy.db"]).status.success());
    assert!(sandbox.run(&["restore", "copy.db"]).status.success());
    let ruin = sandbox.path("sila-data/sila.db.before-restore-20260101T000000Z");
    fs::write(&ruin, "no store").unwrap();
    let said = sandbox.transcript(&["forget", "+97317000000"]);
    let lines = |what: &str| said.lines().filter(|line| line.contains(what)).count();
    assert_eq!(lines("Neither has sila-data/sila.db.before-restore-"), 1, "{said}");
    assert_eq!(lines("could not be changed and was removed."), 1, "{said}");
    assert!(!ruin.exists());
}

#[tokio::test]
async fn what_is_out_of_reach_is_told_of_a_database_too() {
    let sandbox = Sandbox::new();
    let address = crate::postgres::database().await;
    let url = PostgresUrl::parse(&address).unwrap();
    database::in_postgres(&url).await.unwrap().close().await;
    fs::write(sandbox.path("key"), "A".repeat(43) + "=").unwrap();
    sandbox.configure(&format!("database_url = '{address}'\ncaller_key_file = 'key'\n"));
    let said = sandbox.transcript(&["forget", "+97317000000"]);
    let expected = "- backups made before now; pg_restore brings the caller back: forget the caller again after it\n";
    assert!(said.contains(expected), "{said}");
    assert!(!said.contains("sila restore"), "{said}");
    assert!(!sandbox.path("sila-data").exists(), "no lock is made");
}

#[tokio::test]
async fn a_damaged_backup_is_not_restored() {
    let sandbox = called().await;
    assert!(sandbox.run(&["backup", "copy.db"]).status.success());
    let whole = fs::read(sandbox.path("copy.db")).unwrap();
    let calls = sandbox.transcript(&["calls"]);
    let mut torn = whole.clone();
    torn[whole.len() / 4..].fill(0xa5);
    fs::write(sandbox.path("torn.db"), torn).unwrap();
    fs::write(sandbox.path("short.db"), &whole[..whole.len() / 2]).unwrap();
    for backup in ["torn.db", "short.db"] {
        let said = sandbox.transcript(&["restore", backup]);
        let expected = format!(
            "stderr: error: the backup {backup} is damaged: take an earlier one. The store is as it was\n"
        );
        assert!(said.contains(&expected), "{said}");
    }
    assert_eq!(sandbox.transcript(&["calls"]), calls);
}

// Several threads, as above.
#[tokio::test(flavor = "multi_thread")]
async fn what_root_restores_belongs_to_whom_the_store_belonged() {
    // Any other user.
    let owner = 65_534;
    if !geteuid().is_root() {
        skip("what root restores belongs to whom the store belonged: only root gives files away");
        return;
    }
    let sandbox = called().await;
    assert!(sandbox.run(&["backup", "copy.db"]).status.success());
    let own = |name: &str| fs::metadata(sandbox.path(name)).unwrap().uid();
    let give = |name: &str| chown(sandbox.path(name), Some(owner), None).unwrap();
    let restore = || {
        let restored = sandbox.run(&["restore", "copy.db"]);
        assert!(restored.status.success(), "{restored:?}");
    };
    give("sila-data");
    give("sila-data/sila.db");
    assert_ne!(own("copy.db"), owner);
    restore();
    assert_eq!(own("sila-data/sila.db"), owner);
    assert_eq!(own("sila-data/serve.lock"), owner);
    fs::remove_file(sandbox.path("sila-data/sila.db")).unwrap();
    restore();
    assert_eq!(own("sila-data/sila.db"), owner, "as the folder");
}

#[tokio::test]
async fn why_nothing_is_backed_up_or_restored_is_said() {
    let sandbox = called().await;
    fs::write(sandbox.path("letter.txt"), "Dear Sir or Madam, ".repeat(100)).unwrap();
    fs::write(sandbox.path("nothing.db"), "").unwrap();
    let mut transcripts = vec![
        sandbox.transcript(&["backup", "no-folder/copy.db"]),
        sandbox.transcript(&["restore", "nowhere.db"]),
        sandbox.transcript(&["restore", "letter.txt"]),
        sandbox.transcript(&["restore", "nothing.db"]),
    ];
    let running = StoreLock::shared(&sandbox.path("sila-data")).unwrap();
    transcripts.push(sandbox.transcript(&["restore", "nothing.db"]));
    drop(running);
    transcripts.push(Sandbox::new().transcript(&["backup", "copy.db"]));
    let database = "database_url = 'postgres://sila:secret@db.example.bh/sila?sslmode=verify-full&sslrootcert=ca.pem'\n";
    sandbox.configure(database);
    transcripts.push(sandbox.transcript(&["backup", "copy.dump"]));
    transcripts.push(sandbox.transcript(&["restore", "copy.dump"]));
    assert_transcript!("backup_fails", transcripts.join("\n"));
}
