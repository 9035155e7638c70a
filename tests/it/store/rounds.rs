//! Rounds of retention: who makes them, by which clock, and what they leave behind.

use std::sync::Arc;
use std::time::Duration;

use camino::Utf8PathBuf;
use jiff::{SignedDuration, Timestamp};
use sila::clock::{ClockDoubt, ClockState};
use sila::server::{Round, RoundKeeper, upkeep};
use sila::store::sqlite::{ForgottenIn, SqliteOptions, backup, restore};
use sila::store::{
    LazyDatabase, Location, RetentionOptions, RetentionPace, ShipperOptions, TurnLog,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::keeping::{SOMEBODY, asked, open, position, put_back};
use super::outbox::{journal_in, outbox_at};
use super::remote_store::{Behaviour, RemoteStore, eager, ship, until};
use super::suite::inquiries::{NUMBER, REFERENCE};
use super::suite::texts::wanted;
use super::{Scratch, by, second, turn};
use crate::manual_clock::ManualClock;
use crate::wait::eventually;

fn keeper(holder: &str) -> RoundKeeper {
    RoundKeeper::new(RetentionOptions::default(), holder.to_owned())
}

#[tokio::test]
async fn a_clock_that_is_not_believed_removes_nothing_and_is_told() {
    let scratch = Scratch::new().await;
    let now = second(2000);
    keeper("one").round(&scratch.store, now, Instant::now()).await.unwrap();
    scratch.store.append(&[turn("CA1", 0), asked("CA2")]).await.unwrap();
    let state = Arc::new(ClockState::default());
    let location = Location::File(scratch.path.clone());
    let store = Arc::new(LazyDatabase::new(location, SqliteOptions::default()));
    let pace =
        RetentionPace { after_start: Duration::from_millis(1), every: Duration::from_millis(1) };
    let ahead = now + SignedDuration::from_hours(24 * 450);
    let stop = CancellationToken::new();
    let clock = (ManualClock::at(ahead).clock(), Arc::clone(&state));
    let work = tokio::spawn(upkeep(Arc::clone(&store), keeper("one"), clock, pace, stop.clone()));
    let doubt = eventually("a doubt", async || state.doubt()).await;
    assert_eq!(doubt, ClockDoubt::Ahead { now: ahead, believed: now });
    stop.cancel();
    work.await.unwrap();
    for call in ["CA1", "CA2"] {
        assert_eq!(scratch.store.call_events(call).await.unwrap().len(), 1);
    }
    assert_eq!(scratch.store.inquiry(REFERENCE).await.unwrap().len(), 1);
    // Another server, whose clock is right, makes the next round at once.
    let made = keeper("other").round(&scratch.store, second(5600), Instant::now()).await.unwrap();
    assert!(matches!(made, Round::NotOurs), "the lease is still the first one's: {made:?}");
    let made = keeper("one").round(&scratch.store, second(5600), Instant::now()).await.unwrap();
    assert!(matches!(made, Round::Made(_)), "{made:?}");
}

#[tokio::test]
async fn a_hotline_that_nobody_calls_goes_on_removing() {
    let scratch = Scratch::new().await;
    let (mut keeper, start) = (keeper("one"), Instant::now());
    scratch.store.append(&[turn("CA1", 0)]).await.unwrap();
    for day in 0..=400_u32 {
        let now = second(1000) + SignedDuration::from_hours(24 * i64::from(day) + 1);
        let uptime = start + Duration::from_hours(24) * day;
        let made = keeper.round(&scratch.store, now, uptime).await.unwrap();
        assert!(matches!(made, Round::Made(_)), "{day}: {made:?}");
    }
    assert_eq!(scratch.store.call_events("CA1").await.unwrap(), []);
}

#[tokio::test]
async fn after_a_round_no_byte_of_a_number_is_left_in_the_store_its_log_or_its_copies() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[asked("CA1"), wanted("CA1", 1)]).await.unwrap();
    let file = scratch.path.with_file_name("copy.db");
    backup(&scratch.path, &file).await.unwrap();
    scratch.store.close().await;
    let aside = restore(&file, &scratch.path, put_back()).await.unwrap().aside.unwrap();
    // Its log came to be beside it, as of a store that can't be read.
    std::fs::write(format!("{aside}-wal"), NUMBER).unwrap();
    std::fs::remove_file(&file).unwrap();
    // As a backup that was killed leaves it.
    std::fs::copy(&aside, scratch.path.with_file_name(".sila.db.Xyz123")).unwrap();
    let store = open(&scratch.path).await;
    let found = || {
        let folder = scratch.path.parent().unwrap().read_dir_utf8().unwrap();
        let files = folder.map(|file| file.unwrap().into_path());
        let has = |file: &Utf8PathBuf| {
            position(&std::fs::read(file).unwrap(), NUMBER.as_bytes()).is_some()
        };
        files.filter(has).count()
    };
    assert!(found() >= 4, "{}", found());
    let (mut keeper, start) = (keeper("one"), Instant::now());
    // The files of this test are from today.
    let today = sila::clock::system()();
    store.round_made(today).await.unwrap();
    let now = today + SignedDuration::from_hours(24 * 91);
    let made = keeper.round(&store, today, start).await.unwrap();
    assert!(matches!(&made, Round::Made(kept) if kept.copies == 1), "{made:?}");
    let made = keeper.round(&store, now, start + Duration::from_hours(24 * 91)).await.unwrap();
    assert!(matches!(&made, Round::Made(kept) if kept.copies == 1), "{made:?}");
    assert_eq!(found(), 0);
}

#[tokio::test]
async fn what_a_database_took_or_refused_leaves_the_journals_file_in_time() {
    let scratch = Scratch::new().await;
    let refuses = Behaviour::Refuses(|record| record.id.call == "CA-refused");
    let remote_store = RemoteStore::new(&scratch.store, refuses);
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let outbox = outbox_at(&path);
    outbox.append(&[turn("CA-refused", 0)]).await.unwrap();
    let at_once = Duration::from_millis(1);
    let options = ShipperOptions { batch: 1, kept: at_once, look: at_once, ..eager() };
    let shipper = ship(&outbox, &remote_store, options);
    outbox.append(&[asked("CA1")]).await.unwrap();
    until(&shipper, |state| state.refused == 1 && state.waiting == 0).await;
    let has = |what: &str| {
        [&path, &Utf8PathBuf::from(format!("{path}-wal"))]
            .into_iter()
            .any(|file| position(&std::fs::read(file).unwrap(), what.as_bytes()).is_some())
    };
    assert!(has(NUMBER) && has("CA-refused"));
    let (start, now) = (Instant::now(), second(2000));
    let mut keeper = keeper("one").with_outbox(Some(shipper.outbox().clone()));
    eventually("no byte of the number", async || {
        keeper.round(&scratch.store, now, start).await.unwrap();
        (!has(NUMBER)).then_some(())
    })
    .await;
    assert!(has("CA-refused"), "whoever mends the database gets it still");

    // Not by a clock that nobody believes.
    let days = |days: u32| SignedDuration::from_hours(24 * i64::from(days));
    let round = keeper.round(&scratch.store, now + days(60), start).await.unwrap();
    assert!(matches!(round, Round::Doubted(..)), "{round:?}");
    assert!(has("CA-refused"));
    keeper
        .round(&scratch.store, now + days(31), start + Duration::from_hours(24 * 31))
        .await
        .unwrap();
    assert!(!has("CA-refused"));
    assert_eq!(shipper.state().refused, 0);
}

#[tokio::test]
async fn who_is_forgotten_is_forgotten_in_the_copies_too() {
    let scratch = Scratch::new().await;
    scratch.store.append(&[asked("CA1"), turn("CB1", 0)]).await.unwrap();
    let file = scratch.path.with_file_name("copy.db");
    backup(&scratch.path, &file).await.unwrap();
    scratch.store.close().await;
    let aside = restore(&file, &scratch.path, put_back()).await.unwrap().aside.unwrap();
    let ruin = Utf8PathBuf::from(format!("{}.before-restore-20250101T000000Z", scratch.path));
    std::fs::write(&ruin, NUMBER.repeat(100)).unwrap();
    let store = open(&scratch.path).await;
    let by = by("Huda", second(9000));
    store.forget(SOMEBODY, by).await.unwrap();
    assert!(store.write_back().await.unwrap());
    let copies = store.forget_in_copies(SOMEBODY, by).await;
    let told = copies.iter().map(|(copy, forgotten_in)| {
        (copy.file.clone(), matches!(forgotten_in, ForgottenIn::Erased))
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    let mut expected = [(aside.clone(), true), (ruin.clone(), false)];
    expected.sort();
    assert_eq!(told, expected);
    assert!(!ruin.exists());
    for left in [&aside, &scratch.path] {
        let bytes = std::fs::read(left).unwrap();
        assert_eq!(position(&bytes, NUMBER.as_bytes()), None, "{left}");
        assert!(position(&bytes, b"CB1").is_some(), "{left}");
    }
}

#[tokio::test]
async fn one_server_makes_the_rounds_and_another_when_that_is_gone() {
    let scratch = Scratch::new().await;
    let at = |time: &str| -> Timestamp { format!("2026-01-01T{time}Z").parse().unwrap() };
    let [mut one, mut other] = ["one", "other"].map(keeper);
    let made = async |keeper: &mut RoundKeeper, time| {
        let round = keeper.round(&scratch.store, at(time), Instant::now()).await.unwrap();
        matches!(round, Round::Made(_))
    };
    assert!(made(&mut one, "00:00:00").await);
    assert!(!made(&mut other, "01:00:00").await);
    assert!(made(&mut one, "01:00:00").await);
    assert!(made(&mut other, "03:00:00").await);
    assert!(!made(&mut one, "03:00:01").await);
}

#[tokio::test]
async fn rounds_are_made_until_the_server_stops() {
    let scratch = Scratch::new().await;
    let stop = CancellationToken::new();
    let pace =
        RetentionPace { after_start: Duration::from_millis(1), every: Duration::from_millis(1) };
    let now = second(0) + jiff::SignedDuration::from_hours(24 * 500);
    let location = Location::File(scratch.path.clone());
    let store = Arc::new(LazyDatabase::new(location, SqliteOptions::default()));
    // Rounds have been made until now, so that the clock is believed.
    scratch.store.round_made(now).await.unwrap();
    let clock = (ManualClock::at(now).clock(), Arc::new(ClockState::default()));
    let work = upkeep(store, keeper("one"), clock, pace, stop.clone());
    let work = tokio::spawn(work);
    for call in ["CA1", "CA2"] {
        scratch.store.append(&[turn(call, 0)]).await.unwrap();
        eventually("a round of upkeep", async || {
            let way = scratch.store.call_events(call).await.unwrap();
            way.is_empty().then_some(())
        })
        .await;
    }
    stop.cancel();
    work.await.unwrap();
    let until = now + jiff::SignedDuration::from_hours(1);
    assert!(!scratch.store.lease("retention", "other", now, until).await.unwrap());
}
