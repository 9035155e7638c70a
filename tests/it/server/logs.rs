//! Log lines of a call: they have its id, and nothing of the caller.

use std::time::Instant;

use super::http::client;
use crate::calls::play::next_turn;
use crate::captured_log::CapturedLog;
use crate::providers::twilio::heard::DialOutcome;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

#[tokio::test]
async fn lines_about_a_call_carry_its_id_and_never_a_number_or_a_key() {
    let (log, _guard) = CapturedLog::start();
    let server = TestServer::with(|config| {
        config.menus = Some(crate::calls::play::small_menus());
    })
    .await;
    let mut call = server.call(1);
    call.start().await.unwrap();
    for key in ["1", "4", "5", "1", "0"] {
        call.press(key).await.unwrap();
    }
    call.dial_result(DialOutcome::Busy, 0).await.unwrap();
    let next = next_turn(&call);
    let mut settings = server.telephone();
    settings.voice_url = next.clone();
    settings.extra = vec![("Digits".to_owned(), "4711".to_owned())];
    let burst = Phone::new(settings).unwrap();
    let mut burst = burst.call(call_id(1), jiff::Timestamp::UNIX_EPOCH);
    burst.start().await.unwrap();
    call.hang_up().await.unwrap();
    let mut settings = server.telephone();
    settings.voice_url = next.as_str().replace("_ar_", "_en_").parse().unwrap();
    let tampered = Phone::new(settings).unwrap();
    let mut tampered = tampered.call(call_id(2), jiff::Timestamp::UNIX_EPOCH);
    tampered.start().await.unwrap();
    tampered.press("1").await.unwrap();
    for _ in 0..3 {
        tampered.press("6").await.unwrap();
    }
    tampered.dial_result(DialOutcome::Answered, 9).await.unwrap();
    let unsigned = client().post(server.url("/voice/main")).send().await;
    assert_eq!(unsigned.unwrap().status(), 400);
    server.running.stop().await;

    let lines = log.lines();
    let said = |what: &str, call: Option<String>| {
        let found = lines.iter().find(|line| {
            let message = line["message"].as_str().unwrap();
            message.contains(what) && line["call"].as_str().map(str::to_owned) == call
        });
        assert!(found.is_some(), "`{what}` of {call:?} is not in {lines:#?}");
    };
    said("a call began", Some(call_id(1)));
    said("began again", Some(call_id(2)));
    said("a call ended", Some(call_id(2)));
    said("a request was refused", None);
    let mut known = crate::docs::logging::documented();
    known.extend(["timestamp", "level", "target", "message"].map(str::to_owned));
    for line in &lines {
        let target = line["target"].as_str().unwrap();
        let fields = line.as_object().unwrap().keys();
        if target.starts_with("sila::") {
            let unknown: Vec<_> = fields.filter(|name| !known.contains(*name)).collect();
            assert!(unknown.is_empty(), "{unknown:?} in {line}");
        }
        for secret in ["97317000000", "97380000000", "97300000000", "4711", "Digits", "turn="] {
            assert!(!line.to_string().contains(secret), "{secret} in {line}");
        }
    }
}

#[tokio::test]
async fn a_thousand_refusals_are_a_line_a_second_that_says_how_many() {
    let (log, _guard) = CapturedLog::start();
    let server = TestServer::open().await;
    let client = client();
    let began = Instant::now();
    let refused = async || {
        let paths = ["/voice/main", "/voice/main/status", "/text/main", "/voice/main/whisper"];
        for path in paths {
            let answer = client.post(server.url(path)).send().await.unwrap();
            assert_eq!(answer.status(), 400);
        }
        paths.len() as u64
    };
    let said = || {
        let lines = log.lines();
        let said =
            lines.iter().filter(|line| line["message"].as_str().unwrap().contains("refused"));
        said.map(|line| line["count"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    let mut sent = 0;
    while sent < 1000 {
        sent += refused().await;
    }
    // The next line says how many there were since the one before.
    let before = said().len();
    while said().len() == before {
        sent += refused().await;
    }
    let said = said();
    assert!(said.len() as u64 <= 2 + began.elapsed().as_secs(), "{said:?}");
    // Of the last round, some came after the line.
    let counted: u64 = said.iter().sum();
    assert!(sent - counted < 4, "{counted} of {sent} are told: {said:?}");
}
