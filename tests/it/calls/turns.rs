//! Turns of calls in neutral data, without HTTP.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use sila::calls::{CallLine, TurnResult, guard};
use sila::catalogue::EditionNumber;
use sila::clock::Clock;
use sila::dialects::{CallId, CallTurn, PhoneNumber};
use sila::dialogue::{EndReason, EventKind, Input, Key, Place, Then, TransferOutcome};
use sila::supervised::Panicked;

use super::setup::small_menus;
use crate::test_server::{TestServer, call_id};

/// A call that brings its token back with every turn.
struct NeutralCall<'s> {
    server: &'s TestServer,
    id: String,
    token: Option<String>,
}

impl<'s> NeutralCall<'s> {
    fn new(server: &'s TestServer, number: u32) -> Self {
        Self { server, id: call_id(number), token: None }
    }

    fn line(&self) -> &'s CallLine {
        &self.server.running.app.lines["main"].call_line
    }

    async fn take(&self, input: Input) -> TurnResult {
        let calls = &self.server.running.app.calls;
        let turn = CallTurn {
            call: CallId::parse(&self.id).unwrap(),
            input,
            parent: None,
            caller: PhoneNumber::parse("+97317000000"),
            called: PhoneNumber::parse("+97380000000"),
            forwarded_from: None,
        };
        calls.take_turn(self.line(), turn, self.token.as_deref()).await
    }

    /// Takes a turn and goes on with its token.
    async fn step(&mut self, input: Input) -> TurnResult {
        let result = self.take(input).await;
        self.token.clone_from(&result.token);
        result
    }

    async fn press(&mut self, key: char) -> TurnResult {
        self.step(pressed(key)).await
    }
}

fn pressed(key: char) -> Input {
    Input::Keys(vec![Key::from_char(key).unwrap()])
}

/// The ids of the prompts, and the place after them.
fn heard(result: &TurnResult) -> (Vec<&str>, Option<Place>) {
    let prompts = result.answer.prompts(result.edition.hotline());
    let next = result.answer.then.next();
    (prompts.map(|prompt| prompt.id.as_str()).collect(), next.map(|next| next.place))
}

fn kinds(result: &TurnResult) -> Vec<EventKind> {
    let events = result.answer.events.iter();
    events.map(|event| event.kind).collect()
}

async fn small_server() -> TestServer {
    TestServer::with(|config| config.menus = Some(small_menus())).await
}

#[tokio::test]
async fn a_whole_call_goes_through_without_http() {
    let server = small_server().await;
    let mut call = NeutralCall::new(&server, 1);
    let first = call.step(Input::Silence).await;
    assert_eq!(heard(&first).0, ["gate.1", "gate.2"]);
    let mut places = Vec::new();
    for key in ['1', '1', '1', '1'] {
        let result = call.press(key).await;
        places.push(heard(&result).1.unwrap().to_string());
    }
    assert_eq!(places, ["main", "1", "11", "111"]);
    let transfer = call.press('0').await;
    assert!(matches!(transfer.answer.then, Then::Transfer { .. }));
    let over = call
        .step(Input::Transferred {
            outcome: TransferOutcome::Answered,
            seconds: Some(30),
            caller_gone: true,
        })
        .await;
    assert!(matches!(over.answer.then, Then::HangUp));
    assert_eq!(over.token, None);
    assert!(kinds(&over).contains(&EventKind::CallEnded(EndReason::Transferred)));
    let records = server.events(&call.id).await;
    assert_eq!(records.len(), 7, "{records:#?}");
    assert!(records.iter().all(|record| record.line == "main"));
}

#[tokio::test]
async fn a_turn_taken_again_has_the_same_result_and_is_kept_once() {
    let server = small_server().await;
    let mut call = NeutralCall::new(&server, 1);
    for key in ["", "2", "1"] {
        let input = || key.chars().next().map_or(Input::Silence, pressed);
        let (first, again) = (call.take(input()).await, call.take(input()).await);
        assert_eq!(again.token, first.token);
        assert_eq!(again.answer.prompts, first.answer.prompts);
        assert_eq!(again.answer.events, first.answer.events);
        call.token = first.token;
    }
    let mut ids: Vec<_> = server.events(&call.id).await;
    let count = ids.len();
    assert_eq!(count, 3, "began, language and main menu, the town");
    ids.sort_by(|one, other| one.id.cmp(&other.id));
    ids.dedup_by(|one, other| one.id == other.id);
    assert_eq!(ids.len(), count);
}

#[tokio::test]
async fn a_turn_without_a_token_begins_a_call_unless_the_call_is_over() {
    let server = small_server().await;
    for (number, input) in (1..).zip([Input::Silence, pressed('1'), Input::Gibberish]) {
        let begun = NeutralCall::new(&server, number).take(input).await;
        assert_eq!(kinds(&begun)[0], EventKind::CallStarted);
    }
    let call = NeutralCall::new(&server, 9);
    let over = call.take(Input::HungUp).await;
    assert_eq!(kinds(&over), [EventKind::CallEnded(EndReason::HungUp)]);
    let begun = call.take(Input::Silence).await;
    assert_eq!(kinds(&begun)[0], EventKind::CallStarted, "the report takes no turn's place");
}

#[tokio::test]
async fn a_call_whose_token_is_never_opened_comes_to_an_end() {
    let server = small_server().await;
    let mut call = NeutralCall::new(&server, 1);
    call.step(Input::Silence).await;
    for times in 1.. {
        // As a node with another key sees it; the count is not sealed.
        let token = call.token.take().expect("the call goes on");
        call.token = Some(token.replacen('~', "~x", 1));
        let result = call.step(pressed('1')).await;
        assert_eq!(kinds(&result)[0], EventKind::StateLost);
        if matches!(result.answer.then, Then::HangUp) {
            assert_eq!(times, 4);
            break;
        }
    }
}

#[tokio::test]
async fn an_edition_that_the_node_lacks_is_fetched() {
    let server = small_server().await;
    let token = {
        let mut call = NeutralCall::new(&server, 1);
        call.step(Input::Silence).await;
        call.press('2').await.token
    };
    let shipped = camino::Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-menus");
    let second = server.publish(&shipped, "other menus").await;
    let server = server.restart(|_| {}).await;
    let editions = &server.running.app.calls.editions;
    assert_eq!(editions.active().edition.number, second);
    let first = EditionNumber::new(1);
    assert!(editions.get(first).is_none());
    let mut call = NeutralCall::new(&server, 1);
    call.token = token;
    let result = call.press('1').await;
    assert_eq!(result.edition.edition.number, first);
    assert_eq!(heard(&result).1.map(|place| place.to_string()).as_deref(), Some("1"));
    assert!(editions.get(first).is_some());
}

/// A clock that panics once, when it is read for the last of so many times; 0 never.
fn failing_clock(reads: &Arc<AtomicU32>) -> Clock {
    let reads = Arc::clone(reads);
    Arc::new(move || {
        let before =
            reads.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        assert_ne!(before, Ok(1), "the clock fails");
        Timestamp::UNIX_EPOCH
    })
}

#[tokio::test]
async fn a_panic_in_a_turn_is_caught_and_leaves_nothing_behind() {
    let reads = Arc::new(AtomicU32::new(0));
    let server = TestServer::with_clock(failing_clock(&reads), |config| {
        config.menus = Some(small_menus());
    })
    .await;
    let mut call = NeutralCall::new(&server, 1);
    call.step(Input::Silence).await;
    let before = server.events(&call.id).await;
    reads.store(1, Ordering::SeqCst);
    let id = CallId::parse(&call.id).unwrap();
    let result = guard(call.line(), &id, pin!(call.take(pressed('2')))).await;
    assert_eq!(result.err(), Some(Panicked));
    assert_eq!(server.events(&call.id).await, before);
    let again = guard(call.line(), &id, pin!(call.take(pressed('2')))).await;
    assert_eq!(heard(&again.unwrap()).1, Some(Place::Main));
}

#[tokio::test]
async fn a_panic_in_a_turn_is_heard_as_an_apology_and_the_call_goes_on() {
    let reads = Arc::new(AtomicU32::new(0));
    let server = TestServer::with_clock(failing_clock(&reads), |config| {
        config.menus = Some(small_menus());
    })
    .await;
    let mut call = server.call(1);
    call.start().await.unwrap();
    // The signature's check reads the clock first.
    reads.store(2, Ordering::SeqCst);
    let heard = call.press("2").await.unwrap().text();
    assert!(heard.contains("Sorry, something went wrong."), "{heard}");
    assert!(heard.contains("For English, press two."), "{heard}");
    let heard = call.press("2").await.unwrap().text();
    assert!(heard.contains("Main menu."), "{heard}");
    let records = server.events(&call_id(1)).await;
    let lost = records.iter().flat_map(|record| &record.events);
    let lost = lost.filter(|event| event.kind == EventKind::StateLost);
    assert_eq!(lost.count(), 1);
}

/// A server whose line records questions.
async fn recording_server() -> TestServer {
    TestServer::with(|config| {
        config.menus = Some(small_menus());
        config.lines[0].abilities.records = true;
    })
    .await
}

/// Leaves a question whose recording is at this address.
async fn leave_question(call: &mut NeutralCall<'_>, address: Option<String>) -> TurnResult {
    call.step(Input::Silence).await;
    call.press('2').await;
    call.press('8').await;
    let (seconds, withdrawn, caller_gone) = (Some(9), false, false);
    call.step(Input::RecordingEnded { address, seconds, withdrawn, caller_gone }).await
}

#[tokio::test]
async fn a_recording_that_cannot_be_fetched_is_not_promised_an_answer() {
    let server = recording_server().await;
    let mut call = NeutralCall::new(&server, 1);
    let lost = leave_question(&mut call, None).await;
    assert_eq!(kinds(&lost), [EventKind::InquiryLost]);
    assert_eq!(heard(&lost).0[0], "phrase.inquiry-failed");
}

#[tokio::test]
async fn no_address_shows_a_reference_and_every_one_leads_back_to_it() {
    let server = recording_server().await;
    let mut call = NeutralCall::new(&server, 1);
    let address = "https://api.example.com/recordings/RE1".to_owned();
    let mut received = leave_question(&mut call, Some(address)).await;
    let Place::Received(left) = received.answer.then.next().unwrap().place else {
        panic!("{:?}", received.answer);
    };
    for _ in 0..2 {
        let token = received.token.clone().unwrap();
        assert!(token.contains("_received."), "{token}");
        assert!(!token.contains(&left.reference.to_string()), "{token}");
        received = call.press('#').await;
        let again = received.answer.then.next().unwrap().place;
        assert_eq!(again, Place::Received(left));
    }
}
