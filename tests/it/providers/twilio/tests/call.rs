//! A call follows documents as the provider's pages say. Each test quotes the sentence that it proves;
//! `twiml/…` stands for `https://www.twilio.com/docs/voice/twiml/…`.

use super::scripted_server::{Reply, ScriptedServer, call};
use crate::providers::twilio::{
    document::Method,
    heard::{DialOutcome, Ended, Misuse, RecordingEnd, Utterance},
};

pub const DONE: &str = "<Say>done</Say><Hangup/>";

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
