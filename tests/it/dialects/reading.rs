//! Requests, read.

use proptest::prelude::*;
use sila::dialects::{CallId, CallTurn, PhoneNumber, StatusReport};
use sila::dialogue::{CallStatus, Input, Key, TransferOutcome};

use super::fixtures::Sent;

fn turn(sent: &Sent) -> CallTurn {
    sent.read().turn()
}

fn heard(parameters: &[(&str, &str)]) -> Input {
    turn(&Sent::post("/voice/main?s=1", parameters)).input
}

fn keys(keys: &str) -> Input {
    Input::Keys(keys.chars().filter_map(Key::from_char).collect())
}

fn said(said: &str, confidence: Option<u8>) -> Input {
    Input::Speech { said: said.to_owned(), confidence }
}

#[test]
fn what_the_caller_did_is_read_from_the_parameters() {
    let long = "1".repeat(20);
    let too_long = "1".repeat(21);
    let long_speech = "ص".repeat(301);
    let table: &[(&[(&str, &str)], Input)] = &[
        (&[("Digits", "1")], keys("1")),
        (&[("Digits", "*")], keys("*")),
        (&[("Digits", "#")], keys("#")),
        (&[("Digits", "114")], keys("114")),
        (&[("Digits", &long)], keys(&long)),
        (&[("Digits", &too_long)], Input::Gibberish),
        (&[("Digits", "A")], Input::Gibberish),
        (&[("Digits", "1w")], Input::Gibberish),
        (&[("Digits", " ")], Input::Gibberish),
        (&[("Digits", "٣")], Input::Gibberish),
        (&[("Digits", "hangup")], Input::Gibberish),
        // With actionOnEmptyResult, some send Digits without a value and some leave it out.
        (&[("Digits", "")], Input::Silence),
        (&[], Input::Silence),
        // What was understood of words; keys that come with it were pressed before it.
        (&[("SpeechResult", "a permit"), ("Confidence", "0.934")], said("a permit", Some(93))),
        (&[("SpeechResult", "هدم")], said("هدم", None)),
        (&[("SpeechResult", "x"), ("Confidence", "0.0")], said("x", None)),
        (&[("SpeechResult", "x"), ("Confidence", "NaN")], said("x", None)),
        (&[("SpeechResult", "x"), ("Confidence", "7")], said("x", None)),
        (&[("SpeechResult", &long_speech)], said(&long_speech[..600], None)),
        (&[("SpeechResult", " "), ("Digits", "2")], keys("2")),
        (&[("SpeechResult", "a permit"), ("Digits", "2")], keys("2")),
        (&[("SpeechResult", "x"), ("CallStatus", "completed")], Input::HungUp),
        // A name that comes twice is no mistake; the first value counts.
        (&[("Digits", "1"), ("Digits", "2")], keys("1")),
        (&[("digits", "2")], Input::Silence),
        // A call that goes on.
        (&[("CallStatus", "in-progress"), ("Digits", "2")], keys("2")),
        (&[("CallStatus", "ringing")], Input::Silence),
        (&[("CallStatus", "new-word"), ("Digits", "2")], keys("2")),
        // A call that is over.
        (&[("CallStatus", "completed")], Input::HungUp),
        (&[("CallStatus", "completed"), ("Digits", "2")], Input::HungUp),
        (&[("CallStatus", "busy")], Input::HungUp),
        (&[("CallStatus", "failed")], Input::HungUp),
        (&[("CallStatus", "no-answer")], Input::HungUp),
        (&[("CallStatus", "canceled")], Input::HungUp),
    ];
    for (parameters, expected) in table {
        assert_eq!(heard(parameters), *expected, "{parameters:?}");
    }
}

#[test]
fn the_end_of_a_transfer_is_read_before_the_end_of_the_call() {
    use TransferOutcome::{Answered, Busy, Cancelled, Failed, NoAnswer};
    for (status, outcome) in [
        ("completed", Answered),
        ("answered", Answered),
        ("busy", Busy),
        ("no-answer", NoAnswer),
        ("failed", Failed),
        ("canceled", Cancelled),
        ("cancelled", Cancelled),
        ("Busy", Busy),
        ("new-word", Failed),
    ] {
        for (call, caller_gone) in [("in-progress", false), ("completed", true)] {
            let parameters =
                [("CallStatus", call), ("DialCallStatus", status), ("DialCallDuration", "42")];
            let expected = Input::Transferred { outcome, seconds: Some(42), caller_gone };
            assert_eq!(heard(&parameters), expected, "{status}");
        }
    }
    assert_eq!(heard(&[("DialCallStatus", ""), ("Digits", "1")]), keys("1"));
}

#[test]
fn a_person_who_hung_up_before_the_caller_was_there_has_not_answered() {
    use TransferOutcome::{Answered, Busy, NoAnswer};
    for (status, bridged, outcome) in [
        ("completed", "true", Answered),
        ("completed", "false", NoAnswer),
        ("completed", "", Answered),
        ("busy", "false", Busy),
    ] {
        let parameters = [("DialCallStatus", status), ("DialBridged", bridged)];
        let expected = Input::Transferred { outcome, seconds: None, caller_gone: false };
        assert_eq!(heard(&parameters), expected, "{status} {bridged}");
    }
}

#[test]
fn a_number_may_have_two_noughts_before_its_country() {
    let caller = |from: &str| turn(&Sent::post("/voice/main", &[("From", from)])).caller;
    assert_eq!(caller("0097317000000"), PhoneNumber::parse("+97317000000"));
    assert_eq!(caller("97317000000"), None);
    let forwarded = Sent::post("/voice/main", &[("ForwardedFrom", "+97317000001")]);
    assert_eq!(turn(&forwarded).forwarded_from, PhoneNumber::parse("+97317000001"));
}

#[test]
fn a_recording_is_read_before_the_end_of_the_call() {
    type Sending<'a> = &'a [(&'a str, &'a str)];
    let table: &[(Sending<'_>, Option<u32>, bool)] = &[
        (&[("RecordingDuration", "7")], Some(7), false),
        (&[("RecordingDuration", "-1")], None, false),
        (&[("Digits", "#")], None, false),
        (&[("Digits", "*")], None, false),
        (&[("Digits", "hangup")], None, true),
        (&[("CallStatus", "completed")], None, true),
        (&[("SpeechResult", "x")], None, false),
    ];
    let address = "https://api.example.com/recordings/RE1";
    for (parameters, seconds, caller_gone) in table {
        let mut parameters = parameters.to_vec();
        parameters.push(("RecordingUrl", address));
        let expected = Input::RecordingEnded {
            address: Some(address.to_owned()),
            seconds: *seconds,
            withdrawn: parameters.contains(&("Digits", "*")),
            caller_gone: *caller_gone,
        };
        assert_eq!(heard(&parameters), expected, "{parameters:?}");
    }
}

#[test]
fn the_call_of_a_person_names_the_callers() {
    let parent = |sid: &str| {
        let sent = Sent::post("/voice/main/whisper?s=1", &[("ParentCallSid", sid)]);
        turn(&sent).parent
    };
    assert_eq!(parent("CA1"), CallId::parse("CA1"));
    assert_eq!(parent(""), None);
}

#[test]
fn a_get_is_read_from_the_query_and_a_post_from_the_body_alone() {
    let query = "/voice/main?s=1&Digits=3&CallSid=CA1&From=+97317000000&To=%2B97380000000";
    let get = turn(&Sent::get(query));
    assert_eq!(get.call.as_str(), "CA1");
    assert_eq!(get.input, keys("3"));
    assert_eq!(get.caller.unwrap().reveal(), "+97317000000");
    assert_eq!(get.called.unwrap().reveal(), "+97380000000");
    let post = turn(&Sent::post(query, &[("CallSid", "CA2")]));
    assert_eq!(post.call.as_str(), "CA2");
    assert_eq!((post.input, post.caller), (Input::Silence, None));
    assert_eq!(post.called, None);
}

#[test]
fn a_call_without_a_proper_sid_keeps_one_name_as_long_as_it_can() {
    let call = |parameters| turn(&Sent::post("/voice/main", parameters)).call;
    let odd = call(&[("CallSid", "CA 1/…"), ("Digits", "1")]);
    assert_eq!(odd, call(&[("CallSid", "CA 1/…"), ("Digits", "2")]));
    assert_ne!(odd, call(&[("CallSid", "CA 2/…")]));
    let absent = call(&[("Digits", "1")]);
    assert_eq!(absent, call(&[("Digits", "1")]));
    assert_ne!(absent, call(&[("Digits", "2")]));
    assert_ne!(call(&[("CallSid", "")]), call(&[]));
}

#[test]
fn a_caller_who_does_not_say_who_calls_is_answered_all_the_same() {
    let call = |extra: &[(&str, &str)]| {
        let mut parameters = vec![("CallSid", "CA1"), ("Digits", "4")];
        parameters.extend_from_slice(extra);
        turn(&Sent::post("/voice/main", &parameters))
    };
    let expected = call(&[("From", "+97317000000"), ("To", "+97380000000")]);
    assert_eq!(expected.input, keys("4"));
    assert_eq!(expected.caller.unwrap().reveal(), "+97317000000");
    assert_eq!(expected.called.unwrap().reveal(), "+97380000000");
    for to in ["sip:line@example.org", "client:line", "80000000", ""] {
        let turn = call(&[("To", to)]);
        assert_eq!((turn.input, turn.called), (keys("4"), None), "{to}");
    }
    for from in ["anonymous", "+266696687", "+86282452253", "Restricted", "", "٩٧٣"] {
        let turn = call(&[("From", from)]);
        assert_eq!((turn.input, turn.caller), (keys("4"), None), "{from}");
    }
    assert_eq!(call(&[]).caller, None);
}

fn report(parameters: &[(&str, &str)]) -> StatusReport {
    Sent::post("/status", parameters).read().status()
}

#[test]
fn a_status_report_is_read_whatever_is_missing_in_it() {
    let full = report(&[
        ("CallSid", "CA1"),
        ("CallStatus", "completed"),
        ("CallDuration", "95"),
        ("SequenceNumber", "3"),
        ("Timestamp", "Thu, 09 Nov 2023 17:05:04 +0000"),
        ("CallbackSource", "call-progress-events"),
    ]);
    let expected = StatusReport {
        call: CallId::parse("CA1").unwrap(),
        status: CallStatus::Completed,
        seconds: Some(95),
    };
    assert_eq!(full, expected);
    let odd = report(&[("CallDuration", "-1")]);
    assert_eq!(odd.status, CallStatus::Unknown);
    assert_eq!(odd.seconds, None);
    for (name, is_final) in [
        ("queued", false),
        ("ringing", false),
        ("in-progress", false),
        ("completed", true),
        ("busy", true),
        ("failed", true),
        ("no-answer", true),
        ("canceled", true),
        ("new-word", false),
    ] {
        let report = report(&[("CallStatus", name)]);
        assert_eq!(report.status.is_final(), is_final, "{name}");
    }
}

proptest! {
    #[test]
    fn anything_can_be_read(
        body in any::<Vec<u8>>(),
        query in "\\PC{0,40}",
        post in any::<bool>(),
    ) {
        let mut sent = Sent::get(&format!("/voice?{query}"));
        if post {
            sent.method = http::Method::POST;
        }
        sent.body = body;
        let parsed = sent.read();
        let read = parsed.turn();
        prop_assert_eq!(CallId::parse(read.call.as_str()), Some(read.call.clone()));
        prop_assert_eq!(parsed.status().call, read.call);
    }

    #[test]
    fn any_digits_are_keys_gibberish_or_silence(digits in "[0-9*#A-Da-z٠-٩ ]{0,24}") {
        match heard(&[("Digits", &digits)]) {
            Input::Keys(keys) => {
                let pressed: String = keys.iter().map(ToString::to_string).collect();
                prop_assert_eq!(pressed, digits);
            }
            Input::Silence => prop_assert_eq!(digits, ""),
            Input::Gibberish => prop_assert!(
                digits.len() > 20 || digits.chars().any(|c| Key::from_char(c).is_none())
            ),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
