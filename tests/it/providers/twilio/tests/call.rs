//! A call follows documents as the provider's pages say. Each test quotes the sentence that it proves;
//! `twiml/…` stands for `https://www.twilio.com/docs/voice/twiml/…`.

use super::scripted_server::{Reply, ScriptedServer, call};
use crate::providers::twilio::{
    document::Method,
    heard::{DialOutcome, Ended, Misuse, RecordingEnd, Utterance, Waiting},
    phone::{LoneFinishKey, Silence},
};

const DONE: &str = "<Say>done</Say><Hangup/>";

#[tokio::test]
async fn the_first_request_carries_the_providers_parameters() {
    let server = ScriptedServer::new([("/voice", Reply::xml("<Say>hello</Say>"))]).await;
    let mut settings = server.settings();
    settings.extra = vec![("FromCountry".into(), "BH".into())];
    call(settings).start().await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.method, "POST");
    let params: Vec<_> = seen.form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(
        params,
        [
            ("CallSid", "CA00000000000000000000000000000001"),
            ("AccountSid", "AC00000000000000000000000000000000"),
            ("From", "+97336000000"),
            ("To", "+97317000000"),
            ("Caller", "+97336000000"),
            ("Called", "+97317000000"),
            ("CallStatus", "ringing"),
            ("ApiVersion", "2010-04-01"),
            ("Direction", "inbound"),
            ("FromCountry", "BH"),
        ]
    );
}

#[tokio::test]
async fn by_get_the_parameters_follow_the_addresses_own_query() {
    let reply = Reply::xml("<Gather action=\"/next?n=1\" method=\"GET\" numDigits=\"1\"/>");
    let server = ScriptedServer::new([("/voice", reply), ("/next", Reply::xml(DONE))]).await;
    let mut settings = server.settings();
    settings.voice_url = server.at("/voice?line=1");
    settings.method = Method::Get;
    let mut call = call(settings);
    call.start().await.unwrap();
    call.press("2").await.unwrap();
    let seen = server.seen();
    assert!(seen[0].uri.query().unwrap().starts_with("line=1&CallSid=CA"));
    assert_eq!(seen[1].method, "GET");
    assert!(seen[1].uri.query().unwrap().starts_with("n=1&CallSid=CA"));
    assert_eq!(seen[1].param("From"), Some("+97336000000"), "the plus is encoded");
    assert_eq!(seen[1].param("Digits"), Some("2"));
    assert_eq!(seen[1].param("CallStatus"), Some("in-progress"));
}

/// "The interpreter starts at the top of your TwiML document and executes instructions in order"
/// (twiml#twilios-request-to-your-application).
#[tokio::test]
async fn verbs_are_heard_in_order_and_the_end_of_the_document_ends_the_call() {
    let verbs = "<Say language=\"ar-AE\">أهلاً\n  وسهلاً</Say><Pause length=\"2\"/><Play digits=\"12#\"/>\
                 <Say loop=\"0\">b</Say><Sms to=\"+97336000001\">c</Sms>";
    let server = ScriptedServer::new([("/voice", Reply::xml(verbs))]).await;
    let heard = server.call().start().await.unwrap();
    let said = |text: &str, language: Option<&str>, times| Utterance::Said {
        text: text.into(),
        language: language.map(Into::into),
        voice: None,
        times,
    };
    assert_eq!(
        heard.utterances,
        [
            said("أهلاً وسهلاً", Some("ar-AE"), 1),
            Utterance::Paused { seconds: 2 },
            Utterance::Tones("12#".into()),
            said("b", None, 1000),
            Utterance::Texted { to: "+97336000001".into(), text: "c".into() },
        ]
    );
    assert_eq!(heard.ended(), Some(&Ended::NothingMore));
}

/// "numDigits … Twilio will submit the data immediately" and "Twilio will make … a POST request"
/// (twiml/gather).
#[tokio::test]
async fn the_last_wanted_key_fires_at_once() {
    let gather = "<Gather numDigits=\"3\" action=\"/next\"><Say>code?</Say></Gather><Say>no</Say>";
    let server =
        ScriptedServer::new([("/voice", Reply::xml(gather)), ("/next", Reply::xml(DONE))]).await;
    let mut call = server.call();
    let heard = call.start().await.unwrap();
    assert_eq!(heard.text(), "code?");
    let Waiting::Key { num_digits, timeout, finish_on_key, pressed, .. } = heard.waiting else {
        panic!("{:?}", heard.waiting);
    };
    assert_eq!((num_digits, timeout, finish_on_key), (Some(3), 5, Some('#')));
    assert_eq!(pressed, "");
    let heard = call.press("11").await.unwrap();
    assert!(matches!(heard.waiting, Waiting::Key { pressed, .. } if pressed == "11"));
    assert_eq!(server.seen().len(), 1, "nothing is asked before the third key");
    let heard = call.press("4").await.unwrap();
    assert_eq!((heard.text().as_str(), heard.ended()), ("done", Some(&Ended::MenuHungUp)));
    assert_eq!(server.seen()[1].param("Digits"), Some("114"));
    assert_eq!(server.seen()[1].method, "POST");
}

/// "if you set finishOnKey to # and your user enters 1234#, Twilio immediately stops waiting … and
/// submits Digits=1234. Note that Twilio does not send the finishOnKey value" (twiml/gather).
#[tokio::test]
async fn the_finishing_key_completes_the_answer_and_is_no_part_of_it() {
    let gather = Reply::xml("<Gather action=\"/next\" finishOnKey=\"*\"/>");
    let server = ScriptedServer::new([("/voice", gather), ("/next", Reply::xml(DONE))]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    call.press("12#4*").await.unwrap();
    assert_eq!(server.seen()[1].param("Digits"), Some("12#4"));
}

/// "If you set finishOnKey to an empty string, <Gather> captures all user input and no key ends the
/// gather" (twiml/gather).
#[tokio::test]
async fn without_a_finishing_key_every_key_is_an_answer() {
    let gather = Reply::xml("<Gather action=\"/next\" finishOnKey=\"\" numDigits=\"1\"/>");
    let server = ScriptedServer::new([("/voice", gather), ("/next", Reply::xml(DONE))]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    call.press("#").await.unwrap();
    assert_eq!(server.seen()[1].param("Digits"), Some("#"));
}

#[tokio::test]
async fn a_finishing_key_alone_does_what_the_provider_at_hand_does() {
    for (habit, asked) in [
        (LoneFinishKey::Silence, None),
        (LoneFinishKey::Key, Some("#")),
        (LoneFinishKey::Nothing, None),
    ] {
        let gather = Reply::xml("<Gather action=\"/next\"/><Say>nothing</Say>");
        let server = ScriptedServer::new([("/voice", gather), ("/next", Reply::xml(DONE))]).await;
        let mut settings = server.settings();
        settings.habits.lone_finish_key = habit;
        let mut call = call(settings);
        call.start().await.unwrap();
        let heard = call.press("#").await.unwrap();
        assert_eq!(server.seen().get(1).and_then(|seen| seen.param("Digits")), asked);
        let ended = heard.ended().is_some();
        assert_eq!(ended, habit != LoneFinishKey::Nothing, "{habit:?}");
    }
}

/// "If <Gather> times out … it will continue on to the next TwiML instruction" (twiml/gather).
#[tokio::test]
async fn silence_falls_through_to_the_next_verb() {
    let verbs = "<Gather action=\"/next\"/><Say>nothing heard</Say><Redirect>/again</Redirect>";
    let server =
        ScriptedServer::new([("/voice", Reply::xml(verbs)), ("/again", Reply::xml(DONE))]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    let heard = call.silence().await.unwrap();
    assert_eq!(heard.text(), "nothing heard done");
    assert_eq!(server.seen()[1].uri.path(), "/again");
    assert_eq!(server.seen()[1].param("Digits"), None);
    assert!(call.seconds() >= 5.0, "the Gather's timeout has passed");
}

/// "Twilio will wait 10 seconds for the caller to press another key before submitting the previously
/// entered digits to the action URL" (twiml/gather).
#[tokio::test]
async fn silence_after_keys_submits_them() {
    let gather = Reply::xml("<Gather action=\"/next\" numDigits=\"3\"/>");
    let server = ScriptedServer::new([("/voice", gather), ("/next", Reply::xml(DONE))]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    call.press("11").await.unwrap();
    call.silence().await.unwrap();
    assert_eq!(server.seen()[1].param("Digits"), Some("11"));
}

/// "actionOnEmptyResult allows you to force <Gather> to send a webhook to the action url even when
/// there is no DTMF input" (twiml/gather).
#[tokio::test]
async fn silence_goes_to_the_action_if_the_document_says_so() {
    for (habit, digits) in [(Silence::EmptyDigits, Some("")), (Silence::NoDigits, None)] {
        let gather =
            "<Gather action=\"/next\" actionOnEmptyResult=\"true\"/><Redirect>/no</Redirect>";
        let server =
            ScriptedServer::new([("/voice", Reply::xml(gather)), ("/next", Reply::xml(DONE))])
                .await;
        let mut settings = server.settings();
        settings.habits.silence = habit;
        let mut call = call(settings);
        call.start().await.unwrap();
        let heard = call.silence().await.unwrap();
        assert_eq!(heard.text(), "done");
        assert_eq!(server.seen()[1].uri.path(), "/next");
        assert_eq!(server.seen()[1].param("Digits"), digits);
    }
}

/// "If no 'action' is provided, Twilio will by default make a POST request to the current document's
/// URL" (twiml/gather).
#[tokio::test]
async fn without_an_action_the_document_itself_is_asked() {
    let server = ScriptedServer::new([
        ("/voice", Reply::xml("<Redirect>/menu?n=1</Redirect>")),
        ("/menu", Reply::xml("<Gather numDigits=\"1\"/>")),
        ("/menu", Reply::xml(DONE)),
    ])
    .await;
    let mut call = server.call();
    call.start().await.unwrap();
    call.press("7").await.unwrap();
    let last = &server.seen()[2];
    assert_eq!((last.uri.to_string().as_str(), last.method.as_str()), ("/menu?n=1", "POST"));
    assert_eq!(last.param("Digits"), Some("7"));
}

#[tokio::test]
async fn a_menu_for_speech_takes_speech_and_no_keys() {
    let gather = Reply::xml("<Gather action=\"/next\" input=\"speech\" numDigits=\"1\"/>");
    let server = ScriptedServer::new([("/voice", gather), ("/next", Reply::xml(DONE))]).await;
    let mut call = server.call();
    call.start().await.unwrap();
    let heard = call.press("1").await.unwrap();
    assert!(heard.ended().is_none() && server.seen().len() == 1);
    call.speak("رخصة بناء", 90).await.unwrap();
    assert_eq!(server.seen()[1].param("SpeechResult"), Some("رخصة بناء"));
}

/// "Twilio will make a GET or POST request to the action URL when the <Dial> call ends"
/// (twiml/dial), with DialCallStatus.
#[tokio::test]
async fn the_outcome_of_a_connection_goes_to_the_action() {
    for (outcome, status, duration) in [
        (DialOutcome::Answered, "completed", Some("42")),
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

/// "If the first verb in a TwiML document is <Reject>, Twilio will not pick up the call. The call
/// ends with a status of busy or no-answer" (twiml/reject).
#[tokio::test]
async fn a_refused_call_ends_busy_or_unanswered() {
    for (verb, busy, status) in
        [("<Reject reason=\"busy\"/>", true, "busy"), ("<Reject/>", false, "no-answer")]
    {
        let replies = [("/voice", Reply::xml(verb)), ("/status", Reply::status(204))];
        let server = ScriptedServer::new(replies).await;
        let mut settings = server.settings();
        settings.status_url = Some(server.at("/status"));
        let heard = call(settings).start().await.unwrap();
        assert_eq!(heard.ended(), Some(&Ended::Rejected { busy }));
        assert_eq!(server.seen()[1].param("CallStatus"), Some(status));
    }
}

#[tokio::test]
async fn a_call_in_progress_can_no_longer_be_refused() {
    let server = ScriptedServer::new([
        ("/voice", Reply::xml("<Redirect>/next</Redirect>")),
        ("/next", Reply::xml("<Reject/>")),
    ])
    .await;
    let mut call = server.call();
    let heard = call.start().await.unwrap();
    assert_eq!(heard.ended(), Some(&Ended::MenuHungUp));
    assert!(call.faults()[0].to_string().contains("only refuses a call as the first verb"));
}

/// Fields of the notice: CallStatus, CallDuration, SequenceNumber, Timestamp (RFC 2822),
/// CallbackSource (<https://www.twilio.com/docs/voice/api/call-resource#statuscallbackevent>).
#[tokio::test]
async fn the_end_of_the_call_is_told_once() {
    let verbs = Reply::xml("<Pause length=\"61\"/><Gather/>");
    let server = ScriptedServer::new([("/voice", verbs), ("/status", Reply::status(204))]).await;
    let mut settings = server.settings();
    settings.status_url = Some(server.at("/status"));
    let mut call = call(settings);
    call.start().await.unwrap();
    assert_eq!(call.hang_up().await.unwrap().ended(), Some(&Ended::CallerHungUp));
    assert_eq!(call.hang_up().await, Err(Misuse::Over));
    let notices = server.seen_at("/status");
    assert_eq!(notices.len(), 1);
    for (name, value) in [
        ("CallStatus", "completed"),
        ("CallDuration", "61"),
        ("Duration", "2"),
        ("SequenceNumber", "0"),
        ("Timestamp", "Tue, 14 Nov 2023 22:14:21 +0000"),
        ("CallbackSource", "call-progress-events"),
    ] {
        assert_eq!(notices[0].param(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn a_menu_that_goes_round_by_itself_is_found() {
    let server = ScriptedServer::new([
        ("/voice", Reply::xml("<Redirect>/a</Redirect>")),
        ("/a", Reply::xml("<Say>a</Say><Redirect>/b</Redirect>")),
        ("/b", Reply::xml("<Redirect>/a</Redirect>")),
    ])
    .await;
    let mut settings = server.settings();
    settings.limits.documents_without_input = 6;
    let heard = call(settings).start().await.unwrap();
    let Some(Ended::Looped(fault)) = heard.ended() else { panic!("{:?}", heard.waiting) };
    let round = format!("{0} → {1} → {0} → {1}", server.at("/a"), server.at("/b"));
    assert!(fault.to_string().contains(&round), "{fault}");
    assert_eq!(server.seen().len(), 6);
}

#[tokio::test]
async fn a_menu_that_asks_a_silent_caller_for_ever_is_found_and_a_key_starts_the_count_again() {
    let menu = Reply::xml("<Gather numDigits=\"1\"/><Redirect>/voice</Redirect>");
    let server = ScriptedServer::new([("/voice", menu)]).await;
    let mut settings = server.settings();
    settings.limits.documents_without_input = 4;
    let mut call = call(settings);
    call.start().await.unwrap();
    call.silence().await.unwrap();
    call.silence().await.unwrap();
    call.press("1").await.unwrap();
    for _ in 0..3 {
        assert!(call.silence().await.unwrap().ended().is_none());
    }
    assert!(matches!(call.silence().await.unwrap().ended(), Some(Ended::Looped(_))));
}

#[tokio::test]
async fn what_cannot_be_done_now_is_said() {
    let server = ScriptedServer::new([("/voice", Reply::xml("<Gather/>"))]).await;
    let mut call = server.call();
    assert_eq!(call.press("1").await, Err(Misuse::NotStarted));
    call.start().await.unwrap();
    assert_eq!(call.start().await, Err(Misuse::Started));
    assert_eq!(call.press("1x").await, Err(Misuse::NotAKey('x')));
    assert_eq!(call.dial_result(DialOutcome::Busy, 0).await, Err(Misuse::NotDialling));
    assert_eq!(call.record(1, RecordingEnd::Silence).await, Err(Misuse::NotRecording));
    assert_eq!(call.speak("a", 90).await, Err(Misuse::NotListening));
    call.hang_up().await.unwrap();
    assert_eq!(call.silence().await, Err(Misuse::Over));
}

#[tokio::test]
async fn the_same_keys_give_the_same_requests() {
    let menu = Reply::xml("<Gather numDigits=\"1\"/><Record action=\"/voice\"/>");
    let server = ScriptedServer::new([("/voice", menu)]).await;
    let mut all = Vec::new();
    for _ in 0..2 {
        let mut call = server.call();
        call.start().await.unwrap();
        call.press("1").await.unwrap();
        call.silence().await.unwrap();
        call.record(3, RecordingEnd::Silence).await.unwrap();
        let requests = call.exchanges().iter().map(|e| (e.request.clone(), e.headers.clone()));
        all.push(requests.collect::<Vec<_>>());
    }
    assert_eq!(all[0], all[1]);
}
