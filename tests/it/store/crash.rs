//! A process killed in the middle of writing has lost nothing that it confirmed.

use std::collections::HashSet;
use std::io::Write;
use std::process::Stdio;

use camino::{Utf8Path, Utf8PathBuf};
use sila::store::sqlite::SqliteOptions;
use sila::store::{Journal, JournalOptions, TurnLog};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use super::{path_in, turn};
use crate::database;

/// Tells the child, which is this test program again, where to write and what to call its calls.
pub(super) const STORE: &str = "SILA_TEST_STORE";
const ROUND: &str = "SILA_TEST_ROUND";
const CALLERS: u32 = 32;

/// The child: puts what its callers do straight into the store.
#[tokio::test]
#[ignore = "runs until it is killed; the test below starts it"]
async fn child_that_writes_until_it_is_killed() {
    let Some(path) = child_store() else { return };
    let store = database::in_file(&path, &SqliteOptions::default()).await;
    write_until_killed(Journal::start(store.unwrap(), &JournalOptions::default())).await;
}

/// The store that a child is to write to; none where somebody runs it by hand.
#[expect(clippy::disallowed_methods, reason = "a test program takes no arguments of its own")]
pub(super) fn child_store() -> Option<Utf8PathBuf> {
    std::env::var(STORE).ok().map(Utf8PathBuf::from)
}

/// Callers walk through calls at the same time, and each turn is printed once it is confirmed.
#[expect(clippy::disallowed_methods, reason = "a test program takes no arguments of its own")]
pub(super) async fn write_until_killed(journal: Journal) {
    let round = std::env::var(ROUND).unwrap();
    let mut callers = tokio::task::JoinSet::new();
    for caller in 0..CALLERS {
        let (journal, call) = (journal.clone(), format!("CA{round}-{caller}"));
        callers.spawn(async move {
            for number in 0.. {
                journal.record(turn(&call, number)).await.unwrap();
                let mut output = std::io::stdout().lock();
                writeln!(output, "written {call} {number}").unwrap();
            }
        });
    }
    callers.join_all().await;
}

/// Starts the child, kills it after so many confirmed turns, and returns every turn it confirmed.
pub(super) async fn write_and_kill(
    child: &str,
    path: &Utf8Path,
    round: usize,
    turns: usize,
) -> Vec<(String, u32)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", child])
        .args(["--ignored", "--nocapture", "--test-threads=1"])
        .env(STORE, path)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).split(b'\n');
    let mut confirmed = Vec::new();
    // Goes on to the end: what the child had already said when it was killed counts too.
    while let Some(line) = lines.next_segment().await.unwrap() {
        let line = String::from_utf8(line).unwrap();
        let mut words = line.split(' ');
        if let (Some("written"), Some(call), Some(number)) =
            (words.next(), words.next(), words.next())
        {
            confirmed.push((call.to_owned(), number.parse().unwrap()));
        }
        if confirmed.len() == turns {
            child.start_kill().unwrap();
        }
    }
    assert!(!child.wait().await.unwrap().success());
    confirmed
}

#[tokio::test]
async fn nothing_confirmed_is_lost_when_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(&folder);
    let child = "store::crash::child_that_writes_until_it_is_killed";
    let mut confirmed = Vec::new();
    // From a moment after the start to several write-backs of the log into the file.
    for (round, turns) in [1, 40, 333, 1000, 2500].into_iter().enumerate() {
        confirmed.extend(write_and_kill(child, &path, round, turns).await);
        let options = SqliteOptions::default();
        let reader = database::read_only(&path, &options).await.unwrap();
        let mut kept = HashSet::new();
        let calls: HashSet<&String> = confirmed.iter().map(|(call, _)| call).collect();
        for call in calls {
            let way = reader.call_events(call).await.unwrap();
            let numbers = 0..u32::try_from(way.len()).unwrap();
            assert!(way.iter().zip(numbers).all(|(event, number)| *event == turn(call, number)));
            kept.extend(way.into_iter().map(|event| event.id));
        }
        for (call, number) in &confirmed {
            assert!(kept.contains(&turn(call, *number).id), "{call} {number} was lost");
        }
        // The call goes on where it was: the provider asks again for the turn that got no answer.
        let store = database::in_file(&path, &options).await.unwrap();
        let (call, last) = confirmed.last().unwrap();
        store.append(&[turn(call, *last), turn(call, last + 1)]).await.unwrap();
        store.close().await;
    }
}
