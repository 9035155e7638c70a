//! Notices in the memory of a server and on its disk, by the clock.

use std::fs;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;
use sila::calls::LiveNotices;
use sila::catalogue::{MenuKey, Notice, NoticeId};
use tempfile::TempDir;

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn notice(id: u32, from: i64, until: i64) -> Notice {
    Notice {
        id: NoticeId::new(id),
        sector: MenuKey::new(2).filter(|_| id == 2),
        from: second(from),
        until: second(until),
        texts: vec![("en".to_owned(), format!("Notice {id}."))],
    }
}

/// A server's folder with this in its file of notices, and what it makes of it.
fn kept(file: &str) -> (LiveNotices, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notices.json"), file).unwrap();
    (LiveNotices::kept_in(folder.path().try_into().unwrap()), folder)
}

fn all_kept(notices: &[Notice]) -> LiveNotices {
    let version = json!({ "revision": 7, "at": second(3) });
    let file = json!({ "version": version, "notices": notices });
    kept(&file.to_string()).0
}

#[test]
fn each_begins_and_expires_by_the_clock_whichever_way_that_goes() {
    let notices = [notice(1, 10, 30), notice(2, 20, 40), notice(3, 20, 30), notice(4, 5, 35)];
    let live = all_kept(&notices);
    let forth = (0..=45).chain((0..=45).rev()).chain([25, 5, 35, 0, 40]);
    for now in forth.map(second) {
        let expected: Vec<&Notice> = notices.iter().filter(|notice| notice.in_force(now)).collect();
        let found = live.in_force(now);
        assert_eq!(found.len(), expected.len(), "{now}");
        for notice in expected {
            assert!(found.contains(notice), "{now}");
        }
    }
    let found = live.in_force(second(25));
    let ids: Vec<_> = found.iter().map(|notice| notice.id.get()).collect();
    assert_eq!(ids, [4, 1, 2, 3]);
    for end in [Timestamp::MIN, Timestamp::MAX] {
        assert!(live.in_force(end).is_empty());
    }
}

#[test]
fn nothing_is_made_anew_while_nothing_changes() {
    let live = all_kept(&[notice(1, 10, 30)]);
    let first = live.in_force(second(10));
    let again = live.in_force(second(29));
    assert!(Arc::ptr_eq(&first, &again));
    assert!(!Arc::ptr_eq(&first, &live.in_force(second(30))));
}

#[test]
fn a_damaged_file_is_as_good_as_none() {
    let no_such_sector = r#"{"version":{"revision":1,"at":"2026-01-01T00:00:00Z"},"notices":[{"id":1,"sector":9,
        "from":"2026-01-01T00:00:00Z","until":"2027-01-01T00:00:00Z","texts":[]}]}"#;
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    for damaged in ["", "{", r#"{"revision":1}"#, no_such_sector] {
        assert!(kept(damaged).0.in_force(now).is_empty(), "{damaged}");
    }
    let whole = no_such_sector.replace(":9", ":1");
    assert_eq!(kept(&whole).0.in_force(now).len(), 1);
}
