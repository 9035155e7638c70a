//! Text messages with a provider that works.

use http::StatusCode;
use jiff::SignedDuration;
use sila::config::Config;
use sila::store::{Location, PostgresUrl, TextState};

use super::{Desk, Hands, MOBILE, asks, get, metrics, text, with_account};
use crate::house::House;
use crate::postgres;
use crate::provider::{Provider, SENDER};

#[tokio::test]
async fn a_message_goes_out_at_once_and_what_becomes_of_it_is_kept() {
    // Nobody looks by itself for an hour: the journal tells.
    let hour = std::time::Duration::from_hours(1);
    let desk = Desk::with(|config| config.errands.poll = hour).await;
    desk.asks(1, MOBILE).await;
    let sent = desk.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!((sent.attempts, sent.trouble), (1, None));
    let messages = desk.provider.messages();
    let [message] = messages.as_slice() else {
        panic!("one message: {messages:?}")
    };
    assert_eq!(
        (message.to.as_str(), message.from.as_str()),
        (MOBILE, SENDER)
    );
    assert_eq!(message.body, "Demolition permit: six dinars (1)");
    assert_eq!(message.token.as_ref(), Some(&sent.key));
    assert!(
        message
            .callback
            .starts_with(&desk.house.url("/text/main?k="))
    );
    for status in ["sent", "delivered"] {
        let answer = desk.provider.reports(message, status, None).await;
        assert_eq!(answer, StatusCode::NO_CONTENT);
    }
    let delivered = desk
        .text(1, |text| text.state == TextState::Delivered)
        .await;
    assert_eq!(
        delivered.number, None,
        "nobody has to be written to any more"
    );
    let metrics = metrics(&desk.house).await;
    assert!(
        metrics.contains("sila_texts_total{outcome=\"delivered\"}"),
        "{metrics}"
    );
    assert!(!metrics.contains("33001234"), "{metrics}");
    desk.house.running.stop().await;
}

#[tokio::test]
async fn a_turn_that_is_asked_for_twice_sends_one_message() {
    let desk = Desk::open().await;
    desk.asks(1, MOBILE).await;
    desk.text(1, |text| text.state == TextState::Sent).await;
    desk.asks(1, MOBILE).await;
    desk.goes_on(2).await;
    assert_eq!(desk.provider.messages().len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_number_is_kept_and_not_tried_again() {
    let desk = Desk::open().await;
    desk.provider.unsubscribe(MOBILE);
    desk.asks(1, MOBILE).await;
    let failed = desk.text(1, |text| text.state == TextState::Failed).await;
    let why = failed.trouble.unwrap();
    assert!(
        why.contains("unsubscribed") && why.contains("21610"),
        "{why}"
    );
    // A mobile of a country that the account may not write to.
    desk.asks(2, "+966501234567").await;
    let failed = desk.text(2, |text| text.state == TextState::Failed).await;
    let why = failed.trouble.unwrap();
    assert!(
        why.contains("country") && !why.contains("501234567"),
        "{why}"
    );
    desk.hands.forward(SignedDuration::from_hours(2));
    desk.goes_on(3).await;
    assert_eq!(desk.provider.requests(), 3);
}

#[tokio::test]
async fn nothing_is_sent_where_no_message_can_be_read() {
    let desk = Desk::open().await;
    for (call, number) in [
        (1, "+97317001234"),
        (2, "+97380001234"),
        (3, "anonymous"),
        (4, ""),
    ] {
        desk.asks(call, number).await;
        let refused = desk
            .text(call, |text| text.state == TextState::Refused)
            .await;
        assert!(refused.trouble.unwrap().contains("mobile"), "{number}");
    }
    desk.goes_on(5).await;
    assert_eq!(desk.provider.requests(), 1);
}

#[tokio::test]
async fn a_caller_gets_so_many_messages_in_a_day() {
    let desk = Desk::with(|config| config.texts_a_day = 2).await;
    for call in 1..=2 {
        desk.asks(call, MOBILE).await;
        desk.text(call, |text| text.state == TextState::Sent).await;
        desk.hands.forward(SignedDuration::from_hours(1));
    }
    desk.asks(3, MOBILE).await;
    let refused = desk.text(3, |text| text.state == TextState::Refused).await;
    assert!(refused.trouble.unwrap().contains("too many"));
    desk.asks(4, "+97333007777").await;
    desk.text(4, |text| text.state == TextState::Sent).await;
    desk.hands.forward(SignedDuration::from_hours(24));
    desk.asks(5, MOBILE).await;
    desk.text(5, |text| text.state == TextState::Sent).await;
}

#[tokio::test]
async fn those_that_waited_through_an_outage_count_in_the_order_in_which_they_were_asked_for() {
    let mut desk = Desk::with(|config| config.texts_a_day = 2).await;
    desk.provider.go_away().await;
    for call in 1..=4 {
        desk.asks(call, MOBILE).await;
        desk.hands.forward(SignedDuration::from_secs(1));
    }
    desk.provider.come_back().await;
    desk.later(|| desk.provider.messages().len() == 2).await;
    for (call, state) in [
        (1, TextState::Sent),
        (2, TextState::Sent),
        (3, TextState::Refused),
        (4, TextState::Refused),
    ] {
        desk.text(call, |text| text.state == state).await;
    }
}

#[tokio::test]
async fn reports_come_twice_and_in_any_order() {
    let desk = Desk::open().await;
    desk.asks(1, MOBILE).await;
    desk.asks(2, MOBILE).await;
    for call in [1, 2] {
        desk.text(call, |text| text.state == TextState::Sent).await;
    }
    let messages = desk.provider.messages();
    for (status, code) in [
        ("delivered", None),
        ("delivered", None),
        ("sent", None),
        ("queued", None),
        ("undelivered", Some(30003)),
        ("teleported", None),
    ] {
        let answer = desk.provider.reports(&messages[0], status, code).await;
        assert_eq!(answer, StatusCode::NO_CONTENT, "{status}");
    }
    for (status, code) in [
        ("undelivered", Some(30005)),
        ("delivered", None),
        ("sent", None),
    ] {
        desk.provider.reports(&messages[1], status, code).await;
    }
    let of = |message: usize| {
        if messages[message].body.ends_with("(1)") {
            1
        } else {
            2
        }
    };
    let delivered = desk.text(of(0), |text| text.state.is_final()).await;
    assert_eq!(
        (delivered.state, delivered.trouble),
        (TextState::Delivered, None)
    );
    let lost = desk.text(of(1), |text| text.state.is_final()).await;
    assert_eq!(lost.state, TextState::Undelivered);
    assert!(lost.trouble.unwrap().contains("not in service"));
}

#[tokio::test]
async fn a_forged_report_changes_nothing() {
    let desk = Desk::open().await;
    desk.asks(1, MOBILE).await;
    desk.text(1, |text| text.state == TextState::Sent).await;
    let message = desk.provider.messages().remove(0);
    let forged = desk.provider.forges(&message, "delivered").await;
    assert_eq!(forged, StatusCode::FORBIDDEN);
    // The provider's own signature over an address that somebody else wrote.
    let (address, key) = message.callback.split_once("?k=").unwrap();
    for other in [
        address.to_owned(),
        format!("{address}?k="),
        format!("{address}?k={}", key.replace('D', "E")),
        format!("{address}?k={}", key.split('~').next().unwrap()),
    ] {
        let mut elsewhere = message.clone();
        elsewhere.callback = other;
        let answer = desk.provider.reports(&elsewhere, "delivered", None).await;
        assert_eq!(answer, StatusCode::FORBIDDEN, "{}", elsewhere.callback);
    }
    let mut elsewhere = message.clone();
    elsewhere.callback = message.callback.replace("/main", "/other");
    let answer = desk.provider.reports(&elsewhere, "delivered", None).await;
    assert_eq!(answer, StatusCode::NOT_FOUND);
    let text = desk.text(1, |_| true).await;
    assert_eq!(text.state, TextState::Sent);
    let (status, _) = get(&desk.house, "/text/main").await;
    assert_eq!(status, 400, "without any signature");
}

#[tokio::test]
async fn a_report_waits_for_a_database_that_is_away() {
    let cluster = postgres::Cluster::start().await;
    let database = PostgresUrl::parse(&cluster.database().await).unwrap();
    let desk = Desk::with(|config| config.database = Location::Postgres(database)).await;
    desk.asks(1, MOBILE).await;
    desk.text(1, |text| text.state == TextState::Sent).await;
    let message = desk.provider.messages().remove(0);
    cluster.stop().await;
    let answer = desk.provider.reports(&message, "delivered", None).await;
    assert_eq!(answer, StatusCode::NO_CONTENT);
    // What is asked for meanwhile waits on this machine, and goes out afterwards.
    desk.asks(2, MOBILE).await;
    cluster.start_again().await;
    desk.text(1, |text| text.state == TextState::Delivered)
        .await;
    desk.text(2, |text| text.state == TextState::Sent).await;
    desk.house.running.stop().await;
}

#[tokio::test]
async fn of_two_nodes_one_sends_each_message() {
    let (provider, hands) = (Provider::open().await, Hands::new());
    let database = PostgresUrl::parse(&postgres::database().await).unwrap();
    let node = || {
        let account = with_account(&provider.url());
        let database = Location::Postgres(database.clone());
        House::with_clock(hands.clock(), move |config: &mut Config| {
            account(config);
            config.database = database;
        })
    };
    let (one, other) = (node().await, node().await);
    for call in (1..40).step_by(2) {
        let number = |call: u32| format!("+973330{call:05}");
        asks(&one, call, &number(call), hands.now()).await;
        asks(&other, call + 1, &number(call + 1), hands.now()).await;
    }
    for call in 1..=40 {
        text(&one, call, |text| text.state == TextState::Sent).await;
    }
    let mut keys: Vec<_> = provider.messages().into_iter().map(|m| m.token).collect();
    assert_eq!(keys.len(), 40);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 40);
    one.running.stop().await;
    other.running.stop().await;
}
