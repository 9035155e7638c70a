//! `sila preflight` before real servers, behind a proxy that does what proxies do.

mod files;
mod outside;
mod proxy;
mod requests;
mod signatures;
mod tls;

use camino::Utf8Path;
use sila::clock::{self, Clock};
use sila::config::{self, Config, Environment, Purpose};
use sila::dialects::{PhoneNumber, PublicUrl};
use sila::preflight::{Finding, Outcome, Patience, Preflight, Report, Web};
use sila::store::{Location, PostgresUrl, ShipperState};

use crate::postgres::Cluster;
use crate::test_server::{TOKEN, TestServer};
use crate::wait::watched;
use proxy::{Front, Habit};

/// A server behind a proxy, and the configuration that it is looked at with.
struct Deployment {
    server: TestServer,
    config: Config,
}

impl Deployment {
    /// A server that was started with `server` as its public URL, where `{proxy}` stands for the proxy's host
    /// and port, behind a proxy with this habit; looked at with `public` as public URL.
    async fn new(habit: Habit, server: &str, public: &str) -> Self {
        let front = Front::bind().await;
        let at = |url: &str| url.replace("{proxy}", &front.address.to_string());
        let own = PublicUrl::parse(&at(server)).unwrap();
        let server = TestServer::with(|config| config.public_url = Some(own)).await;
        let public = at(public);
        front.serve(server.running.address, habit);
        let config = looked_at(&server, &public, &[TOKEN]);
        Self { server, config }
    }

    async fn report(&self) -> Report {
        look(&self.config).await
    }
}

/// The configuration that a server is looked at with.
fn looked_at(server: &TestServer, public: &str, tokens: &[&str]) -> Config {
    let folder = server.folder();
    let names: Vec<_> = (1..=tokens.len()).map(|number| format!("T{number}")).collect();
    let text = format!(
        "listen = '{}'\npublic_url = '{public}'\ndata_dir = '.'\n[[line]]\nname = 'main'\nauth.auth_token_env = {names:?}\n",
        server.running.address
    );
    let variables = names.iter().zip(tokens);
    let variables = variables.map(|(name, token)| (name.clone(), (*token).to_owned()));
    load(&folder.join("preflight.toml"), &text, variables)
}

fn load(
    file: &Utf8Path,
    text: &str,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Config {
    std::fs::write(file, text).unwrap();
    config::load(Some(file), &Environment::new(variables), Purpose::Serve).unwrap()
}

async fn look(config: &Config) -> Report {
    look_by(config, clock::system()).await
}

/// The same by another clock.
async fn look_by(config: &Config, clock: Clock) -> Report {
    let preflight =
        Preflight { config, line: None, clock, web: Web::new(Patience::default()).unwrap() };
    preflight.run().await
}

/// The findings of this name.
fn named<'r>(report: &'r Report, name: &str) -> Vec<&'r Finding> {
    let Report(findings) = report;
    findings.iter().filter(|one| one.name == name).collect()
}

/// The failed checks, and what to do about them, as they are shown.
fn failures(report: &Report) -> String {
    let Report(findings) = report;
    let failed = findings.iter().filter(|one| one.outcome == Outcome::Failed);
    let told = failed.map(|one| {
        let remedy = one.remedy.as_deref().unwrap();
        format!("{}: {} | {remedy}", one.name, one.detail)
    });
    told.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_server_behind_a_proxy_that_only_changes_headers_is_fit() {
    let deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    let report = deployment.report().await;
    assert!(report.passed(), "{}", report.text());
    let names =
        ["public url", "readiness", "clock", "database", "edition", "data_dir", "permissions"];
    for name in names {
        let found = named(&report, name);
        assert_eq!(found.len(), 1, "{name}: {}", report.text());
        assert_eq!(found[0].outcome, Outcome::Ok, "{name}: {}", report.text());
    }
    let [taken, closed] = named(&report, "line main")[..] else {
        panic!("{}", report.text());
    };
    assert_eq!((taken.outcome, closed.outcome), (Outcome::Ok, Outcome::Ok));
    let [fallback] = named(&report, "fallback_url main")[..] else {
        panic!("{}", report.text());
    };
    assert_eq!(fallback.outcome, Outcome::Warning);
}

#[tokio::test]
async fn a_server_behind_a_proxy_that_cuts_the_path_off_is_fit() {
    let url = "http://{proxy}/ivr/sila";
    let deployment = Deployment::new(Habit::CutsOff("/ivr/sila"), url, url).await;
    let report = deployment.report().await;
    assert!(report.passed(), "{}", report.text());
}

#[tokio::test]
async fn no_token_is_ever_shown() {
    let deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    let url = deployment.config.public_url.as_ref().unwrap().as_str();
    let config = looked_at(&deployment.server, url, &["a secret of old", "a secret to come"]);
    let report = look(&config).await;
    let shown = report.text() + &report.json();
    assert!(!shown.contains("a secret"), "{shown}");
    assert!(!report.passed());
}

#[tokio::test]
async fn a_server_that_is_not_ready_is_told_in_its_own_words() {
    let deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    let stopping = &deployment.server.running.app.stopping;
    stopping.store(true, std::sync::atomic::Ordering::Relaxed);
    let said = failures(&deployment.report().await);
    assert!(said.starts_with("readiness: the server is stopping | "), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
}

#[tokio::test]
async fn a_server_that_waits_for_its_database_is_ready_and_says_so() {
    let cluster = Cluster::start().await;
    let url = PostgresUrl::parse(&cluster.database().await).unwrap();
    let server = TestServer::with(|config| config.database = Location::Postgres(url)).await;
    cluster.stop().await;
    server.call(1).start().await.unwrap();
    let shipper = server.running.app.shipper.as_ref().unwrap();
    let mut state = shipper.watch();
    let in_trouble = |state: &ShipperState| state.trouble.is_some();
    watched("a shipper in trouble", &mut state, in_trouble).await;
    let config = looked_at(&server, &server.url(""), &[TOKEN]);
    let report = look(&config).await;
    let found = named(&report, "readiness")[0];
    assert_eq!(found.outcome, Outcome::Warning, "{}", found.detail);
    let said = "the server is ready for calls, and says: ";
    assert!(found.detail.starts_with(said), "{}", found.detail);
    assert!(found.detail.contains("on this machine since"), "{}", found.detail);
}

#[tokio::test]
async fn a_person_at_a_number_of_the_hotlines_own_is_warned_of() {
    let mut deployment = Deployment::new(Habit::Headers, "http://{proxy}", "http://{proxy}").await;
    deployment.config.menus =
        Some(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/good").into());
    for (caller_id, called, warnings) in [
        ("+97317000001", None, 0),
        ("+97300000000", None, 1),
        ("+97317000001", Some("+973 0000 0000"), 1),
    ] {
        deployment.config.lines[0].caller_id = PhoneNumber::parse(caller_id);
        deployment.config.website.telephone = called.map(str::to_owned);
        let report = deployment.report().await;
        let found = named(&report, "person ar");
        assert_eq!(found.len(), warnings, "{}", report.text());
        assert!(found.iter().all(|one| one.outcome == Outcome::Warning));
    }
}
