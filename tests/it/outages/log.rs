//! Nobody reads the log, or it can't be written: calls go on as if nothing were the matter.

use std::fs::OpenOptions;
use std::io::pipe;
use std::os::fd::OwnedFd;
use std::process::Stdio;

use rustix::fs::{Mode, OFlags, open};
use rustix::process::Signal;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use super::binary::{Server, Site};
use super::load::{Load, origin};
use crate::small_disk;
use crate::test_server::TOKEN;
use crate::wait::eventually;

const DROPPED: &str = "sila_log_lines_dropped_total";
const LOST: &str = "sila_records_lost_total";
const KEPT: &str = "sila_journal_committed_total";
/// Lines that a hundred calls bring, each with a beginning and an end.
const A_FEW: u64 = 200;

/// A server that logs as much as it can, but for what the database's driver does.
const MUCH: &str = "trace";
/// The same with every statement.
const EVERYTHING: &str = "trace,sqlx=trace";

fn site(log_level: &str, settings: &str) -> Site {
    let config = format!(
        "public_url = '{}'\nlog_level = '{log_level}'\n{settings}\n\
         [[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'",
        origin()
    );
    Site::new(&config, &[("TOKEN", TOKEN)])
}

/// Calls are answered and kept with this for the error stream, and the server ends when it is told to. Gives the lines
/// of the log that were dropped.
async fn calls_go_on(stderr: impl Into<Stdio>, once_started: impl FnOnce(&Server)) -> u64 {
    let site = site(MUCH, "");
    let server = site.start_logging_to(&[], stderr).await;
    once_started(&server);
    let mut callers = Load::on(vec![site.address]).await;
    callers.turns(3000).await;
    callers.check(&site.store().await, site.written()).await;
    let dropped = site.metric(DROPPED).await;
    server.signal(Signal::TERM);
    assert!(server.ended().await.success());
    dropped
}

#[tokio::test]
async fn a_log_whose_reader_is_gone() {
    let (reader, writer) = pipe().unwrap();
    assert!(calls_go_on(writer, |_| drop(reader)).await > A_FEW);
}

#[tokio::test]
async fn a_log_on_a_full_disk() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    assert!(calls_go_on(full, |_| ()).await > A_FEW);
}

#[tokio::test]
async fn a_log_on_a_terminal_that_is_closed() {
    let (ours, terminal) = terminal();
    assert!(calls_go_on(terminal, |_| drop(ours)).await > A_FEW);
}

#[tokio::test]
async fn a_signal_that_the_terminal_is_gone_ends_no_line() {
    assert_eq!(calls_go_on(Stdio::null(), |server| server.signal(Signal::HUP)).await, 0);
}

#[tokio::test]
async fn a_log_whose_reader_stands_still() {
    let (reader, writer) = pipe().unwrap();
    let site = site(EVERYTHING, "");
    let server = site.start_logging_to(&[], writer).await;
    let mut callers = Load::on(vec![site.address]).await;
    // The pipe is full, then the queue behind it, and only then a line is dropped.
    let mut thousands = 0;
    while callers.during(site.metric(DROPPED)).await == 0 {
        callers.turns(1000).await;
        thousands += 1;
        assert!(thousands < 200, "no line was dropped");
    }
    callers.turns(1000).await;
    callers.check(&site.store().await, site.written()).await;
    server.signal(Signal::TERM);
    assert!(server.ended().await.success());
    drop(reader);
}

#[tokio::test]
async fn log_and_data_on_one_full_disk() {
    if !small_disk::may_be_had("log and data on one full disk").await {
        return;
    }
    let (site, server) = on_a_full_disk(&small_disk::STARTER).await;
    let mut callers = Load::on(vec![site.address]).await;
    callers.turns(1000).await;
    callers.stop_and(async {}).await;
    server.signal(Signal::TERM);
    // What could not be kept was lost, and the end says so.
    assert_eq!(server.ended().await.code(), Some(1));
    drop(site);
}

#[tokio::test]
async fn after_log_and_data_filled_a_disk_every_turn_is_kept_as_soon_as_there_is_room() {
    if !small_disk::may_be_had("log and data on one full disk, which is emptied").await {
        return;
    }
    let (site, server) = on_a_full_disk(&small_disk::FILLED_STARTER).await;
    let folder = format!("/proc/{}/root{}", server.id(), site.path(small_disk::FOLDER));
    std::fs::remove_file(format!("{folder}/filler")).unwrap();
    ready(&site, 200).await;
    site.written().await;
    let (lost, kept) = (site.metric(LOST).await, site.metric(KEPT).await);
    let mut callers = Load::on(vec![site.address]).await;
    callers.turns(200).await;
    callers.stop_and(site.written()).await;
    assert_eq!(site.metric(LOST).await, lost);
    assert!(site.metric(KEPT).await >= kept + 200);
    server.signal(Signal::TERM);
    assert_eq!(server.ended().await.code(), Some(i32::from(lost > 0)));
}

/// A server whose log and whose data are on one small disk, once that is full.
async fn on_a_full_disk(starter: &[&str]) -> (Site, Server) {
    let folder = small_disk::FOLDER;
    let site = site(EVERYTHING, &format!("data_dir = '{folder}'"));
    std::fs::create_dir(site.path(folder)).unwrap();
    // The shell opens the log on the small file system, and leaves it no room.
    let start = [starter, &["sh", "-c", "exec \"$0\" \"$@\" 2>small/log"]].concat();
    let server = site.start_logging_to(&start, Stdio::null()).await;
    let mut callers = Load::on(vec![site.address]).await;
    let full = callers.during(ready(&site, 503)).await;
    assert!(full.contains("disk is full"), "{full}");
    callers.stop_and(async {}).await;
    (site, server)
}

/// The answer of `/health/ready`, once it has this status.
async fn ready(site: &Site, wanted: u16) -> String {
    eventually(&format!("ready: {wanted}"), async || {
        let (status, text) = site.ready().await;
        (status == wanted).then_some(text)
    })
    .await
}

/// A terminal's two ends: the one that shows it, and the one that a program writes to.
fn terminal() -> (OwnedFd, OwnedFd) {
    // Not inherited by the servers of other tests: the terminal would stay open.
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let ours = openpt(flags).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let terminal =
        open(name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty()).unwrap();
    (ours, terminal)
}
