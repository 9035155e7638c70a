//! Drafts: several people prepare what is heard next.

use sila::catalogue::EditionNumber;
use sila::catalogue::source::MOST_BYTES;
use sila::messages::english::operate as english;
use sila::operate::drafts::{
    self, DraftFileState, begin, check, check_path, delete, discard, publish_draft, put, read,
};
use sila::operate::{OperateError, Published};
use sila::store::{Authorship, ChangeError};

use crate::store::by;

use super::{TestStore, menus, menus_with_fee, minute};

const WALL: &str = "1-town/1-permits/111-wall.toml";
const MOVED: &str = "1-town/1-permits/112-occupation-of-a-road.toml";

fn day() -> Authorship<'static> {
    by("day", minute(1))
}

fn night() -> Authorship<'static> {
    by("night", minute(2))
}

async fn desk_with_a_draft() -> (TestStore, u32) {
    let store = TestStore::with_an_edition().await;
    let number = begin(&store.database, "fees", EditionNumber::new(1), day()).await.unwrap();
    (store, number)
}

async fn text(store: &TestStore, draft: u32, path: &str) -> String {
    let content = read(&store.database, draft, path).await.unwrap();
    String::from_utf8(content.bytes.unwrap()).unwrap()
}

/// Changes the fee of the wall permit.
async fn put_fee(store: &TestStore, draft: u32, fee: &str, upon: u64) -> Result<u64, OperateError> {
    let text = text(store, draft, WALL).await;
    let start = text.find("The fee is ").unwrap();
    let end = start + text[start..].find('.').unwrap();
    let text = format!("{}The fee is {fee}{}", &text[..start], &text[end..]);
    put(&store.database, draft, (WALL, text.as_bytes()), upon, day()).await
}

#[tokio::test]
async fn a_draft_begins_as_its_edition() {
    let (store, draft) = desk_with_a_draft().await;
    assert_eq!(drafts::files(&store.database, draft).await.unwrap(), menus());
    let entries = drafts::entries(&store.database, draft).await.unwrap();
    let paths: Vec<_> = entries.iter().map(|entry| entry.path.clone()).collect();
    let expected: Vec<_> = menus().into_iter().map(|file| file.path).collect();
    assert_eq!(paths, expected);
    assert!(entries.iter().all(|entry| entry.state == DraftFileState::Same));
    assert_eq!(read(&store.database, draft, WALL).await.unwrap().revision, 0);
    let changes = drafts::changes(&store.database, draft).await.unwrap();
    assert!(changes.to_base.is_empty() && changes.to_active.is_none());
}

#[tokio::test]
async fn of_two_who_change_a_file_the_second_is_told() {
    let (store, draft) = desk_with_a_draft().await;
    assert_eq!(put_fee(&store, draft, "six dinars", 0).await.unwrap(), 1);
    let late = put(&store.database, draft, (WALL, b"x"), 0, night()).await;
    let Err(OperateError::DraftChange(ChangeError::Conflict { revision, author, .. })) = late
    else {
        panic!("{late:?}");
    };
    assert_eq!((revision, author.as_str()), (1, "day"));
    let late = delete(&store.database, draft, WALL, 0, night()).await;
    assert!(matches!(late, Err(OperateError::DraftChange(_))), "{late:?}");
    assert_eq!(put_fee(&store, draft, "seven dinars", 1).await.unwrap(), 2);
    assert!(text(&store, draft, WALL).await.contains("seven dinars"));
}

#[tokio::test]
async fn files_come_and_go() {
    let (store, draft) = desk_with_a_draft().await;
    delete(&store.database, draft, MOVED, 0, day()).await.unwrap();
    let new = "1-town/1-permits/113-tent.toml";
    put(&store.database, draft, (new, b"id = 'tent'"), 0, night()).await.unwrap();
    put_fee(&store, draft, "six dinars", 0).await.unwrap();
    let entries = drafts::entries(&store.database, draft).await.unwrap();
    let differing: Vec<_> = entries
        .iter()
        .filter(|entry| entry.state != DraftFileState::Same)
        .map(|entry| (entry.path.as_str(), entry.state, entry.author.as_deref()))
        .collect();
    assert_eq!(
        differing,
        [
            (WALL, DraftFileState::Changed, Some("day")),
            (MOVED, DraftFileState::Removed, Some("day")),
            (new, DraftFileState::Added, Some("night")),
        ]
    );
    let gone = read(&store.database, draft, MOVED).await.unwrap();
    assert_eq!((gone.bytes, gone.revision), (None, 1));
    assert!(matches!(
        read(&store.database, draft, "none.toml").await,
        Err(OperateError::NoFile { .. })
    ));
}

#[tokio::test]
async fn a_draft_with_mistakes_is_checked_and_not_published() {
    let (store, draft) = desk_with_a_draft().await;
    assert!(check(&store.database, draft).await.unwrap().passed);
    put_fee(&store, draft, "6 dinars", 0).await.unwrap();
    let found = check(&store.database, draft).await.unwrap();
    assert!(!found.passed);
    assert_eq!(found.diagnostics[0].file, WALL);
    let changes = drafts::changes(&store.database, draft).await;
    assert!(matches!(changes, Err(OperateError::Mistakes(_))));
    let result = publish_draft(&store.database, draft, day(), (Vec::new(), None)).await;
    assert!(matches!(result, Err(OperateError::Mistakes(_))), "{result:?}");
    assert_eq!(store.revision().await, Some(1));
}

#[tokio::test]
async fn a_published_draft_is_heard_and_gone() {
    let (store, draft) = desk_with_a_draft().await;
    put_fee(&store, draft, "six dinars", 0).await.unwrap();
    let changes = drafts::changes(&store.database, draft).await.unwrap();
    assert_eq!(english::diff_in_short(&changes.to_base), "service 111 Wall permit: fee");
    let published = publish_draft(&store.database, draft, day(), (Vec::new(), None)).await;
    let Ok(Published::New(new)) = published else {
        panic!("{published:?}");
    };
    assert_eq!(new.edition.number.get(), 2);
    let contents = store.contents(new.edition.number).await;
    assert_eq!(contents.files, menus_with_fee("six dinars"));
    assert_eq!(store.database.drafts().await.unwrap(), []);
    let late = put(&store.database, draft, (WALL, b"x"), 1, night()).await;
    assert!(matches!(late, Err(OperateError::UnknownDraft(_))), "{late:?}");
}

#[tokio::test]
async fn a_draft_upon_what_is_not_heard_any_more_is_told_what_changed() {
    let (store, draft) = desk_with_a_draft().await;
    put_fee(&store, draft, "six dinars", 0).await.unwrap();
    store.publish(menus_with_fee("nine dinars"), Some(1)).await.unwrap();
    let changes = drafts::changes(&store.database, draft).await.unwrap();
    let to_active = english::diff(&changes.to_active.unwrap());
    assert!(to_active.contains("- The fee is nine dinars."), "{to_active}");
    let result = publish_draft(&store.database, draft, day(), (Vec::new(), None)).await;
    let Err(OperateError::Conflict(conflict)) = result else {
        panic!("{result:?}");
    };
    assert_eq!(conflict.edition.number.get(), 2);
    let told = english::diff(&conflict.changes.unwrap());
    assert!(told.contains("+ The fee is nine dinars."), "{told}");
    assert_eq!(store.database.drafts().await.unwrap().len(), 1);
    // Going back makes it the one that is heard again.
    let one = EditionNumber::new(1);
    let back = store.database.roll_back(one, by("night", minute(3)), 2).await;
    back.unwrap();
    let published = publish_draft(&store.database, draft, day(), (Vec::new(), None)).await;
    assert!(matches!(published, Ok(Published::New(_))), "{published:?}");
}

#[tokio::test]
async fn a_discarded_draft_is_gone() {
    let (store, draft) = desk_with_a_draft().await;
    discard(&store.database, draft, day()).await.unwrap();
    assert!(matches!(
        discard(&store.database, draft, day()).await,
        Err(OperateError::UnknownDraft(_))
    ));
}

#[tokio::test]
async fn what_would_not_be_read_from_a_folder_is_refused() {
    let (store, draft) = desk_with_a_draft().await;
    for path in ["/etc/passwd", "../x.toml", "1-town//x.toml", ".x.toml"] {
        let result = put(&store.database, draft, (path, b"x"), 0, day()).await;
        assert!(matches!(result, Err(OperateError::Path(_))), "{path}: {result:?}");
    }
    let large = vec![b'#'; usize::try_from(MOST_BYTES).unwrap() + 1];
    let result = put(&store.database, draft, ("x.toml", &large), 0, day()).await;
    assert!(matches!(result, Err(OperateError::TooLarge { .. })));
    put(&store.database, draft, ("x.toml", &large[1..]), 0, day()).await.unwrap();
}

#[test]
fn a_path_stays_in_the_folder() {
    for good in ["hotline.toml", "1-town/1-permits/111-wall.toml", "سور.toml"] {
        assert_eq!(check_path(good), Ok(()), "{good}");
    }
    for bad in [
        "",
        "/",
        "/etc/passwd",
        "..",
        "../hotline.toml",
        "1-town/../../x",
        "./hotline.toml",
        "1-town//x.toml",
        "1-town/",
        "1-town\\x.toml",
        "1-town/\u{0}.toml",
        "a\nb",
        ".git/config",
        "hotline.toml~",
        "a/b/c/d/e/f/g/h/i",
    ] {
        assert!(check_path(bad).is_err(), "{bad:?}");
    }
    assert!(check_path(&"a".repeat(201)).is_err());
}
