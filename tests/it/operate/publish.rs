//! Publishing, and loading what was published.

use sila::catalogue::{EditionNumber, SourceFile};
use sila::messages::english::operate as english;
use sila::operate::{self, LoadError, LoadedMenus, OperateError, Publication, Published};
use sila::store::Active;

use super::{TestStore, menus, menus_with_fee, minute, publication};

pub fn number(published: &Published) -> u32 {
    match published {
        Published::New(new) => new.edition.number.get(),
        Published::Unchanged(number) => panic!("nothing is new beside edition {number}"),
    }
}

async fn heard(store: &TestStore) -> Active {
    store.database.active().await.unwrap().unwrap()
}

#[tokio::test]
async fn what_is_published_is_heard_and_loads_again() {
    let store = TestStore::new().await;
    let published = store.publish(menus(), None).await.unwrap();
    assert_eq!(number(&published), 1);
    assert_eq!(heard(&store).await.edition, EditionNumber::new(1));
    let Published::New(new) = published else {
        unreachable!();
    };
    let loaded = store.load(1).await;
    assert_eq!(loaded.id, new.edition.id);
    assert_eq!(loaded.number, EditionNumber::new(1));
    assert_eq!(loaded.hotline.services().count(), 4);
}

#[tokio::test]
async fn what_sounds_the_same_is_not_published_again() {
    let store = TestStore::with_an_edition().await;
    let again = store.publish(menus(), store.revision().await).await.unwrap();
    assert!(matches!(again, Published::Unchanged(number) if number.get() == 1));
    assert_eq!(store.revision().await, Some(1));
    assert_eq!(store.database.editions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn of_two_publishers_the_second_is_told_what_the_first_did() {
    the_second_is_told_what_the_first_did(TestStore::new().await).await;
}

#[tokio::test]
async fn of_two_publishers_over_postgres_the_second_is_told_what_the_first_did() {
    the_second_is_told_what_the_first_did(TestStore::over_postgres().await).await;
}

async fn the_second_is_told_what_the_first_did(empty: TestStore) {
    let store = empty.begun().await;
    let upon = store.revision().await;
    let other = store.another().await;
    let first = operate::publish(&other, publication("night", menus_with_fee("six dinars")), upon);
    assert_eq!(number(&first.await.unwrap()), 2);
    let second = store.publish(menus_with_fee("nine dinars"), upon).await;
    let Err(OperateError::Conflict(conflict)) = second else {
        panic!("{second:?}");
    };
    assert_eq!(
        (
            conflict.edition.number.get(),
            conflict.active.author.as_str(),
            conflict.edition.note.as_str()
        ),
        (2, "night", "By the night.")
    );
    let changes = conflict.changes.as_ref().unwrap();
    assert_eq!(english::diff_in_short(changes), "service 111 Wall permit: fee");
    assert_eq!(heard(&store).await.edition.get(), 2);
    assert_eq!(store.database.editions().await.unwrap().len(), 2);
}

#[tokio::test]
async fn of_many_at_once_one_is_published() {
    one_is_published(TestStore::new().await).await;
}

#[tokio::test]
async fn of_many_at_once_over_postgres_one_is_published() {
    one_is_published(TestStore::over_postgres().await).await;
}

async fn one_is_published(empty: TestStore) {
    let store = empty.begun().await;
    let upon = store.revision().await;
    let mut publishers = tokio::task::JoinSet::new();
    // Each brings two new files, of which one is the same for all.
    for dinars in ["six", "seven", "eight", "nine"] {
        let other = store.another().await;
        let mut files = menus_with_fee(&format!("{dinars} dinars"));
        let road = "1-town/1-permits/112-occupation-of-a-road.toml";
        let road = files.iter_mut().find(|file| file.path == road).unwrap();
        let text = [&*road.bytes, b"# Looked over.\n"].concat();
        *road = SourceFile::new(road.path.clone(), text);
        publishers.spawn(async move {
            operate::publish(&other, publication("night", files), upon).await
        });
    }
    let results = publishers.join_all().await;
    let conflict = results.iter().filter(|result| matches!(result, Err(OperateError::Conflict(_))));
    assert_eq!(conflict.count(), 3, "{results:?}");
    assert_eq!(store.revision().await, Some(2));
}

#[tokio::test]
async fn many_may_schedule_at_once() {
    let store = TestStore::with_an_edition().await;
    let upon = store.revision().await;
    let mut publishers = tokio::task::JoinSet::new();
    for (dinars, minutes) in [("six", 1), ("seven", 2), ("eight", 3), ("nine", 4)] {
        let other = store.another().await;
        let publication = Publication {
            from: Some(minute(minutes)),
            ..publication("night", menus_with_fee(&format!("{dinars} dinars")))
        };
        publishers.spawn(async move { operate::publish(&other, publication, upon).await });
    }
    let results = publishers.join_all().await;
    let mut numbers: Vec<_> =
        results.iter().map(|result| number(result.as_ref().unwrap())).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [2, 3, 4, 5]);
    assert_eq!(store.revision().await, Some(1));
}

#[test]
fn menus_with_mistakes_are_not_loaded() {
    let mistakes = LoadedMenus::load(menus_with_fee("5 dinars")).unwrap_err();
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].file, "1-town/1-permits/111-wall.toml");
}

#[tokio::test]
async fn what_was_changed_in_the_store_is_not_loaded() {
    let store = TestStore::with_an_edition().await;
    let number = EditionNumber::new(1);
    let record = store.database.edition(number).await.unwrap().unwrap();
    let mut contents = store.contents(number).await;
    contents.files = menus_with_fee("six dinars");
    let error = operate::load(&record, contents.clone()).unwrap_err();
    assert!(matches!(error, LoadError::Damaged { .. }), "{error}");
    contents.files = menus_with_fee("6 dinars");
    let error = operate::load(&record, contents.clone()).unwrap_err();
    let words = english::error(&error.into());
    assert!(words.contains("111-wall.toml"), "{words}");
    contents.files = menus();
    operate::load(&record, contents).unwrap();
}

#[tokio::test]
async fn the_first_of_two_servers_publishes_and_both_hear_the_same() {
    let store = TestStore::new().await;
    let start = |database, files: Vec<SourceFile>| async move {
        let menus = LoadedMenus::load(files).unwrap();
        operate::publish_first(&database, menus, operate::SHIPPED, minute(0)).await.unwrap()
    };
    let (one, two) = tokio::join!(
        start(store.another().await, menus()),
        start(store.another().await, menus_with_fee("six dinars"))
    );
    assert_eq!(one, two);
    assert_eq!((one.edition.get(), one.author.as_str()), (1, "sila"));
    assert_eq!(store.database.editions().await.unwrap().len(), 1);
}
