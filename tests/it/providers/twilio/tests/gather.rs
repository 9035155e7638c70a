//! A `<Gather>` takes keys, speech and silence as the provider's pages say. Each test quotes the sentence that it
//! proves; `twiml/…` stands for `https://www.twilio.com/docs/voice/twiml/…`.

use super::call::DONE;
use super::scripted_server::{Reply, ScriptedServer, call};
use crate::providers::twilio::{
    heard::{Ended, Waiting},
    phone::{LoneFinishKey, Silence},
};

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
