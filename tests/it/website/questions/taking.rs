//! A question is taken once, or it stays in the form.

use std::time::Duration;

use sqlx::{Connection as _, SqliteConnection};

use super::super::{attributes, escaped, get, header, page, post, post_with, site};
use super::{QUESTION, ask, asking, form, listed, look, numbers, open, opened, over, send, token};
use crate::calls::play::small_menus;
use crate::postgres::Cluster;
use crate::test_server::TestServer;

#[tokio::test]
async fn what_is_sent_again_is_one_question() {
    let server = open().await;
    let token = form(&server, "/en/114/ask").await;
    let (one, two) = tokio::join!(send(&server, &token, "once"), send(&server, &token, "once"));
    let first = numbers(one).await;
    assert_eq!(numbers(two).await, first);
    assert_eq!(numbers(send(&server, &token, "  once\r\n").await).await, first);
    assert_eq!(listed(&server).await.len(), 1);
    // Another text is another question, also with the same form; so is the same text with another.
    let other = numbers(send(&server, &token, "something else").await).await;
    let again = ask(&server, "once").await;
    assert!(first.0 != other.0 && first.1 != other.1 && again.1 != first.1);
    assert_eq!(listed(&server).await.len(), 3);
}

#[tokio::test]
async fn what_can_not_be_taken_stays_in_the_form_with_what_to_do() {
    let server = open().await;
    let token_of = async || form(&server, "/en/114/ask").await;
    let long = "<x>&".repeat(251);
    for (token, written, words) in [
        (token_of().await, "", "You have not written a question yet."),
        (token_of().await, " \r\n ", "You have not written a question yet."),
        (token_of().await, &*long, "Your question has <bdi>1,004</bdi> characters"),
        ("made-up".to_owned(), "why?", "This page has been open for too long."),
        (String::new(), "why?", "This page has been open for too long."),
    ] {
        let response = send(&server, &token, written).await;
        assert_eq!(response.status(), 422, "{written}");
        let text = response.text().await.unwrap();
        assert!(text.contains(words), "{text}");
        assert!(text.contains(&format!(">{}</textarea>", escaped(written.trim()))), "{text}");
        let title = text.split("<title>").nth(1).unwrap();
        assert!(title.starts_with("The question was not sent"), "{title}");
        let described = "aria-describedby=\"question-finding question-hint\" aria-invalid=\"true\"";
        assert!(text.contains(described) && text.contains("id=\"question-finding\""), "{text}");
    }
    let large = "x".repeat(20_000);
    assert_eq!(send(&server, &token_of().await, &large).await.status(), 413);
    assert!(listed(&server).await.is_empty());
    let most = "m".repeat(1000);
    ask(&server, &most).await;
    assert_eq!(listed(&server).await.len(), 1);
}

/// The reader is told that a question was not taken; sent again with the form that came back, it is.
async fn not_taken(server: &TestServer) -> String {
    let sent = form(server, "/en/114/ask").await;
    let refused = send(server, &sent, QUESTION).await;
    assert_eq!(refused.status(), 503);
    let text = refused.text().await.unwrap();
    assert!(text.contains("We could not keep your question, and did not take it."), "{text}");
    assert!(text.contains(&format!(">{}</textarea>", escaped(QUESTION))), "{text}");
    assert!(!text.contains("We have received"), "{text}");
    assert_eq!(token(&text), sent, "it is still the same question");
    let unknown = look(server, "/en/answer", ("12345674", "000000000000")).await;
    assert!([422, 503].contains(&unknown.status().as_u16()));
    sent
}

async fn taken_after_all(server: &TestServer, token: &str) {
    let numbers = numbers(send(server, token, QUESTION).await).await;
    assert!(opened(server, &numbers).await.contains(&escaped(QUESTION)));
    assert_eq!(listed(server).await.len(), 1);
}

#[tokio::test]
async fn a_question_is_not_taken_while_the_store_is_held() {
    let server = TestServer::with(|config| {
        asking(config);
        config.store.busy = Duration::from_millis(20);
    })
    .await;
    let file = server.folder().join("sila.db");
    let mut other = SqliteConnection::connect(file.as_str()).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let token = not_taken(&server).await;
    sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    taken_after_all(&server, &token).await;
}

#[tokio::test]
async fn a_question_is_not_taken_while_the_database_is_away() {
    let cluster = Cluster::start().await;
    let server = over(&cluster.database().await).await;
    cluster.stop().await;
    let token = not_taken(&server).await;
    cluster.start_again().await;
    taken_after_all(&server, &token).await;
}

#[tokio::test]
async fn without_questions_there_are_no_such_pages() {
    let server = site().await;
    for path in ["/ar/114/ask", "/en/114/ask", "/ar/answer", "/en/answer"] {
        assert_eq!(get(&server, path).await.status(), 404, "{path}");
        let fields = [("form", "x"), ("question", "why?"), ("reference", "12345674")];
        assert_eq!(post(&server, path, &fields).await.status(), 404, "{path}");
    }
    let service = page(&server, "/en/114").await;
    let links = attributes(&service, "href");
    assert!(!links.iter().any(|link| link.ends_with("/ask") || link.ends_with("/answer")));
    assert!(listed(&server).await.is_empty());
}

#[tokio::test]
async fn a_question_is_asked_about_a_service_that_there_is() {
    let server = open().await;
    for path in ["/ar/11/ask", "/ar/999/ask", "/ar/x/ask", "/fr/114/ask"] {
        assert_eq!(get(&server, path).await.status(), 404, "{path}");
        assert_eq!(post(&server, path, &[("question", "why?")]).await.status(), 404, "{path}");
    }
    server.publish(&small_menus(), "other menus").await;
    let moved = get(&server, "/en/112/ask").await;
    assert_eq!(
        (moved.status().as_u16(), header(&moved, "location")),
        (308, "/en/121/ask".to_owned())
    );
}

#[tokio::test]
async fn forms_of_another_website_ask_and_read_nothing() {
    let server = open().await;
    let token = form(&server, "/en/114/ask").await;
    let fields = [("form", token.as_str()), ("question", "why?")];
    for path in ["/en/114/ask", "/en/answer"] {
        for headers in [("sec-fetch-site", "cross-site"), ("origin", "https://example.com")] {
            let response = post_with(&server, path, &fields, &[headers]).await;
            assert_eq!(response.status(), 403, "{path} {headers:?}");
        }
    }
    assert!(listed(&server).await.is_empty());
}
