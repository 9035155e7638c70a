//! One client takes as many connections as it gets: it gets its share, and everybody else the rest.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use rustix::process::Signal;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::binary::Site;
use super::load::{Load, origin};
use crate::skipped::skip;
use crate::test_server::TOKEN;
use crate::wait::within;

/// With 300 files a server has room for 100 connections, and a client for a quarter of them.
const FILES: u32 = 300;
const SHARE: usize = 25;

/// An address of this machine that other machines could have: this machine's own has no share.
fn outside() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // Nothing is sent by that; the system chooses the address that it would be sent from.
    socket.connect("192.0.2.200:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

/// Returns whether a request on the connection is answered.
async fn is_answered(stream: &mut TcpStream) -> bool {
    let request = b"GET /health/live HTTP/1.1\r\nHost: hotline\r\n\r\n";
    if stream.write_all(request).await.is_err() {
        return false;
    }
    let mut answer = [0; 16];
    let read = within("an answer or the end", stream.read(&mut answer)).await;
    read.is_ok_and(|read| answer[..read].starts_with(b"HTTP/1.1 200 "))
}

#[tokio::test]
async fn a_client_that_takes_all_connections_gets_its_share_and_calls_go_on() {
    let Some(outside) = outside() else {
        return skip("a client's share of connections: this machine has no address but its own");
    };
    let config = format!(
        "public_url = '{}'\n[[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'",
        origin()
    );
    let site = Site::new(&config, &[("TOKEN", TOKEN)]);
    let port = site.address.port();
    let start = format!("ulimit -n {FILES}; SILA_LISTEN=0.0.0.0:{port} exec \"$0\" \"$@\"");
    let server = site.start_with(&["sh", "-c", &start]).await;
    let mut held = Vec::new();
    for _ in 0..SHARE {
        let mut stream = TcpStream::connect(SocketAddr::new(outside, port)).await.unwrap();
        assert!(is_answered(&mut stream).await, "{} are held", held.len());
        held.push(stream);
    }
    for _ in 0..3 {
        let mut stream = TcpStream::connect(SocketAddr::new(outside, port)).await.unwrap();
        assert!(!is_answered(&mut stream).await);
    }
    assert_eq!(site.metric("sila_connections_refused_total").await, 3);
    let mut callers = Load::on(vec![site.address]).await;
    callers.turns(1500).await;
    callers.check(&site.store().await, site.written()).await;
    // One that ends makes room for another.
    drop(held.pop());
    crate::wait::eventually("room for one more", async || {
        let mut stream = TcpStream::connect(SocketAddr::new(outside, port)).await.ok()?;
        is_answered(&mut stream).await.then_some(())
    })
    .await;
    server.signal(Signal::TERM);
    assert!(server.ended().await.success());
}
