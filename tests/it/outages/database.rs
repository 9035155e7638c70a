//! The database stops, dies, is cut off or is away from the beginning: nobody who calls notices, and everything
//! that happened in calls is there in the end.

use std::time::Duration;

use sila::catalogue::{EditionNumber, RecordingHash, source};
use sila::config::Config;
use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, JournalOptions, JournalState, Location, PostgresUrl, ShipperState};
use tokio::time::timeout;

use super::cable::Cable;
use super::load::{Load, without_editions};
use super::{binary::Site, publishing};
use crate::calls::play::small_menus;
use crate::postgres::{self, Cluster};
use crate::server::audio::recorded;
use crate::test_server::{TOKEN, TestServer};
use crate::wait::{eventually_so, watched};

/// A key that all nodes share.
const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

fn location(url: &str) -> Location {
    Location::Postgres(PostgresUrl::parse(url).unwrap())
}

/// One of several nodes that answer the same calls.
fn node(url: &str) -> impl FnOnce(&mut Config) + use<> {
    let database = location(url);
    move |config| {
        config.database = database;
        config.public_url = Some(super::public_url());
        config.address_key = Some(KEY.to_owned().into());
    }
}

async fn open(url: &str) -> Database {
    Database::existing(&location(url), &SqliteOptions::default()).await.unwrap()
}

/// Returns when nothing waits on the node for its disk or the database any more.
async fn carried(server: &TestServer) {
    let mut journal = server.running.app.calls.journal.watch();
    watched("all events on disk", &mut journal, |state| state.queued == 0).await;
    let shipper = server.running.app.shipper.as_ref().unwrap();
    let mut state = shipper.watch();
    let state = watched("all events carried", &mut state, |state| state.waiting == 0).await;
    assert_eq!(state.refused, 0);
}

async fn ready(server: &TestServer) -> (u16, String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.get(server.url("/health/ready")).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn what_a_copy_of_the_database_lacks_that_takes_over_is_carried_again() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let nodes = [TestServer::with(node(&url)).await, TestServer::with(node(&url)).await];
    let shippers = [&nodes[0], &nodes[1]].map(|node| node.running.app.shipper.as_ref().unwrap());
    let mut callers = Load::on(nodes.iter().map(|node| node.running.address).collect()).await;
    callers.turns(1000).await;
    callers.during(cluster.stop()).await;
    cluster.copy();
    let copied = shippers.map(|shipper| shipper.state().shipped);
    callers.during(cluster.start_again()).await;
    for (shipper, copied) in shippers.iter().zip(copied) {
        let mut state = shipper.watch();
        let has_more = |state: &ShipperState| state.shipped > copied + 500;
        callers.during(watched("more than the copy has", &mut state, has_more)).await;
    }
    callers.during(cluster.stop()).await;
    cluster.take_copy();
    callers.during(cluster.start_again()).await;
    let all_carried = async {
        for (node, shipper) in nodes.iter().zip(shippers) {
            let mut state = shipper.watch();
            watched("what the copy lacked", &mut state, |state| state.again > 0).await;
            carried(node).await;
        }
    };
    callers.check(&open(&url).await, all_carried).await;
}

#[tokio::test]
async fn two_nodes_share_calls_while_the_database_is_stopped() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let (one, other) = (TestServer::with(node(&url)).await, TestServer::with(node(&url)).await);
    let mut callers = Load::on(vec![one.running.address, other.running.address]).await;
    callers.turns(2000).await;
    callers.during(cluster.stop()).await;
    // Each of them has waited in vain for a connection, again and again.
    for node in [&one, &other] {
        let mut state = node.running.app.shipper.as_ref().unwrap().watch();
        callers.during(watched("failed attempts", &mut state, |state| state.failures >= 3)).await;
    }
    let (status, text) = callers.during(ready(&one)).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("wait on this machine"), "{text}");
    callers.during(cluster.start_again()).await;
    callers.turns(2000).await;
    let store = open(&url).await;
    callers
        .check(&store, async {
            carried(&one).await;
            carried(&other).await;
        })
        .await;
    let (_, text) = ready(&one).await;
    assert_eq!(text, "ready\n");
}

#[tokio::test]
async fn the_database_is_killed_again_and_again() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let server = TestServer::with(node(&url)).await;
    let mut callers = Load::on(vec![server.running.address]).await;
    for _ in 0..4 {
        callers.turns(1000).await;
        callers.during(cluster.kill()).await;
        callers.turns(500).await;
        callers.during(cluster.start_again()).await;
    }
    callers.check(&open(&url).await, carried(&server)).await;
}

#[tokio::test]
async fn the_connection_is_cut_and_stalls_and_comes_back() {
    let url = postgres::database().await;
    let cable = Cable::to(&url).await;
    let server = TestServer::with(node(&cable.url)).await;
    let mut callers = Load::on(vec![server.running.address]).await;
    for _ in 0..3 {
        callers.turns(1000).await;
        cable.cut();
        callers.turns(1000).await;
        cable.mend();
        callers.turns(1000).await;
        // What is on its way goes nowhere, without a word; then the connection breaks.
        cable.stall();
        callers.turns(1000).await;
        cable.cut();
        cable.mend();
    }
    callers.check(&open(&url).await, carried(&server)).await;
}

#[tokio::test]
async fn a_node_is_killed_again_and_again() {
    let url = postgres::database().await;
    let config = format!(
        "public_url = '{}'\ndatabase_url = '{url}'\n[[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'",
        super::load::origin()
    );
    let site = Site::new(&config, &[("TOKEN", TOKEN)]);
    let mut server = site.start().await;
    let mut callers = Load::insisting_on(vec![site.address]).await;
    for _ in 0..6 {
        callers.turns(700).await;
        server.kill().await;
        server = callers.during(site.start()).await;
    }
    callers.turns(700).await;
    callers.check(&open(&url).await, site.carried()).await;
    server.kill().await;
}

#[tokio::test]
async fn a_node_starts_and_answers_while_the_database_is_away() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let server = TestServer::with(node(&url)).await;
    let mut callers = Load::insisting_on(vec![server.running.address]).await;
    callers.turns(500).await;
    cluster.stop().await;
    // What waits on its disk stays there over the restart.
    callers.turns(500).await;
    let server = callers.during(Box::pin(server.restart(node(&url)))).await;
    assert_eq!(server.running.app.calls.editions.active().edition.number.get(), 1);
    callers.turns(500).await;
    callers.during(cluster.start_again()).await;
    callers.check(&open(&url).await, carried(&server)).await;
}

#[tokio::test]
async fn a_new_node_without_a_database_answers_and_says_that_it_is_not_ready() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    cluster.stop().await;
    let server = TestServer::with(node(&url)).await;
    let mut callers = Load::on(vec![server.running.address]).await;
    callers.turns(200).await;
    let (status, text) = callers.during(ready(&server)).await;
    assert_eq!(status, 503, "{text}");
    assert!(text.contains("never been reached"), "{text}");
    callers.during(cluster.start_again()).await;
    callers.during(server.heard(EditionNumber::new(1))).await;
    let (status, text) = callers.during(ready(&server)).await;
    assert_eq!(status, 200, "{text}");
    callers.turns(1000).await;
    // What was heard before the database was there is of no edition.
    callers.check_as(without_editions, &open(&url).await, carried(&server)).await;
}

#[tokio::test]
async fn the_journals_disk_fills_while_the_database_is_away() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let server = TestServer::with(|config| {
        node(&url)(config);
        config.store = SqliteOptions { max_bytes: Some(300 * 1024), ..SqliteOptions::default() };
        config.journal = JournalOptions { queue: 100, ..JournalOptions::default() };
    })
    .await;
    let mut callers = Load::on(vec![server.running.address]).await;
    callers.turns(100).await;
    callers.during(cluster.stop()).await;
    let mut journal = server.running.app.calls.journal.watch();
    callers.during(watched("a loss", &mut journal, |state| state.lost > 0)).await;
    let (status, text) = callers.during(ready(&server)).await;
    assert_eq!(status, 503, "{text}");
    assert!(text.contains("The disk is full"), "{text}");
    assert!(text.contains("; lost: "), "{text}");
    callers.turns(200).await;
    callers.during(cluster.start_again()).await;
    let store = open(&url).await;
    let lost = callers.count_lost(&store, carried(&server)).await;
    // A turn that was asked for twice may be among them twice.
    let said = server.running.app.calls.journal.state().lost;
    assert!(lost <= said, "{lost} are missing, and {said} are said to be");
    watched("no trouble", &mut journal, JournalState::is_well).await;
    let (status, text) = ready(&server).await;
    assert_eq!(status, 200, "{text}");

    // What is answered from then on is all there.
    let mut callers = Load::on(vec![server.running.address]).await;
    callers.turns(1500).await;
    callers.check(&store, carried(&server)).await;
}

#[tokio::test]
async fn whatever_is_published_a_call_hears_one_edition_on_two_nodes() {
    let url = postgres::database().await;
    publishing::publish_under_load(2, |config: &mut Config| node(&url)(config)).await;
}

/// Nothing but the folder tells nodes on one machine apart.
#[tokio::test]
async fn nodes_that_start_at_once_agree_on_the_first_edition() {
    let url = postgres::database().await;
    let nodes = (0..6).map(|_| TestServer::with(node(&url)));
    let mut nodes: tokio::task::JoinSet<TestServer> = nodes.collect();
    while let Some(server) = nodes.join_next().await {
        let server = server.unwrap();
        server.heard(EditionNumber::new(1)).await;
        let editions = server.database().await.editions().await.unwrap();
        assert_eq!(editions.len(), 1, "{editions:#?}");
        let kept = server.folder().join("editions/1.json");
        eventually_so("edition 1 on the disk", || kept.exists()).await;
    }
}

#[tokio::test]
async fn recordings_reach_every_node_and_stay_there() {
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let (one, recording) = recorded(node(&url)).await;
    let other = TestServer::with(node(&url)).await;
    let path = format!("/audio/{}.wav", recording.hash);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let fetch = async |server: &TestServer| {
        let answer = http.get(server.url(&path)).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.bytes().await.unwrap())
    };
    let (status, sound) = fetch(&other).await;
    assert_eq!(status, 200);
    assert_eq!(RecordingHash::of(&sound), recording.hash);
    assert_eq!(fetch(&one).await.1, sound);

    // A node brings what is new by itself, and serves it while the database is away.
    let files = source::read_folder(&small_menus()).unwrap();
    let prompt = crate::operate::prompt(&files, "111.fee", "ar");
    let database = open(&url).await;
    let new = crate::operate::record(&database, &prompt, "a sound that only stands for one").await;
    let active = database.active().await.unwrap().unwrap();
    let publication = crate::operate::publication("studio", files);
    sila::operate::publish(&database, publication, Some(active.revision)).await.unwrap();
    other.heard(EditionNumber::new(2)).await;
    let file = other.folder().join(format!("recordings/{}.wav", new.hash));
    eventually_so("the recording on the other node", || file.exists()).await;
    cluster.stop().await;
    let answer = http.get(other.url(&format!("/audio/{}.wav", new.hash)));
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    let unknown = http.get(other.url(&format!("/audio/{}.wav", "0".repeat(64))));
    assert_eq!(unknown.send().await.unwrap().status().as_u16(), 404);
}

#[tokio::test]
async fn a_deployment_on_a_database_is_looked_at_from_outside() {
    let url = postgres::database().await;
    let site = Site::new(
        &format!(
            "public_url = 'http://127.0.0.1:{{port}}'\ndatabase_url = '{url}'\n\
             [[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'"
        ),
        &[("TOKEN", TOKEN)],
    );
    let server = site.start().await;
    let output = site.run(&["preflight", "--json"]).await;
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let failed = |finding: &&serde_json::Value| finding["outcome"] == "failed";
    let failed: Vec<_> = findings.iter().filter(failed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    let database = findings.iter().find(|finding| finding["name"] == "database");
    assert_eq!(database.unwrap()["outcome"], "ok");
    server.kill().await;
}

#[tokio::test]
async fn a_notification_alone_brings_a_new_edition() {
    let url = postgres::database().await;
    let server = TestServer::with(|config| {
        node(&url)(config);
        config.poll = Duration::from_hours(1);
        config.menus = Some(publishing::menus(&config.data_dir, "oak"));
    })
    .await;
    let menus = publishing::menus(&server.folder(), "elm");
    let heard = timeout(Duration::from_mins(1), server.publish(&menus, "elm")).await;
    heard.expect("the hour is not over");
}
