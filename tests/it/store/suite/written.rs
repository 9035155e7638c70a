//! Questions that readers write on the website.

use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{Code, EditionNumber};
use sila::store::{
    Database, InquiryState, NewQuestion, RecordingState, TurnLog as _, WrittenQuestion,
    WrittenWords,
};

use super::super::{by, second, turn};
use super::SOMEBODY;
use super::inquiries::{NUMBER, asked, one};

pub const SECRET: &str = "hash of a secret";

/// A question as it is sent with a form.
pub fn written(form: &str, drawn: &[&str], at: Timestamp) -> NewQuestion {
    NewQuestion {
        key: format!("website/{form}"),
        drawn: drawn.iter().map(|&drawn| drawn.to_owned()).collect(),
        secret: SECRET.to_owned(),
        text: "متى تنتهي المدة؟".to_owned(),
        language: "ar".to_owned(),
        service: Code::parse("111").unwrap(),
        edition: EditionNumber::new(3),
        at,
    }
}

async fn take(store: &Database, question: &NewQuestion) -> Option<String> {
    store.take_question(question, second(0), 500).await.unwrap()
}

async fn only(store: &Database, reference: &str) -> WrittenQuestion {
    let mut found = store.written_questions(reference).await.unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

pub async fn a_written_question_comes_once_however_often_it_is_sent(store: &Database) {
    let question = written("a", &["11", "22"], second(100));
    assert_eq!(take(store, &question).await.as_deref(), Some("11"));
    let again = NewQuestion { at: second(900), ..question.clone() };
    assert_eq!(take(store, &again).await.as_deref(), Some("11"));
    let other = written("b", &["33"], second(100));
    let (one_server, another) = tokio::join!(take(store, &other), take(store, &other));
    assert_eq!((one_server.as_deref(), another.as_deref()), (Some("33"), Some("33")));
    let inquiry = one(store, "11").await;
    let summary = &inquiry.summary;
    assert!(summary.is_written());
    assert_eq!((summary.asked_at, summary.state), (second(100), InquiryState::New));
    assert_eq!(
        (summary.language.as_deref(), summary.service.as_deref()),
        (Some("ar"), Some("111"))
    );
    assert_eq!((summary.recording, summary.number.as_deref()), (RecordingState::Written, None));
    let told = format!("{inquiry:?}");
    assert!(told.contains("not shown") && !told.contains("المدة"), "{told}");
    assert_eq!((inquiry.call, inquiry.number), (None, None));
    assert_eq!(inquiry.said.as_ref().map(WrittenWords::reveal), Some("متى تنتهي المدة؟"));
    assert_eq!(inquiry.edition, Some(EditionNumber::new(3)));
    assert!(one(store, "33").await.summary.is_written());
    assert!(store.claim_recordings(second(9000), second(9001), 10).await.unwrap().is_empty());
}

pub async fn a_written_question_gets_a_reference_that_no_inquiry_has(store: &Database) {
    store.append(&[asked("CA1", "11")]).await.unwrap();
    let taken = take(store, &written("a", &["11", "22", "33"], second(1))).await;
    assert_eq!(taken.as_deref(), Some("22"));
    // Nor does a caller get one that a reader has.
    let drawn = ["22".to_owned(), "44".to_owned()];
    let free = store.free_reference(&turn("CA9", 4).id, &drawn).await.unwrap();
    assert_eq!(free.as_deref(), Some("44"));
    // Where each is taken, its own secret tells it from the other, and an operator's number.
    let shared = written("b", &["11", "22"], second(2));
    assert_eq!(take(store, &shared).await.as_deref(), Some("11"));
    assert_eq!(store.inquiry("11").await.unwrap().len(), 2);
    only(store, "11").await;
}

pub async fn no_more_written_questions_come_than_a_day_takes(store: &Database) {
    store.append(&[asked("CA1", "11")]).await.unwrap();
    let take = async |form: &str, since| {
        let question = written(form, &[form], second(2000));
        store.take_question(&question, second(since), 2).await.unwrap()
    };
    assert!(take("22", 0).await.is_some() && take("33", 0).await.is_some());
    assert_eq!(take("44", 0).await, None);
    assert_eq!(take("33", 0).await.as_deref(), Some("33"), "it was taken before");
    assert!(take("44", 2001).await.is_some());
    assert_eq!(store.questions_of_line("main", second(0)).await.unwrap(), 1, "a line's own");
}

pub async fn nobody_hears_the_answer_to_a_written_question(store: &Database) {
    take(store, &written("a", &["22"], second(1))).await;
    store.answer("22", "نعم.", by("Ali", second(10))).await.unwrap();
    for caller in [None, Some(SOMEBODY)] {
        let status = store.inquiry_status("22", caller).await.unwrap().unwrap();
        assert_eq!((status.is_own, status.state), (false, InquiryState::Answered));
    }
    let question = only(store, "22").await;
    assert_eq!((question.answer.as_deref(), question.secret.as_str()), (Some("نعم."), SECRET));
    // What was asked in a call is opened by no secret.
    store.append(&[asked("CA1", "33")]).await.unwrap();
    assert!(store.written_questions("33").await.unwrap().is_empty());
}

pub async fn a_written_question_is_let_go_of_by_its_age(store: &Database) {
    take(store, &written("a", &["22"], second(100))).await;
    store.answer("22", "نعم.", by("Ali", second(110))).await.unwrap();
    store.forget(SOMEBODY, by("Huda", second(120))).await.unwrap();
    assert_eq!(store.clear_inquiries(second(100)).await.unwrap(), 0);
    assert_eq!(store.clear_inquiries(second(101)).await.unwrap(), 1);
    assert_eq!(store.clear_inquiries(second(101)).await.unwrap(), 0);
    let inquiry = one(store, "22").await;
    assert_eq!((inquiry.said, inquiry.summary.recording), (None, RecordingState::Erased));
    assert!(only(store, "22").await.answer.is_some());
    store.close_inquiry("22", None, by("Ali", second(200))).await.unwrap();
    let days = SignedDuration::from_hours(24);
    assert_eq!(store.remove_inquiries(second(200)).await.unwrap(), 0);
    assert_eq!(store.remove_inquiries(second(200) + days).await.unwrap(), 1);
    assert!(store.written_questions("22").await.unwrap().is_empty());
    assert!(store.claim_deletions(second(9000), second(9001), 10).await.unwrap().is_empty());
}

pub async fn a_null_character_in_a_written_question_costs_no_more_than_itself(store: &Database) {
    let question =
        NewQuestion { text: format!("a\0b {NUMBER}"), ..written("a", &["22"], second(100)) };
    assert_eq!(take(store, &question).await.as_deref(), Some("22"));
    let said = only(store, "22").await.said.unwrap().reveal().replace('\0', "\u{fffd}");
    assert_eq!(said, format!("a\u{fffd}b {NUMBER}"));
}
