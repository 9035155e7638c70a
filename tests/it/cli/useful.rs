//! `sila useful`: what callers think of the guidance.

use sila::catalogue::EditionNumber;
use sila::dialogue::EventKind;
use sila::store::TurnRecord;

use super::desk::{happened, late, with, with_in_database};
use super::sandbox::{Sandbox, assert_transcript};

fn rated(call: &str, service: &str, edition: u32, useful: bool) -> TurnRecord {
    TurnRecord {
        edition: Some(EditionNumber::new(edition)),
        ..happened(call, late(0), EventKind::Rated { useful }, service)
    }
}

fn some() -> Vec<TurnRecord> {
    let mut long_ago = rated("CA0", "111", 1, false);
    long_ago.at = "2020-01-01T00:00:00Z".parse().unwrap();
    vec![
        long_ago,
        rated("CA1", "111", 1, false),
        rated("CA2", "111", 1, false),
        rated("CA3", "111", 2, true),
        rated("CA4", "111", 2, true),
        rated("CA5", "121", 2, false),
        rated("CA6", "121", 2, true),
        rated("CA7", "888", 2, false),
    ]
}

#[tokio::test]
async fn the_guidance_that_helps_least_stands_first() {
    let sandbox = with(&some()).await;
    let seen = [
        sandbox.transcript(&["useful"]),
        sandbox.transcript(&["useful", "--days", "7", "--json"]),
        sandbox.transcript(&["useful", "--days", "0"]),
        with(&[]).await.transcript(&["useful", "--days", "1"]),
        Sandbox::new().transcript(&["useful"]),
    ];
    assert_transcript!("useful", seen.join("\n"));
}

#[tokio::test]
async fn a_database_counts_as_a_file_does() {
    let (sandbox, store) = with_in_database(&some()).await;
    store.close().await;
    let there = sandbox.transcript(&["useful"]);
    let here = with(&some()).await.transcript(&["useful"]);
    assert_eq!(there, here);
}
