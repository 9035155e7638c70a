//! The audit: every change writes its act, and nothing takes it back.

use serde_json::json;
use sila::catalogue::EditionNumber;
use sila::store::{
    Act, ActKind, AuditEntry, AuditQuery, Authorship, Database, NewEdition, ObjectKind, TurnLog,
    Via,
};

use super::super::{by, second};
use super::drafts::change;
use super::editions::{made, published};
use super::inquiries::{REFERENCE, asked, one};
use super::notices::notice;

/// The whole audit, the oldest first.
async fn acts(store: &Database) -> Vec<Act> {
    let mut entries = store.acts(&AuditQuery::newest(500)).await.unwrap();
    entries.reverse();
    let numbers: Vec<_> = entries.iter().map(|entry| entry.number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    entries.into_iter().map(|entry| entry.act).collect()
}

/// The acts after the first, as `kind id author reason`.
async fn after(store: &Database, first: usize) -> Vec<String> {
    let told = |act: &Act| format!("{} {} {} {}", act.kind.name(), act.id, act.author, act.reason);
    acts(store).await.iter().skip(first).map(told).collect()
}

pub async fn an_act_comes_back_as_it_was_recorded(store: &Database) {
    assert_eq!(acts(store).await, []);
    let done = Act::done(by("Huda", second(5)), ActKind::BackedUp, "")
        .with(json!({ "file": "نسخة.db", "calls": 12 }));
    let refused = Act::refused(by("Ali", second(6)), ActKind::Published, 7, "conflict");
    store.record_act(&done).await.unwrap();
    store.record_act(&refused).await.unwrap();
    assert_eq!(acts(store).await, [done, refused.clone()]);
    assert_eq!(refused.refused.as_deref(), Some("conflict"));
    assert_eq!((refused.via, refused.uid, refused.id.as_str()), (Via::Cli, Some(1001), "7"));
    assert_eq!(refused.kind.object(), ObjectKind::Edition);
}

pub async fn the_audit_is_listed_newest_first_and_as_asked(store: &Database) {
    let kinds =
        [ActKind::BackedUp, ActKind::NumberShown, ActKind::InquiryPlayed, ActKind::BackedUp];
    for (at, (kind, author)) in (0..).zip(kinds.into_iter().zip(["Huda", "Ali", "Huda", "Ali"])) {
        let act = Act::done(by(author, second(10 * at)), kind, "");
        store.record_act(&act).await.unwrap();
    }
    let seconds = async |query: AuditQuery| {
        let entries: Vec<AuditEntry> = store.acts(&query).await.unwrap();
        let seconds = entries.iter().map(|entry| {
            let after = entry.act.at.duration_since(second(0));
            after.as_secs()
        });
        seconds.collect::<Vec<_>>()
    };
    let all = AuditQuery::newest(500);
    assert_eq!(seconds(all.clone()).await, [30, 20, 10, 0]);
    let of_huda = AuditQuery { author: Some("Huda".to_owned()), ..all.clone() };
    assert_eq!(seconds(of_huda).await, [20, 0]);
    let since = AuditQuery { since: Some(second(20)), ..all.clone() };
    assert_eq!(seconds(since).await, [30, 20]);
    let kinds =
        AuditQuery { kinds: vec![ActKind::NumberShown, ActKind::InquiryPlayed], ..all.clone() };
    assert_eq!(seconds(kinds).await, [20, 10]);
    let first = store.acts(&AuditQuery::newest(2)).await.unwrap();
    let next = AuditQuery { before: Some(first[1].number), ..all };
    assert_eq!(seconds(next).await, [10, 0]);
}

pub async fn what_is_heard_changes_with_its_act(store: &Database) {
    let one = published(store, "one", 10, None).await;
    let later = NewEdition { from: Some(second(100)), ..made(store, "two", second(20)).await };
    let two = store.publish(&later, Some(1)).await.unwrap();
    assert!(store.unschedule(two, by("Ali", second(25))).await.unwrap());
    let three = published(store, "three", 30, Some(1)).await;
    store.roll_back(one, by("Ali", second(40)), 2).await.unwrap();
    let four = NewEdition { from: Some(second(100)), ..made(store, "four", second(50)).await };
    let four = store.publish(&four, Some(3)).await.unwrap();
    assert_eq!(store.promote(second(101)).await.unwrap(), [four]);
    assert_eq!(
        after(store, 0).await,
        [
            "published 1 Huda one",
            "scheduled 2 Huda two",
            "schedule-cancelled 2 Ali as agreed",
            "published 3 Huda three",
            "rolled-back 1 Ali as agreed",
            "scheduled 4 Huda four",
            "activated 4 Huda ",
        ]
    );
    let all = acts(store).await;
    assert_eq!(all[4].detail, json!({ "before": 3 }));
    assert_eq!((all[6].via, all[6].at), (Via::Server, second(101)));
    assert_eq!((one, three), (EditionNumber::new(1), EditionNumber::new(3)));
    // What is not done leaves no act.
    let late = store.roll_back(three, by("Huda", second(50)), 2).await;
    assert!(late.is_err());
    assert!(!store.unschedule(two, by("Ali", second(60))).await.unwrap());
    assert_eq!(acts(store).await.len(), 7);

    let bad_weather = notice("a storm", 10, 900);
    let added = store.add_notice(&bad_weather, by("Huda", second(1))).await;
    let id = added.unwrap();
    store.end_notice(id, by("Sami", second(60))).await.unwrap();
    assert!(!store.end_notice(id, by("Ali", second(61))).await.unwrap());
    let draft = store.begin_draft("fees", one, by("Ali", second(70))).await;
    let draft = draft.unwrap();
    let first = change("a.toml", Some(b"one"), 0);
    store.change_draft(draft, &first).await.unwrap();
    assert!(store.change_draft(draft, &first).await.is_err());
    let files = [("a.toml".to_owned(), 1)];
    let gone = store.discard_draft_if(draft, &files, by("Ali", second(80)));
    assert!(gone.await.unwrap());
    let other = store.begin_draft("more", one, by("Ali", second(81))).await;
    let other = other.unwrap();
    store.discard_draft(other, by("Huda", second(82))).await.unwrap();
    assert_eq!(
        after(store, 7).await,
        [
            format!("notice-added {id} Huda as agreed"),
            format!("notice-ended {id} Sami as agreed"),
            format!("draft-begun {draft} Ali as agreed"),
            format!("draft-changed {draft} Ali as agreed"),
            format!("draft-published {draft} Ali as agreed"),
            format!("draft-begun {other} Ali as agreed"),
            format!("draft-discarded {other} Huda as agreed"),
        ]
    );
}

pub async fn what_is_done_about_callers_names_none_of_them(store: &Database) {
    store.append(&[asked("CA1", REFERENCE)]).await.unwrap();
    let address = one(store, REFERENCE).await.summary.address();
    let now = |at| by("Huda", second(at));
    store.assign(REFERENCE, "Ali", now(1)).await.unwrap();
    store.answer(REFERENCE, "six dinars", now(2)).await.unwrap();
    let note = Some("called Mr Hasan");
    store.close_inquiry(REFERENCE, note, now(3)).await.unwrap();
    assert!(store.assign(REFERENCE, "Ali", now(4)).await.is_err());
    store.forget("a hash", now(5)).await.unwrap();
    assert_eq!(
        after(store, 0).await,
        [
            format!("inquiry-assigned {address} Huda as agreed"),
            format!("inquiry-answered {address} Huda as agreed"),
            format!("inquiry-closed {address} Huda as agreed"),
            "caller-forgotten  Huda as agreed".to_owned(),
        ]
    );
    let whole = format!("{:?}", acts(store).await);
    for personal in ["a hash", "six dinars", "Hasan"] {
        assert!(!whole.contains(personal), "{personal} in {whole}");
    }
    assert!(whole.contains("\"to\": String(\"Ali\")"), "{whole}");
}

pub async fn a_null_character_in_an_act_costs_no_more_than_itself(store: &Database) {
    let by = Authorship { reason: "a\0b", ..by("\0", second(1)) };
    let act = Act::done(by, ActKind::BackedUp, "\0").with(json!({ "file": "\0" }));
    store.record_act(&act).await.unwrap();
    assert_eq!(acts(store).await.len(), 1);
}
