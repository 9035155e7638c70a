//! The provider asks again when it thinks that a request was lost: nothing may come of it but the
//! same answer.

use jiff::Timestamp;
use sila::store::{TurnId, TurnRecord};

use super::play::next_turn;
use super::setup::small_menus;
use crate::providers::twilio::call::Call;
use crate::providers::twilio::heard::DialOutcome;
use crate::providers::twilio::phone::Phone;
use crate::test_server::{TestServer, call_id};

/// The caller's steps: places, failures and transfers of every kind.
const STEPS: [&str; 14] =
    ["1", "1", "1", "1", "", "4", "3", "0", "busy", "*", "9", "#", "0", "answered"];

async fn server() -> TestServer {
    TestServer::with(|config| config.menus = Some(small_menus())).await
}

/// Makes the whole call, and each request of it so many times more.
async fn call(server: &TestServer, again: usize) -> Call {
    let mut call = server.call(1);
    call.start().await.unwrap();
    ask_again(&call, again).await;
    for step in STEPS {
        let heard = match step {
            "" => call.silence().await,
            "busy" => call.dial_result(DialOutcome::Busy, 0).await,
            "answered" => call.dial_result(DialOutcome::Answered, 30).await,
            key => call.press(key).await,
        };
        heard.unwrap();
        ask_again(&call, again).await;
    }
    assert_eq!(call.faults(), []);
    call
}

async fn ask_again(call: &Call, times: usize) {
    for _ in 0..times {
        let first = call.last_document().unwrap();
        let second = call.replay_last().await.unwrap();
        assert_eq!(second.fault, None);
        assert_eq!(second.status, Some(200));
        assert_eq!(text(&second.body), text(&first.body));
        assert_eq!(second.content_type, first.content_type);
    }
}

fn text(body: &[u8]) -> &str {
    str::from_utf8(body).unwrap()
}

/// The rows without their times.
fn rows(events: Vec<TurnRecord>) -> Vec<TurnRecord> {
    let timeless = |event| TurnRecord { at: Timestamp::UNIX_EPOCH, ..event };
    events.into_iter().map(timeless).collect()
}

#[tokio::test]
async fn each_turn_asked_for_again_is_answered_alike_and_written_down_once() {
    let (calm, insistent) = (server().await, server().await);
    call(&calm, 0).await;
    call(&insistent, 2).await;
    let once = rows(calm.events(&call_id(1)).await);
    let thrice = rows(insistent.events(&call_id(1)).await);
    assert!(once.len() > STEPS.len(), "{once:#?}");
    assert_eq!(thrice, once);
    assert_eq!(
        insistent.running.app.calls.journal.state().repeated,
        2 * (once.len() as u64 - 1), // nobody repeats the report that the call is over
    );
}

#[tokio::test]
async fn an_old_turn_that_comes_late_changes_nothing() {
    let server = server().await;
    let call = call(&server, 0).await;
    let before = server.events(&call_id(1)).await;
    let documents = call.exchanges();
    for exchange in &documents[..documents.len() - 1] {
        let mut settings = server.telephone();
        settings.status_url = None;
        settings.voice_url = exchange.request.url.clone();
        let own = ["Digits", "DialCallStatus"];
        settings.extra = exchange.request.params.clone();
        settings.extra.retain(|(name, _)| own.contains(&name.as_str()));
        let mut late = Phone::new(settings).unwrap().call(call_id(1), Timestamp::UNIX_EPOCH);
        late.start().await.unwrap();
        assert_eq!(text(&late.last_document().unwrap().body), text(&exchange.body));
    }
    assert_eq!(server.events(&call_id(1)).await, before);
}

#[tokio::test]
async fn two_equal_turns_at_the_same_moment_are_one() {
    let server = server().await;
    let mut call = server.call(1);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    let mut settings = server.telephone();
    settings.voice_url = next_turn(&call);
    settings.extra = vec![("Digits".to_owned(), "1".to_owned())];
    let phone = Phone::new(settings).unwrap();
    let mut twins: Vec<_> = (0..8).map(|_| phone.call(call_id(1), Timestamp::UNIX_EPOCH)).collect();
    let mut tasks = tokio::task::JoinSet::new();
    for mut twin in twins.drain(..) {
        tasks.spawn(async move {
            twin.start().await.unwrap();
            assert_eq!(twin.faults(), []);
            twin.last_document().unwrap().body.clone()
        });
    }
    let documents = tasks.join_all().await;
    assert!(text(&documents[0]).contains("For Building permits, press one."));
    assert!(documents.iter().all(|document| *document == documents[0]));
    let ids: Vec<TurnId> =
        server.events(&call_id(1)).await.into_iter().map(|event| event.id).collect();
    assert_eq!(ids.len(), 3, "began, language and main menu, the town: {ids:?}");
}
