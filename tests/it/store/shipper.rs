//! The shipper: every event arrives once, whatever happens on the way.

use std::collections::HashMap;
use std::time::Duration;

use camino::Utf8Path;
use sila::store::sqlite::{Outbox, SqliteOptions};
use sila::store::{
    JournalError, JournalState, ShipperOptions, ShipperState, Source, TextQuery, TurnLog,
    TurnRecord,
};

use super::crash::{child_store, write_and_kill, write_until_killed};
use super::outbox::{journal_in, other_program, outbox_at, set_aside};
use super::remote_store::{Behaviour, FOR_EVER, RemoteStore, eager, journal, ship, until, walk};
use super::suite::inquiries::{REFERENCE, asked};
use super::suite::texts::wanted;
use super::{Scratch, path_in, second, turn, unheard_words};
use crate::database;

use crate::wait::watched;

#[tokio::test]
async fn what_a_caller_leaves_arrives_once_though_answers_are_lost() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::LosesTheAnswer);
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    let journal = journal(&outbox);
    let shipper = ship(&outbox, &remote_store, eager());
    let unheard = |call| TurnRecord { jobs: vec![unheard_words("parking")], ..turn(call, 7) };
    let turns = [asked("CA1", REFERENCE), wanted("CA1", 6), unheard("CA1"), unheard("CA2")];
    for event in turns {
        // The provider asks again.
        for _ in 0..2 {
            journal.record(event.clone()).await.unwrap();
        }
    }
    until(&shipper, |state| state.failures >= 3).await;
    remote_store.becomes(Behaviour::Takes);
    until(&shipper, |state| state.waiting == 0).await;
    assert!(remote_store.arrived.lock().unwrap().len() > 3, "more than once");
    let store = &scratch.store;
    assert_eq!(store.inquiry(REFERENCE).await.unwrap().len(), 1);
    let texts = store.texts(&TextQuery::newest(10)).await.unwrap();
    assert_eq!(texts.len(), 1);
    let unheard = store.unheard(second(0), 10).await.unwrap();
    assert_eq!((unheard.len(), unheard[0].times), (1, 2));
}

#[tokio::test]
async fn after_a_long_outage_every_event_arrives_once_and_in_order() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::IsDown);
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    let journal = journal(&outbox);
    let shipper = ship(&outbox, &remote_store, eager());
    walk(&journal, 32, 0..20).await;
    let state = until(&shipper, |state| state.failures >= 5).await;
    assert_eq!((state.waiting, state.shipped), (640, 0));
    assert!(state.trouble.as_ref().unwrap().contains("does not take"), "{state:?}");
    assert!(journal.state().is_well(), "calls are answered and their events are on disk");

    let more = tokio::spawn({
        let journal = journal.clone();
        async move { walk(&journal, 32, 20..30).await }
    });
    remote_store.becomes(Behaviour::Takes);
    more.await.unwrap();
    let state = until(&shipper, |state| state.waiting == 0).await;
    assert_eq!(
        (state.shipped, state.repeated, state.oldest, &state.trouble),
        (960, 0, None, &None)
    );
    let mut next: HashMap<String, u32> = HashMap::new();
    for event in remote_store.arrived.lock().unwrap().iter() {
        let number = next.entry(event.id.call.clone()).or_default();
        assert_eq!(*event, turn(&event.id.call, *number));
        *number += 1;
    }
    assert_eq!(next.len(), 32);
    assert!(next.values().all(|number| *number == 30));
}

#[tokio::test]
async fn events_whose_arrival_was_not_confirmed_are_there_once() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::LosesTheAnswer);
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    let journal = journal(&outbox);
    let shipper = ship(&outbox, &remote_store, eager());
    walk(&journal, 1, 0..3).await;
    let state = until(&shipper, |state| state.failures >= 3).await;
    assert_eq!(state.waiting, 3);
    remote_store.becomes(Behaviour::Takes);
    let state = until(&shipper, |state| state.waiting == 0).await;
    assert_eq!(state.shipped + state.repeated, 3);
    assert!(state.repeated > 0);
    let way = scratch.store.call_events("CA0").await.unwrap();
    assert_eq!(way, [turn("CA0", 0), turn("CA0", 1), turn("CA0", 2)]);
}

#[tokio::test]
async fn a_store_that_says_nothing_is_asked_again() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::SaysNothing);
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    outbox.append(&[turn("CA1", 0)]).await.unwrap();
    let options = ShipperOptions { patience: Duration::from_millis(1), ..eager() };
    let shipper = ship(&outbox, &remote_store, options);
    let state = until(&shipper, |state| state.failures >= 2).await;
    assert!(state.trouble.as_ref().unwrap().contains("not answered"), "{state:?}");
    shipper.close(FOR_EVER).await;
    assert!(remote_store.arrived.lock().unwrap().is_empty());

    remote_store.becomes(Behaviour::Takes);
    let shipper = ship(&outbox, &remote_store, eager());
    let state = until(&shipper, |state| state.waiting == 0).await;
    assert_eq!(state.trouble, None);
}

#[tokio::test]
async fn a_shipper_at_which_the_program_fails_says_so_and_goes_on() {
    let recorder = sila::metrics::recorder();
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::FailsAtNotes);
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    outbox.append(&[turn("CA1", 0)]).await.unwrap();
    let options = ShipperOptions { look: Duration::from_millis(1), ..eager() };
    let shipper = ship(&outbox, &remote_store, options);
    let is_said = |state: &ShipperState| {
        let trouble = state.trouble.as_ref();
        trouble.is_some_and(|trouble| trouble.contains("the program failed"))
    };
    let state = until(&shipper, |state| state.failures >= 3).await;
    assert!(is_said(&state) && state.waiting == 1, "{state:?}");
    assert!(recorder.render().contains("sila_task_failures_total{task=\"shipper\"}"));
    remote_store.becomes(Behaviour::Takes);
    until(&shipper, |state| state.waiting == 0 && state.trouble.is_none()).await;

    // Where nothing waits, it fails at a look.
    remote_store.becomes(Behaviour::FailsAtNotes);
    until(&shipper, is_said).await;
    remote_store.becomes(Behaviour::Takes);
    until(&shipper, |state| state.trouble.is_none()).await;
    outbox.append(&[turn("CA1", 1)]).await.unwrap();
    until(&shipper, |state| state.waiting == 0).await;
    assert_eq!(scratch.store.call_events("CA1").await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_event_that_the_store_refuses_is_set_aside_and_holds_up_nothing() {
    let scratch = Scratch::new().await;
    let odd = |event: &TurnRecord| matches!(event.id.source, Source::Turn { turn: 7 | 13, .. });
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::Refuses(odd));
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let outbox = outbox_at(&path);
    let events: Vec<TurnRecord> = (0..20).map(|number| turn("CA1", number)).collect();
    outbox.append(&events).await.unwrap();
    let shipper = ship(&outbox, &remote_store, eager());
    let state = until(&shipper, |state| state.waiting == 0).await;
    assert_eq!((state.shipped, state.refused, state.failures), (18, 2, 0));
    assert_eq!(state.trouble, None, "nothing is in the way of other events");
    let taken: Vec<TurnRecord> = events.into_iter().filter(|event| !odd(event)).collect();
    assert_eq!(*remote_store.arrived.lock().unwrap(), taken);

    let kept = set_aside(&path).await;
    assert_eq!(kept.len(), 2);
    for ((count, reason, text), number) in kept.iter().zip([7, 13]) {
        assert_eq!(*count, 1);
        assert!(reason.contains("no such line"), "{reason}");
        assert!(text.starts_with(&format!("[[\"CA1\",[0,{number},")), "{text}");
    }
    shipper.close(FOR_EVER).await;
    outbox.close().await;

    // The next start offers it once more, which is how a store that was at fault gets it after all.
    let outbox = outbox_at(&path);
    outbox.append(&[]).await.unwrap();
    assert_eq!(outbox.state().refused, 2, "it is not forgotten");
    remote_store.becomes(Behaviour::Refuses(|event| event.id == turn("CA1", 13).id));
    let shipper = ship(&outbox, &remote_store, eager());
    let state = until(&shipper, |state| state.shipped == 1 && state.waiting == 0).await;
    assert_eq!(state.refused, 1);
    assert!(set_aside(&path).await[0].2.starts_with("[[\"CA1\",[0,13,"));
    let way = scratch.store.call_events("CA1").await.unwrap();
    assert_eq!(way.len(), 19);
    assert!(way.contains(&turn("CA1", 7)));
}

#[tokio::test]
async fn a_full_disk_keeps_events_in_memory_until_shipping_makes_room() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::IsDown);
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { max_bytes: Some(256 * 1024), ..SqliteOptions::default() };
    let outbox = Outbox::at(journal_in(&folder), options);
    let journal = journal(&outbox);
    let shipper = ship(&outbox, &remote_store, eager());
    let mut kept = 0;
    let full = loop {
        match journal.record(turn("CA1", kept)).await {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100_000, "a quarter of a megabyte never fills");
    };
    assert!(matches!(full, JournalError::Outage(_)), "{full:?}");
    assert!(journal.state().trouble.unwrap().contains("disk is full"));
    assert_eq!((journal.state().lost, journal.state().queued), (0, 1));

    remote_store.becomes(Behaviour::Takes);
    watched("no trouble", &mut journal.watch(), JournalState::is_well).await;
    journal.record(turn("CA1", kept + 1)).await.unwrap();
    until(&shipper, |state| state.waiting == 0).await;
    let way = scratch.store.call_events("CA1").await.unwrap();
    assert!(way.iter().zip(0..).all(|(event, at)| *event == turn("CA1", at)));
    assert_eq!(way.len(), kept as usize + 2);
    assert_eq!(journal.state().lost, 0);
}

#[tokio::test]
async fn a_disk_full_of_what_was_set_aside_and_what_waits_is_emptied() {
    let scratch = Scratch::new().await;
    let large = |record: &TurnRecord| record.line.len() > 1000;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::Refuses(large));
    let folder = tempfile::tempdir().unwrap();
    let options = SqliteOptions { max_bytes: Some(512 * 1024), ..SqliteOptions::default() };
    let outbox = Outbox::at(journal_in(&folder), options);
    let shipper = ship(&outbox, &remote_store, eager());
    let event = TurnRecord { line: "x".repeat(200_000), ..turn("CA1", 0) };
    outbox.append(&[event]).await.unwrap();
    until(&shipper, |state| state.refused == 1 && state.waiting == 0).await;
    shipper.close(FOR_EVER).await;
    let mut kept = 0;
    while outbox.append(&[turn("CA2", kept)]).await.is_ok() {
        kept += 1;
        assert!(kept < 100_000, "half a megabyte never fills");
    }
    let shipper = ship(&outbox, &remote_store, eager());
    let state = until(&shipper, |state| state.shipped > 0 && state.waiting == 0).await;
    assert_eq!((state.shipped, state.refused), (u64::from(kept), 1));
}

#[tokio::test]
async fn a_journal_that_does_not_work_is_trouble_until_it_does() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::IsDown);
    let folder = tempfile::tempdir().unwrap();
    let path = journal_in(&folder);
    let occupied = path.parent().unwrap();
    std::fs::write(occupied, "no folder").unwrap();
    let options = SqliteOptions { busy: Duration::ZERO, ..SqliteOptions::default() };
    let outbox = Outbox::at(path.clone(), options);
    let shipper = ship(&outbox, &remote_store, eager());
    let is_local = |state: &ShipperState| {
        let trouble = state.trouble.as_ref();
        trouble.is_some_and(|trouble| trouble.contains("on this machine does not work"))
    };
    until(&shipper, is_local).await;
    std::fs::remove_file(occupied).unwrap();
    until(&shipper, |state| state.trouble.is_none()).await;

    // Another program holds the file when what has arrived is to be removed from it.
    outbox.append(&[turn("CA1", 0)]).await.unwrap();
    let mut holding = other_program(&path).await;
    let hold = sqlx::query("BEGIN IMMEDIATE").execute(&mut holding);
    hold.await.unwrap();
    remote_store.becomes(Behaviour::Takes);
    let state = until(&shipper, is_local).await;
    assert_eq!((state.shipped, state.waiting), (1, 1));
    let let_go = sqlx::query("ROLLBACK").execute(&mut holding);
    let_go.await.unwrap();
    until(&shipper, |state| state.waiting == 0 && state.trouble.is_none()).await;
    assert_eq!(scratch.store.call_events("CA1").await.unwrap().len(), 1);
}

#[tokio::test]
async fn two_machines_answer_the_turns_of_one_call() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::Takes);
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let machines = folders.each_ref().map(|folder| {
        let outbox = outbox_at(&journal_in(folder));
        (journal(&outbox), ship(&outbox, &remote_store, eager()))
    });
    let turns: Vec<TurnRecord> = (0..30).map(|number| turn("CA1", number)).collect();
    for (event, (journal, _)) in turns.iter().zip(machines.iter().cycle()) {
        journal.record(event.clone()).await.unwrap();
    }
    // The provider asks the other machine again for a turn whose answer it missed.
    machines[1].0.record(turn("CA1", 0)).await.unwrap();
    let mut repeated = 0;
    for (_, shipper) in &machines {
        repeated += until(shipper, |state| state.waiting == 0).await.repeated;
    }
    assert_eq!(repeated, 1);
    assert_eq!(scratch.store.call_events("CA1").await.unwrap(), turns);
}

#[tokio::test]
async fn what_is_left_when_it_stops_is_shipped_after_the_next_start() {
    for behaviour in [Behaviour::IsDown, Behaviour::SaysNothing] {
        let scratch = Scratch::new().await;
        let remote_store = RemoteStore::new(&scratch.store, behaviour);
        let folder = tempfile::tempdir().unwrap();
        let path = journal_in(&folder);
        let outbox = outbox_at(&path);
        let journal = journal(&outbox);
        let shipper = ship(&outbox, &remote_store, eager());
        walk(&journal, 4, 0..5).await;
        journal.close().await;
        shipper.close(Duration::from_millis(1)).await;
        assert_eq!(shipper.state().waiting, 20);
        outbox.close().await;

        remote_store.becomes(Behaviour::Takes);
        let outbox = outbox_at(&path);
        let shipper = ship(&outbox, &remote_store, eager());
        until(&shipper, |state| state.shipped == 20 && state.waiting == 0).await;
        for call in 0..4 {
            let way = scratch.store.call_events(&format!("CA{call}")).await.unwrap();
            assert_eq!(way.len(), 5);
        }
    }
}

#[tokio::test]
async fn stopping_ships_what_is_there_without_waiting_for_more() {
    let scratch = Scratch::new().await;
    let remote_store = RemoteStore::new(&scratch.store, Behaviour::Takes);
    let folder = tempfile::tempdir().unwrap();
    let outbox = outbox_at(&journal_in(&folder));
    let options = ShipperOptions { batch: 1000, gather: FOR_EVER, ..eager() };
    let shipper = ship(&outbox, &remote_store, options);
    let journal = journal(&outbox);
    walk(&journal, 4, 0..5).await;
    journal.close().await;
    shipper.close(FOR_EVER).await;
    let state = shipper.state();
    assert_eq!((state.waiting, state.shipped), (0, 20));
}

/// The child: journals what its callers do, and ships it at the same time.
#[tokio::test]
#[ignore = "runs until it is killed; the test below starts it"]
async fn child_that_ships_until_it_is_killed() {
    let Some(path) = child_store() else { return };
    let store = database::in_file(&path, &SqliteOptions::default()).await;
    let remote_store = RemoteStore::new(&store.unwrap(), Behaviour::Takes);
    let outbox = outbox_at(&path.with_file_name("journal.db"));
    let _shipper = ship(&outbox, &remote_store, eager());
    write_until_killed(journal(&outbox)).await;
}

#[tokio::test]
async fn nothing_confirmed_is_lost_or_doubled_when_the_process_is_killed_while_it_ships() {
    let folder = tempfile::tempdir().unwrap();
    let path = path_in(&folder);
    let child = "store::shipper::child_that_ships_until_it_is_killed";
    let mut confirmed = Vec::new();
    for (round, turns) in [1, 40, 333, 1000, 2500].into_iter().enumerate() {
        confirmed.extend(write_and_kill(child, &path, round, turns).await);
        ship_the_rest(&path).await;
        let reader = database::read_only(&path, &SqliteOptions::default()).await;
        let reader = reader.unwrap();
        let mut ways: HashMap<&str, Vec<TurnRecord>> = HashMap::new();
        for (call, number) in &confirmed {
            if !ways.contains_key(call.as_str()) {
                let way = reader.call_events(call).await.unwrap();
                assert!(way.iter().zip(0..).all(|(event, at)| *event == turn(call, at)));
                ways.insert(call, way);
            }
            let way = &ways[call.as_str()];
            assert!(way.len() > *number as usize, "{call} {number} was lost");
        }
    }
}

/// Ships the rest, as the next start of the server does.
async fn ship_the_rest(path: &Utf8Path) {
    let store = database::in_file(path, &SqliteOptions::default()).await;
    let store = store.unwrap();
    let remote_store = RemoteStore::new(&store, Behaviour::Takes);
    let outbox = outbox_at(&path.with_file_name("journal.db"));
    outbox.append(&[]).await.unwrap();
    let shipper = ship(&outbox, &remote_store, eager());
    until(&shipper, |state| state.waiting == 0).await;
    shipper.close(FOR_EVER).await;
    outbox.close().await;
    store.close().await;
}
