//! Connections on which no proper HTTP is spoken, or nothing at all.

use std::borrow::Cow;
use std::net::SocketAddr;

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::{LINES, site};
use crate::outages::binary::Site;
use crate::outages::provider::{Dice, Request};
use crate::outages::wire::{Answer, Wire, read_answer};

/// A first turn, signed.
fn ring(call: &str) -> Vec<u8> {
    let [(line, token), _] = LINES;
    let target = format!("/voice/{line}");
    Request::turn(&target, &[("CallSid", call)]).signed(token).bytes()
}

/// That somebody else is served.
async fn assert_serves(site: &Site, call: &str) {
    let answer = Wire::to(site.address).ask(&ring(call)).await.unwrap();
    assert!(answer.is_document(), "{answer:?}");
}

/// Everything that comes back on a connection on which this is said, until it is closed.
async fn say(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // The server may be done before it has heard everything.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said).await;
    String::from_utf8_lossy(&said).into_owned()
}

/// True if the connection was closed without a word, or after a client's error.
fn is_refusal(said: &str) -> bool {
    let said = said.strip_prefix("HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(said);
    said.is_empty() || said.starts_with("HTTP/1.1 4") || said.starts_with("HTTP/1.0 4")
}

fn shown(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(&bytes[..bytes.len().min(2000)])
}

#[tokio::test]
async fn what_is_not_http_is_refused_or_cut_off() {
    let site = site();
    let server = site.start().await;
    let ring = ring("CA1");
    let head = "POST /voice/main HTTP/1.1\r\nHost: a\r\n";
    let with = |rest: &str| format!("{head}{rest}").into_bytes();
    // No header in them is right, and nothing is signed: none is ever answered with a document.
    let refused = vec![
        Vec::new(),
        b"\r\n\r\n\r\n".to_vec(),
        b"\0".repeat(100_000),
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".to_vec(),
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(),
        b"GET /voice/main\r\n\r\n".to_vec(),
        b"GET /voice/main HTTP/0.9\r\n\r\n".to_vec(),
        b"GET /voice/main HTTP/9.9\r\n\r\n".to_vec(),
        b"GET  /voice/main  HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"GET /voice/\xd9\x85\xff HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"GET http://evil.example/voice/main HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n".to_vec(),
        "A".repeat(200_000).into_bytes(),
        with("Content-Length: -1\r\n\r\n"),
        with("Content-Length: 99999999999999999999\r\n\r\n"),
        with("Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        with("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n"),
        with("Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
        with("Transfer-Encoding: gzip\r\n\r\n"),
        with("Content-Length: 50\r\n\r\nonly this"),
        with("Content-Length: 50\r\nExpect: 100-continue\r\n\r\n"),
        with("No colon\r\n\r\n"),
        with(": no name\r\n\r\n"),
        with("Bad\0: name\r\n\r\n"),
        with(&format!("{}: long\r\n\r\n", "N".repeat(100_000))),
        with(&"A: b\r\n".repeat(100_000)),
    ];
    let cut = (0..ring.len()).step_by(7).map(|cut| ring[..cut].to_vec());
    for bytes in refused.into_iter().chain(cut) {
        let said = say(site.address, &bytes).await;
        assert!(is_refusal(&said), "{}\n\n{said}", shown(&bytes));
    }
    let mut dice = Dice::new(7, 0);
    for _ in 0..500 {
        let mut bytes = ring.clone();
        for _ in 0..=dice.below(8) {
            let head = bytes.windows(4).position(|end| end == b"\r\n\r\n").unwrap_or(bytes.len());
            let at = dice.below(head.max(1));
            bytes[at] = u8::try_from(dice.below(256)).unwrap();
        }
        let said = say(site.address, &bytes).await;
        // It may still be a request, and a header that nobody reads may be broken unnoticed.
        let is_document = said.starts_with("HTTP/1.1 200 OK\r\ncontent-type: text/xml")
            || said.starts_with("HTTP/1.0 200 OK\r\ncontent-type: text/xml");
        assert!(is_document || is_refusal(&said), "{}\n\n{said}", shown(&bytes));
    }
    assert_serves(&site, "CA2").await;
    assert_eq!(super::counted(&site, "sila_panics_total").await, 0);
    server.kill().await;
}

#[tokio::test]
async fn requests_that_come_at_once_are_answered_in_order() {
    let site = site();
    let server = site.start().await;
    let mut stream = BufReader::new(TcpStream::connect(site.address).await.unwrap());
    let mut requests = Vec::new();
    for number in 0..50 {
        requests.extend(ring(&format!("CA{number}")));
        requests.extend(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        requests.extend(b"POST /voice/main HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=b");
    }
    stream.get_mut().write_all(&requests).await.unwrap();
    for _ in 0..50 {
        let mut next = async || -> Answer { read_answer(&mut stream, false).await.unwrap() };
        assert!(next().await.is_document());
        assert_eq!(next().await.text(), "alive\n");
        assert_eq!(next().await.status, 400);
    }
    server.kill().await;
}

#[tokio::test]
async fn a_thousand_connections_that_say_nothing_or_half_stop_nobody_else() {
    let site = site();
    let server = site.start().await;
    // This program has as many files open as the server, and many systems begin with 1024.
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
    let ring = ring("CA1");
    let mut idle = Vec::new();
    for number in 0..1000 {
        let mut stream = TcpStream::connect(site.address).await.unwrap();
        // Nothing, half a head, or half a body.
        let said = [0, 40, ring.len() - 2][number % 3];
        stream.write_all(&ring[..said]).await.unwrap();
        idle.push(stream);
    }
    for number in 0..100 {
        assert_serves(&site, &format!("CB{number}")).await;
    }
    // And whoever goes on in time is served.
    for said in [0, 40, ring.len() - 2] {
        let mut stream = TcpStream::connect(site.address).await.unwrap();
        stream.write_all(&ring[..said]).await.unwrap();
        stream.write_all(&ring[said..]).await.unwrap();
        let answer = read_answer(&mut BufReader::new(stream), false).await.unwrap();
        assert!(answer.is_document(), "{answer:?}");
    }
    server.kill().await;
}
