//! Drafts and leases.

use sila::catalogue::EditionNumber;
use sila::store::{ChangeError, Database, DraftFile, DraftRecord, FileChange};

use super::super::{by, second};
use super::editions::published;

/// A change that Ali makes at second 50.
pub fn change<'a>(path: &'a str, bytes: Option<&'a [u8]>, upon: u64) -> FileChange<'a> {
    FileChange { path, bytes, upon, by: by("Ali", second(50)) }
}

async fn begun(store: &Database) -> u32 {
    let base = published(store, "one", 10, None).await;
    store.begin_draft("fees", base, by("Ali", second(20))).await.unwrap()
}

pub async fn a_draft_is_begun_changed_and_discarded(store: &Database) {
    let number = begun(store).await;
    let first = store.change_draft(number, &change("b.toml", Some(b"\0one"), 0)).await;
    assert_eq!(first.unwrap(), 1);
    let second_change = change("b.toml", Some(b"two"), 1);
    assert_eq!(store.change_draft(number, &second_change).await.unwrap(), 2);
    let taken_out = change("B.toml", None, 0);
    assert_eq!(store.change_draft(number, &taken_out).await.unwrap(), 1);
    let file = |path: &str, bytes: Option<&[u8]>, revision| DraftFile {
        path: path.to_owned(),
        bytes: bytes.map(<[u8]>::to_vec),
        revision,
        author: "Ali".to_owned(),
        changed_at: second(50),
    };
    assert_eq!(
        store.draft_files(number).await.unwrap(),
        [file("B.toml", None, 1), file("b.toml", Some(b"two"), 2)]
    );
    let record = DraftRecord {
        number,
        title: "fees".to_owned(),
        base: EditionNumber::new(1),
        author: "Ali".to_owned(),
        created_at: second(20),
        changes: 2,
    };
    assert_eq!(store.draft(number).await.unwrap(), Some(record.clone()));
    assert_eq!(store.drafts().await.unwrap(), [record]);

    assert!(store.discard_draft(number, by("Huda", second(60))).await.unwrap());
    assert!(!store.discard_draft(number, by("Huda", second(60))).await.unwrap());
    assert_eq!(store.draft(number).await.unwrap(), None);
    assert!(store.draft_files(number).await.unwrap().is_empty());
}

pub async fn drafts_begun_at_once_get_numbers_of_their_own(store: &Database) {
    let base = published(store, "one", 10, None).await;
    let begin = || store.begin_draft("fees", base, by("Ali", second(20)));
    let (a, b, c, d) = tokio::join!(begin(), begin(), begin(), begin());
    let mut numbers = [a, b, c, d].map(Result::unwrap);
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let newest_first = store.drafts().await.unwrap();
    let listed: Vec<u32> = newest_first.iter().map(|draft| draft.number).collect();
    assert_eq!(listed, [4, 3, 2, 1]);
}

pub async fn a_drafts_number_is_never_given_again(store: &Database) {
    let first = begun(store).await;
    assert!(store.discard_draft(first, by("Huda", second(60))).await.unwrap());
    let base = EditionNumber::new(1);
    let next = store.begin_draft("fees", base, by("Huda", second(30))).await;
    assert_ne!(next.unwrap(), first);
}

pub async fn a_draft_is_discarded_only_as_it_was_looked_at(store: &Database) {
    let number = begun(store).await;
    for (path, upon) in [("a.toml", 0), ("b.toml", 0), ("b.toml", 1)] {
        let change = change(path, Some(b"one"), upon);
        store.change_draft(number, &change).await.unwrap();
    }
    let files = |revision| vec![("a.toml".to_owned(), 1), ("b.toml".to_owned(), revision)];
    let discard = async |files: Vec<_>| {
        store.discard_draft_if(number, &files, by("Huda", second(60))).await.unwrap()
    };
    assert!(!discard(files(1)).await, "b.toml was changed");
    assert!(!discard(files(2)[..1].to_vec()).await, "b.toml came");
    assert!(store.draft(number).await.unwrap().is_some());
    assert!(discard(files(2)).await);
    assert_eq!(store.draft(number).await.unwrap(), None);
    assert!(!discard(Vec::new()).await, "it is gone");
}

pub async fn a_null_character_in_a_title_costs_no_more_than_itself(store: &Database) {
    let base = published(store, "one", 10, None).await;
    let number = store.begin_draft("a\0b", base, by("Ali\0", second(20))).await;
    let number = number.unwrap();
    let by_nobody = FileChange { by: by("\0", second(50)), ..change("a.toml", None, 0) };
    store.change_draft(number, &by_nobody).await.unwrap();
    let title = store.draft(number).await.unwrap().unwrap().title;
    assert!(["a\0b", "a\u{fffd}b"].contains(&title.as_str()), "{title:?}");
}

fn assert_conflict(error: &ChangeError, expected: u64) {
    let ChangeError::Conflict { path, revision, author } = error else { panic!("{error:?}") };
    assert_eq!((path.as_str(), *revision, author.as_str()), ("a.toml", expected, "Ali"));
}

pub async fn of_two_writers_one_sees_the_conflict(store: &Database) {
    let number = begun(store).await;
    for upon in 0..3 {
        let first = change("a.toml", Some(b"first"), upon);
        store.change_draft(number, &first).await.unwrap();
        let late =
            FileChange { by: by("Huda", second(50)), ..change("a.toml", Some(b"late"), upon) };
        let error = store.change_draft(number, &late).await.unwrap_err();
        assert_conflict(&error, upon + 1);
    }
    let files = store.draft_files(number).await.unwrap();
    assert_eq!(files[0].bytes.as_deref(), Some(b"first".as_slice()));
}

pub async fn of_two_writers_at_once_one_sees_the_conflict(store: &Database) {
    let number = begun(store).await;
    for upon in 0..5 {
        let (one, other) =
            (change("a.toml", Some(b"one"), upon), change("a.toml", Some(b"other"), upon));
        let (one, other) =
            tokio::join!(store.change_draft(number, &one), store.change_draft(number, &other));
        let (kept, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        assert_eq!(kept.unwrap(), upon + 1);
        assert_conflict(&lost.unwrap_err(), upon + 1);
    }
}

pub async fn a_draft_that_is_gone_takes_no_changes(store: &Database) {
    let number = begun(store).await;
    store.discard_draft(number, by("Huda", second(60))).await.unwrap();
    let gone = store.change_draft(number, &change("a.toml", Some(b"one"), 0)).await;
    assert!(matches!(gone, Err(ChangeError::Gone(gone)) if gone == number), "{gone:?}");
}

pub async fn a_lease_is_taken_by_one_of_many(store: &Database) {
    let take = |holder| store.lease("promote", holder, second(10), second(20));
    let (a, b, c) = tokio::join!(take("a"), take("b"), take("c"));
    let taken = [a, b, c].map(Result::unwrap);
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
    let other = store.lease("sweep", "d", second(10), second(20)).await;
    assert!(other.unwrap(), "other work is another lease");
}

pub async fn a_lease_is_kept_by_its_holder_and_passed_on_when_it_is_over(store: &Database) {
    let lease = async |holder, now, until| {
        store.lease("promote", holder, second(now), second(until)).await.unwrap()
    };
    assert!(lease("a", 10, 20).await);
    assert!(!lease("b", 19, 29).await);
    assert!(lease("a", 19, 30).await);
    assert!(!lease("b", 29, 39).await);
    assert!(lease("b", 30, 40).await);
    assert!(!lease("a", 31, 41).await);
}
