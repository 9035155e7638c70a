//! `sila calls`: lists, and the way of one call.

use sila::dialogue::{EventKind, RecordedPlace};
use sila::store::{Location, PostgresUrl, RecordedEvent, TurnLog, TurnRecord};

use super::sandbox::{Sandbox, assert_transcript};
use crate::calls::play::small_menus;
use crate::database;
use crate::providers::twilio::heard::DialOutcome;
use crate::providers::twilio::phone::Phone;
use crate::store::turn;
use crate::test_server::{TestServer, call_id};

/// A folder with calls in its store, to two lines.
async fn called() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.configure("database_url = 'sqlite:sila.db'\n");
    let server = TestServer::with(|config| {
        config.menus = Some(small_menus());
        config.database = Location::File(sandbox.path("sila.db"));
        let mut other = crate::test_server::signed_config(&config.data_dir).lines.remove(0);
        "a-line-with-a-rather-long-name".clone_into(&mut other.name);
        config.lines.push(other);
    })
    .await;
    let mut call = server.call(1);
    call.start().await.unwrap();
    call.press("21111").await.unwrap();
    call.hang_up().await.unwrap();
    let mut call = server.call(0x1234);
    call.start().await.unwrap();
    call.silence().await.unwrap();
    call.press("4").await.unwrap();
    call.press("0").await.unwrap();
    call.dial_result(DialOutcome::Answered, 40).await.unwrap();
    let mut settings = server.telephone();
    settings.voice_url = server.url("/voice/a-line-with-a-rather-long-name").parse().unwrap();
    settings.status_url = None;
    let phone = Phone::new(settings).unwrap();
    let mut call = phone.call("CAffff", jiff::Timestamp::UNIX_EPOCH);
    call.start().await.unwrap();
    server.running.stop().await;
    sandbox
}

#[tokio::test]
async fn calls_are_listed_and_each_ones_way_is_shown() {
    let sandbox = called().await;
    assert_transcript!("calls", sandbox.transcript(&["calls"]));
    let line = sandbox.transcript(&["calls", "--line", "main", "--last", "1"]);
    assert_transcript!("calls_of_a_line", line);
    let show = [
        sandbox.transcript(&["calls", "show", &call_id(1)]),
        sandbox.transcript(&["calls", "show", &call_id(0x1234)]),
        sandbox.transcript(&["calls", "show", "CAf"]),
    ];
    assert_transcript!("calls_show", show.join("\n"));
}

#[tokio::test]
async fn a_call_that_is_not_clear_or_not_there_is_said_so() {
    let sandbox = called().await;
    let transcripts = [
        sandbox.transcript(&["calls", "show", "CA0"]),
        sandbox.transcript(&["calls", "show", "CB"]),
        sandbox.transcript(&["calls", "--line", "nowhere"]),
    ];
    assert_transcript!("calls_unclear", transcripts.join("\n"));
}

#[tokio::test]
async fn no_calls_and_no_store_are_two_things() {
    let sandbox = Sandbox::new();
    let nothing = sandbox.transcript(&["calls"]);
    sandbox.configure("database_url = 'sqlite:sila.db'\n");
    let server =
        TestServer::with(|config| config.database = Location::File(sandbox.path("sila.db"))).await;
    server.running.stop().await;
    let empty = sandbox.transcript(&["calls"]);
    assert_transcript!("calls_none", format!("{nothing}\n{empty}"));
}

#[tokio::test]
async fn calls_in_a_database_are_listed_and_shown_as_those_in_a_file() {
    let sandbox = Sandbox::new();
    let address = crate::postgres::database().await;
    sandbox.configure(&format!("database_url = '{address}'\n"));
    let nothing = sandbox.transcript(&["calls"]);
    assert!(nothing.contains("There is no store at"), "{nothing}");

    let url = PostgresUrl::parse(&address).unwrap();
    let store = database::in_postgres(&url).await.unwrap();
    let at_the_gate = RecordedPlace::parse("gate");
    let started = TurnRecord {
        language: Some("ar".to_owned()),
        place: at_the_gate,
        events: vec![RecordedEvent { kind: EventKind::CallStarted, place: at_the_gate }],
        ..turn("CA1", 0)
    };
    store.append(&[started]).await.unwrap();
    let list = sandbox.transcript(&["calls"]);
    assert!(list.contains("CA1") && list.contains("gate"), "{list}");
    let way = sandbox.transcript(&["calls", "show", "CA"]);
    assert!(way.contains("call-started"), "{way}");
}

#[test]
fn a_number_of_rows_that_no_list_has_is_refused() {
    let sandbox = Sandbox::new();
    for command in [["calls", "--last"], ["unheard", "--limit"], ["texts", "--limit"]] {
        for number in ["0", "501"] {
            let said = sandbox.transcript(&[&command[..], &[number]].concat());
            assert!(said.contains("is not in 1..=500"), "{said}");
        }
    }
}
