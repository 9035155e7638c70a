//! Who reads an answer, and for how long.

use jiff::{SignedDuration, Timestamp};
use sila::operate::inquiries::close;

use super::super::escaped;
use super::{QUESTION, answered, ask, asking, inquiry, listed, look, open, opened};
use crate::providers::twilio::phone::Phone;
use crate::store::by;
use crate::test_server::{TestServer, call_id};

#[tokio::test]
async fn only_both_numbers_together_open_an_answer() {
    let server = open().await;
    let (one, other) = (ask(&server, "one").await, ask(&server, "other").await);
    answered(&server, &one.0, "The answer is private.").await;
    let unknown = "No question has these two numbers together.";
    let no_secret = "This is not a secret number.";
    let no_reference = "This is not the number of a question.";
    for ((reference, secret), words, at) in [
        ((&*one.0, &*other.1), unknown, "secret"),
        ((&*other.0, &*one.1), unknown, "secret"),
        ((&*one.0, "000000000000"), unknown, "secret"),
        (("3000 0004", &*one.1), unknown, "secret"),
        ((&*one.0, ""), no_secret, "secret"),
        ((&*one.0, "12345"), no_secret, "secret"),
        ((&*one.0, "\"><script>"), no_secret, "secret"),
        (("", &*one.1), no_reference, "reference"),
        (("12345675", &*one.1), no_reference, "reference"),
        ((&*format!("{}/1", one.0), &*one.1), no_reference, "reference"),
    ] {
        let response = look(&server, "/en/answer", (reference, secret)).await;
        assert_eq!(response.status(), 422, "{reference} {secret}");
        let text = response.text().await.unwrap();
        assert!(
            text.contains(words) && !text.contains("private") && !text.contains("<script>"),
            "{text}"
        );
        // The finding is named by the field that has it, which keeps what was written.
        let finding = format!("aria-describedby=\"{at}-finding {at}-hint\" aria-invalid=\"true\"");
        assert!(text.contains(&finding), "{text}");
        assert!(text.contains(&format!("value=\"{}\"", escaped(reference))), "{text}");
    }
    assert!(opened(&server, &one).await.contains("private"));
}

#[tokio::test]
async fn what_was_written_goes_with_its_time_and_the_question_with_its_end() {
    let server = open().await;
    let numbers = ask(&server, QUESTION).await;
    answered(&server, &numbers.0, "Yes, the garage as well.").await;
    let database = server.database().await;
    let asked_at = listed(&server).await[0].asked_at;
    let later = asked_at + SignedDuration::from_secs(1);
    assert_eq!(database.clear_inquiries(later).await.unwrap(), 1);
    let told = opened(&server, &numbers).await;
    assert!(told.contains("We have removed what you wrote") && told.contains("garage"), "{told}");
    assert!(!told.contains("07014567"), "{told}");
    let inquiry = inquiry(&server, &numbers.0).await;
    close(&database, &inquiry, None, by("Ali", later)).await.unwrap();
    assert!(opened(&server, &numbers).await.contains("garage"));
    let after = later + SignedDuration::from_secs(1);
    assert_eq!(database.remove_inquiries(after).await.unwrap(), 1);
    assert_eq!(look(&server, "/en/answer", (&numbers.0, &numbers.1)).await.status(), 422);
}

#[tokio::test]
async fn a_question_that_is_closed_without_an_answer_says_so() {
    let server = open().await;
    let numbers = ask(&server, QUESTION).await;
    let inquiry = inquiry(&server, &numbers.0).await;
    let ali = by("Ali", inquiry.summary.asked_at);
    close(&server.database().await, &inquiry, None, ali).await.unwrap();
    let told = opened(&server, &numbers).await;
    assert!(told.contains("Your question was closed without an answer."), "{told}");
}

#[tokio::test]
async fn by_phone_nobody_hears_the_answer_to_a_question_from_the_website() {
    let server = TestServer::with(|config| {
        asking(config);
        config.lines[0].abilities.records = true;
    })
    .await;
    let numbers = ask(&server, QUESTION).await;
    let reference: String = numbers.0.split(' ').collect();
    let heard = async |number, from: &str| {
        let mut settings = server.telephone();
        settings.from = from.to_owned();
        let phone = Phone::new(settings).unwrap();
        let mut call = phone.call(call_id(number), Timestamp::UNIX_EPOCH);
        call.start().await.unwrap();
        call.press("2").await.unwrap();
        call.press("6").await.unwrap();
        let heard = call.press(&reference).await.unwrap().text();
        call.hang_up().await.unwrap();
        heard
    };
    assert!(heard(1, "+97336000011").await.contains("It has not been answered yet."));
    answered(&server, &numbers.0, "Yes, the garage as well.").await;
    for (number, from) in [(2, "+97336000012"), (3, "anonymous")] {
        let heard = heard(number, from).await;
        assert!(
            heard.contains("If you wrote it on the website, read the answer there."),
            "{heard}"
        );
        assert!(!heard.contains("garage"), "{heard}");
    }
}
