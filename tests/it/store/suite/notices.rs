//! Notices: added, ended, expired, removed.

use jiff::Timestamp;
use sila::catalogue::{MenuKey, NewNotice, Notice, NoticeId};
use sila::store::{Database, NoticeEnd, NoticeRecord};

use super::super::{by, second};

/// A notice in two languages.
pub fn notice(text: &str, from: i64, until: i64) -> NewNotice {
    NewNotice {
        sector: None,
        from: second(from),
        until: second(until),
        texts: vec![("ar".to_owned(), format!("إعلان {text}")), ("en".to_owned(), text.to_owned())],
    }
}

async fn added(store: &Database, text: &str, from: i64, until: i64) -> NoticeId {
    let notice = notice(text, from, until);
    store.add_notice(&notice, by("Huda", second(1))).await.unwrap()
}

fn ids<'n>(notices: impl IntoIterator<Item = &'n Notice>) -> Vec<u32> {
    notices.into_iter().map(|notice| notice.id.get()).collect()
}

async fn listed(store: &Database, since: i64) -> Vec<u32> {
    let records = store.notices(second(since)).await.unwrap();
    ids(records.iter().map(|record| &record.notice))
}

async fn standing(store: &Database) -> Vec<u32> {
    ids(&store.standing_notices().await.unwrap().1)
}

pub async fn a_notice_comes_back_as_it_was_added(store: &Database) {
    assert_eq!(store.notices(Timestamp::MIN).await.unwrap(), []);
    let new = NewNotice { sector: MenuKey::new(3), ..notice("a storm", 10, 20) };
    let id = store.add_notice(&new, by("Huda", second(5))).await.unwrap();
    let expected = NoticeRecord {
        notice: Notice {
            id,
            sector: MenuKey::new(3),
            from: second(10),
            until: second(20),
            texts: new.texts,
        },
        author: "Huda".to_owned(),
        added_at: second(5),
        ended: None,
    };
    let (version, standing) = store.standing_notices().await.unwrap();
    assert_eq!(standing, std::slice::from_ref(&expected.notice));
    assert_eq!((version.revision, version.at), (1, second(5)));
    assert_eq!(store.notices_version().await.unwrap(), version);
    assert_eq!(store.notices(second(0)).await.unwrap(), [expected]);
}

pub async fn an_ended_notice_stays_in_the_list_and_is_not_spoken(store: &Database) {
    let one = added(store, "one", 10, 100).await;
    let two = added(store, "two", 10, 100).await;
    assert!(store.end_notice(one, by("Sami", second(50))).await.unwrap());
    assert_eq!(standing(store).await, [two.get()]);
    let records = store.notices(second(50)).await.unwrap();
    let ended = records.iter().find(|record| record.notice.id == one);
    let ended = ended.unwrap();
    let end = NoticeEnd { at: second(50), author: "Sami".to_owned() };
    assert_eq!(ended.ended, Some(end));
    assert_eq!(ended.over_at(), second(50));
    assert!(!ended.in_force(second(20)));
    assert_eq!(listed(store, 51).await, [two.get()]);
    // Whoever comes second ends nothing, and changes nothing.
    let version = store.notices_version().await.unwrap();
    assert!(!store.end_notice(one, by("Huda", second(60))).await.unwrap());
    let nobody = NoticeId::new(77);
    assert!(!store.end_notice(nobody, by("Huda", second(60))).await.unwrap());
    assert_eq!(store.notices_version().await.unwrap(), version);
}

pub async fn notices_are_listed_by_when_they_were_over(store: &Database) {
    let past = added(store, "past", 10, 20).await.get();
    let coming = added(store, "coming", 300, 400).await.get();
    let long = added(store, "long", 5, 400).await.get();
    assert_eq!(listed(store, 20).await, [coming, past, long]);
    assert_eq!(listed(store, 21).await, [coming, long]);
    // No clock decides what servers are told: theirs may be set right later.
    assert_eq!(standing(store).await, [past, coming, long]);
}

pub async fn each_change_of_the_notices_counts_once_however_many_come_at_once(store: &Database) {
    let add = || added(store, "one of many", 10, 20);
    let (a, b, c, d) = tokio::join!(add(), add(), add(), add());
    let mut numbers = [a.get(), b.get(), c.get(), d.get()];
    numbers.sort_unstable();
    assert_eq!(numbers.to_vec(), standing(store).await);
    assert_eq!(store.notices_version().await.unwrap().revision, 4);
}

pub async fn a_notice_long_over_is_removed_and_its_number_not_given_again(store: &Database) {
    let past = added(store, "past", 10, 20).await;
    let ended = added(store, "ended", 10, 900).await;
    let kept = added(store, "kept", 10, 100).await;
    store.end_notice(ended, by("Huda", second(30))).await.unwrap();
    let before = store.notices_version().await.unwrap().revision;
    let removed = store.remove_notices(second(100), second(200)).await;
    assert_eq!(removed.unwrap(), 2);
    assert_eq!(listed(store, 0).await, [kept.get()]);
    let after = store.notices_version().await.unwrap().revision;
    assert_eq!(after, before + 1);
    let removed = store.remove_notices(second(100), second(201)).await;
    assert_eq!(removed.unwrap(), 0);
    assert_eq!(store.notices_version().await.unwrap().revision, after);
    store.remove_notices(second(101), second(202)).await.unwrap();
    let next = added(store, "next", 10, 20).await;
    assert!(next > kept && kept > past);
}

pub async fn a_null_character_in_a_notice_costs_no_more_than_itself(store: &Database) {
    let id = store.add_notice(&notice("a\0b", 10, 20), by("\0", second(1))).await.unwrap();
    store.end_notice(id, by("\0", second(2))).await.unwrap();
    let records = store.notices(second(0)).await.unwrap();
    let text = records[0].notice.text("en").unwrap();
    assert!(["a\0b", "a\u{fffd}b"].contains(&text), "{text:?}");
}
