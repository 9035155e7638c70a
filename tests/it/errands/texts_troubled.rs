//! Text messages with a provider that is away, has too much to do, is silent, or does not know us.

use http::StatusCode;
use jiff::SignedDuration;
use sila::store::TextState;

use super::{DOUBT, Desk, MOBILE, get, impatient, metrics};
use crate::provider::Trouble;

#[tokio::test]
async fn a_provider_that_is_away_delays_a_message_and_loses_none() {
    let mut desk = Desk::open().await;
    desk.provider.go_away().await;
    desk.asks(1, MOBILE).await;
    let waits = desk.text(1, |text| text.trouble.is_some()).await;
    assert_eq!(waits.state, TextState::Waiting);
    assert!(waits.trouble.unwrap().contains("can't be reached"));
    let (status, ready) = get(&desk.house, "/health/ready").await;
    assert_eq!(status, 200, "{ready}");
    assert!(ready.contains("line `main`"), "{ready}");
    let _time = desk.hands.run();
    desk.text(1, |text| text.attempts >= 5).await;
    desk.provider.come_back().await;
    desk.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(desk.provider.messages().len(), 1);
    let (_, ready) = get(&desk.house, "/health/ready").await;
    assert_eq!(ready, "ready\n");
}

#[tokio::test]
async fn one_request_finds_out_for_all_messages_that_the_provider_is_away() {
    let desk = Desk::with(|config| config.errands.at_once = 1).await;
    desk.provider
        .stays_in(Some(Trouble::TooMany { after: Some(600) }));
    for call in 1..=30 {
        desk.asks(call, &format!("+973330{call:05}")).await;
    }
    for call in 1..=30 {
        desk.text(call, |text| text.trouble.is_some()).await;
    }
    assert_eq!(desk.provider.requests(), 1);
    desk.provider.stays_in(None);
    desk.hands.forward(SignedDuration::from_mins(11));
    for call in 1..=30 {
        desk.text(call, |text| text.state == TextState::Sent).await;
    }
    assert_eq!(desk.provider.messages().len(), 30);
}

#[tokio::test]
async fn too_much_at_once_is_heeded_for_as_long_as_the_provider_says() {
    let desk = Desk::open().await;
    desk.provider.is_in([Trouble::TooMany { after: Some(600) }]);
    desk.asks(1, MOBILE).await;
    let waits = desk.text(1, |text| text.trouble.is_some()).await;
    assert!(waits.trouble.unwrap().contains("20429"));
    desk.hands.forward(SignedDuration::from_secs(599));
    // Another one does not get through either, and shows that the line was looked at.
    desk.asks(2, "+97333007777").await;
    desk.text(2, |text| text.trouble.is_some()).await;
    assert_eq!(desk.provider.requests(), 1);
    desk.hands.forward(SignedDuration::from_secs(1));
    desk.text(1, |text| text.state == TextState::Sent).await;
    desk.text(2, |text| text.state == TextState::Sent).await;
    assert_eq!(desk.provider.messages().len(), 2);
}

#[tokio::test]
async fn a_message_that_was_taken_without_an_answer_waits_for_the_report() {
    for trouble in [Trouble::TakesAndIsSilent, Trouble::TakesAndFails(500)] {
        let desk = Desk::with(impatient).await;
        desk.provider.is_in([trouble]);
        desk.asks(1, MOBILE).await;
        let doubtful = desk.text(1, |text| text.trouble.is_some()).await;
        assert_eq!(doubtful.state, TextState::Waiting, "{trouble:?}");
        let message = desk.provider.messages().remove(0);
        // Before the doubt is over, nothing is tried again.
        desk.hands.forward(DOUBT - SignedDuration::from_mins(1));
        desk.goes_on(2).await;
        assert_eq!(desk.provider.messages().len(), 2, "{trouble:?}");
        let answer = desk.provider.reports(&message, "sent", None).await;
        assert_eq!(answer, StatusCode::NO_CONTENT);
        desk.text(1, |text| text.state == TextState::Sent).await;
        desk.provider.reports(&message, "delivered", None).await;
        desk.text(1, |text| text.state == TextState::Delivered)
            .await;
        desk.hands.forward(DOUBT * 2);
        desk.goes_on(3).await;
        assert_eq!(desk.provider.messages().len(), 3, "{trouble:?}");
        desk.provider.stays_in(None);
        desk.house.running.stop().await;
    }
}

#[tokio::test]
async fn a_message_that_is_never_reported_is_sent_again_when_the_doubt_is_over() {
    let desk = Desk::open().await;
    desk.provider.is_in([Trouble::Fails(500)]);
    desk.asks(1, MOBILE).await;
    desk.text(1, |text| text.trouble.is_some()).await;
    assert_eq!(desk.provider.messages().len(), 0);
    desk.hands.forward(DOUBT);
    desk.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(desk.provider.messages().len(), 1);
}

#[tokio::test]
async fn a_message_survives_a_restart_before_it_went_out() {
    let mut desk = Desk::open().await;
    desk.provider.go_away().await;
    desk.asks(1, MOBILE).await;
    desk.text(1, |text| text.trouble.is_some()).await;
    let mut desk = desk.restart().await;
    desk.provider.come_back().await;
    desk.hands.forward(SignedDuration::from_mins(20));
    desk.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(desk.provider.messages().len(), 1);
}

#[tokio::test]
async fn a_server_that_ends_while_it_sends_leaves_a_doubt_and_no_second_message() {
    let desk = Desk::open().await;
    desk.provider.is_in([Trouble::TakesAndIsSilent]);
    desk.asks(1, MOBILE).await;
    desk.later(|| desk.provider.messages().len() == 1).await;
    let desk = desk.restart().await;
    desk.goes_on(2).await;
    let message = desk.provider.messages().remove(0);
    desk.provider.reports(&message, "delivered", None).await;
    desk.text(1, |text| text.state == TextState::Delivered)
        .await;
    desk.hands.forward(DOUBT * 2);
    desk.goes_on(3).await;
    assert_eq!(desk.provider.messages().len(), 3);
}

#[tokio::test]
async fn wrong_credentials_are_said_and_lose_nothing() {
    let desk = Desk::open().await;
    desk.provider.has_token("changed");
    desk.asks(1, MOBILE).await;
    let waits = desk.text(1, |text| text.trouble.is_some()).await;
    assert_eq!(waits.state, TextState::Waiting);
    let why = waits.trouble.unwrap();
    assert!(why.contains("account_id and the auth token"), "{why}");
    let (status, ready) = get(&desk.house, "/health/ready").await;
    assert_eq!(status, 200);
    assert!(ready.contains("account_id and the auth token"), "{ready}");
    let metrics = metrics(&desk.house).await;
    assert!(
        metrics.contains("sila_provider_failures_total{line=\"main\"}"),
        "{metrics}"
    );
    desk.provider.has_token(crate::house::TOKEN);
    desk.hands.forward(SignedDuration::from_mins(20));
    desk.text(1, |text| text.state == TextState::Sent).await;
}

#[tokio::test]
async fn after_a_day_a_message_is_given_up_with_the_reason() {
    let desk = Desk::open().await;
    desk.provider
        .stays_in(Some(Trouble::TooMany { after: None }));
    desk.asks(1, MOBILE).await;
    desk.text(1, |text| text.trouble.is_some()).await;
    desk.hands.forward(SignedDuration::from_hours(24));
    let failed = desk.text(1, |text| text.state == TextState::Failed).await;
    assert!(failed.trouble.unwrap().contains("20429"));
    assert_eq!(failed.number, None);
}

#[tokio::test]
async fn nobody_is_followed_to_another_host_with_the_credentials() {
    let desk = Desk::open().await;
    let elsewhere = crate::provider::Provider::open().await;
    let address: &'static str = Box::leak(elsewhere.url().into_boxed_str());
    desk.provider.is_in([Trouble::SendsTo(address)]);
    desk.asks(1, MOBILE).await;
    let waits = desk.text(1, |text| text.trouble.is_some()).await;
    assert!(waits.trouble.unwrap().contains("api_url"));
    assert_eq!(elsewhere.requests(), 0);
}
