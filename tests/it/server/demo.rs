//! The line that there is without any configuration.

use sila::config::Config;

use super::http::client;
use crate::providers::twilio::phone::{Phone, Settings};
use crate::providers::twilio::sign::Signing;
use crate::test_server::{TestServer, call_id};

/// A server without configuration: its one line is `demo`.
async fn server() -> TestServer {
    TestServer::with(|config| {
        let own = Config::for_this_machine(config.data_dir.clone());
        config.lines = own.unwrap().lines;
    })
    .await
}

#[tokio::test]
async fn the_demo_line_takes_unsigned_calls_from_this_machine() {
    let server = server().await;
    let mut settings =
        Settings::new(server.url("/voice/demo").parse().unwrap(), "+97317000000", "+97380000000");
    settings.signing = Signing::Unsigned;
    settings.names_attempts = false;
    settings.status_url = Some(server.url("/voice/demo/status").parse().unwrap());
    let mut call = Phone::new(settings).unwrap().call(call_id(1), jiff::Timestamp::UNIX_EPOCH);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    call.hang_up().await.unwrap();
    assert_eq!(call.faults(), []);
}

#[tokio::test]
async fn the_demo_line_refuses_what_came_from_outside_or_is_meant_for_another() {
    let server = server().await;
    let body = format!("CallSid={}&CallStatus=completed", call_id(1));
    for path in ["/voice/demo", "/voice/demo/status"] {
        for (name, value) in [
            ("X-Forwarded-For", "127.0.0.1"),
            ("Forwarded", "for=127.0.0.1"),
            ("Via", "1.1 proxy"),
            ("X-Real-IP", "127.0.0.1"),
            ("X-Original-Host", "hotline.example.bh"),
            ("X-Client-IP", "127.0.0.1"),
            ("X-Twilio-Signature", "c2lnbmVk"),
            ("Host", "hotline.example.bh"),
        ] {
            let answer = client()
                .post(server.url(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(body.clone())
                .header(name, value)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 403, "{path} {name}");
        }
    }
    assert_eq!(server.events(&call_id(1)).await, []);
    // Without such a header each of them is taken, and kept.
    for (path, kept) in [("/voice/demo", 1), ("/voice/demo/status", 2)] {
        let answer = client()
            .post(server.url(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(server.events(&call_id(1)).await.len(), kept, "{path}");
    }
}
