//! Questions that readers write: taken whole or not at all, and answered to whoever has both numbers.

mod bounds;
mod reading;
mod taking;

use std::fs;

use reqwest::Response;
use sila::catalogue::EditionNumber;
use sila::config::Config;
use sila::operate::inquiries::{InquiryAddress, answer, find};
use sila::store::{
    Inquiry, InquiryQuery, InquirySummary, Location, PostgresUrl, RecordingState, WrittenWords,
};

use super::{attributes, escaped, get, header, page, post};
use crate::postgres;
use crate::store::by;
use crate::test_server::TestServer;

const QUESTION: &str = "Does the permit for plot 07014567 cover the <garage> too?";

/// The two numbers that a reader is shown.
type Numbers = (String, String);

fn asking(config: &mut Config) {
    config.website.questions = true;
}

async fn open() -> TestServer {
    TestServer::with(asking).await
}

async fn over(url: &str) -> TestServer {
    let database = Location::Postgres(PostgresUrl::parse(url).unwrap());
    TestServer::with(|config| {
        asking(config);
        config.database = database;
    })
    .await
}

/// The token of the form in a page.
fn token(page: &str) -> String {
    let form = page.split(" name=\"form\"").nth(1).unwrap();
    attributes(form, "value")[0].to_owned()
}

/// The token of a new form.
async fn form(server: &TestServer, path: &str) -> String {
    token(&page(server, path).await)
}

async fn send(server: &TestServer, token: &str, text: &str) -> Response {
    post(server, "/en/114/ask", &[("form", token), ("question", text)]).await
}

/// The numbers in the response to a question that was taken.
async fn numbers(response: Response) -> Numbers {
    assert_eq!(response.status(), 200);
    let text = response.text().await.unwrap();
    let shown: Vec<_> = text.split("<bdi class=\"code\" dir=\"ltr\">").skip(1).collect();
    assert_eq!(shown.len(), 2, "{text}");
    let number = |at: usize| shown[at].split('<').next().unwrap().to_owned();
    (number(0), number(1))
}

/// Asks a question with a form of its own.
async fn ask(server: &TestServer, text: &str) -> Numbers {
    numbers(send(server, &form(server, "/en/114/ask").await, text).await).await
}

async fn look(server: &TestServer, path: &str, (reference, secret): (&str, &str)) -> Response {
    post(server, path, &[("reference", reference), ("secret", secret)]).await
}

/// The page that the two numbers open.
async fn opened(server: &TestServer, (reference, secret): &Numbers) -> String {
    let response = look(server, "/en/answer", (reference, secret)).await;
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "cache-control"), "no-store");
    response.text().await.unwrap()
}

async fn listed(server: &TestServer) -> Vec<InquirySummary> {
    server.database().await.inquiries(&InquiryQuery::newest(500)).await.unwrap()
}

async fn inquiry(server: &TestServer, reference: &str) -> Inquiry {
    let address = InquiryAddress::parse(reference).unwrap();
    find(&server.database().await, &address).await.unwrap().inquiry
}

/// Answers as `sila inquiries answer` does.
async fn answered(server: &TestServer, reference: &str, text: &str) {
    let active = server.running.app.calls.editions.active();
    let inquiry = inquiry(server, reference).await;
    let ali = by("Ali", inquiry.summary.asked_at);
    let database = server.database().await;
    answer(&database, active.hotline(), (&inquiry, text), ali).await.unwrap();
}

/// From the page of a service to the answer.
async fn a_question_is_answered(server: &TestServer) {
    for language in ["ar", "en"] {
        let ask = format!("/{language}/114/ask");
        let service = page(server, &format!("/{language}/114")).await;
        assert!(attributes(&service, "href").contains(&ask.as_str()), "{service}");
        let empty = get(server, &ask).await;
        assert_eq!((empty.status().as_u16(), header(&empty, "etag")), (200, String::new()));
        assert_eq!(header(&empty, "cache-control"), "no-store");
        let empty = empty.text().await.unwrap();
        assert!(empty.contains("noindex") && empty.contains(&format!("action=\"{ask}\"")));
    }
    let token = form(server, "/en/114/ask").await;
    let text = format!(" {} \r\n", QUESTION.replace(" cover", "\r\ncover"));
    let response = send(server, &token, &text).await;
    assert_eq!(header(&response, "cache-control"), "no-store");
    assert_eq!(
        (header(&response, "location"), header(&response, "set-cookie")),
        Default::default()
    );
    let numbers = numbers(response).await;
    let (reference, secret) = &numbers;
    assert_eq!((reference.len(), secret.len()), (9, 14), "{numbers:?}");

    let all = listed(server).await;
    assert_eq!(all.len(), 1);
    assert!(all[0].is_written());
    assert_eq!((all[0].service.as_deref(), all[0].language.as_deref()), (Some("114"), Some("en")));
    assert_eq!((all[0].recording, &all[0].number), (RecordingState::Written, &None));
    let kept = inquiry(server, reference).await;
    assert_eq!(kept.said.as_ref().map(WrittenWords::reveal), Some(QUESTION));
    assert_eq!((kept.call, kept.edition), (None, Some(EditionNumber::new(1))));

    let waits = opened(server, &numbers).await;
    assert!(waits.contains("It has not been answered yet."), "{waits}");
    answered(server, reference, "Yes, the garage as well.").await;
    let told = opened(server, &numbers).await;
    assert!(
        told.contains(">Yes, the garage as well.<") && told.contains(&escaped(QUESTION)),
        "{told}"
    );
    // The numbers as people write them, on the page in the other language.
    let arabic = |digits: &str| -> String {
        let digit = |c: char| c.to_digit(10).map_or('-', |d| char::from_u32(0x660 + d).unwrap());
        digits.chars().map(digit).collect()
    };
    let (reference, secret) = (arabic(reference), arabic(secret));
    let other = look(server, "/ar/answer", (&reference, &secret)).await.text().await.unwrap();
    let english = "<p class=\"lead\" lang=\"en\" dir=\"ltr\"><bdi>Yes, the garage as well.";
    assert!(other.contains(english), "{other}");
}

#[tokio::test]
async fn a_question_is_asked_listed_answered_and_read() {
    let server = open().await;
    a_question_is_answered(&server).await;
    // No address has either number, and the store does not have the secret.
    let numbers = ask(&server, "another").await;
    let digits: String = numbers.1.split(' ').collect();
    for file in ["sila.db", "sila.db-wal"] {
        let bytes = fs::read(server.folder().join(file)).unwrap();
        for secret in [&digits, &numbers.1] {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{file}");
        }
    }
    // Another server on the same folder opens it as well.
    let server = server.restart(asking).await;
    assert!(opened(&server, &numbers).await.contains("not been answered yet"));
}

#[tokio::test]
async fn a_question_is_asked_listed_answered_and_read_over_postgres() {
    a_question_is_answered(&over(&postgres::database().await).await).await;
}
