//! Text messages with a provider that works.

use http::StatusCode;
use jiff::SignedDuration;
use sila::config::Config;
use sila::store::{Location, PostgresUrl, TextState};

use super::{
    LineWithAccount, MOBILE, ManualClock, asks, get, impatient, metrics, one_at_a_time, text,
    with_account,
};
use crate::alone::is_alone;
use crate::captured_log::CapturedLog;
use crate::postgres;
use crate::providers::twilio::api::{Provider, SENDER, Trouble};
use crate::providers::twilio::call::Call;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

#[tokio::test]
async fn a_message_goes_out_at_once_and_what_becomes_of_it_is_kept() {
    if !is_alone(module_path!(), "a_message_goes_out_at_once_and_what_becomes_of_it_is_kept") {
        return;
    }
    // Nobody looks by itself for an hour: the journal tells.
    let hour = std::time::Duration::from_hours(1);
    let line = LineWithAccount::with(|config| config.jobs.poll = hour).await;
    line.asks(1, MOBILE).await;
    let sent = line.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!((sent.attempts, sent.trouble), (1, None));
    let messages = line.provider.messages();
    let [message] = messages.as_slice() else { panic!("one message: {messages:?}") };
    assert_eq!((message.to.as_str(), message.from.as_str()), (MOBILE, SENDER));
    assert_eq!(message.body, "Demolition permit: six dinars (1)");
    assert_eq!(message.token.as_ref(), Some(&sent.key));
    assert!(message.callback.starts_with(&line.server.url("/text/main?k=")));
    for status in ["sent", "delivered"] {
        let answer = line.provider.reports(message, status, None).await;
        assert_eq!(answer, StatusCode::NO_CONTENT);
    }
    let delivered = line.text(1, |text| text.state == TextState::Delivered).await;
    assert_eq!(delivered.number, None, "nobody has to be written to any more");
    let metrics = metrics(&line.server).await;
    for outcome in ["sent", "delivered"] {
        let counted = format!("\nsila_texts_total{{outcome=\"{outcome}\"}} 1\n");
        assert!(metrics.contains(&counted), "{metrics}");
    }
    assert!(!metrics.contains("33001234"), "{metrics}");
    line.server.running.stop().await;
}

#[tokio::test]
async fn a_turn_that_is_asked_for_twice_sends_one_message() {
    let line = LineWithAccount::with(one_at_a_time).await;
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.state == TextState::Sent).await;
    line.asks(1, MOBILE).await;
    line.goes_on(2).await;
    assert_eq!(line.provider.messages().len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_number_is_kept_and_not_tried_again() {
    let line = LineWithAccount::with(|config| {
        one_at_a_time(config);
        config.text_limits.countries.push("966".to_owned());
    })
    .await;
    line.provider.unsubscribe(MOBILE);
    line.asks(1, MOBILE).await;
    let failed = line.text(1, |text| text.state == TextState::Unsubscribed).await;
    let why = failed.trouble.unwrap();
    assert!(why.contains("unsubscribed") && why.contains("21610"), "{why}");
    // A mobile of a country that the account may not write to.
    line.asks(2, "+966501234567").await;
    let failed = line.text(2, |text| text.state == TextState::Failed).await;
    let why = failed.trouble.unwrap();
    assert!(why.contains("country") && !why.contains("501234567"), "{why}");
    line.clock.forward(SignedDuration::from_hours(2));
    line.goes_on(3).await;
    assert_eq!(line.provider.requests(), 3);
}

#[tokio::test]
async fn nothing_is_sent_where_no_message_can_be_read() {
    let line = LineWithAccount::with(one_at_a_time).await;
    for (call, number) in [(1, "+97317001234"), (2, "+97380001234"), (3, "anonymous"), (4, "")] {
        line.asks(call, number).await;
        let refused = line.text(call, |text| text.state == TextState::Refused).await;
        assert!(refused.trouble.unwrap().contains("mobile"), "{number}");
    }
    line.goes_on(5).await;
    assert_eq!(line.provider.requests(), 1);
}

#[tokio::test]
async fn the_turn_that_asks_for_the_days_last_message_is_answered_alike_each_time() {
    let line = LineWithAccount::with(|config| config.text_limits.a_day = 1).await;
    let mut call = call(&line);
    call.start().await.unwrap();
    for keys in ["2", "111", "7"] {
        call.press(keys).await.unwrap();
    }
    line.later(|| line.provider.messages().len() == 1).await;
    let first = call.last_document().unwrap().body.clone();
    let second = call.replay_last().await.unwrap().body;
    assert_eq!(str::from_utf8(&second).unwrap(), str::from_utf8(&first).unwrap());
    call.press("7").await.unwrap();
    line.goes_on(9).await;
    assert_eq!(line.provider.messages().len(), 2, "the caller has had enough");
}

#[tokio::test]
async fn a_line_sends_so_many_messages_in_a_day_whoever_asks() {
    let (log, _guard) = CapturedLog::start();
    let line = LineWithAccount::with(|config| config.text_limits.line_a_day = 2).await;
    for (call, number) in [(1, "+97333001231"), (2, "+97333001232"), (3, "+97333001233")] {
        line.asks(call, number).await;
        line.text(call, |text| text.state != TextState::Waiting).await;
    }
    let refused = line.text(3, |text| text.trouble.is_some()).await;
    assert!(refused.trouble.unwrap().contains("line_texts_a_day"));
    let [error] = &log.errors()[..] else { panic!("one error: {:?}", log.errors()) };
    assert!(
        error.contains("all the text messages of a day that line_texts_a_day allows"),
        "{error}"
    );
    assert_eq!(line.provider.messages().len(), 2);
    // Whoever asks now is not promised one.
    let mut call = call(&line);
    call.start().await.unwrap();
    for keys in ["2", "111"] {
        call.press(keys).await.unwrap();
    }
    let heard = call.press("7").await.unwrap();
    assert!(heard.text().contains("No more text messages"), "{}", heard.text());
}

#[tokio::test]
async fn no_message_goes_to_a_country_that_nobody_named() {
    let line = LineWithAccount::open().await;
    line.asks(1, "+966501234567").await;
    let refused = line.text(1, |text| text.trouble.is_some()).await;
    assert!(refused.trouble.unwrap().contains("text_countries"));
    assert_eq!(line.provider.requests(), 0);
    let mut settings = line.server.telephone();
    "+966501234567".clone_into(&mut settings.from);
    let mut call = Phone::new(settings).unwrap().call(call_id(2), line.clock.now());
    call.start().await.unwrap();
    for keys in ["2", "111"] {
        call.press(keys).await.unwrap();
    }
    let heard = call.press("7").await.unwrap();
    assert!(heard.text().contains("cannot be sent to this telephone"), "{}", heard.text());
}

/// A call from a mobile telephone.
fn call(line: &LineWithAccount) -> Call {
    let mut settings = line.server.telephone();
    MOBILE.clone_into(&mut settings.from);
    Phone::new(settings).unwrap().call(call_id(1), line.clock.now())
}

#[tokio::test]
async fn a_report_needs_no_name_of_the_message() {
    let line = LineWithAccount::with(impatient).await;
    line.provider.is_in([Trouble::TakesAndIsSilent]);
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.trouble.is_some()).await;
    let mut message = line.provider.messages().remove(0);
    message.sid.clear();
    for (status, state) in [("sent", TextState::Sent), ("delivered", TextState::Delivered)] {
        line.provider.reports(&message, status, None).await;
        line.text(1, |text| text.state == state).await;
    }
}

#[tokio::test]
async fn a_caller_gets_so_many_messages_in_a_day() {
    let line = LineWithAccount::with(|config| config.text_limits.a_day = 2).await;
    for call in 1..=2 {
        line.asks(call, MOBILE).await;
        line.text(call, |text| text.state == TextState::Sent).await;
        line.clock.forward(SignedDuration::from_hours(1));
    }
    line.asks(3, MOBILE).await;
    let refused = line.text(3, |text| text.state == TextState::Refused).await;
    assert!(refused.trouble.unwrap().contains("too many"));
    line.asks(4, "+97333007777").await;
    line.text(4, |text| text.state == TextState::Sent).await;
    line.clock.forward(SignedDuration::from_hours(24));
    line.asks(5, MOBILE).await;
    line.text(5, |text| text.state == TextState::Sent).await;
}

#[tokio::test]
async fn those_that_waited_through_an_outage_count_in_the_order_in_which_they_were_asked_for() {
    let mut line = LineWithAccount::with(|config| config.text_limits.a_day = 2).await;
    line.provider.go_away().await;
    for call in 1..=4 {
        line.asks(call, MOBILE).await;
        line.clock.forward(SignedDuration::from_secs(1));
    }
    line.provider.come_back().await;
    line.later(|| line.provider.messages().len() == 2).await;
    for (call, state) in [
        (1, TextState::Sent),
        (2, TextState::Sent),
        (3, TextState::Refused),
        (4, TextState::Refused),
    ] {
        line.text(call, |text| text.state == state).await;
    }
}

#[tokio::test]
async fn reports_come_twice_and_in_any_order() {
    let line = LineWithAccount::open().await;
    line.asks(1, MOBILE).await;
    line.asks(2, MOBILE).await;
    for call in [1, 2] {
        line.text(call, |text| text.state == TextState::Sent).await;
    }
    let messages = line.provider.messages();
    for (status, code) in [
        ("delivered", None),
        ("delivered", None),
        ("sent", None),
        ("queued", None),
        ("undelivered", Some(30003)),
        ("teleported", None),
    ] {
        let answer = line.provider.reports(&messages[0], status, code).await;
        assert_eq!(answer, StatusCode::NO_CONTENT, "{status}");
    }
    for (status, code) in [("undelivered", Some(30005)), ("delivered", None), ("sent", None)] {
        line.provider.reports(&messages[1], status, code).await;
    }
    let of = |message: usize| {
        if messages[message].body.ends_with("(1)") { 1 } else { 2 }
    };
    let delivered = line.text(of(0), |text| text.state.is_final()).await;
    assert_eq!((delivered.state, delivered.trouble), (TextState::Delivered, None));
    let lost = line.text(of(1), |text| text.state.is_final()).await;
    assert_eq!(lost.state, TextState::Undelivered);
    assert!(lost.trouble.unwrap().contains("not in service"));
}

#[tokio::test]
async fn a_forged_report_changes_nothing() {
    let line = LineWithAccount::open().await;
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.state == TextState::Sent).await;
    let message = line.provider.messages().remove(0);
    let forged = line.provider.forges(&message, "delivered").await;
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
        let answer = line.provider.reports(&elsewhere, "delivered", None).await;
        assert_eq!(answer, StatusCode::FORBIDDEN, "{}", elsewhere.callback);
    }
    let mut elsewhere = message.clone();
    elsewhere.callback = message.callback.replace("/main", "/other");
    let answer = line.provider.reports(&elsewhere, "delivered", None).await;
    assert_eq!(answer, StatusCode::NOT_FOUND);
    // One that is believed comes after them, and finds the message as it was.
    line.asks(2, MOBILE).await;
    line.text(2, |text| text.state == TextState::Sent).await;
    let second = line.provider.messages().remove(1);
    line.provider.reports(&second, "delivered", None).await;
    line.text(2, |text| text.state == TextState::Delivered).await;
    let text = line.text(1, |_| true).await;
    assert_eq!(text.state, TextState::Sent);
    let (status, _) = get(&line.server, "/text/main").await;
    assert_eq!(status, 400, "without any signature");
}

#[tokio::test]
async fn a_report_waits_for_a_database_that_is_away() {
    let cluster = postgres::Cluster::start().await;
    let database = PostgresUrl::parse(&cluster.database().await).unwrap();
    let line = LineWithAccount::with(|config| config.database = Location::Postgres(database)).await;
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.state == TextState::Sent).await;
    let message = line.provider.messages().remove(0);
    cluster.stop().await;
    let answer = line.provider.reports(&message, "delivered", None).await;
    assert_eq!(answer, StatusCode::NO_CONTENT);
    // What is asked for meanwhile waits on this machine, and goes out afterwards.
    line.asks(2, MOBILE).await;
    cluster.start_again().await;
    line.text(1, |text| text.state == TextState::Delivered).await;
    line.text(2, |text| text.state == TextState::Sent).await;
    line.server.running.stop().await;
}

#[tokio::test]
async fn of_two_nodes_one_sends_each_message() {
    let (provider, clock) = (Provider::open().await, ManualClock::new());
    let database = PostgresUrl::parse(&postgres::database().await).unwrap();
    let node = || {
        let account = with_account(&provider.url());
        let database = Location::Postgres(database.clone());
        TestServer::with_clock(clock.clock(), move |config: &mut Config| {
            account(config);
            config.database = database;
        })
    };
    let (one, other) = (node().await, node().await);
    for call in (1..40).step_by(2) {
        let number = |call: u32| format!("+973330{call:05}");
        asks(&one, call, &number(call), clock.now()).await;
        asks(&other, call + 1, &number(call + 1), clock.now()).await;
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
