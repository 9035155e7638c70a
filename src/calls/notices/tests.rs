use camino::Utf8Path;

use super::*;

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn notice(id: u32, from: i64, until: i64) -> Notice {
    Notice {
        id: NoticeId::new(id),
        sector: None,
        from: second(from),
        until: second(until),
        texts: vec![("en".to_owned(), format!("Notice {id}."))],
    }
}

fn ids(notices: &[Notice]) -> Vec<u32> {
    notices.iter().map(|notice| notice.id.get()).collect()
}

#[test]
fn each_begins_and_expires_by_the_clock_whichever_way_that_goes() {
    let notices = [notice(1, 10, 30), notice(2, 20, 40), notice(3, 20, 30), notice(4, 5, 35)];
    let standing = Standing::new(None, notices.to_vec());
    let forth = (0..=45).chain((0..=45).rev()).chain([25, 5, 35, 0, 40]);
    for now in forth.map(second) {
        let expected: Vec<&Notice> = notices.iter().filter(|notice| notice.in_force(now)).collect();
        let found = standing.in_force(now);
        assert_eq!(found.len(), expected.len(), "{now}");
        for notice in expected {
            assert!(found.contains(notice), "{now}");
        }
    }
    assert_eq!(ids(&standing.in_force(second(25))), [4, 1, 2, 3]);
    for end in [Timestamp::MIN, Timestamp::MAX] {
        assert!(standing.in_force(end).is_empty());
    }
}

#[test]
fn nothing_is_made_anew_while_nothing_changes() {
    let standing = Standing::new(None, vec![notice(1, 10, 30)]);
    let first = standing.in_force(second(10));
    let again = standing.in_force(second(29));
    assert!(Arc::ptr_eq(&first, &again));
    assert!(!Arc::ptr_eq(&first, &standing.in_force(second(30))));
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let notices = LiveNotices::kept_in(folder);
    assert!(notices.standing.load().version.is_none());
    let version = NoticesVersion { revision: 7, at: second(3) };
    let of_sector = Notice { sector: MenuKey::new(2), ..notice(2, 10, 30) };
    let all = [notice(1, 10, 30), of_sector];
    notices.keep(NoticesFile::of(version, &all)).await;
    let again = LiveNotices::kept_in(folder);
    assert_eq!(again.standing.load().version, Some(version));
    assert_eq!(*again.in_force(second(10)), all);
}

#[test]
fn a_damaged_file_is_as_good_as_none() {
    let folder = tempfile::tempdir().unwrap();
    let folder = Utf8Path::from_path(folder.path()).unwrap();
    let no_such_sector = r#"{"revision":1,"changed_at":"2026-01-01T00:00:00Z","notices":[{"id":1,"sector":9,
        "from":"2026-01-01T00:00:00Z","until":"2027-01-01T00:00:00Z","texts":[]}]}"#;
    for damaged in ["", "{", r#"{"revision":1}"#, no_such_sector] {
        fs::write(folder.join(FILE), damaged).unwrap();
        let notices = LiveNotices::kept_in(folder);
        assert!(notices.standing.load().version.is_none(), "{damaged}");
    }
}
