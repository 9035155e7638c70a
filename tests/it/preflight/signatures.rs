//! Each way in which a signature can fail to fit is told from the others.

use sila::config::Config;
use sila::dialects::twilio::Twilio;
use sila::dialects::{Access, AuthTable, Dialect as _};
use sila::preflight::Outcome;

use super::proxy::{Front, Habit};
use super::{Deployment, failures, look, looked_at, named};
use crate::test_server::{TOKEN, TestServer};

/// Failures found in a deployment: a server started with one public URL, and looked at with another.
async fn said(habit: Habit, server: &str, public: &str) -> String {
    let deployment = Deployment::new(habit, server, public).await;
    failures(&deployment.report().await)
}

#[tokio::test]
async fn a_server_that_was_started_with_another_public_url_is_told_by_the_part_that_differs() {
    let plain = "http://{proxy}";
    let table = [
        ("https://{proxy}", "the scheme differs"),
        ("http://127.0.0.1", "the port differs"),
        ("http://{proxy}/sila", "the path differs"),
        ("https://localhost", "the scheme and the host"),
    ];
    for (server, part) in table {
        // The path of a public URL is the proxy's to cut off.
        let (habit, public) = match server.strip_prefix("http://{proxy}/") {
            Some(_) => (Habit::CutsOff("/sila/sila"), "http://{proxy}/sila/sila"),
            None => (Habit::Headers, plain),
        };
        let said = said(habit, server, public).await;
        assert!(said.contains("line main: the server checks against http"), "{server}: {said}");
        assert!(said.contains(part), "{server}: {said}");
        assert!(said.contains("| Set public_url = \"http://127.0.0.1:"), "{server}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[tokio::test]
async fn what_a_proxy_does_to_the_request_is_told() {
    let table = [
        (Habit::DropsQuery, "line main: the proxy drops the query"),
        (Habit::RewritesQuery, "line main: the proxy writes the query in other characters"),
        (Habit::DropsBody, "line main: the proxy drops the form"),
        (Habit::DropsSignature, "line main: the signature does not arrive"),
    ];
    for (habit, expected) in table {
        let said = said(habit, "http://{proxy}", "http://{proxy}").await;
        assert!(said.starts_with(expected), "{habit:?}: {said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_let_requests_through_is_told() {
    let table = [
        (
            Habit::FindsNobody,
            "the proxy answers, but not the server behind it (status 502 with a web page)",
        ),
        (Habit::ShowsPage, "something else answers here (status 200 with a web page)"),
        (
            Habit::Forbids,
            "something before the server refuses the request (status 403 with a web page)",
        ),
        (Habit::Redirects, "the public URL redirects to https://127.0.0.1:"),
    ];
    for (habit, expected) in table {
        let said = said(habit, "http://{proxy}", "http://{proxy}").await;
        assert!(said.starts_with("public url: http://127.0.0.1:"), "{habit:?}: {said}");
        assert!(said.contains(expected), "{habit:?}: {said}");
        assert_eq!(said.lines().count(), 1, "nothing else can be looked at: {said}");
    }
}

#[tokio::test]
async fn a_proxy_that_does_not_cut_the_path_off_is_told() {
    let url = "http://{proxy}/sila";
    let said = said(Habit::Headers, url, url).await;
    assert!(said.contains("the path is not known where the request arrives"), "{said}");
    assert!(said.contains("Let the proxy cut `/sila` off"), "{said}");
}

#[tokio::test]
async fn another_token_is_told_and_each_of_two_is_named_by_its_position() {
    let deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    let url = deployment.config.public_url.as_ref().unwrap().as_str();
    let table: [(&[&str], &str); 3] = [
        (&["another"], "the token of the running server differs"),
        (&["another", "a third"], "token 1 and token 2 of the running server differ"),
        (&["another", TOKEN], "token 1 of this configuration is not the running server's"),
    ];
    for (tokens, expected) in table {
        let config = looked_at(&deployment.server, url, tokens);
        let report = look(&config).await;
        let said = failures(&report);
        assert!(said.contains(expected), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
    let config = looked_at(&deployment.server, url, &["another", TOKEN]);
    let report = look(&config).await;
    let taken = named(&report, "line main")[0];
    assert_eq!(taken.outcome, Outcome::Ok);
    assert!(taken.detail.contains("signed with token 2"), "{}", taken.detail);
}

#[tokio::test]
async fn a_server_whose_health_is_kept_from_the_outside_is_asked_here() {
    let deployment = Deployment::new(Habit::KeepsHealth, "http://{proxy}", "http://{proxy}").await;
    let report = deployment.report().await;
    assert!(report.passed(), "{}", report.text());
    let readiness = named(&report, "readiness")[0];
    assert_eq!(readiness.outcome, Outcome::Ok);
    assert!(readiness.detail.contains("asked at http://127.0.0.1:"), "{}", readiness.detail);
}

#[tokio::test]
async fn a_line_that_the_running_server_does_not_have_is_told() {
    let deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    let mut config = deployment.config;
    config.lines[0].name = "second".to_owned();
    let said = failures(&look(&config).await);
    assert!(said.contains("line second: the running server does not have this line"), "{said}");
}

#[tokio::test]
async fn a_deployment_that_answers_whoever_asks_is_told() {
    let said = said(Habit::AnswersItself, "http://{proxy}", "http://{proxy}").await;
    assert!(said.starts_with("line main: unsigned requests are taken"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[tokio::test]
async fn a_running_line_that_is_for_development_is_told() {
    let unsigned = |config: &mut Config| config.lines[0].access = Access::UnsignedFromHere;
    let server = TestServer::with(unsigned).await;
    let front = Front::bind().await;
    let public = format!("http://{}", front.address);
    front.serve(server.running.address, Habit::Headers);
    let said = failures(&look(&looked_at(&server, &public, &[TOKEN])).await);
    assert!(said.contains("the running server has this line unsigned"), "{said}");
}

#[tokio::test]
async fn an_unsigned_line_is_known_to_be_for_development() {
    let unsigned = |config: &mut Config| config.lines[0].access = Access::UnsignedFromHere;
    let server = TestServer::with(unsigned).await;
    let mut config = looked_at(&server, &server.url(""), &[TOKEN]);
    unsigned(&mut config);
    let report = look(&config).await;
    let found = named(&report, "line main")[0];
    assert_eq!(found.outcome, Outcome::Warning);
    assert!(found.detail.contains("no provider's"), "{}", found.detail);
}

#[tokio::test]
async fn a_shared_key_is_tried_like_a_token() {
    let key = |id: &str, secret: &str| {
        let mut table =
            AuthTable::default().with_text("shared_key_id", id).with_secret("shared_key", secret);
        Access::Signed(Twilio.read_auth(&mut table).unwrap())
    };
    let server = TestServer::with(|config| config.lines[0].access = key("SK1", "quiet")).await;
    let public = server.url("");
    for (id, secret, is_taken) in
        [("SK1", "quiet", true), ("SK1", "loud", false), ("SK2", "quiet", false)]
    {
        let mut config = looked_at(&server, &public, &[TOKEN]);
        config.lines[0].access = key(id, secret);
        let report = look(&config).await;
        let found = named(&report, "line main")[0];
        let outcome = if is_taken { Outcome::Ok } else { Outcome::Failed };
        assert_eq!(found.outcome, outcome, "{id} {secret}: {}", found.detail);
        assert!(found.detail.contains(&format!("the shared key {id}")), "{}", found.detail);
    }
}
