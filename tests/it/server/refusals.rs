//! Refusals: only the provider's own requests get a document, and no request can keep the server busy.

use std::time::Duration;

use sila::web::Timeouts;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::http::{client, exchange, parameters, read_to_end, signed_post, status};
use crate::test_server::{TestServer, call_id};

#[tokio::test]
async fn a_request_is_refused_by_what_is_wrong_with_it() {
    let server = TestServer::open().await;
    let (head, body) =
        signed_post(&server, "/voice/main", &parameters(&[]), "Connection: close\r\n");
    let good = head + &body;
    let cases = [
        (good.clone(), 200),
        (good.replace("X-Twilio-Signature", "X-Other"), 400),
        (good.replace("CallSid=CA0", "CallSid=CA1"), 403),
        (good.replace("POST /voice/main", "POST /voice/main?a=1"), 403),
        (good.replace("/voice/main", "/voice/other"), 404),
        (good.replace("/voice/main", "/voice/main/other"), 404),
        (good.replace("/voice/main", "/voice/"), 404),
        (good.replace("/voice/main", "/voice/main/"), 404),
        (good.replace("/voice/main", "/Voice/main"), 404),
        (good.replace("POST", "PUT"), 405),
        (good.replace("POST", "DELETE"), 405),
        (good.replace("/voice/main", "/voice/main/status"), 403),
        (good.replace("POST /voice/main", "PUT /voice/main/status"), 405),
    ];
    for (request, expected) in cases {
        let answer = exchange(server.running.address, request.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{request}\n{answer}");
        if expected == 405 {
            assert!(answer.to_lowercase().contains("\r\nallow: get, post\r\n"), "{answer}");
        }
        if expected != 200 {
            let (_, told) = answer.split_once("\r\n\r\n").unwrap();
            assert!(!told.trim().is_empty(), "{answer}");
            assert!(!answer.contains("<Response"), "{answer}");
        }
    }
    let started = server.events(&call_id(1)).await;
    assert_eq!(started.len(), 1, "only the good request is a call: {started:?}");
}

#[tokio::test]
async fn a_body_of_16_kib_is_read_and_a_larger_one_is_not() {
    let server = TestServer::open().await;
    let room = 16 * 1024 - "CallSid=&From=%2B97317000000&Padding=".len() - call_id(1).len();
    for (padding, expected) in [(room, 200), (room + 1, 413)] {
        let padding = "x".repeat(padding);
        let parameters = parameters(&[("Padding", &padding)]);
        let (head, body) =
            signed_post(&server, "/voice/main", &parameters, "Connection: close\r\n");
        assert_eq!(body.len(), 16 * 1024 + usize::from(expected == 413));
        let answer = exchange(server.running.address, (head + &body).as_bytes()).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
    let endless = format!(
        "POST /voice/main HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        format!("1000\r\n{}\r\n", "x".repeat(0x1000)).repeat(5)
    );
    let answer = exchange(server.running.address, endless.as_bytes()).await;
    assert_eq!(status(&answer), 413, "no length is needed to be too long");
}

#[tokio::test]
async fn too_many_or_too_large_headers_end_the_connection() {
    let server = TestServer::open().await;
    let many = "X: 1\r\n".repeat(101);
    let large = format!("X-Large: {}\r\n", "x".repeat(64 * 1024));
    for headers in [many, large] {
        let request = format!("GET /health/live HTTP/1.1\r\nHost: a\r\n{headers}\r\n");
        let answer = exchange(server.running.address, request.as_bytes()).await;
        assert_eq!(status(&answer), 431, "{answer}");
    }
    let nonsense = exchange(server.running.address, b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n").await;
    assert_eq!(status(&nonsense), 400, "{nonsense}");
}

/// A server that waits for clients a moment only.
async fn impatient() -> TestServer {
    TestServer::with(|config| {
        config.timeouts = Timeouts {
            head: Duration::from_millis(50),
            body: Duration::from_millis(50),
            write: Duration::from_millis(50),
            ..Timeouts::default()
        };
    })
    .await
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = impatient().await;
    let (head, body) = signed_post(&server, "/voice/main", &parameters(&[]), "");
    let half = format!("{head}{}", &body[..body.len() / 2]);
    let answer = exchange(server.running.address, half.as_bytes()).await;
    assert_eq!(status(&answer), 408, "{answer}");
    assert_eq!(server.events(&call_id(1)).await, []);
}

#[tokio::test]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let server = impatient().await;
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    stream.write_all(b"POST /voice/main HT").await.unwrap();
    let answer = read_to_end(&mut stream).await;
    assert!(answer.is_empty() || status(&answer) == 408, "{answer}");
    let mut silent = TcpStream::connect(server.running.address).await.unwrap();
    assert_eq!(read_to_end(&mut silent).await, "");
    let alive = client().get(server.url("/health/live")).send().await.unwrap();
    assert_eq!(alive.status(), 200, "others are served meanwhile");
}

#[tokio::test]
async fn a_connection_may_be_idle_for_longer_than_a_head_may_take() {
    let server = impatient().await;
    let request = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut idle = TcpStream::connect(server.running.address).await.unwrap();
    let mut ask = async || {
        idle.write_all(request).await.unwrap();
        let mut answer = [0; 512];
        let length = idle.read(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer[..length]).into_owned()
    };
    assert_eq!(status(&ask().await), 200);
    // Another connection has waited for its head for too long meanwhile.
    let mut silent = TcpStream::connect(server.running.address).await.unwrap();
    assert_eq!(read_to_end(&mut silent).await, "");
    assert_eq!(status(&ask().await), 200);
    // A second head has no more time than a first.
    idle.write_all(&request[..20]).await.unwrap();
    let cut = read_to_end(&mut idle).await;
    assert!(cut.is_empty() || status(&cut) == 408, "{cut}");
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answers_is_not_kept() {
    let server = impatient().await;
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    let request = b"GET /fallback/main HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000);
    // It asks and asks and reads nothing, until the server lets go of it.
    let asks = async { while stream.write_all(&request).await.is_ok() {} };
    let let_go = tokio::time::timeout(Duration::from_secs(30), asks).await;
    assert!(let_go.is_ok(), "the connection is kept for ever");
}
