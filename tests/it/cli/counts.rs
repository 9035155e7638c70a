//! `sila counts`: the calls of each day, and those that came to each service.

use jiff::{SignedDuration, Timestamp};
use sila::dialogue::EventKind;
use sila::store::TurnRecord;

use super::desk::{happened, with, with_in_database};

/// Noon on the hotline's clocks, so many days ago.
fn noon(days_ago: i64) -> Timestamp {
    let zone = jiff::tz::TimeZone::get("Asia/Bahrain").unwrap();
    let today = sila::clock::system()().to_zoned(zone.clone()).date();
    let noon = today.at(12, 0, 0, 0).to_zoned(zone).unwrap().timestamp();
    noon - SignedDuration::from_hours(24 * days_ago)
}

fn some() -> Vec<TurnRecord> {
    let heard = |call: &str, days_ago, service: &str| {
        happened(call, noon(days_ago), EventKind::NoInput, service)
    };
    vec![
        heard("CA1", 1, "111"),
        heard("CA2", 1, "111"),
        heard("CA3", 1, "121"),
        heard("CA4", 9, "111"),
    ]
}

fn day(days_ago: i64) -> String {
    noon(days_ago).strftime("%Y-%m-%d").to_string()
}

#[tokio::test]
async fn calls_are_counted_by_day_and_service() {
    let sandbox = with(&some()).await;
    let csv = String::from_utf8(sandbox.run(&["counts", "--days", "2", "--csv"]).stdout).unwrap();
    let (yesterday, today) = (day(1), day(0));
    let expected = format!(
        "\u{feff}day,service,name,calls\r\n{yesterday},,all calls,3\r\n{yesterday},111,رخصة سور,2\r\n\
         {yesterday},121,تصريح إشغال طريق,1\r\n{today},,all calls,0\r\n"
    );
    assert_eq!(csv, expected);
    let json = sandbox.run(&["counts", "--days", "2", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(json[0]["calls"], 3);
    assert_eq!(json[0]["services"][0]["service"], "111");
    assert_eq!(json[0]["services"][0]["calls"], 2);
    let said = sandbox.transcript(&["counts", "--days", "10"]);
    assert!(said.contains("10 days") && said.contains("came to the service"), "{said}");
    let none = with(&[]).await.transcript(&["counts", "--days", "1"]);
    assert!(none.ends_with("No calls in 1 day.\n"), "{none}");
}

#[tokio::test]
async fn calls_are_counted_in_a_database_as_in_a_file() {
    let (sandbox, store) = with_in_database(&some()).await;
    store.close().await;
    let arguments = ["counts", "--days", "10", "--csv"];
    let there = sandbox.transcript(&arguments);
    let here = with(&some()).await.transcript(&arguments);
    assert_eq!(there, here);
}
