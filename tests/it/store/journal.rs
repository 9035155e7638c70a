//! The journal: what is recorded when its call returns, and what when the disk does not keep up.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sila::store::{
    Appended, Database, Journal, JournalError, JournalOptions, JournalState, StoreError, TurnLog,
    TurnRecord,
};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{Scratch, malformed, turn};

use crate::wait::watched;

/// A store whose disk stands still until it is let go.
#[derive(Clone)]
struct Stalled {
    store: Database,
    disk: Arc<Semaphore>,
}

impl Stalled {
    fn new(store: &Database) -> Self {
        Self { store: store.clone(), disk: Arc::new(Semaphore::new(0)) }
    }

    fn let_go(&self) {
        self.disk.close();
    }
}

impl TurnLog for Stalled {
    async fn append(&self, events: &[TurnRecord]) -> Result<Appended, StoreError> {
        // An error means that it has been let go.
        drop(self.disk.acquire().await);
        self.store.append(events).await
    }
}

/// A store whose disk fails some times and then works.
struct Failing {
    store: Database,
    failures: AtomicU32,
}

impl TurnLog for Failing {
    async fn append(&self, events: &[TurnRecord]) -> Result<Appended, StoreError> {
        let fails = |left: u32| left.checked_sub(1);
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fails).is_ok() {
            let broken = std::io::Error::other("the disk is on fire");
            return Err(StoreError::Backend(sqlx::Error::Io(broken)));
        }
        self.store.append(events).await
    }
}

/// A store in which the program fails at the records of some calls.
struct Panicking {
    store: Database,
    calls: &'static str,
}

impl TurnLog for Panicking {
    async fn append(&self, records: &[TurnRecord]) -> Result<Appended, StoreError> {
        assert!(!records.iter().any(|record| record.id.call.starts_with(self.calls)), "as asked");
        self.store.append(records).await
    }
}

/// Nothing in these tests is to end because a disk is slow, but what is said to.
const FOR_EVER: Duration = Duration::from_hours(1);
const AT_ONCE: Duration = Duration::from_millis(1);

fn options(patience: Duration) -> JournalOptions {
    JournalOptions { patience, ..JournalOptions::default() }
}

/// Records the first turn of so many calls, all at the same time.
fn record_calls(
    journal: &Journal,
    calls: std::ops::Range<u32>,
) -> JoinSet<Result<(), JournalError>> {
    calls
        .map(|call| {
            let journal = journal.clone();
            async move { journal.record(turn(&format!("CA{call}"), 0)).await }
        })
        .collect()
}

async fn queued(journal: &Journal, events: u64) {
    let queued = |state: &JournalState| state.queued == events;
    watched("events queued", &mut journal.watch(), queued).await;
}

#[tokio::test]
async fn turns_that_come_at_the_same_time_share_a_commit() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let journal = Journal::start(disk.clone(), &options(FOR_EVER));
    let first = record_calls(&journal, 0..1);
    queued(&journal, 1).await;
    let rest = record_calls(&journal, 1..100);
    queued(&journal, 100).await;
    disk.let_go();
    for result in first.join_all().await.into_iter().chain(rest.join_all().await) {
        result.unwrap();
    }
    let state = journal.state();
    assert_eq!((state.committed, state.queued, state.lost), (100, 0, 0));
    assert!(state.commits <= 2, "{} commits for 100 turns", state.commits);
}

#[tokio::test]
async fn a_commit_takes_no_more_turns_than_it_may() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let limits = JournalOptions { batch: 10, ..options(FOR_EVER) };
    let journal = Journal::start(disk.clone(), &limits);
    let recording = record_calls(&journal, 0..100);
    queued(&journal, 100).await;
    disk.let_go();
    recording.join_all().await;
    assert!(journal.state().commits >= 10);
}

#[tokio::test]
async fn a_retried_turn_is_confirmed_and_kept_once() {
    let scratch = Scratch::new().await;
    let journal = Journal::start(scratch.store.clone(), &options(FOR_EVER));
    let (first, retried) =
        tokio::join!(journal.record(turn("CA1", 0)), journal.record(turn("CA1", 0)));
    first.unwrap();
    retried.unwrap();
    assert_eq!(scratch.store.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
    assert_eq!(journal.state().repeated, 1);
}

#[tokio::test]
async fn a_store_that_fails_holds_nobody_up_and_gets_everything_in_the_end() {
    let scratch = Scratch::new().await;
    // Once at the start, once with the turns, and once more when they are tried again.
    let failing = Failing { store: scratch.store.clone(), failures: AtomicU32::new(3) };
    let journal = Journal::start(failing, &options(FOR_EVER));
    // Nothing awaits in between, so both are queued before the writer wakes.
    let (one, other) = tokio::join!(journal.record(turn("CA1", 0)), journal.record(turn("CA2", 0)));
    for told in [one, other] {
        let error = told.unwrap_err();
        assert!(matches!(error, JournalError::Outage(_)), "{error:?}");
        assert!(!error.is_loss());
    }
    let state = journal.state();
    assert_eq!((state.lost, state.committed, state.queued), (0, 0, 2));
    assert!(state.trouble.as_ref().unwrap().contains("the disk is on fire"), "{state:?}");
    assert!(!state.is_well());

    queued(&journal, 0).await;
    assert!(journal.state().is_well());
    assert_eq!(scratch.store.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
    assert_eq!(scratch.store.call_events("CA2").await.unwrap(), [turn("CA2", 0)]);
    journal.record(turn("CA3", 0)).await.unwrap();
    assert_eq!((journal.state().lost, journal.state().committed), (0, 3));
}

#[tokio::test]
async fn a_store_that_does_not_work_is_known_before_the_first_call_and_is_well_again_without_one() {
    let scratch = Scratch::new().await;
    let failing = Failing { store: scratch.store.clone(), failures: AtomicU32::new(2) };
    let journal = Journal::start(failing, &options(FOR_EVER));
    let mut state = journal.watch();
    watched("trouble", &mut state, |state| !state.is_well()).await;
    watched("no trouble", &mut state, JournalState::is_well).await;
    assert_eq!(
        (journal.state().commits, journal.state().lost),
        (0, 0),
        "nothing was there to write"
    );
}

#[tokio::test]
async fn in_an_outage_the_queue_is_filled_at_once_and_the_rest_is_counted_as_lost() {
    let scratch = Scratch::new().await;
    let failing = Failing { store: scratch.store.clone(), failures: AtomicU32::new(u32::MAX) };
    let limits = JournalOptions { queue: 5, ..options(FOR_EVER) };
    let journal = Journal::start(failing, &limits);
    let mut lost = 0;
    for call in 0..20 {
        match journal.record(turn(&format!("CA{call}"), 0)).await {
            Err(JournalError::QueueFull) => lost += 1,
            other => assert!(matches!(other, Err(JournalError::Outage(_))), "{other:?}"),
        }
    }
    assert_eq!((lost, journal.state().queued), (15, 5));
    assert_eq!(journal.state().lost, 15);
    journal.close().await;
    let state = journal.state();
    assert_eq!((state.lost, state.queued, state.committed), (20, 0, 0));
}

#[tokio::test]
async fn turns_that_the_store_refuses_take_no_others_with_them() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let journal = Journal::start(disk.clone(), &options(FOR_EVER));
    let first = record_calls(&journal, 0..1);
    queued(&journal, 1).await;
    // All of these share a commit, and some of them spoil it.
    let spoilt = |call: u32| call.is_multiple_of(7);
    let mut rest = JoinSet::new();
    for number in 1..40 {
        let (journal, call) = (journal.clone(), format!("CA{number}"));
        let record = if spoilt(number) { malformed(&call) } else { turn(&call, 0) };
        rest.spawn(async move { (number, journal.record(record).await) });
    }
    queued(&journal, 40).await;
    disk.let_go();
    first.join_all().await;
    for (number, result) in rest.join_all().await {
        let kept = scratch.store.call_events(&format!("CA{number}")).await.unwrap().len();
        if spoilt(number) {
            assert!(matches!(result, Err(JournalError::Failed(_))), "{number}: {result:?}");
            assert_eq!(kept, 0);
        } else {
            result.unwrap();
            assert_eq!(kept, 1, "{number}");
        }
    }
    let state = journal.state();
    assert_eq!((state.committed, state.lost, state.queued), (35, 5, 0));
}

#[tokio::test]
async fn a_turn_does_not_wait_for_a_stalled_disk_and_is_written_later() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let journal = Journal::start(disk.clone(), &options(AT_ONCE));
    let slow = journal.record(turn("CA1", 0)).await;
    assert!(matches!(slow, Err(JournalError::Slow { .. })), "{slow:?}");
    assert_eq!((journal.state().slow, journal.state().lost), (1, 0));
    disk.let_go();
    queued(&journal, 0).await;
    assert_eq!(scratch.store.call_events("CA1").await.unwrap(), [turn("CA1", 0)]);
}

#[tokio::test]
async fn a_turn_that_nobody_waits_for_is_written() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let journal = Journal::start(disk.clone(), &options(FOR_EVER));
    let recording = record_calls(&journal, 0..1);
    queued(&journal, 1).await;
    drop(recording);
    disk.let_go();
    queued(&journal, 0).await;
    assert_eq!(scratch.store.call_events("CA0").await.unwrap().len(), 1);
}

#[tokio::test]
async fn when_the_queue_is_full_the_turn_is_told_that_its_events_are_lost() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let limits = JournalOptions { queue: 1, batch: 1, patience: AT_ONCE };
    let journal = Journal::start(disk.clone(), &limits);
    // At most one is with the disk and one in the queue.
    let results = [0, 1, 2].map(|call| journal.record(turn(&format!("CA{call}"), 0)));
    let mut lost = 0;
    for result in results {
        match result.await {
            Err(JournalError::QueueFull) => lost += 1,
            other => assert!(matches!(other, Err(JournalError::Slow { .. })), "{other:?}"),
        }
    }
    assert!(lost > 0);
    assert_eq!(journal.state().lost, lost);
    disk.let_go();
    journal.close().await;
    assert_eq!(journal.state().committed + lost, 3);
}

#[tokio::test]
async fn closing_writes_what_is_queued_and_takes_nothing_more() {
    let scratch = Scratch::new().await;
    let disk = Stalled::new(&scratch.store);
    let journal = Journal::start(disk.clone(), &options(FOR_EVER));
    let recording = record_calls(&journal, 0..10);
    queued(&journal, 10).await;
    disk.let_go();
    journal.close().await;
    assert_eq!(journal.state().committed, 10);
    assert!(recording.join_all().await.iter().all(Result::is_ok));
    let late = journal.record(turn("CB1", 0)).await;
    assert!(matches!(late, Err(JournalError::Closed)), "{late:?}");
}

#[tokio::test]
async fn a_record_at_which_the_program_fails_takes_no_other_with_it() {
    let scratch = Scratch::new().await;
    let panicking = Panicking { store: scratch.store.clone(), calls: "CA7" };
    let journal = Journal::start(panicking, &options(FOR_EVER));
    let results = record_calls(&journal, 0..100).join_all().await;
    let lost = results.iter().filter(|result| result.is_err());
    // CA7, and CA70 to CA79.
    assert_eq!(lost.count(), 11);
    let state = journal.state();
    assert_eq!((state.committed, state.queued, state.lost), (89, 0, 11));
    journal.record(turn("CA100", 0)).await.unwrap();
    assert!(journal.state().is_well());
}

#[tokio::test]
async fn a_journal_that_can_write_nothing_at_all_is_in_trouble() {
    let scratch = Scratch::new().await;
    let panicking = Panicking { store: scratch.store.clone(), calls: "CA" };
    let journal = Journal::start(panicking, &options(FOR_EVER));
    let error = journal.record(turn("CA1", 0)).await.unwrap_err();
    assert!(error.is_loss(), "{error:?}");
    assert!(!journal.state().is_well());
}

#[tokio::test]
async fn a_journal_that_is_closed_is_in_trouble_once_a_turn_comes() {
    let scratch = Scratch::new().await;
    let journal = Journal::start(scratch.store.clone(), &options(FOR_EVER));
    journal.close().await;
    let error = journal.record(turn("CA1", 0)).await.unwrap_err();
    assert!(matches!(error, JournalError::Closed), "{error:?}");
    assert!(!journal.state().is_well());
}
