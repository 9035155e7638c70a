//! The program fails in the middle of a request: nobody else notices, and a provider is sent to its fallback.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sila::clock::Clock;

use super::http::{client, exchange, parameters, signed_post, status};
use crate::manual_clock::ManualClock;
use crate::test_server::{TestServer, call_id};

/// A clock at which everything fails that looks at it, while it is broken.
fn breakable() -> (Clock, Arc<AtomicBool>) {
    let broken = Arc::new(AtomicBool::new(false));
    let (clock, is_broken) = (ManualClock::ticking().clock(), Arc::clone(&broken));
    let clock = move || {
        assert!(!is_broken.load(Ordering::SeqCst), "as asked");
        clock()
    };
    (Arc::new(clock), broken)
}

#[tokio::test]
async fn a_request_at_which_the_program_fails_is_answered_and_the_next_as_ever() {
    let (clock, broken) = breakable();
    let server = TestServer::with_clock(clock, |_| {}).await;
    let (head, body) =
        signed_post(&server, "/voice/main", &parameters(&[]), "Connection: close\r\n");
    let turn = head + &body;
    let metrics = async || client().get(server.url("/metrics")).send().await.unwrap().status();
    for (is_broken, expected) in [(false, 200), (true, 500), (false, 200)] {
        broken.store(is_broken, Ordering::SeqCst);
        assert_eq!(metrics().await, expected);
        let answer = exchange(server.running.address, turn.as_bytes()).await;
        assert_eq!(status(&answer), expected, "{answer}");
    }
    assert_eq!(server.events(&call_id(1)).await.len(), 1);
}
