//! Text messages with a provider that is away, has too much to do, is silent, or does not know us.

use http::StatusCode;
use jiff::SignedDuration;
use sila::store::TextState;

use super::{DOUBT, LineWithAccount, MOBILE, get, impatient, metrics, one_at_a_time};
use crate::alone::is_alone;
use crate::providers::twilio::api::Trouble;

#[tokio::test]
async fn a_provider_that_is_away_delays_a_message_and_loses_none() {
    let mut line = LineWithAccount::open().await;
    line.provider.go_away().await;
    line.asks(1, MOBILE).await;
    let waits = line.text(1, |text| text.trouble.is_some()).await;
    assert_eq!(waits.state, TextState::Waiting);
    assert!(waits.trouble.unwrap().contains("can't be reached"));
    let (status, ready) = get(&line.server, "/health/ready").await;
    assert_eq!(status, 200, "{ready}");
    assert!(ready.contains("line `main`"), "{ready}");
    let _time = line.clock.run();
    line.text(1, |text| text.attempts >= 5).await;
    line.provider.come_back().await;
    line.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(line.provider.messages().len(), 1);
    let (_, ready) = get(&line.server, "/health/ready").await;
    assert_eq!(ready, "ready\n");
}

#[tokio::test]
async fn one_request_finds_out_for_all_messages_that_the_provider_is_away() {
    let line = LineWithAccount::with(|config| config.jobs.at_once = 1).await;
    line.provider.stays_in(Some(Trouble::TooMany { after: Some(600) }));
    for call in 1..=30 {
        line.asks(call, &format!("+973330{call:05}")).await;
    }
    for call in 1..=30 {
        line.text(call, |text| text.trouble.is_some()).await;
    }
    assert_eq!(line.provider.requests(), 1);
    line.provider.stays_in(None);
    line.clock.forward(SignedDuration::from_mins(11));
    for call in 1..=30 {
        line.text(call, |text| text.state == TextState::Sent).await;
    }
    assert_eq!(line.provider.messages().len(), 30);
}

#[tokio::test]
async fn a_message_that_can_not_go_to_its_number_holds_no_other_up() {
    let line = LineWithAccount::open().await;
    line.provider.refuses(MOBILE, 21608);
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.trouble.is_some()).await;
    for call in 2..=20 {
        line.asks(call, &format!("+973330{call:05}")).await;
        line.text(call, |text| text.state == TextState::Sent).await;
        // More than any pause after a first failure.
        line.clock.forward(SignedDuration::from_secs(3));
    }
    let waits = line.text(1, |_| true).await;
    assert_eq!(waits.state, TextState::Waiting);
    // Within a minute: after 2, 4, 8, 16, 32 seconds, or half of that.
    assert!((3..=7).contains(&line.provider.refusals()), "{}", line.provider.refusals());
    let (_, ready) = get(&line.server, "/health/ready").await;
    assert_eq!(ready, "ready\n");
}

#[tokio::test]
async fn several_numbers_in_a_row_that_no_message_can_go_to_make_the_line_wait() {
    let line = LineWithAccount::with(|config| config.jobs.at_once = 1).await;
    let number = |call| format!("+973330{call:05}");
    for call in 1..=3 {
        line.provider.refuses(&number(call), 21606);
        line.asks(call, &number(call)).await;
        line.text(call, |text| text.trouble.is_some()).await;
    }
    let (_, ready) = get(&line.server, "/health/ready").await;
    assert!(ready.contains("21606"), "{ready}");
    line.asks(4, &number(4)).await;
    let put_off = line.text(4, |text| text.trouble.is_some()).await;
    assert_eq!((put_off.state, put_off.attempts), (TextState::Waiting, 0));
    assert!(!put_off.trouble.unwrap().contains("21606"), "that was another's reason");
    assert_eq!(line.provider.requests(), 3);
    line.clock.forward(SignedDuration::from_secs(3));
    let sent = line.text(4, |text| text.state == TextState::Sent).await;
    assert_eq!(sent.trouble, None);
}

#[tokio::test]
async fn too_much_at_once_is_heeded_for_as_long_as_the_provider_says() {
    let line = LineWithAccount::with(one_at_a_time).await;
    line.provider.is_in([Trouble::TooMany { after: Some(600) }]);
    line.asks(1, MOBILE).await;
    let waits = line.text(1, |text| text.trouble.is_some()).await;
    assert!(waits.trouble.unwrap().contains("20429"));
    line.clock.forward(SignedDuration::from_secs(599));
    // Another one does not get through either, and shows that the line was looked at.
    line.asks(2, "+97333007777").await;
    line.text(2, |text| text.trouble.is_some()).await;
    assert_eq!(line.provider.requests(), 1);
    line.clock.forward(SignedDuration::from_secs(1));
    line.text(1, |text| text.state == TextState::Sent).await;
    line.text(2, |text| text.state == TextState::Sent).await;
    assert_eq!(line.provider.messages().len(), 2);
}

#[tokio::test]
async fn a_message_that_was_taken_without_an_answer_waits_for_the_report() {
    for trouble in [Trouble::TakesAndIsSilent, Trouble::TakesAndFails(500)] {
        let line = LineWithAccount::with(|config| {
            impatient(config);
            one_at_a_time(config);
        });
        let line = line.await;
        line.provider.is_in([trouble]);
        line.asks(1, MOBILE).await;
        let doubtful = line.text(1, |text| text.trouble.is_some()).await;
        assert_eq!(doubtful.state, TextState::Waiting, "{trouble:?}");
        let message = line.provider.messages().remove(0);
        // Before the doubt is over, nothing is tried again.
        line.clock.forward(DOUBT - SignedDuration::from_mins(1));
        line.goes_on(2).await;
        assert_eq!(line.provider.messages().len(), 2, "{trouble:?}");
        let answer = line.provider.reports(&message, "sent", None).await;
        assert_eq!(answer, StatusCode::NO_CONTENT);
        line.text(1, |text| text.state == TextState::Sent).await;
        line.provider.reports(&message, "delivered", None).await;
        line.text(1, |text| text.state == TextState::Delivered).await;
        line.clock.forward(DOUBT * 2);
        line.goes_on(3).await;
        assert_eq!(line.provider.messages().len(), 3, "{trouble:?}");
        line.provider.stays_in(None);
        line.server.running.stop().await;
    }
}

#[tokio::test]
async fn a_message_that_is_never_reported_is_sent_again_when_the_doubt_is_over() {
    let line = LineWithAccount::open().await;
    line.provider.is_in([Trouble::Fails(500)]);
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.trouble.is_some()).await;
    assert_eq!(line.provider.messages().len(), 0);
    line.clock.forward(DOUBT);
    line.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(line.provider.messages().len(), 1);
}

#[tokio::test]
async fn a_message_survives_a_restart_before_it_went_out() {
    let mut line = LineWithAccount::open().await;
    line.provider.go_away().await;
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.trouble.is_some()).await;
    let mut line = line.restart(|_| {}).await;
    line.provider.come_back().await;
    line.clock.forward(SignedDuration::from_mins(20));
    line.text(1, |text| text.state == TextState::Sent).await;
    assert_eq!(line.provider.messages().len(), 1);
}

#[tokio::test]
async fn a_server_that_ends_while_it_sends_leaves_a_doubt_and_no_second_message() {
    let line = LineWithAccount::open().await;
    line.provider.is_in([Trouble::TakesAndIsSilent]);
    line.asks(1, MOBILE).await;
    line.later(|| line.provider.messages().len() == 1).await;
    let line = line.restart(one_at_a_time).await;
    line.goes_on(2).await;
    let message = line.provider.messages().remove(0);
    line.provider.reports(&message, "delivered", None).await;
    line.text(1, |text| text.state == TextState::Delivered).await;
    line.clock.forward(DOUBT * 2);
    line.goes_on(3).await;
    assert_eq!(line.provider.messages().len(), 3);
}

#[tokio::test]
async fn wrong_credentials_are_said_and_lose_nothing() {
    if !is_alone(module_path!(), "wrong_credentials_are_said_and_lose_nothing") {
        return;
    }
    let line = LineWithAccount::open().await;
    line.provider.has_token("changed");
    line.asks(1, MOBILE).await;
    let waits = line.text(1, |text| text.trouble.is_some()).await;
    assert_eq!(waits.state, TextState::Waiting);
    let why = waits.trouble.unwrap();
    assert!(why.contains("account_id and the auth token"), "{why}");
    let (status, ready) = get(&line.server, "/health/ready").await;
    assert_eq!(status, 200);
    assert!(ready.contains("account_id and the auth token"), "{ready}");
    let metrics = metrics(&line.server).await;
    let counted = "\nsila_provider_failures_total{line=\"main\"} 1\n";
    assert!(metrics.contains(counted), "{metrics}");
    line.provider.has_token(crate::test_server::TOKEN);
    line.clock.forward(SignedDuration::from_mins(20));
    line.text(1, |text| text.state == TextState::Sent).await;
}

#[tokio::test]
async fn after_a_day_a_message_is_given_up_with_the_reason() {
    let line = LineWithAccount::open().await;
    line.provider.stays_in(Some(Trouble::TooMany { after: None }));
    line.asks(1, MOBILE).await;
    line.text(1, |text| text.trouble.is_some()).await;
    line.clock.forward(SignedDuration::from_hours(24));
    let failed = line.text(1, |text| text.state == TextState::Failed).await;
    assert!(failed.trouble.unwrap().contains("20429"));
    assert_eq!(failed.number, None);
}

#[tokio::test]
async fn nobody_is_followed_to_another_host_with_the_credentials() {
    let line = LineWithAccount::open().await;
    let elsewhere = crate::providers::twilio::api::Provider::open().await;
    let address: &'static str = Box::leak(elsewhere.url().into_boxed_str());
    line.provider.is_in([Trouble::SendsTo(address)]);
    line.asks(1, MOBILE).await;
    let waits = line.text(1, |text| text.trouble.is_some()).await;
    assert!(waits.trouble.unwrap().contains("api_url"));
    assert_eq!(elsewhere.requests(), 0);
}
