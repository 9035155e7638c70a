//! The machine's clock is set back while many are on the phone.

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{EditionNumber, source};
use sila::config::Config;
use sila::operate::{self, Publication, Published};
use sila::store::{Location, PostgresUrl, RecentCalls, Source};

use super::load::Load;
use crate::calls::play::small_menus;
use crate::manual_clock::ManualClock;
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
    let files = source::read_folder(&small_menus()).unwrap();
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
    let shipper = server.running.app.shipper.as_ref();
    let mut waiting = shipper.map(sila::store::Shipper::watch);
    callers
        .stop_and(async {
            if let Some(waiting) = &mut waiting {
                watched("all events carried", waiting, |state| state.waiting == 0).await;
            }
        })
        .await;
    let calls = database.recent(&RecentCalls::newest(500)).await.unwrap();
    assert!(calls.len() > 20, "{calls:#?}");
    for call in calls {
        let way = database.call_events(&call.call).await.unwrap();
        let sources = way.iter().map(|event| &event.id.source);
        let turns: Vec<_> =
            sources.filter(|source| matches!(source, Source::Turn { .. })).collect();
        assert!(turns.is_sorted(), "{}: {turns:#?}", call.call);
        assert!(call.last_at >= call.started_at);
    }
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
