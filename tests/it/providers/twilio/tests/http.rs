//! The wire when things go wrong: refusals, retries, the fallback, replays, audio.

use std::time::Duration;

use tokio::net::TcpListener;
use url::Url;

use super::scripted_server::{Reply, ScriptedServer, call, wav};
use crate::providers::twilio::{
    exchange::{Purpose, TOKEN},
    fault::FaultKind,
    heard::{Ended, Utterance},
};

async fn first_fault(reply: Reply) -> FaultKind {
    let server = ScriptedServer::new([("/voice", reply)]).await;
    let heard = server.call().start().await.unwrap();
    assert!(matches!(heard.ended(), Some(Ended::Failed(_))), "{:?}", heard.waiting);
    heard.faults[0].kind.clone()
}

#[tokio::test]
async fn only_a_success_of_the_right_type_is_an_answer() {
    for status in [199 + 105, 401, 403, 404, 422, 500, 503] {
        assert_eq!(first_fault(Reply::status(status)).await, FaultKind::Status(status));
    }
    for kind in ["text/plain", "application/json", "audio/wav", "text/xml; charset=windows-1256"] {
        let fault = first_fault(Reply::raw(kind, "<Response/>")).await;
        assert_eq!(fault, FaultKind::ContentType(Some(kind.into())));
    }
    assert_eq!(first_fault(Reply::status(204)).await, FaultKind::ContentType(None));
    assert!(matches!(first_fault(Reply::raw("text/xml", "")).await, FaultKind::NotXml(_)));
    let big = Reply::raw("text/xml", "x".repeat(64 * 1024 + 1));
    assert_eq!(first_fault(big).await, FaultKind::TooLarge(64 * 1024));
}

#[tokio::test]
async fn every_type_of_the_providers_and_utf_8_are_taken() {
    for kind in ["text/xml", "application/xml", "text/html", "Text/XML; charset=\"UTF-8\""] {
        let server = ScriptedServer::new([("/voice", Reply::raw(kind, "<Response/>"))]).await;
        let heard = server.call().start().await.unwrap();
        assert_eq!(heard.ended(), Some(&Ended::NothingMore), "{kind}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let server = ScriptedServer::new([("/voice", Reply::silence())]).await;
    let mut settings = server.settings();
    settings.limits.answer = Duration::from_millis(50);
    let mut call = call(settings);
    let heard = call.start().await.unwrap();
    assert_eq!(heard.faults[0].kind, FaultKind::Late(Duration::from_millis(50)));
    assert_eq!(call.exchanges().len(), 1, "only a failed connection is tried again by default");
}

/// An address where nobody listens.
async fn nowhere() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    Url::parse(&format!("http://{}/voice", listener.local_addr().unwrap())).unwrap()
}

/// "rc … default 1; rp … default ct" (<https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides>).
#[tokio::test]
async fn a_failed_connection_is_tried_once_more_with_the_same_token() {
    let server = ScriptedServer::new([("/voice", Reply::xml(""))]).await;
    let mut settings = server.settings();
    settings.voice_url = nowhere().await;
    let mut call = call(settings);
    let heard = call.start().await.unwrap();
    assert!(matches!(heard.faults[0].kind, FaultKind::Connection(_)), "{:?}", heard.faults);
    assert_eq!(heard.faults.len(), 1, "the retry is no second fault");
    assert_eq!(call.exchanges().len(), 2);
    assert_eq!(call.exchanges()[0].headers, call.exchanges()[1].headers);
}

#[tokio::test]
async fn the_addresss_fragment_says_what_else_is_tried_again() {
    let server = ScriptedServer::new([
        ("/voice", Reply::status(503)),
        ("/voice", Reply::status(500)),
        ("/voice", Reply::xml("<Say>at last</Say>")),
    ])
    .await;
    let mut settings = server.settings();
    settings.voice_url = server.at("/voice#rc=2&rp=ct,5xx");
    let mut call = call(settings);
    assert_eq!(call.start().await.unwrap().text(), "at last");
    assert!(call.faults().is_empty());
    let tokens: Vec<_> =
        server.seen().iter().map(|seen| seen.header(TOKEN).unwrap().to_owned()).collect();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| *token == tokens[0]));
}

/// "a request is immediately made to the number's Fallback URL. Twilio will submit the ErrorCode and
/// ErrorUrl parameters" (<https://www.twilio.com/docs/usage/security/availability-reliability>).
#[tokio::test]
async fn whatever_fails_the_fallback_is_asked_and_the_call_goes_on() {
    let failures = [
        (Reply::status(500), "11200", "/next?n=1"),
        (Reply::raw("application/json", "{}"), "12300", "/next?n=1"),
        (Reply::raw("text/xml", "<Response>"), "12100", "/next?n=1"),
        (Reply::xml("<Bogus/>"), "12200", "/next?n=1"),
        (Reply::xml("<Play>/missing.wav</Play>"), "11200", "/missing.wav"),
    ];
    for (reply, code, at) in failures {
        let server = ScriptedServer::new([
            ("/voice", Reply::xml("<Gather action=\"/next?n=1\" numDigits=\"1\"/>")),
            ("/next", reply),
            (
                "/fallback",
                Reply::xml("<Gather numDigits=\"1\" action=\"/voice\"><Say>sorry</Say></Gather>"),
            ),
        ])
        .await;
        let mut settings = server.settings();
        settings.fallback_url = Some(server.at("/fallback"));
        let mut call = call(settings);
        call.start().await.unwrap();
        let heard = call.press("1").await.unwrap();
        assert_eq!(heard.text(), "sorry", "{code}");
        assert_eq!(heard.faults.len(), 1, "{code}");
        let asked = &server.seen_at("/fallback")[0];
        assert_eq!(asked.param("ErrorCode"), Some(code));
        assert_eq!(asked.param("ErrorUrl"), Some(server.at(at).as_str()));
        assert!(call.press("2").await.unwrap().ended().is_none());
    }
}

#[tokio::test]
async fn when_the_fallback_fails_too_the_call_is_over() {
    let replies = [("/voice", Reply::status(500)), ("/fallback", Reply::status(502))];
    let server = ScriptedServer::new(replies).await;
    let mut settings = server.settings();
    settings.fallback_url = Some(server.at("/fallback"));
    let heard = call(settings).start().await.unwrap();
    let Some(Ended::Failed(fault)) = heard.ended() else { panic!("{:?}", heard.waiting) };
    assert_eq!(fault.kind, FaultKind::Status(502));
    assert_eq!(heard.faults.len(), 2);
    assert_eq!(server.seen().len(), 2);
}

/// "Twilio follows HTTP Redirects (HTTP status codes 301, 307, etc.), just like a normal web browser"
/// (<https://www.twilio.com/docs/api/twiml/your_response>).
#[tokio::test]
async fn http_redirects_are_followed_as_browsers_do() {
    for (status, method, with_form) in [(302, "GET", false), (307, "POST", true)] {
        let replies =
            [("/voice", Reply::redirect(status, "/there")), ("/there", Reply::xml("<Say>a</Say>"))];
        let server = ScriptedServer::new(replies).await;
        assert_eq!(server.call().start().await.unwrap().text(), "a");
        let seen = &server.seen_at("/there")[0];
        assert_eq!(seen.method, method);
        assert_eq!(seen.param("CallSid").is_some(), with_form);
    }
    let round = Reply::redirect(302, "/voice");
    assert_eq!(first_fault(round).await, FaultKind::TooManyRedirects(10));
}

#[tokio::test]
async fn a_replay_is_the_same_request_and_leaves_the_call_where_it_is() {
    let gather = "<Gather action=\"/next\" numDigits=\"1\"/>";
    let server =
        ScriptedServer::new([("/voice", Reply::xml(gather)), ("/next", Reply::xml(gather))]).await;
    let mut call = server.call();
    assert!(call.replay_last().await.is_none());
    call.start().await.unwrap();
    call.press("1").await.unwrap();
    let replay = call.replay_last().await.unwrap();
    assert_eq!(replay.body, call.last_document().unwrap().body);
    let seen = server.seen_at("/next");
    assert_eq!(seen.len(), 2);
    assert_eq!((&seen[0].headers, &seen[0].form), (&seen[1].headers, &seen[1].form));
    assert_eq!(call.exchanges().len(), 2);
    assert_eq!(call.exchanges()[1].purpose, Purpose::Document);
    call.press("2").await.unwrap();
    assert_ne!(server.seen_at("/next")[2].header(TOKEN), seen[0].header(TOKEN));
}

#[tokio::test]
async fn a_recording_is_fetched_once_measured_and_named_by_its_bytes() {
    let file = wav(8000, 1, 2);
    let play = "<Play>/a.wav</Play><Play loop=\"3\">/a.wav</Play>";
    let replies = [("/voice", Reply::xml(play)), ("/a.wav", Reply::raw("audio/wav", file.clone()))];
    let server = ScriptedServer::new(replies).await;
    let mut call = server.call();
    let heard = call.start().await.unwrap();
    let Utterance::Played { url, sha256, seconds, bytes, times } = &heard.utterances[1] else {
        panic!("{heard:?}");
    };
    assert_eq!((*seconds, *bytes, *times), (Some(2.0), file.len(), 3));
    assert_eq!(sha256.len(), 64);
    assert_eq!(call.audio(url).unwrap().bytes, file);
    assert!((heard.seconds() - 8.0).abs() < 1e-9);
    assert_eq!(server.seen_at("/a.wav").len(), 1);
    assert_eq!(server.seen_at("/a.wav")[0].method, "GET");
    assert!(heard.faults.is_empty());
}

#[tokio::test]
async fn audio_that_a_telephone_cannot_carry_is_remarked_on_and_heard() {
    for (rate, channels) in [(16_000, 1), (8000, 2)] {
        let file = Reply::raw("audio/x-wav", wav(rate, channels, 1));
        let server =
            ScriptedServer::new([("/voice", Reply::xml("<Play>/a.wav</Play>")), ("/a.wav", file)])
                .await;
        let heard = server.call().start().await.unwrap();
        assert_eq!(heard.faults[0].kind, FaultKind::AudioFormat { rate, channels, bits: 16 });
        assert_eq!((heard.utterances.len(), heard.ended()), (1, Some(&Ended::NothingMore)));
    }
}

#[tokio::test]
async fn audio_that_cannot_be_played_fails_the_call() {
    let mut cut = wav(8000, 1, 1);
    cut.truncate(1000);
    let silent = wav(8000, 1, 0);
    let rows = [
        (Reply::status(404), "status 404"),
        (Reply::raw("text/html", "<p>login</p>"), "content type is text/html"),
        (Reply::raw("audio/wav", "no audio"), "the audio cannot be read"),
        (Reply::raw("audio/wav", cut), "shorter than its head says"),
        (Reply::raw("audio/wav", silent), "it holds no sound"),
    ];
    for (audio, expected) in rows {
        let replies =
            [("/voice", Reply::xml("<Play>/a.wav</Play><Say>b</Say>")), ("/a.wav", audio)];
        let heard = ScriptedServer::new(replies).await.call().start().await.unwrap();
        let Some(Ended::Failed(fault)) = heard.ended() else { panic!("{heard:?}") };
        assert!(fault.to_string().contains(expected), "{fault}");
        assert!(heard.utterances.is_empty());
    }
}
