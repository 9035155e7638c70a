//! `sila texts`: what became of text messages.

use sila::store::TextState;

use super::desk::{late, message, store, with};
use super::sandbox::{Sandbox, assert_transcript};

#[tokio::test]
async fn text_messages_are_listed_with_what_became_of_them() {
    let calls = ["CA1", "CA2", "CA3", "CA4", "CA5", "CA6"];
    let mut events: Vec<_> =
        (0_i64..).zip(calls).map(|(minute, call)| message(call, "111", minute)).collect();
    events[1].language = Some("en".to_owned());
    let sandbox = with(&events).await;
    let store = store(&sandbox).await;
    let claimed = store.claim_texts(late(5), late(6), 5).await.unwrap();
    let keys: Vec<_> = claimed.iter().map(|text| text.key.as_str()).collect();
    let down = "the provider says 503";
    store.text_failed(keys[0], down, Some(late(9)), late(6)).await.unwrap();
    store.text_sent(keys[1], Some("SM1"), late(6)).await.unwrap();
    store.text_sent(keys[2], Some("SM2"), late(6)).await.unwrap();
    let delivered = TextState::Delivered;
    store.text_status(keys[2], delivered, None, late(7)).await.unwrap();
    let why = "+97317001234 takes no text messages";
    store.text_failed(keys[3], why, None, late(8)).await.unwrap();
    store.text_refused(keys[4], "three were asked for today", late(8)).await.unwrap();
    store.close().await;
    let seen = [
        sandbox.transcript(&["texts"]),
        sandbox.transcript(&["texts", "--failed"]),
        sandbox.transcript(&["texts", "--failed", "--limit", "2"]),
        sandbox.transcript(&["texts", "--limit", "1", "--json"]),
        sandbox.transcript(&["texts", "--limit", "0"]),
    ];
    assert_transcript!("texts", seen.join("\n"));
    assert!(!seen.concat().contains("97317001234"), "{}", seen.concat());
}

#[tokio::test]
async fn those_that_failed_are_found_behind_many_that_only_wait() {
    let mut events = vec![message("CA", "111", 0)];
    events.extend((1..10).map(|minute| message(&format!("CA{minute}"), "111", minute)));
    let sandbox = with(&events).await;
    let store = store(&sandbox).await;
    let down = "the provider says 503";
    let claimed = store.claim_texts(late(0), late(1), 1).await.unwrap();
    store.text_failed(&claimed[0].key, down, Some(late(9)), late(6)).await.unwrap();
    store.close().await;
    let listed = sandbox.transcript(&["texts", "--failed", "--limit", "2"]);
    assert!(listed.contains(down), "{listed}");
    assert_eq!(listed.matches("waiting").count(), 1, "{listed}");
}

#[tokio::test]
async fn no_text_messages_and_no_store_are_two_things() {
    let nothing = Sandbox::new().transcript(&["texts"]);
    let sandbox = with(&[]).await;
    let seen =
        [nothing, sandbox.transcript(&["texts"]), sandbox.transcript(&["texts", "--failed"])];
    assert_transcript!("texts_none", seen.join("\n"));
}
