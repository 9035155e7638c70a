//! The provider's reports on how a call fares.

use sila::dialogue::{CallStatus, EventKind};
use sila::store::Source;

use super::http::{exchange, parameters, signed_post, status};
use crate::test_server::{TestServer, call_id};

async fn report(server: &TestServer, word: &str, seconds: Option<&str>) {
    let mut more = vec![("CallStatus", word)];
    more.extend(seconds.map(|seconds| ("CallDuration", seconds)));
    let parameters = parameters(&more);
    let (head, body) =
        signed_post(server, "/voice/main/status", &parameters, "Connection: close\r\n");
    let answer = exchange(server.running.address, (head + &body).as_bytes()).await;
    assert_eq!(status(&answer), 200, "{answer}");
    assert!(answer.contains("\r\ncontent-type: text/xml"), "{answer}");
    assert!(answer.ends_with("<Response/>"), "{answer}");
}

#[tokio::test]
async fn reports_that_come_twice_or_in_another_order_are_written_down_once_each() {
    let server = TestServer::open().await;
    let mut call = server.call(1);
    for (word, seconds) in [("completed", Some("61")), ("ringing", None), ("completed", Some("61"))]
    {
        report(&server, word, seconds).await;
    }
    call.start().await.unwrap();
    for (word, seconds) in [
        ("in-progress", None),
        ("ringing", None),
        ("completed", Some("62")),
        ("in-progress", None),
        ("what-is-new", None),
    ] {
        report(&server, word, seconds).await;
    }
    let mut reports: Vec<_> = server
        .events(&call_id(1))
        .await
        .into_iter()
        .filter(|event| matches!(event.id.source, Source::Status(_)))
        .flat_map(|record| record.events)
        .map(|event| match event.kind {
            EventKind::StatusReported { status, seconds } => (status, seconds),
            other => panic!("{other:?} is no report"),
        })
        .collect();
    reports.sort();
    assert_eq!(
        reports,
        [
            (CallStatus::Unknown, None),
            (CallStatus::Ringing, None),
            (CallStatus::InProgress, None),
            (CallStatus::Completed, Some(61)),
        ]
    );
}
