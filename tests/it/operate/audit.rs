//! Each change and each refusal in the audit, and nothing that takes one back.

use sila::catalogue::{EditionNumber, MenuKey, NewNotice, NoticeId};
use sila::dialects::DIALECTS;
use sila::dialects::PhoneNumber;
use sila::keys::CallerKey;
use sila::operate::{self, LineSpeaker, OperateError, Publication, base_revision, drafts, notices};
use sila::store::{Act, ActKind, AuditQuery, Authorship, Database, Location, Via};
use sqlx::{ConnectOptions as _, Connection as _};

use super::{TestStore, menus, menus_with_fee, minute, publication};
use crate::store::by;

/// The acts, the oldest first, as `kind id author reason`, and the rule of a refusal.
pub async fn audit(database: &Database) -> Vec<String> {
    let told = |act: &Act| {
        let refused = act.refused.as_ref();
        let refused = refused.map_or_else(String::new, |rule| format!(" refused: {rule}"));
        let (kind, id) = (act.kind.name(), &act.id);
        format!("{kind} {id} {} “{}”{refused}", act.author, act.reason)
    };
    let entries = database.acts(&AuditQuery::newest(500)).await.unwrap();
    entries.iter().rev().map(|entry| told(&entry.act)).collect()
}

fn caller_key(store: &TestStore) -> CallerKey {
    CallerKey::configured_or_kept_in(None, &store.path("keys"), [7; 32]).unwrap()
}

fn notice(until: i64) -> NewNotice {
    NewNotice {
        sector: None,
        from: minute(0),
        until: minute(until),
        texts: vec![
            ("ar".to_owned(), "المكتب مغلق اليوم.".to_owned()),
            ("en".to_owned(), "The office is closed today.".to_owned()),
        ],
    }
}

#[tokio::test]
async fn every_change_of_what_is_heard_has_its_act() {
    changes_have_acts(TestStore::new().await).await;
}

#[tokio::test]
async fn every_change_of_what_is_heard_has_its_act_over_postgres() {
    changes_have_acts(TestStore::over_postgres().await).await;
}

async fn changes_have_acts(empty: TestStore) {
    let store = empty.begun().await;
    let database = &store.database;
    let (one, two) = (EditionNumber::new(1), EditionNumber::new(2));
    let later = Publication {
        from: Some(minute(30)),
        ..publication("night", menus_with_fee("six dinars"))
    };
    operate::publish(database, later, Some(1)).await.unwrap();
    operate::cancel(database, two, by("day", minute(1))).await.unwrap();
    store.publish(menus_with_fee("six dinars"), Some(1)).await.unwrap();
    operate::roll_back(database, one, by("night", minute(2)), 2).await.unwrap();
    let hotline = notices::heard(database).await.unwrap();
    let (id, _) = notices::add(database, notice(60), hotline, by("day", minute(3))).await.unwrap();
    notices::end(database, id, by("night", minute(4))).await.unwrap();
    let draft = drafts::begin(database, "fees", one, by("day", minute(5))).await;
    let draft = draft.unwrap();
    let wall = "1-town/1-permits/111-wall.toml";
    let files = menus_with_fee("seven dinars");
    let file = files.iter().find(|file| file.path == wall).unwrap();
    drafts::put(database, draft, (wall, &file.bytes), 0, by("day", minute(6))).await.unwrap();
    drafts::publish_draft(database, draft, by("day", minute(7)), (Vec::new(), None)).await.unwrap();
    let key = caller_key(&store);
    let number = PhoneNumber::written("+97317001234").unwrap();
    operate::forget(database, (&key, &number), by("day", minute(8))).await.unwrap();
    let expected = [
        "published 1 day “By the day.”".to_owned(),
        "scheduled 2 night “By the night.”".to_owned(),
        "schedule-cancelled 2 day “as agreed”".to_owned(),
        "published 3 day “By the day.”".to_owned(),
        "rolled-back 1 night “as agreed”".to_owned(),
        format!("notice-added {id} day “as agreed”"),
        format!("notice-ended {id} night “as agreed”"),
        format!("draft-begun {draft} day “as agreed”"),
        format!("draft-changed {draft} day “as agreed”"),
        "published 4 day “as agreed”".to_owned(),
        format!("draft-published {draft} day “as agreed”"),
        "caller-forgotten  day “as agreed”".to_owned(),
    ];
    assert_eq!(audit(database).await, expected);
}

#[tokio::test]
async fn a_refusal_is_written_down_and_changes_nothing() {
    let store = TestStore::with_an_edition().await;
    let database = &store.database;
    let one = EditionNumber::new(1);
    let refused = store.publish(menus_with_fee("six dinars"), None).await;
    assert!(matches!(refused, Err(OperateError::Conflict(_))), "{refused:?}");
    let past =
        Publication { from: Some(minute(0)), ..publication("day", menus_with_fee("six dinars")) };
    let refused = operate::publish(database, past, Some(1)).await;
    assert!(matches!(refused, Err(OperateError::Past(_))), "{refused:?}");
    let languages = ["ar".to_owned(), "ur".to_owned()];
    let unspoken = Publication {
        lines: vec![LineSpeaker { line: "main", speaker: DIALECTS[0].speaker(&languages, true) }],
        ..publication("day", menus_with_fee("six dinars"))
    };
    let refused = operate::publish(database, unspoken, Some(1)).await;
    let Err(OperateError::UnspokenLanguage { line, language }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!((line.as_str(), language.as_str()), ("main", "ur"));
    let no_note = Publication {
        by: Authorship { reason: "", ..by("day", minute(0)) },
        ..publication("day", menus_with_fee("six dinars"))
    };
    let refused = operate::publish(database, no_note, Some(1)).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let refused = operate::roll_back(database, one, by("\u{202e}day", minute(1)), 1).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let refused = operate::roll_back(database, one, by("day", minute(1)), 1).await;
    assert!(matches!(refused, Err(OperateError::AlreadyHeard(_))), "{refused:?}");
    let refused = operate::cancel(database, one, by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::NotScheduled(_))), "{refused:?}");
    let hotline = notices::heard(database).await.unwrap();
    let nobody = NewNotice { sector: MenuKey::new(8), ..notice(60) };
    let refused = notices::add(database, nobody, hotline, by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::NoticeMistakes(_))), "{refused:?}");
    let refused = notices::end(database, NoticeId::new(7), by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::UnknownNotice(_))), "{refused:?}");
    let refused = drafts::begin(database, " ", one, by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let refused = drafts::discard(database, 7, by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::UnknownDraft(7))), "{refused:?}");
    let key = caller_key(&store);
    let number = PhoneNumber::written("+97317001234").unwrap();
    let refused = operate::forget(database, (&key, &number), by("", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let expected = [
        "published  day “By the day.” refused: conflict",
        "scheduled  day “By the day.” refused: past",
        "published  day “By the day.” refused: unspoken-language",
        "published  day “” refused: words",
        "rolled-back 1 \u{fffd}day “as agreed” refused: words",
        "rolled-back 1 day “as agreed” refused: already-heard",
        "schedule-cancelled 1 day “as agreed” refused: not-scheduled",
        "notice-added  day “as agreed” refused: mistakes",
        "notice-ended 7 day “as agreed” refused: unknown",
        "draft-begun  day “as agreed” refused: words",
        "draft-discarded 7 day “as agreed” refused: unknown",
        "caller-forgotten   “as agreed” refused: words",
    ];
    assert_eq!(audit(database).await[1..], expected);
    assert_eq!(store.revision().await, Some(1));
    assert_eq!(database.editions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_refused_before_it_is_published_is_written_down() {
    let store = TestStore::with_an_edition().await;
    let database = &store.database;
    let by = by("day", minute(1));
    let wrong = (menus_with_fee("5 dinars"), None);
    let refused = operate::prepare(database, wrong, ActKind::Published, by).await;
    assert!(matches!(refused, Err(OperateError::Mistakes(_))), "{refused:?}");
    let upon_nothing = (menus(), Some(EditionNumber::new(9)));
    let refused = operate::prepare(database, upon_nothing, ActKind::Scheduled, by).await;
    assert!(matches!(refused, Err(OperateError::UnknownEdition(_))), "{refused:?}");
    let expected = [
        "published  day “as agreed” refused: mistakes",
        "scheduled  day “as agreed” refused: edition-unreadable",
    ];
    assert_eq!(audit(database).await[1..], expected);
}

#[tokio::test]
async fn a_notice_where_nothing_is_heard_is_written_down_as_refused() {
    let store = TestStore::new().await;
    let refused = notices::heard_for(&store.database, by("day", minute(1))).await;
    assert!(matches!(refused, Err(OperateError::NothingHeard)), "{refused:?}");
    let expected = ["notice-added  day “as agreed” refused: nothing-heard"];
    assert_eq!(audit(&store.database).await, expected);
}

#[tokio::test]
async fn a_draft_that_is_not_published_is_refused_once() {
    let store = TestStore::with_an_edition().await;
    let database = &store.database;
    let one = EditionNumber::new(1);
    let draft = drafts::begin(database, "fees", one, by("day", minute(1))).await.unwrap();
    let past = (Vec::new(), Some(minute(0)));
    let refused = drafts::publish_draft(database, draft, by("day", minute(2)), past).await;
    assert!(matches!(refused, Err(OperateError::Past(_))), "{refused:?}");
    let expected = [format!("draft-published {draft} day “as agreed” refused: past")];
    assert_eq!(audit(database).await[2..], expected);
}

#[tokio::test]
async fn of_two_who_end_a_notice_at_once_one_is_told_of_the_other() {
    for store in [TestStore::new().await, TestStore::over_postgres().await] {
        let store = store.begun().await;
        let (database, other) = (&store.database, store.another().await);
        let hotline = notices::heard(database).await.unwrap();
        for round in 1..=8 {
            let added = notices::add(database, notice(60), hotline.clone(), by("day", minute(0)));
            let (id, _) = added.await.unwrap();
            let (day, night) = tokio::join!(
                notices::end(database, id, by("day", minute(1))),
                notices::end(&other, id, by("night", minute(1))),
            );
            let (Ok(_), Err(refused)) = (if day.is_ok() { (day, night) } else { (night, day) })
            else {
                panic!("both ended it, in round {round}");
            };
            assert!(matches!(refused, OperateError::NoticeEnded(_)), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_base_is_the_revision_at_which_its_edition_was_last_heard() {
    let empty = TestStore::new().await;
    assert_eq!(base_revision(&empty.database, None).await.unwrap(), None);
    let store = empty.begun().await;
    let (one, two) = (EditionNumber::new(1), EditionNumber::new(2));
    let later = Publication {
        from: Some(minute(30)),
        ..publication("night", menus_with_fee("six dinars"))
    };
    operate::publish(&store.database, later, Some(1)).await.unwrap();
    store.publish(menus_with_fee("nine dinars"), Some(1)).await.unwrap();
    let base = async |number| base_revision(&store.database, number).await;
    assert_eq!(base(None).await.unwrap(), Some(2));
    assert_eq!(base(Some(one)).await.unwrap(), Some(1));
    // Never heard: it was made from the first.
    assert_eq!(base(Some(two)).await.unwrap(), Some(1));
    let unknown = base(Some(EditionNumber::new(9))).await;
    assert!(matches!(unknown, Err(OperateError::UnknownEdition(_))), "{unknown:?}");
}

#[tokio::test]
async fn nothing_takes_an_act_back() {
    for store in [TestStore::new().await, TestStore::over_postgres().await] {
        let store = store.begun().await;
        let act = Act::done(by("day", minute(1)), ActKind::BackedUp, "");
        store.database.record_act(&act).await.unwrap();
        let before = audit(&store.database).await;
        for statement in [
            "UPDATE audit SET author = 'nobody'",
            "DELETE FROM audit",
            "DELETE FROM audit WHERE number = 1",
        ] {
            let refused = match store.location() {
                Location::File(file) => {
                    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
                    let mut connection = options.connect().await.unwrap();
                    sqlx::query(statement).execute(&mut connection).await.err()
                }
                Location::Postgres(url) => {
                    let url = url.for_tools().unwrap();
                    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
                    let refused = sqlx::query(statement).execute(&mut connection).await.err();
                    connection.close().await.unwrap();
                    refused
                }
            };
            let refused = refused.unwrap().to_string();
            assert!(refused.contains("append-only"), "{statement}: {refused}");
        }
        assert_eq!(audit(&store.database).await, before);
        assert_eq!(before.len(), 2);
    }
}

#[tokio::test]
async fn the_program_publishes_as_itself() {
    let store = TestStore::new().await;
    let menus = operate::LoadedMenus::load(menus()).unwrap();
    operate::publish_first(&store.database, menus, operate::SHIPPED, minute(0)).await.unwrap();
    let acts = store.database.acts(&AuditQuery::newest(1)).await.unwrap();
    let act = &acts[0].act;
    assert_eq!((act.author.as_str(), act.via), ("sila", Via::Server));
    assert_eq!(act.reason, operate::SHIPPED);
}
