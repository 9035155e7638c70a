//! A PostgreSQL that says nothing any more: its host is gone, or a firewall drops what goes there.

use std::time::Duration;

use sila::catalogue::{EditionId, EditionNumber};
use sila::store::postgres::PostgresStore;
use sila::store::{
    ActivationError, ChangeError, Database, NewEdition, PostgresUrl, RecentCalls, StoreError,
    TurnLog,
};
use sqlx::{Connection as _, Executor as _, PgConnection};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::suite::drafts::change;
use super::suite::editions::published;
use super::{all_wait, by, second, turn};
use crate::outages::cable::Cable;
use crate::postgres;

const PATIENCE: Duration = Duration::from_secs(2);

/// Far longer than anything here takes, and far shorter than the system's own limits.
const LONG: Duration = Duration::from_mins(1);

async fn within<T>(work: impl Future<Output = T>) -> T {
    timeout(LONG, Box::pin(work)).await.unwrap()
}

async fn given_up<T: std::fmt::Debug>(work: impl Future<Output = Result<T, StoreError>>) {
    let error = within(work).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
}

async fn store(address: &str) -> (Cable, Database) {
    let cable = Cable::to(address).await;
    let url = PostgresUrl::parse(&cable.url).unwrap();
    let store = Database::Postgres(PostgresStore::open_within(&url, PATIENCE).await.unwrap());
    (cable, store)
}

/// A store in which an edition was published before its database fell silent.
async fn silent() -> (Cable, Database) {
    let (cable, store) = store(&postgres::database().await).await;
    published(&store, "one", 10, None).await;
    cable.stall();
    (cable, store)
}

#[tokio::test]
async fn what_happens_in_calls_does_not_wait_for_a_silent_database() {
    let (cable, store) = silent().await;
    let (newest, events) = (RecentCalls::newest(1), [turn("CA1", 0)]);
    tokio::join!(
        given_up(store.append(&events)),
        given_up(store.recent(&newest)),
        given_up(store.call_events("CA1")),
        given_up(store.starting_with("CA1", 1)),
        given_up(store.heard_since(second(0))),
        given_up(store.in_progress(second(0))),
    );
    cable.mend();
    within(async { while store.append(&events).await.is_err() {} }).await;
    assert_eq!(store.call_events("CA1").await.unwrap().len(), 1);
}

#[tokio::test]
async fn editions_do_not_wait_for_a_silent_database() {
    let (_cable, store) = silent().await;
    let edition = NewEdition {
        content: EditionId::parse("00000000000000ab").unwrap(),
        by: by("Huda", second(20)),
        files: Vec::new(),
        recordings: Vec::new(),
        from: None,
    };
    let publishing = async {
        match store.publish(&edition, Some(1)).await.unwrap_err() {
            ActivationError::Store(error) => Err::<(), _>(error),
            raced @ ActivationError::Raced => panic!("{raced}"),
        }
    };
    tokio::join!(
        given_up(store.active()),
        given_up(store.contents(EditionNumber::new(1))),
        given_up(store.keep(b"two", second(20))),
        given_up(store.keep_all(&[b"two"], second(20))),
        given_up(publishing),
        given_up(store.promote(second(20))),
        given_up(store.retire(second(20), second(20))),
        given_up(store.sweep(second(20))),
    );
}

#[tokio::test]
async fn drafts_do_not_wait_for_a_silent_database() {
    let (_cable, store) = silent().await;
    let (base, change) = (EditionNumber::new(1), change("a.toml", None, 0));
    let changing = async {
        match store.change_draft(1, &change).await.unwrap_err() {
            ChangeError::Store(error) => Err::<(), _>(error),
            other => panic!("{other}"),
        }
    };
    tokio::join!(
        given_up(store.begin_draft("fees", base, by("Ali", second(20)))),
        given_up(store.draft_files(1)),
        given_up(changing),
        given_up(store.discard_draft(1, by("Huda", second(60)))),
        given_up(store.discard_draft_if(1, &[], by("Huda", second(60)))),
        given_up(store.lease("sweep", "a", second(20), second(30))),
    );
}

#[tokio::test]
async fn forgetting_does_not_wait_for_a_silent_database() {
    let (_cable, store) = silent().await;
    tokio::join!(
        given_up(store.remove_calls(second(20))),
        given_up(store.unlink_callers(second(20))),
        given_up(store.forget("a hash", by("Huda", second(20)))),
        given_up(store.erase_forgotten(second(20))),
        given_up(store.expire_forgotten(second(20))),
    );
}

#[tokio::test]
async fn a_silent_database_is_not_opened() {
    let cable = Cable::to(&postgres::database().await).await;
    cable.stall();
    let url = PostgresUrl::parse(&cable.url).unwrap();
    given_up(Box::pin(PostgresStore::open_within(&url, PATIENCE))).await;
}

#[tokio::test]
async fn connections_that_stay_silent_are_replaced() {
    let address = postgres::database().await;
    let (cable, store) = store(&address).await;
    let mut other = PgConnection::connect(&address).await.unwrap();
    let mut busy = other.begin().await.unwrap();
    let lock = "LOCK TABLE activation IN ACCESS EXCLUSIVE MODE";
    busy.execute(lock).await.unwrap();
    // As many as there are connections, each waiting for its answer when the silence begins.
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let store = store.clone();
        asking.spawn(async move { store.active().await });
    }
    all_wait(&address, 8).await;
    cable.lose();
    busy.rollback().await.unwrap();
    for answer in within(asking.join_all()).await {
        given_up(async { answer }).await;
    }
    within(async { while store.active().await.is_err() {} }).await;
    store.append(&[turn("CA1", 0)]).await.unwrap();
}

#[tokio::test]
async fn closing_does_not_wait_for_a_database_that_is_silent() {
    let address = postgres::database().await;
    let cable = Cable::to(&address).await;
    let url = PostgresUrl::parse(&cable.url).unwrap();
    // It would wait for its answer for longer than this test does.
    let store = Database::Postgres(PostgresStore::open_within(&url, 2 * LONG).await.unwrap());
    let mut other = PgConnection::connect(&address).await.unwrap();
    let mut busy = other.begin().await.unwrap();
    let lock = "LOCK TABLE activation IN ACCESS EXCLUSIVE MODE";
    busy.execute(lock).await.unwrap();
    let asking = store.clone();
    let asking = tokio::spawn(async move { asking.active().await });
    all_wait(&address, 1).await;
    cable.lose();
    within(store.close()).await;
    asking.abort();
}
