//! Connections and recordings end as the provider's pages say. Each test quotes the sentence that it
//! proves; `twiml/…` stands for `https://www.twilio.com/docs/voice/twiml/…`.

use super::call::DONE;
use super::scripted_server::{self, Reply, ScriptedServer};
use crate::providers::twilio::heard::{DialOutcome, RecordingEnd, Utterance, Waiting};

/// "Twilio will make a GET or POST request to the action URL when the <Dial> call ends"
/// (twiml/dial), with DialCallStatus.
#[tokio::test]
async fn the_outcome_of_a_connection_goes_to_the_action() {
    for (outcome, status, duration) in [
        (DialOutcome::Answered, "completed", Some("42")),
        (DialOutcome::Declined, "completed", None),
        (DialOutcome::Busy, "busy", None),
        (DialOutcome::NoAnswer, "no-answer", None),
        (DialOutcome::Failed, "failed", None),
    ] {
        let dial = "<Dial action=\"/after\" timeout=\"20\" callerId=\"+97317000000\">\
                    <Number>+97317000001</Number></Dial>";
        let server =
            ScriptedServer::new([("/voice", Reply::xml(dial)), ("/after", Reply::xml(DONE))]).await;
        let mut call = server.call();
        let heard = call.start().await.unwrap();
        let expected = Waiting::Dial {
            numbers: vec!["+97317000001".into()],
            caller_id: Some("+97317000000".into()),
            ring_timeout: 20,
        };
        assert_eq!(heard.waiting, expected);
        call.dial_result(outcome, 42).await.unwrap();
        let seen = &server.seen()[1];
        assert_eq!(seen.param("DialCallStatus"), Some(status));
        assert_eq!(seen.param("DialCallDuration"), duration);
    }
}

/// "callerId must be the calling number, called number, or a validated outgoing number. Additionally, if the calling leg
/// is a client leg, the caller ID is required" (<https://www.twilio.com/docs/api/errors/13214>).
#[tokio::test]
async fn nobody_is_called_with_the_number_of_somebody_else() {
    let shown = |id: &str| format!(" callerId=\"{id}\"");
    for (from, caller_id, is_called) in [
        ("+97336000000", String::new(), true),
        ("+97336000000", shown("+97336000000"), true),
        ("+97336000000", shown("+97317000000"), true),
        ("+97336000000", shown("+97317111111"), true),
        ("+97336000000", shown("+97317222222"), false),
        ("client:alice", String::new(), false),
        ("sip:alice@pbx.example.bh", String::new(), false),
        ("anonymous", String::new(), false),
        ("client:alice", shown("+97317000000"), true),
    ] {
        let dial = format!("<Dial action=\"/after\"{caller_id}>+97317000001</Dial>");
        let server =
            ScriptedServer::new([("/voice", Reply::xml(&dial)), ("/after", Reply::xml(DONE))])
                .await;
        let mut settings = server.settings();
        from.clone_into(&mut settings.from);
        settings.verified = vec!["+97317111111".to_owned()];
        let mut call = scripted_server::call(settings);
        let heard = call.start().await.unwrap();
        let codes: Vec<_> = call.faults().iter().map(|fault| fault.kind.code()).collect();
        if is_called {
            assert!(matches!(heard.waiting, Waiting::Dial { .. }), "{from}{caller_id}: {heard:?}");
            assert_eq!(codes, [0; 0], "{from}{caller_id}");
        } else {
            assert_eq!(
                (heard.text().as_str(), &codes[..]),
                ("done", &[13214][..]),
                "{from}{caller_id}"
            );
            assert_eq!(server.seen()[1].param("DialCallStatus"), Some("failed"));
        }
    }
}

/// "If you do not provide an action URL … Twilio will continue to render the original TwiML document"
/// (twiml/dial).
#[tokio::test]
async fn a_connection_without_action_goes_on_with_the_document() {
    let dial = Reply::xml("<Dial hangupOnStar=\"true\">+97317000001</Dial><Say>goodbye</Say>");
    let server = ScriptedServer::new([("/voice", dial)]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    assert!(call.press("1").await.unwrap().ended().is_none(), "keys are for the other side");
    assert_eq!(call.press("*").await.unwrap().text(), "goodbye");
}

/// Parameters: "RecordingUrl, RecordingDuration, Digits: the key (if any) pressed to end the
/// recording or 'hangup' if the caller hung up" (twiml/record).
#[tokio::test]
async fn a_recording_goes_to_its_action_and_then_to_who_waits_for_it() {
    for (end, digits) in [
        (RecordingEnd::Key('#'), Some("#")),
        (RecordingEnd::Silence, None),
        (RecordingEnd::HungUp, Some("hangup")),
    ] {
        let record =
            "<Record action=\"/after\" recordingStatusCallback=\"/ready\"/><Say>empty</Say>";
        let server = ScriptedServer::new([
            ("/voice", Reply::xml(record)),
            ("/after", Reply::xml(DONE)),
            ("/ready", Reply::status(204)),
        ])
        .await;
        let mut call = server.call();
        let heard = call.start().await.unwrap();
        assert_eq!(heard.utterances, [Utterance::Beeped]);
        assert!(matches!(heard.waiting, Waiting::Recording { max_seconds: 3600, silence: 5, .. }));
        let heard = call.record(12, end).await.unwrap();
        let hung_up = end == RecordingEnd::HungUp;
        assert_eq!(heard.text(), if hung_up { "" } else { "done" });
        let (after, ready) = (&server.seen_at("/after")[0], &server.seen_at("/ready")[0]);
        assert_eq!(after.param("Digits"), digits);
        assert_eq!(after.param("RecordingDuration"), Some("12"));
        let status = if hung_up { "completed" } else { "in-progress" };
        assert_eq!(after.param("CallStatus"), Some(status));
        assert_eq!(ready.param("RecordingStatus"), Some("completed"));
        assert_eq!(ready.param("RecordingUrl"), after.param("RecordingUrl"));
        assert!(call.faults().is_empty(), "204 is a good answer to a notice");
    }
}

/// "if Twilio receives an empty recording, it will not make a request to the 'action' URL. The
/// current call flow will continue with the next verb" (twiml/record).
#[tokio::test]
async fn an_empty_recording_goes_on_with_the_document() {
    let record = Reply::xml("<Record action=\"/after\" timeout=\"3\"/><Say>empty</Say>");
    let server = ScriptedServer::new([("/voice", record)]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    assert_eq!(call.silence().await.unwrap().text(), "empty");
    assert_eq!(server.seen().len(), 1);
}
