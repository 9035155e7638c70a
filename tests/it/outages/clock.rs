//! The machine's clock is set back while many are on the phone.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{EditionNumber, source};
use sila::config::Config;
use sila::operate::{self, Publication, Published};
use sila::store::{Location, PostgresUrl, RecentCalls, Source, TurnRecord};

use super::load::{Load, without_editions};
use crate::manual_clock::ManualClock;
use crate::operate::edit;
use crate::postgres;
use crate::test_server::TestServer;
use crate::wait::watched;

async fn set_back(arrange: impl FnOnce(&mut Config)) {
    let begin: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let time = |seconds| begin + SignedDuration::from_secs(seconds);
    let clock = ManualClock::at(time(100_000));
    let arrange = |config: &mut Config| {
        arrange(config);
        config.public_url = Some(super::public_url());
    };
    let server = TestServer::with_clock(clock.clock(), arrange).await;
    let database = server.database().await;
    let mut callers = Load::on(vec![server.running.address]).await;
    callers.turns(500).await;

    // Published by a machine whose clock is a day behind, and scheduled for a time that has come already.
    let active = database.active().await.unwrap().unwrap();
    let mut files = source::shipped();
    edit(&mut files, "phrases.toml", "We did not get a choice.", "Nothing came.");
    let publication = Publication {
        menus: operate::LoadedMenus::load(files).unwrap(),
        lines: Vec::new(),
        by: crate::store::by("tests", begin),
        from: Some(time(200_000)),
    };
    let published = operate::publish(&database, publication, Some(active.revision)).await;
    let Published::New(new) = published.unwrap() else {
        panic!("nothing is new");
    };
    callers.turns(500).await;
    assert_eq!(database.active().await.unwrap().unwrap(), active, "its time has not come");
    clock.set(time(200_000));
    callers.during(server.heard(new.edition.number)).await;
    let promoted = database.active().await.unwrap().unwrap();
    assert_eq!((promoted.edition, promoted.revision), (EditionNumber::new(2), active.revision + 1));

    // What has been heard once is not taken back by any clock.
    clock.set(time(0));
    callers.turns(1000).await;
    assert_eq!(database.active().await.unwrap().unwrap(), promoted);
    assert_eq!(server.running.app.calls.editions.active().edition.number, promoted.edition);
    let mut queued = server.running.app.calls.journal.watch();
    let shipper = server.running.app.shipper.as_ref();
    let mut waiting = shipper.map(sila::store::Shipper::watch);
    let carried = async {
        watched("all events on disk", &mut queued, |state| state.queued == 0).await;
        if let Some(waiting) = &mut waiting {
            watched("all events carried", waiting, |state| state.waiting == 0).await;
        }
    };
    // A report of a call's end has only its time to tell when it came.
    let alike = |way: &mut [TurnRecord]| {
        without_editions(way);
        way.sort_by_key(|record| matches!(record.id.source, Source::Status(_)));
    };
    callers.check_as(alike, &database, carried).await;
    let calls = database.recent(&RecentCalls::newest(500)).await.unwrap();
    let mut editions = BTreeSet::new();
    for call in calls {
        let way = database.call_events(&call.call).await.unwrap();
        let of_call: BTreeSet<_> = way.iter().filter_map(|record| record.edition).collect();
        assert_eq!(of_call.len(), 1, "{}: {of_call:?}", call.call);
        editions.extend(of_call);
        assert!(call.last_at >= call.started_at);
    }
    assert_eq!(editions.len(), 2, "calls of both editions");
    database.close().await;
}

#[tokio::test]
async fn a_clock_set_back_changes_nothing_that_is_heard_and_no_order() {
    set_back(|_| {}).await;
}

#[tokio::test]
async fn a_clock_set_back_on_a_node_changes_nothing_that_is_heard_and_no_order() {
    let url = postgres::database().await;
    let database = Location::Postgres(PostgresUrl::parse(&url).unwrap());
    set_back(|config| config.database = database).await;
}
