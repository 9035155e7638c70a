//! The rules for what is done about inquiries.

use sila::catalogue::{Hotline, load};
use sila::operate::OperateError;
use sila::operate::inquiries::{
    self, InquiryAddress, ReferenceError, SpokenQuestion, answer, assign, check_spoken_answer,
    close, find, find_for, listen, reveal_number,
};
use sila::store::{ActKind, Inquiry, InquiryState, TurnLog as _, WrittenWords};

use super::audit::audit;
use super::{TestStore, menus, minute};
use crate::store::by;
use crate::store::suite::inquiries::{REFERENCE, asked, continued};
use crate::store::suite::written::written;

fn hotline() -> Hotline {
    load(&menus()).unwrap().0
}

/// Something to be joined with what is no sound.
async fn damaged_recordings_are_said_to_be(store: &TestStore) {
    let database = &store.database;
    database.append(&[continued("CA1", REFERENCE, 6)]).await.unwrap();
    let claimed = database.claim_recordings(minute(9), minute(9), 9).await.unwrap();
    let kept = database.keep_recording(claimed[0].id, b"RIFF", 1.5, minute(9));
    assert!(kept.await.unwrap());
    let inquiry = found(store, REFERENCE).await;
    let heard = listen(database, &inquiry, by("Ali", minute(10))).await;
    assert!(matches!(heard, Err(OperateError::Damaged(_))), "{heard:?}");
}

fn address(written: &str) -> InquiryAddress {
    InquiryAddress::parse(written).unwrap()
}

/// A store with this many inquiries of one reference.
async fn with_inquiries(store: TestStore, calls: &[&str]) -> TestStore {
    let events: Vec<_> = calls.iter().map(|call| asked(call, REFERENCE)).collect();
    store.database.append(&events).await.unwrap();
    store
}

async fn found(store: &TestStore, written: &str) -> Inquiry {
    find(&store.database, &address(written)).await.unwrap().inquiry
}

#[tokio::test]
async fn what_is_done_about_an_inquiry_is_in_the_audit() {
    acts_are_recorded(TestStore::new().await).await;
}

#[tokio::test]
async fn what_is_done_about_an_inquiry_is_in_the_audit_over_postgres() {
    acts_are_recorded(TestStore::over_postgres().await).await;
}

async fn acts_are_recorded(empty: TestStore) {
    let store = with_inquiries(empty, &["CA1"]).await;
    let database = &store.database;
    let hotline = hotline();
    let inquiry = found(&store, REFERENCE).await;
    let id = inquiry.summary.id;
    assign(database, &inquiry, "Ali", by("day", minute(1))).await.unwrap();
    let number = reveal_number(database, &inquiry, by("Ali", minute(2))).await;
    assert!(number.unwrap().is_some());
    assert_eq!(listen(database, &inquiry, by("Ali", minute(3))).await.unwrap(), None);
    let claimed = database.claim_recordings(minute(9), minute(9), 9).await.unwrap();
    let kept = database.keep_recording(claimed[0].id, b"RIFF", 1.5, minute(9));
    assert!(kept.await.unwrap());
    let spoken = listen(database, &inquiry, by("Ali", minute(10))).await.unwrap();
    assert_eq!(spoken, Some(SpokenQuestion { wav: b"RIFF".to_vec(), missing: Vec::new() }));
    damaged_recordings_are_said_to_be(&store).await;
    let text = "الرسم\nخمسة دنانير.";
    let checked =
        answer(database, &hotline, (&inquiry, text), by("Ali", minute(11))).await.unwrap();
    assert_eq!(checked.text, "الرسم خمسة دنانير.");
    assert_eq!(checked.language.code, "ar");
    close(database, &inquiry, Some("done"), by("day", minute(12))).await.unwrap();
    let closed = found(&store, REFERENCE).await;
    assert_eq!(closed.summary.state, InquiryState::Closed);
    assert_eq!(closed.answer.as_deref(), Some("الرسم خمسة دنانير."));
    let number = reveal_number(database, &closed, by("Ali", minute(13))).await;
    assert!(number.unwrap().is_none());
    let acts = ["assigned", "shown", "played", "answered", "closed"];
    let authors = ["day", "Ali", "Ali", "Ali", "day"];
    let expected = acts.into_iter().zip(authors).map(|(act, author)| {
        let kind = if act == "shown" { "number" } else { "inquiry" };
        format!("{kind}-{act} {REFERENCE}/{id} {author} “as agreed”")
    });
    assert_eq!(audit(database).await, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn an_answer_must_be_speakable_in_the_language_of_the_question() {
    let store = with_inquiries(TestStore::new().await, &["CA1"]).await;
    let database = &store.database;
    let hotline = hotline();
    let inquiry = found(&store, REFERENCE).await;
    let id = inquiry.summary.id;
    let at = by("Ali", minute(1));
    let refused = answer(database, &hotline, (&inquiry, "الرسم 5 دنانير."), at).await;
    assert!(matches!(refused, Err(OperateError::Unspeakable(_))), "{refused:?}");
    let refused = answer(database, &hotline, (&inquiry, " \n "), at).await;
    assert!(refused.is_err());
    let mut lost = inquiry.clone();
    lost.summary.language = Some("ur".to_owned());
    let refused = answer(database, &hotline, (&lost, "نعم."), at).await;
    let Err(OperateError::LanguageGone { code }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "ur");
    let refused = assign(database, &inquiry, "a\nb", at).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let refused = close(database, &inquiry, Some(""), at).await;
    assert!(matches!(refused, Err(OperateError::Words(_))), "{refused:?}");
    let untouched = found(&store, REFERENCE).await;
    assert_eq!(untouched.summary.state, InquiryState::New);
    close(database, &inquiry, None, at).await.unwrap();
    let closed = found(&store, REFERENCE).await;
    let refused = check_spoken_answer(&hotline, &closed, "نعم.");
    assert!(matches!(refused, Err(OperateError::Closed(_))), "{refused:?}");
    // Somebody closed it since it was looked up.
    let refused = answer(database, &hotline, (&inquiry, "نعم."), at).await;
    assert!(matches!(refused, Err(OperateError::Closed(_))), "{refused:?}");
    let refused: Vec<_> = audit(database)
        .await
        .into_iter()
        .filter_map(|act| Some(act.split_once(" refused: ")?.1.to_owned()))
        .collect();
    let rules = ["unspeakable", "unspeakable", "language-gone", "words", "words", "closed"];
    assert_eq!(refused, rules, "of {REFERENCE}/{id}");
}

#[tokio::test]
async fn what_is_not_found_shown_or_played_is_in_the_audit() {
    let store = with_inquiries(TestStore::new().await, &["CA1", "CA2"]).await;
    let database = &store.database;
    let at = by("Ali", minute(1));
    for (reference, kind) in
        [("3000 0004", ActKind::InquiryClosed), (REFERENCE, ActKind::NumberShown)]
    {
        find_for(database, &address(reference), kind, at).await.unwrap_err();
    }
    let Err(OperateError::Several(_, several)) = find(database, &address(REFERENCE)).await else {
        panic!("one is meant");
    };
    let nobody = by("", minute(1));
    let id = several[0].id;
    let one = found(&store, &several[0].address()).await;
    reveal_number(database, &one, nobody).await.unwrap_err();
    listen(database, &one, nobody).await.unwrap_err();
    let expected = [
        "inquiry-closed 30000004 Ali “as agreed” refused: unknown".to_owned(),
        format!("number-shown {REFERENCE} Ali “as agreed” refused: several"),
        format!("number-shown {REFERENCE}/{id}  “as agreed” refused: words"),
        format!("inquiry-played {REFERENCE}/{id}  “as agreed” refused: words"),
    ];
    assert_eq!(audit(database).await, expected);
}

#[tokio::test]
async fn of_several_with_one_reference_the_open_one_is_meant() {
    let store = with_inquiries(TestStore::new().await, &["CA1", "CA2"]).await;
    let refused = find(&store.database, &address(REFERENCE)).await;
    let Err(OperateError::Several(_, several)) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(several.len(), 2);
    let [one, two] = [0, 1].map(|at| inquiries::address_of(&several[at]));
    let first = find(&store.database, &one).await.unwrap();
    assert_eq!(first.others, std::slice::from_ref(&two));
    close(&store.database, &first.inquiry, None, by("day", minute(1))).await.unwrap();
    assert_eq!(inquiries::address_of(&found(&store, REFERENCE).await.summary), two);
    let unknown = find(&store.database, &address("3000 0004")).await;
    assert!(matches!(unknown, Err(OperateError::UnknownInquiry(_))), "{unknown:?}");
}

#[tokio::test]
async fn that_a_written_question_was_read_is_in_the_audit() {
    let store = TestStore::new().await;
    let database = &store.database;
    let question = written("form", &[REFERENCE], minute(0));
    database.take_question(&question, minute(0), 9).await.unwrap();
    let inquiry = found(&store, REFERENCE).await;
    let said = inquiries::read(database, &inquiry, by("Ali", minute(1))).await.unwrap();
    assert_eq!(said.map(WrittenWords::reveal), Some(question.text.as_str()));
    inquiries::read(database, &inquiry, by("", minute(2))).await.unwrap_err();
    database.clear_inquiries(minute(9)).await.unwrap();
    let cleared = found(&store, REFERENCE).await;
    let said = inquiries::read(database, &cleared, by("Ali", minute(3))).await.unwrap();
    assert_eq!(said, None);
    let id = inquiry.summary.id;
    let expected = [
        format!("inquiry-read {REFERENCE}/{id} Ali “as agreed”"),
        format!("inquiry-read {REFERENCE}/{id}  “as agreed” refused: words"),
    ];
    assert_eq!(audit(database).await, expected);
}

#[test]
fn a_reference_is_read_in_any_grouping_and_in_arabic_digits() {
    for written in [
        "12345674",
        "1234 5674",
        "12-34-56-74",
        " 123.456.74 ",
        "١٢٣٤٥٦٧٤",
        "۱۲۳۴ ۵۶۷۴",
        "\u{200f}١٢٣٤\u{a0}٥٦٧٤",
    ] {
        let address = InquiryAddress::parse(written).unwrap();
        assert_eq!(address.to_string(), "1234 5674", "{written}");
        assert_eq!((address.reference(), address.id()), ("12345674", None));
    }
    let address = InquiryAddress::parse("1234 5674/٧").unwrap();
    assert_eq!(address.to_string(), "1234 5674/7");
}

#[test]
fn what_is_no_reference_is_refused() {
    let not_digits = |written: &str| ReferenceError::NotDigits(written.to_owned());
    for written in ["1234567x", "", "12345674/", "12345674/x"] {
        assert_eq!(InquiryAddress::parse(written), Err(not_digits(written)));
    }
    assert_eq!(
        InquiryAddress::parse("1234567"),
        Err(ReferenceError::WrongLength { written: "1234567".to_owned(), digits: 7 })
    );
    let wrong = ReferenceError::WrongDigit("12345675".to_owned());
    assert_eq!(InquiryAddress::parse("1234 5675"), Err(wrong));
}
