//! The server's answers to a preflight's requests.

use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use sila::store::RecentCalls;
use url::Url;

use crate::providers::twilio::sign::Signing;
use crate::server::http::client;
use crate::test_server::{TOKEN, TestServer, call_id};

/// Sends a request of a call, which says that it is none, and gives status and document.
async fn ask(
    server: &TestServer,
    path: &str,
    form: &[(&str, &str)],
    signing: Signing,
) -> (StatusCode, String) {
    let url: Url = server.url(path).parse().unwrap();
    let form: Vec<_> =
        form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    let mut request = client()
        .post(url.clone())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body);
    for (name, value) in signing.headers(&url, &form) {
        request = request.header(name, value);
    }
    let answer = request.send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

async fn calls(server: &TestServer) -> usize {
    let database = server.database().await;
    let calls = database.recent(&RecentCalls::newest(10)).await.unwrap();
    database.close().await;
    calls.len()
}

#[tokio::test]
async fn a_signed_preflight_gets_the_apology_and_is_not_written_down() {
    let server = TestServer::open().await;
    let call = call_id(1);
    let fallback = client().get(server.url("/fallback/main")).send().await.unwrap();
    let fallback = fallback.text().await.unwrap();
    let token = || Signing::AuthToken(TOKEN.into());
    let of_call = ("CallSid", call.as_str());
    for (path, form) in [
        ("/voice/main?preflight=1", vec![of_call]),
        ("/voice/main", vec![("preflight", "1"), of_call]),
        ("/voice/main?preflight=1", vec![("preflight", "1"), of_call]),
    ] {
        let (status, document) = ask(&server, path, &form, token()).await;
        assert_eq!((status, document), (StatusCode::OK, fallback.clone()), "{path}");
    }
    assert_eq!(calls(&server).await, 0);
    let (status, _) = ask(&server, "/voice/main", &[of_call], token()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(calls(&server).await, 1, "a call without the mark is one");
}

#[tokio::test]
async fn a_preflight_that_is_not_signed_as_it_should_be_is_refused() {
    let server = TestServer::open().await;
    let form = [("preflight", "1")];
    for (signing, expected) in [
        (Signing::Unsigned, StatusCode::BAD_REQUEST),
        (Signing::AuthToken("another".into()), StatusCode::FORBIDDEN),
    ] {
        for path in ["/voice/main?preflight=1", "/voice/main"] {
            let (status, text) = ask(&server, path, &form, signing.clone()).await;
            assert_eq!(status, expected, "{path}");
            assert!(!text.contains("<Response"), "{text}");
        }
    }
}

#[tokio::test]
async fn looking_leaves_no_trace_whatever_the_proxy_does() {
    use super::proxy::Habit;
    for habit in [Habit::Headers, Habit::DropsQuery, Habit::DropsBody, Habit::RewritesQuery] {
        let deployment = super::Deployment::new(habit, "http://{proxy}", "http://{proxy}").await;
        deployment.report().await;
        assert_eq!(calls(&deployment.server).await, 0, "{habit:?}");
    }
}
