//! Going back, and what is to be heard later.

use jiff::Timestamp;
use sila::catalogue::EditionNumber;
use sila::messages::english::operate as english;
use sila::operate::{self, OperateError, Publication, Published, roll_back};
use sila::store::Reason;

use crate::store::by;

use super::{TestStore, menus, menus_with_fee, minute, publication};

async fn desk_with_two() -> TestStore {
    let store = TestStore::with_an_edition().await;
    store.publish(menus_with_fee("six dinars"), Some(1)).await.unwrap();
    store
}

async fn schedule(store: &TestStore, fee: &str, from: Timestamp) -> Published {
    let publication = Publication { from: Some(from), ..publication("day", menus_with_fee(fee)) };
    let upon = store.revision().await;
    operate::publish(&store.database, publication, upon).await.unwrap()
}

fn one() -> EditionNumber {
    EditionNumber::new(1)
}

#[tokio::test]
async fn an_earlier_edition_is_heard_again() {
    let store = desk_with_two().await;
    let done = roll_back(&store.database, one(), by("night", minute(5)), 2).await.unwrap();
    assert_eq!((done.from.get(), done.to.number.get()), (2, 1));
    let active = store.database.active().await.unwrap().unwrap();
    assert_eq!((active.edition, active.revision), (one(), 3));
    assert_eq!(active.reason, Reason::RolledBack);
    // What sounds like it is not published again.
    let again = store.publish(menus(), Some(3)).await.unwrap();
    assert!(matches!(again, Published::Unchanged(number) if number == one()));
}

#[tokio::test]
async fn what_was_prepared_before_somebody_went_back_is_not_published() {
    let store = desk_with_two().await;
    roll_back(&store.database, one(), by("night", minute(5)), 2).await.unwrap();
    let late = store.publish(menus_with_fee("nine dinars"), Some(2)).await;
    let Err(OperateError::Conflict(conflict)) = late else {
        panic!("{late:?}");
    };
    assert_eq!(conflict.active.reason, Reason::RolledBack);
    assert_eq!(conflict.active.author, "night");
    assert!(!conflict.changes.unwrap().is_empty());
    let late = roll_back(&store.database, EditionNumber::new(2), by("day", minute(6)), 2).await;
    assert!(matches!(late, Err(OperateError::Conflict(_))), "{late:?}");
}

#[tokio::test]
async fn what_is_heard_already_or_unknown_or_retired_is_not_gone_back_to() {
    let store = desk_with_two().await;
    let back = |number| {
        let number = EditionNumber::new(number);
        roll_back(&store.database, number, by("night", minute(5)), 2)
    };
    assert!(matches!(
        back(2).await,
        Err(OperateError::AlreadyHeard(number)) if number.get() == 2
    ));
    assert!(matches!(back(7).await, Err(OperateError::UnknownEdition(_))));
    let retired = store.database.retire(minute(60), minute(60)).await.unwrap();
    assert_eq!(retired, [one()]);
    let error = back(1).await.unwrap_err();
    assert!(matches!(error, OperateError::Retired { .. }));
    let words = english::error(&error);
    assert!(words.contains("retired on 2027-03-01"), "{words}");
    assert_eq!(store.revision().await, Some(2));
}

#[tokio::test]
async fn a_scheduled_edition_is_heard_when_its_time_has_come() {
    let store = TestStore::with_an_edition().await;
    schedule(&store, "six dinars", minute(30)).await;
    assert_eq!(store.database.promote(minute(29)).await.unwrap(), []);
    assert_eq!(store.revision().await, Some(1));
    let promoted = store.database.promote(minute(30)).await.unwrap();
    assert_eq!(promoted, [EditionNumber::new(2)]);
    let active = store.database.active().await.unwrap().unwrap();
    assert_eq!((active.edition.get(), active.reason), (2, Reason::Scheduled));
}

#[tokio::test]
async fn whoever_changes_what_is_heard_learns_what_is_scheduled_over_it() {
    let store = TestStore::with_an_edition().await;
    schedule(&store, "six dinars", minute(30)).await;
    let published = store.publish(menus_with_fee("nine dinars"), Some(1)).await;
    let Ok(Published::New(new)) = published else {
        panic!("{published:?}");
    };
    let over: Vec<_> = new.replaced_by.iter().map(|one| one.edition.get()).collect();
    assert_eq!(over, [2]);
    let done = roll_back(&store.database, one(), by("night", minute(5)), 2).await.unwrap();
    assert_eq!(done.replaced_by, new.replaced_by);
}

#[tokio::test]
async fn what_will_be_heard_by_then_is_not_scheduled_again() {
    let store = TestStore::with_an_edition().await;
    schedule(&store, "six dinars", minute(30)).await;
    let again = schedule(&store, "six dinars", minute(40)).await;
    assert!(matches!(again, Published::Unchanged(number) if number.get() == 2));
    // Today's menus again, after those.
    let back = schedule(&store, "five dinars", minute(50)).await;
    assert!(matches!(back, Published::New(_)), "{back:?}");
    assert_eq!(store.database.schedule().await.unwrap().len(), 2);
}
