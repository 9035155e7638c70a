//! The library of recordings: what goes into editions, and what stays when texts change or move.

use sila::catalogue::{Edition, Recording, RecordingHash, SourceFile};
use sila::operate::recordings::{copy, remove};
use sila::operate::{self, OperateError, Published};
use sila::store::{AuditQuery, Database, LibraryRecording};

use super::audit::audit;
use super::publish::number;
use super::{TestStore, edit, menus, menus_with_fee, minute, prompt, publication, record};
use crate::store::by;

const WALL: &str = "1-town/1-permits/111-wall.toml";

/// The prompts that have a recording in an edition.
fn recorded(edition: &Edition) -> Vec<(&str, &str, &Recording)> {
    let prompts = edition.hotline.prompts.all().iter();
    let recorded = prompts.filter_map(|prompt| {
        let recording = prompt.recording.as_ref()?;
        Some((prompt.id.as_str(), prompt.language.as_str(), recording))
    });
    recorded.collect()
}

/// The edition that comes of publishing files upon a revision.
async fn published(store: &TestStore, files: Vec<SourceFile>, upon: Option<u64>) -> Edition {
    let published = store.publish(files, upon).await.unwrap();
    store.load(number(&published)).await
}

async fn recordings_are_frozen(store: TestStore) {
    let khamsa = record(&store.database, &prompt(&menus(), "111.fee", "ar"), "khamsa").await;
    let five = record(&store.database, &prompt(&menus(), "111.fee", "en"), "five").await;
    let first = published(&store, menus(), None).await;
    let both = [("111.fee", "ar", &khamsa), ("111.fee", "en", &five)];
    assert_eq!(recorded(&first), both);

    // Another file is changed.
    let mut files = menus();
    edit(&mut files, WALL, "a drawing", "the drawing");
    let second = published(&store, files, Some(1)).await;
    assert_eq!(recorded(&second), both);
    let bytes = store.database.bytes(&five.hash.to_string()).await.unwrap();
    assert_eq!(bytes.unwrap(), b"five");

    // The text is another one, and what was recorded does not say it.
    let third = published(&store, menus_with_fee("six dinars"), Some(2)).await;
    assert_eq!(recorded(&third), [("111.fee", "ar", &khamsa)]);

    // The text is changed back.
    let fourth = published(&store, menus(), Some(3)).await;
    assert_eq!(recorded(&fourth), both);

    // A better one of the same text is heard in the next edition, and not before.
    let better = record(&store.database, &prompt(&menus(), "111.fee", "en"), "FIVE").await;
    assert_eq!(recorded(&store.load(4).await), both);
    let fifth = published(&store, menus(), Some(4)).await;
    assert_eq!(recorded(&fifth)[1].2, &better);
}

#[tokio::test]
async fn publishing_freezes_the_recordings_of_exactly_the_texts() {
    recordings_are_frozen(TestStore::new().await).await;
}

#[tokio::test]
async fn publishing_freezes_the_recordings_of_exactly_the_texts_in_a_database() {
    recordings_are_frozen(TestStore::over_postgres().await).await;
}

#[tokio::test]
async fn a_service_that_moves_keeps_its_recordings() {
    let store = TestStore::new().await;
    let five = record(&store.database, &prompt(&menus(), "111.fee", "en"), "five").await;
    let mut files = menus();
    edit(&mut files, WALL, "code = \"111\"", "code = \"118\"");
    let moved = "1-town/1-permits/118-wall.toml";
    let wall = files.iter_mut().find(|file| file.path == WALL).unwrap();
    *wall = SourceFile::new(moved, wall.bytes.to_vec());
    let edition = published(&store, files, None).await;
    assert_eq!(recorded(&edition), [("118.fee", "en", &five)]);
}

async fn drafts_give_way(database: &Database) {
    let fee = prompt(&menus(), "111.fee", "en");
    let one = |bytes: &[u8], draft| LibraryRecording {
        of: fee.text_key(),
        recording: Recording { hash: RecordingHash::of(bytes), seconds: 1.25, draft },
    };
    for bytes in [b"machine", b"persona", b"another"] {
        database.keep(bytes, minute(0)).await.unwrap();
    }
    let (machine, person, another) =
        (one(b"machine", true), one(b"persona", false), one(b"another", true));
    for (put, stays) in
        [(&machine, &machine), (&another, &another), (&person, &person), (&machine, &person)]
    {
        let added = std::slice::from_ref(put);
        let added = database.add_recordings(added, by("studio", minute(0)));
        added.await.unwrap();
        assert_eq!(database.recordings().await.unwrap(), std::slice::from_ref(stays));
    }
    // Both at once, as when a folder holds two files for one text.
    let both = [person.clone(), machine];
    let added = database.add_recordings(&both, by("studio", minute(0)));
    added.await.unwrap();
    assert_eq!(database.recordings().await.unwrap(), std::slice::from_ref(&person));

    // It is kept while the library names it.
    assert_eq!(database.sweep(minute(1)).await.unwrap(), 2);
    let hash = person.recording.hash.to_string();
    assert_eq!(database.bytes(&hash).await.unwrap().unwrap(), b"persona");
    remove(database, &fee, by("Ali", minute(2))).await.unwrap();
    let gone = remove(database, &fee, by("Ali", minute(3))).await;
    assert!(matches!(gone, Err(OperateError::Unrecorded(_))), "{gone:?}");
    assert_eq!(database.recordings().await.unwrap(), []);
    assert_eq!(database.sweep(minute(1)).await.unwrap(), 1);

    let acts = audit(database).await;
    let expected = [
        "recordings-removed 111.fee en Ali “as agreed”",
        "recordings-removed 111.fee en Ali “as agreed” refused: unknown",
    ];
    assert_eq!(acts[5..], expected);
    assert!(acts[..5].iter().all(|act| act.starts_with("recordings-imported ")), "{acts:?}");
    let nobody = remove(database, &fee, by(" ", minute(3))).await;
    assert!(matches!(nobody, Err(OperateError::Words(_))), "{nobody:?}");
    let latest = database.acts(&AuditQuery::newest(1)).await.unwrap();
    assert_eq!(latest[0].act.refused.as_deref(), Some("words"));
}

#[tokio::test]
async fn a_machines_recording_never_takes_the_place_of_a_persons() {
    drafts_give_way(&TestStore::new().await.database).await;
}

#[tokio::test]
async fn a_machines_recording_never_takes_the_place_of_a_persons_in_a_database() {
    drafts_give_way(&TestStore::over_postgres().await.database).await;
}

#[tokio::test]
async fn a_library_is_copied_to_another_store_as_it_is() {
    let store = TestStore::new().await;
    for (id, language) in [("111.fee", "en"), ("111.fee", "ar"), ("gate.1", "ar")] {
        let sound = format!("{id} {language}");
        record(&store.database, &prompt(&menus(), id, language), &sound).await;
    }
    let edition = published(&store, menus(), None).await;

    let other = TestStore::over_postgres().await;
    let own = record(&other.database, &prompt(&menus(), "111.summary", "en"), "a wall").await;
    let copied = copy(&store.database, &other.database, by("Huda", minute(1))).await;
    assert_eq!(copied.unwrap(), 3);
    let again = copy(&store.database, &other.database, by("Huda", minute(1))).await;
    assert_eq!(again.unwrap(), 0);
    let there = published(&other, menus(), None).await;
    assert_eq!(recorded(&there).len(), 4);
    remove(&other.database, &prompt(&menus(), "111.summary", "en"), by("Huda", minute(2)))
        .await
        .unwrap();
    let alike = published(&other, menus(), Some(1)).await;
    assert_eq!(alike.id, edition.id);
    for (_, _, recording) in recorded(&edition) {
        let hash = recording.hash.to_string();
        let bytes = other.database.bytes(&hash).await.unwrap();
        assert_eq!(bytes, store.database.bytes(&hash).await.unwrap());
    }
    assert!(!recorded(&alike).iter().any(|(_, _, recording)| **recording == own));
}

#[tokio::test]
async fn a_new_recording_alone_is_something_new() {
    let store = TestStore::with_an_edition().await;
    let again = |upon| operate::publish(&store.database, publication("day", menus()), upon);
    assert!(matches!(again(Some(1)).await, Ok(Published::Unchanged(_))));
    record(&store.database, &prompt(&menus(), "111.fee", "en"), "five").await;
    let published = again(Some(1)).await.unwrap();
    assert_eq!(number(&published), 2);
}
