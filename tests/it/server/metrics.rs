//! Counters and histograms: such as Prometheus reads, and nothing of any caller in them.

use std::collections::{BTreeMap, BTreeSet};

use super::http::client;
use crate::alone::is_alone;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

/// One line of the text format: a name, its labels and its value.
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

/// Reads Prometheus's text format, version 0.0.4, as strictly as its page describes it.
fn read(text: &str) -> (BTreeMap<String, String>, Vec<Sample>) {
    let mut types = BTreeMap::new();
    let mut samples = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (keyword, name, rest) =
                (words.next(), words.next().unwrap(), words.next().unwrap());
            match keyword {
                Some("HELP") => assert!(!rest.is_empty()),
                Some("TYPE") => {
                    assert!(["counter", "gauge", "histogram"].contains(&rest), "{line}");
                    assert_eq!(types.insert(name.to_owned(), rest.to_owned()), None, "{line}");
                }
                _ => panic!("{line}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let is_name = |name: &str| {
            name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && name.starts_with(|c: char| !c.is_ascii_digit())
        };
        assert!(is_name(name), "{line}");
        let labels = labels.strip_suffix('}').unwrap().split(',');
        let labels = labels.filter(|label| !label.is_empty()).map(|label| {
            let (name, value) = label.split_once("=\"").unwrap();
            assert!(is_name(name), "{line}");
            (name.to_owned(), value.strip_suffix('"').unwrap().to_owned())
        });
        samples.push(Sample {
            name: name.to_owned(),
            labels: labels.collect(),
            value: value.parse().unwrap(),
        });
    }
    (types, samples)
}

async fn scrape(server: &TestServer) -> String {
    let answer = client().get(server.url("/metrics")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().unwrap();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    answer.text().await.unwrap()
}

async fn call(server: &TestServer) {
    let phone = Phone::new(server.telephone()).unwrap();
    let mut call = phone.call(call_id(1), jiff::Timestamp::UNIX_EPOCH);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    call.silence().await.unwrap();
    call.press("4").await.unwrap();
    call.press("5").await.unwrap();
    call.hang_up().await.unwrap();
    assert_eq!(call.faults(), []);
}

#[tokio::test]
async fn what_happens_is_counted_and_timed_and_nothing_of_the_caller_is_told() {
    if !is_alone(
        module_path!(),
        "what_happens_is_counted_and_timed_and_nothing_of_the_caller_is_told",
    ) {
        return;
    }
    let server = TestServer::open().await;
    call(&server).await;
    client().get(server.url("/voice/main")).send().await.unwrap();
    let text = scrape(&server).await;
    let (types, samples) = read(&text);
    let value = |name: &str| {
        let found: Vec<_> = samples.iter().filter(|sample| sample.name == name).collect();
        assert_eq!(found.len(), 1, "{name} in\n{text}");
        found[0].value
    };
    for (name, expected) in [
        ("sila_calls_total", "1"),
        ("sila_turns_total", "5"),
        ("sila_no_input_total", "1"),
        ("sila_no_match_total", "2"),
        ("sila_states_lost_total", "0"),
        ("sila_panics_total", "0"),
        ("sila_turn_seconds_count", "5"),
        ("sila_edition", "1"),
        ("sila_editions_loaded", "1"),
    ] {
        assert_eq!(value(name).to_string(), expected, "{name}");
    }
    assert!(value("sila_turn_seconds_sum") > 0.0);
    assert!(value("sila_disk_free_bytes") > 0.0);
    let refused = samples.iter().filter(|sample| sample.name == "sila_refused_total");
    let refused: Vec<_> = refused.map(|one| (one.labels["reason"].as_str(), one.value)).collect();
    assert_eq!(refused, [("missing", 1.0)]);

    for sample in &samples {
        let family = ["_bucket", "_sum", "_count"]
            .iter()
            .filter_map(|suffix| sample.name.strip_suffix(suffix))
            .find(|family| types.get(*family).is_some_and(|kind| kind == "histogram"));
        let kind = &types[family.unwrap_or(&sample.name)];
        assert_eq!(kind == "histogram", family.is_some(), "{}", sample.name);
    }
    let labels: BTreeSet<&str> =
        samples.iter().flat_map(|sample| sample.labels.keys().map(String::as_str)).collect();
    assert_eq!(labels, BTreeSet::from(["le", "line", "reason"]));
    for secret in ["97317000000", "97380000000", &call_id(1)] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}

#[tokio::test]
async fn the_time_of_a_turn_has_buckets_that_add_up() {
    if !is_alone(module_path!(), "the_time_of_a_turn_has_buckets_that_add_up") {
        return;
    }
    let server = TestServer::open().await;
    call(&server).await;
    let text = scrape(&server).await;
    let (types, samples) = read(&text);
    assert_eq!(types["sila_turn_seconds"], "histogram");
    let buckets: Vec<_> = samples
        .iter()
        .filter(|sample| sample.name == "sila_turn_seconds_bucket")
        .map(|sample| (sample.labels["le"].parse::<f64>().unwrap(), sample.value))
        .collect();
    assert!(buckets.len() > 10);
    assert!(buckets.is_sorted_by(|a, b| a.0 < b.0 && a.1 <= b.1), "{buckets:?}");
    let (bound, all) = *buckets.last().unwrap();
    assert!(bound.is_infinite());
    assert_eq!(all.to_string(), "5", "every turn is in it");
}
