//! A server that is told to stop finishes what it has begun.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::http::{parameters, read_to_end, signed_post, status};
use sila::web::Timeouts;

use crate::test_server::{TestServer, call_id, events};
use crate::wait::{eventually, within};

/// Sends a request but for the second half of its body, and returns once the server waits for that.
async fn begin(server: &TestServer) -> (TcpStream, String) {
    let expect = "Expect: 100-continue\r\n";
    let (head, body) = signed_post(server, "/voice/main", &parameters(&[]), expect);
    let (first, rest) = body.split_at(body.len() / 2);
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut waited_for = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut waited_for).await.unwrap();
    assert_eq!(&waited_for, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(first.as_bytes()).await.unwrap();
    (stream, rest.to_owned())
}

#[tokio::test]
async fn a_request_in_flight_is_answered_and_written_down() {
    let server = TestServer::open().await;
    let (folder, address) = (server.folder(), server.running.address);
    let (mut stream, rest) = begin(&server).await;
    let app = std::sync::Arc::clone(&server.running.app);
    let (running, _folder) = server.apart();
    let stopping = tokio::spawn(running.stop());
    // Nobody new is let in any more once the stop has begun.
    eventually("a closed door", async || TcpStream::connect(address).await.is_err().then_some(()))
        .await;
    assert!(app.stopping.load(Ordering::Relaxed));
    assert!(!stopping.is_finished());
    stream.write_all(rest.as_bytes()).await.unwrap();
    let answer = read_to_end(&mut stream).await;
    assert_eq!(status(&answer), 200, "{answer}");
    assert!(answer.contains("<Gather "), "{answer}");
    stopping.await.unwrap();
    let kept = events(&folder.join("sila.db"), &call_id(1)).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
}

#[tokio::test]
async fn a_request_that_does_not_go_on_cannot_keep_the_server_from_stopping() {
    let server = TestServer::with(|config| {
        let hour = Duration::from_hours(1);
        config.timeouts = Timeouts {
            head: hour,
            idle: hour,
            body: hour,
            write: hour,
            grace: Duration::from_millis(50),
        };
    })
    .await;
    let (stream, _rest) = begin(&server).await;
    within("the stop", server.running.stop()).await;
    drop(stream);
}

#[tokio::test]
async fn a_connection_that_waits_for_its_next_request_is_closed_at_once() {
    let server = TestServer::with(|config| {
        let hour = Duration::from_hours(1);
        let Timeouts { head, body, write, .. } = config.timeouts;
        config.timeouts = Timeouts { head, idle: hour, body, write, grace: hour };
    })
    .await;
    let mut stream = TcpStream::connect(server.running.address).await.unwrap();
    let (head, body) = signed_post(&server, "/voice/main", &parameters(&[]), "");
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains("</Response>") {
        assert_ne!(within("an answer", stream.read_buf(&mut answer)).await.unwrap(), 0);
    }
    within("the stop", server.running.stop()).await;
    assert_eq!(within("the end", stream.read_buf(&mut answer)).await.unwrap(), 0);
}
