//! Editions: what they are made of, and which of them is heard.

use jiff::Timestamp;
use sila::catalogue::{EditionId, EditionNumber, Recording, RecordingHash, SourceFile};
use sila::store::{
    ActivationError, Authorship, Database, EditionContents, FixedRecording, NewEdition, Reason,
};

use super::super::{by, second};

/// An edition of one file, whose bytes are in the store afterwards.
pub async fn made<'t>(store: &Database, text: &'t str, now: Timestamp) -> NewEdition<'t> {
    let hash = store.keep(text.as_bytes(), now).await.unwrap();
    NewEdition {
        content: EditionId::parse("00000000000000ab").unwrap(),
        by: Authorship { reason: text, ..by("Huda", now) },
        files: vec![("hotline.toml".to_owned(), hash)],
        recordings: Vec::new(),
        from: None,
    }
}

/// Publishes an edition of one file.
pub async fn published(
    store: &Database,
    text: &str,
    at: i64,
    expected: Option<u64>,
) -> EditionNumber {
    let edition = made(store, text, second(at)).await;
    store.publish(&edition, expected).await.unwrap()
}

async fn heard(store: &Database) -> (u64, EditionNumber, Reason) {
    let active = store.active().await.unwrap().unwrap();
    (active.revision, active.edition, active.reason)
}

fn number(number: u32) -> EditionNumber {
    EditionNumber::new(number)
}

fn recording(prompt: &str, bytes: &[u8], draft: bool) -> FixedRecording {
    FixedRecording {
        prompt: prompt.to_owned(),
        language: "ar".to_owned(),
        recording: Recording { hash: RecordingHash::of(bytes), seconds: 1.25, draft },
    }
}

pub async fn a_null_character_in_a_note_costs_no_more_than_itself(store: &Database) {
    let edition = NewEdition {
        by: Authorship { reason: "a\0b", ..by("\0", second(10)) },
        from: Some(second(20)),
        ..made(store, "a\0b", second(10)).await
    };
    let one = store.publish(&edition, None).await.unwrap();
    let note = store.edition(one).await.unwrap().unwrap().note;
    assert!(["a\0b", "a\u{fffd}b"].contains(&note.as_str()), "{note:?}");
    assert_eq!(store.promote(second(30)).await.unwrap(), [one]);
    store.roll_back(one, by("\0", second(40)), 1).await.unwrap();
}

pub async fn what_nothing_names_is_removed_however_much_it_is(store: &Database) {
    let named = made(store, "named", second(10)).await;
    store.publish(&named, None).await.unwrap();
    let unnamed: Vec<String> = (0..45).map(|number| number.to_string()).collect();
    let unnamed: Vec<&[u8]> = unnamed.iter().map(String::as_bytes).collect();
    store.keep_all(&unnamed, second(10)).await.unwrap();
    let later = store.keep(b"later", second(20)).await.unwrap();
    assert_eq!(store.sweep(second(20)).await.unwrap(), 45);
    assert_eq!(store.sweep(second(20)).await.unwrap(), 0);
    for hash in [&named.files[0].1, &later] {
        assert!(store.bytes(hash).await.unwrap().is_some());
    }
}

pub async fn the_same_bytes_come_from_many_at_once(store: &Database) {
    for round in 0..10 {
        let bytes: Vec<String> = (0..20).map(|file| format!("{round} {file}")).collect();
        let bytes: Vec<&[u8]> = bytes.iter().map(String::as_bytes).collect();
        let keep = || store.keep_all(&bytes, second(10));
        let (a, b, c, d) = tokio::join!(keep(), keep(), keep(), keep());
        for kept in [a, b, c, d] {
            kept.unwrap();
        }
    }
    assert_eq!(store.sweep(second(11)).await.unwrap(), 200);
}

pub async fn an_edition_comes_back_as_it_was_published(store: &Database) {
    assert_eq!(store.active().await.unwrap(), None);
    assert!(store.activations(second(0)).await.unwrap().is_empty());
    let mut edition = made(store, "صلة", second(10)).await;
    let menu = store.keep(b"menu \0\xff", second(10)).await.unwrap();
    // The paths are in the order of their bytes, which is not the alphabet's.
    for path in ["a.toml", "B.toml"] {
        edition.files.push((path.to_owned(), menu.clone()));
    }
    store.keep(b"sound", second(10)).await.unwrap();
    edition.recordings = vec![recording("gate", b"sound", true)];
    let one = store.publish(&edition, None).await.unwrap();
    assert_eq!(one, number(1));
    assert_eq!(heard(store).await, (1, one, Reason::Published));
    assert_eq!(
        store.contents(one).await.unwrap().unwrap(),
        EditionContents {
            files: vec![
                SourceFile::new("B.toml", *b"menu \0\xff"),
                SourceFile::new("a.toml", *b"menu \0\xff"),
                SourceFile::new("hotline.toml", "صلة"),
            ],
            recordings: edition.recordings.clone(),
        }
    );
    let record = store.edition(one).await.unwrap().unwrap();
    assert_eq!(
        (record.content, record.author.as_str(), record.note.as_str()),
        (edition.content, "Huda", "صلة")
    );
    assert_eq!((record.published_at, record.parent), (second(10), None));

    let two = published(store, "second", 20, Some(1)).await;
    let numbers: Vec<_> = store.editions().await.unwrap();
    assert_eq!(numbers[0].parent, Some(one));
    assert_eq!((numbers[0].number, numbers[1].number), (two, one));
    assert_eq!(store.contents(number(9)).await.unwrap(), None);
    assert_eq!(store.edition(number(9)).await.unwrap(), None);
}

pub async fn of_two_publishers_at_once_one_is_told_that_the_other_was_first(store: &Database) {
    let edition = made(store, "one", second(10)).await;
    let (one, other) = tokio::join!(store.publish(&edition, None), store.publish(&edition, None));
    let lost = if one.is_ok() { other } else { one };
    assert!(matches!(lost, Err(ActivationError::Raced)), "{lost:?}");
    assert_eq!(heard(store).await, (1, number(1), Reason::Published));
    let late = store.publish(&edition, None).await;
    assert!(matches!(late, Err(ActivationError::Raced)), "{late:?}");

    let (one, other) = tokio::join!(
        store.publish(&edition, Some(1)),
        store.roll_back(number(1), by("Ali", second(11)), 1)
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(heard(store).await.0, 2);
}

pub async fn an_edition_of_what_is_not_there_is_not_published(store: &Database) {
    let mut edition = made(store, "one", second(10)).await;
    edition.files.push(("a.toml".to_owned(), "0".repeat(64)));
    let refused = store.publish(&edition, None).await;
    assert!(
        matches!(&refused, Err(ActivationError::Store(error)) if error.is_refusal()),
        "{refused:?}"
    );
    assert_eq!(store.active().await.unwrap(), None);
    assert!(store.editions().await.unwrap().is_empty());
}

pub async fn going_back_makes_the_earlier_edition_heard(store: &Database) {
    let one = published(store, "one", 10, None).await;
    published(store, "two", 20, Some(1)).await;
    let late = store.roll_back(one, by("Ali", second(30)), 1).await;
    assert!(matches!(late, Err(ActivationError::Raced)), "{late:?}");
    store.roll_back(one, by("Ali", second(30)), 2).await.unwrap();
    assert_eq!(heard(store).await, (3, one, Reason::RolledBack));
    let unknown = store.roll_back(number(9), by("Ali", second(30)), 3).await;
    assert!(matches!(unknown, Err(ActivationError::Raced)), "{unknown:?}");
    let three = published(store, "three", 40, Some(3)).await;
    let record = store.edition(three).await.unwrap().unwrap();
    assert_eq!(record.parent, Some(one), "the one that was heard at the time");
}

pub async fn a_clock_set_back_does_not_bring_an_earlier_edition_back(store: &Database) {
    published(store, "one", 1000, None).await;
    let two = published(store, "two", 500, Some(1)).await;
    assert_eq!(heard(store).await, (2, two, Reason::Published));
    let mut three = made(store, "three", second(100)).await;
    three.from = Some(second(200));
    let three = store.publish(&three, Some(2)).await.unwrap();
    assert_eq!(store.promote(second(300)).await.unwrap(), [three]);
    assert_eq!(heard(store).await, (3, three, Reason::Scheduled));
}

pub async fn what_was_heard_since_some_time_is_told_with_what_was_heard_then(store: &Database) {
    for (at, expected) in [(10, None), (20, Some(1)), (30, Some(2))] {
        published(store, "one", at, expected).await;
    }
    for (since, revisions) in
        [(5, vec![3, 2, 1]), (20, vec![3, 2, 1]), (21, vec![3, 2]), (99, vec![3])]
    {
        let told = store.activations(second(since)).await.unwrap();
        let told: Vec<u64> = told.iter().map(|active| active.revision).collect();
        assert_eq!(told, revisions, "since {since}");
    }
}

async fn scheduled(store: &Database, text: &str, from: i64) -> EditionNumber {
    let mut edition = made(store, text, second(10)).await;
    edition.from = Some(second(from));
    let expected = store.active().await.unwrap().map(|active| active.revision);
    store.publish(&edition, expected).await.unwrap()
}

pub async fn a_scheduled_edition_is_heard_from_its_time_on(store: &Database) {
    let one = published(store, "one", 10, None).await;
    let (later, sooner) =
        (scheduled(store, "later", 200).await, scheduled(store, "sooner", 100).await);
    let schedule = store.schedule().await.unwrap();
    let times: Vec<_> = schedule.iter().map(|next| (next.edition, next.at)).collect();
    assert_eq!(times, [(sooner, second(100)), (later, second(200))]);
    assert_eq!(schedule[0].author, "Huda");

    assert!(store.promote(second(99)).await.unwrap().is_empty());
    assert_eq!(heard(store).await, (1, one, Reason::Published));
    assert_eq!(store.promote(second(100)).await.unwrap(), [sooner]);
    assert_eq!(heard(store).await, (2, sooner, Reason::Scheduled));
    assert_eq!(store.promote(second(900)).await.unwrap(), [later]);
    assert!(store.schedule().await.unwrap().is_empty());
    let active = store.active().await.unwrap().unwrap();
    assert_eq!((active.at, active.author.as_str()), (second(900), "Huda"));
}

pub async fn a_time_that_comes_for_several_servers_comes_once(store: &Database) {
    published(store, "one", 10, None).await;
    let editions = [
        scheduled(store, "two", 100).await,
        scheduled(store, "three", 101).await,
        scheduled(store, "four", 102).await,
    ];
    let now = second(200);
    let (a, b, c) = tokio::join!(store.promote(now), store.promote(now), store.promote(now));
    let mut promoted = [a.unwrap(), b.unwrap(), c.unwrap()].concat();
    promoted.sort();
    assert_eq!(promoted, editions);
    let heard = store.activations(second(200)).await.unwrap();
    assert_eq!(heard.len(), 4, "{heard:?}");
    assert_eq!(heard[0].revision, 4);
}

pub async fn an_edition_taken_off_the_schedule_is_not_heard(store: &Database) {
    published(store, "one", 10, None).await;
    let two = scheduled(store, "two", 100).await;
    assert!(store.unschedule(two, by("Huda", second(60))).await.unwrap());
    assert!(!store.unschedule(two, by("Huda", second(60))).await.unwrap());
    assert!(store.promote(second(200)).await.unwrap().is_empty());
    assert_eq!(heard(store).await.0, 1);
}

pub async fn an_edition_that_nobody_can_hear_any_more_is_let_go(store: &Database) {
    let one = published(store, "one", 10, None).await;
    let two = published(store, "two", 100, Some(1)).await;
    published(store, "three", 200, Some(2)).await;
    // The first was heard until 100, the second until 200.
    assert!(store.retire(second(100), second(500)).await.unwrap().is_empty());
    assert_eq!(store.retire(second(101), second(500)).await.unwrap(), [one]);
    assert_eq!(store.contents(one).await.unwrap(), None);
    let record = store.edition(one).await.unwrap().unwrap();
    assert_eq!(record.retired_at, Some(second(500)));
    assert!(store.contents(two).await.unwrap().is_some());
    let gone = store.roll_back(one, by("Ali", second(500)), 3).await;
    assert!(matches!(gone, Err(ActivationError::Raced)), "{gone:?}");
    assert_eq!(store.retire(second(900), second(901)).await.unwrap(), [two]);
    assert_eq!(heard(store).await.0, 3, "the one in force stays");
}

pub async fn an_edition_that_a_draft_builds_upon_or_that_is_scheduled_is_kept(store: &Database) {
    let one = published(store, "one", 10, None).await;
    published(store, "two", 20, Some(1)).await;
    let scheduled = scheduled(store, "three", 5000).await;
    let draft = store.begin_draft("fees", one, by("Ali", second(30))).await;
    let retire = async || store.retire(second(900), second(901)).await.unwrap();
    assert!(retire().await.is_empty());
    store.discard_draft(draft.unwrap(), by("Huda", second(60))).await.unwrap();
    assert_eq!(retire().await, [one]);
    store.unschedule(scheduled, by("Huda", second(60))).await.unwrap();
    assert_eq!(retire().await, [scheduled]);
}

pub async fn bytes_are_kept_while_something_names_them(store: &Database) {
    let one = published(store, "named by an edition", 10, None).await;
    let draft = store.begin_draft("fees", one, by("Ali", second(10))).await;
    let draft = draft.unwrap();
    let change = super::drafts::change("a.toml", Some(b"named by a draft"), 0);
    store.change_draft(draft, &change).await.unwrap();
    let loose = store.keep(b"loose", second(100)).await.unwrap();

    assert_eq!(store.sweep(second(100)).await.unwrap(), 0);
    assert_eq!(store.sweep(second(101)).await.unwrap(), 1);
    assert_eq!(store.bytes(&loose).await.unwrap(), None);
    assert!(store.contents(one).await.unwrap().is_some());
    store.discard_draft(draft, by("Huda", second(60))).await.unwrap();
    assert_eq!(store.sweep(second(5000)).await.unwrap(), 1);
}

pub async fn bytes_are_kept_once_and_missing_ones_are_told(store: &Database) {
    let hash = store.keep(b"one", second(10)).await.unwrap();
    assert_eq!(store.keep(b"one", second(20)).await.unwrap(), hash);
    assert_eq!(store.bytes(&hash).await.unwrap().unwrap(), b"one");
    let absent = "0".repeat(64);
    let asked = [absent.clone(), hash.clone()];
    assert_eq!(store.missing(&asked, second(100)).await.unwrap(), [absent.as_str()]);
    assert!(store.missing(&[], second(100)).await.unwrap().is_empty());
    assert_eq!(store.sweep(second(100)).await.unwrap(), 0, "what was asked for stays a while");
    assert_eq!(store.sweep(second(101)).await.unwrap(), 1);
}
