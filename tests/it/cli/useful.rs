//! `sila useful`: what callers think of the guidance.

use sila::catalogue::EditionNumber;
use sila::dialogue::EventKind;
use sila::store::{Database, PageOpinion, TurnRecord};

use super::desk::{happened, late, store, with, with_in_database};
use super::sandbox::{Sandbox, assert_transcript};
use crate::store::suite::page_reports::{opinion, remark};

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

/// What readers of the website said.
async fn read(store: &Database) {
    let mut reports = vec![
        remark("111", "the fee is wrong", late(1)),
        remark("888", "الرابط \u{1b}[2J لا يعمل", late(2)),
        opinion("113", 2, PageOpinion::Useful, late(0)),
        opinion("113", 2, PageOpinion::Useful, "2020-01-01T00:00:00Z".parse().unwrap()),
    ];
    for said in [PageOpinion::Wrong, PageOpinion::NotUseful, PageOpinion::Wrong] {
        reports.push(opinion("111", 2, said, late(0)));
    }
    store.keep_page_reports(&reports).await.unwrap();
}

#[tokio::test]
async fn what_readers_say_stands_beside_what_callers_say() {
    let sandbox = with(&some()).await;
    let database = store(&sandbox).await;
    read(&database).await;
    database.close().await;
    let seen = [
        sandbox.transcript(&["useful"]),
        sandbox.transcript(&["useful", "--json"]),
        sandbox.transcript(&["useful", "--remarks"]),
        sandbox.transcript(&["useful", "--remarks", "--limit", "1"]),
        sandbox.transcript(&["useful", "--remarks", "--json"]),
        sandbox.transcript(&["useful", "--limit", "1"]),
        with(&some()).await.transcript(&["useful", "--remarks", "--days", "1"]),
    ];
    assert_transcript!("useful_readers", seen.join("\n"));
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
    read(&store).await;
    store.close().await;
    let here = with(&some()).await;
    let file = self::store(&here).await;
    read(&file).await;
    file.close().await;
    for asked in [&["useful"][..], &["useful", "--remarks"]] {
        assert_eq!(sandbox.transcript(asked), here.transcript(asked));
    }
}
