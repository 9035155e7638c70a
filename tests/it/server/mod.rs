//! The server over HTTP: what it answers, what it refuses, and what it keeps.

pub mod audio;
mod callers;
mod demo;
pub mod http;
mod logs;
mod metrics;
mod ops;
mod panics;
mod refusals;
mod status;
mod stopping;

use crate::providers::twilio::heard::{Ended, Waiting};
use crate::test_server::{TestServer, call_id};

#[tokio::test]
async fn a_call_is_heard_from_the_ring_to_the_section_and_written_down() {
    let server = TestServer::open().await;
    let mut call = server.call(1);
    call.start().await.unwrap();
    for key in ["2", "1", "1", "4"] {
        call.press(key).await.unwrap();
    }
    let heard = call.press("2").await.unwrap();
    assert!(heard.text().contains("title deed"), "{}", heard.text());
    assert!(matches!(heard.waiting, Waiting::Key { .. }));
    let ended = call.hang_up().await.unwrap();
    assert_eq!(ended.ended(), Some(&Ended::CallerHungUp));
    assert_eq!(call.faults(), []);
    let events = server.events(&call_id(1)).await;
    let way: Vec<String> =
        events.iter().filter_map(|record| Some(record.place?.to_string())).collect();
    assert!(way.contains(&"section.114.documents".to_owned()), "{way:?}");
}
