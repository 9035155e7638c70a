//! Round trips over the wire: one side reads exactly what the other wrote.

use sila::catalogue::{LanguageIndex, Phrase};
use sila::dialects::twilio::Twilio;
use sila::dialects::{
    CallId, CallTurn, Dialect as _, DocumentFault, Ending, FollowedDocument, NextStep, PhoneNumber,
    PlainAnswer, StatusReport, Utterance, Words,
};
use sila::dialogue::{
    Answer, CallStatus, Collect, Input, Key, SpokenPrompt, Then, TransferOutcome, Whisper,
};

use super::fixtures::{Sent, TestLinks, hotline, state};

/// "Larger than 64 kB" is refused (<https://www.twilio.com/docs/api/errors/11750>).
const MOST_BYTES: usize = 64 * 1024;
const WHISPER: &str = "https://ivr.example.bh/voice/whisper?s=3&m=abc";

fn read_document(document: &[u8]) -> Result<FollowedDocument, DocumentFault> {
    Twilio.follow().read_document(document)
}

fn call_turn(input: Input) -> CallTurn {
    CallTurn {
        call: CallId::parse("CA1").unwrap(),
        input,
        parent: None,
        caller: PhoneNumber::parse("+97317000000"),
        called: PhoneNumber::parse("+97380000000"),
        forwarded_from: None,
    }
}

fn posted(body: Vec<u8>) -> Sent {
    Sent { body, ..Sent::post("/voice/main?s=1", &[]) }
}

fn read_back(turn: &CallTurn) -> CallTurn {
    posted(Twilio.follow().write_turn(turn)).read().turn()
}

#[test]
fn a_turn_that_is_written_reads_as_it_was() {
    let transferred =
        |outcome, seconds| Input::Transferred { outcome, seconds, caller_gone: seconds.is_some() };
    let recorded = |withdrawn, caller_gone| Input::RecordingEnded {
        address: Some("https://api.example.org/RE1?a=b&c".to_owned()),
        seconds: Some(7),
        withdrawn,
        caller_gone,
    };
    let speech = |confidence| Input::Speech { said: "هدم & بناء".to_owned(), confidence };
    let inputs = [
        Input::Keys("0123456789*#".chars().filter_map(Key::from_char).collect()),
        Input::Silence,
        Input::Gibberish,
        Input::HungUp,
        speech(None),
        speech(Some(1)),
        speech(Some(93)),
        speech(Some(100)),
        transferred(TransferOutcome::Answered, Some(40)),
        transferred(TransferOutcome::Busy, None),
        transferred(TransferOutcome::NoAnswer, None),
        transferred(TransferOutcome::Failed, None),
        transferred(TransferOutcome::Cancelled, None),
        recorded(false, false),
        recorded(true, false),
        recorded(false, true),
    ];
    for input in inputs {
        let turn = call_turn(input);
        assert_eq!(read_back(&turn), turn);
    }
    let withheld =
        CallTurn { caller: None, parent: CallId::parse("CA2"), ..call_turn(Input::Silence) };
    assert_eq!(read_back(&withheld), withheld);
    // The beginning of a call is told by the address alone.
    let start = read_back(&call_turn(Input::Start));
    assert_eq!(start.input, Input::Silence);
}

#[test]
fn a_report_that_is_written_reads_as_it_was() {
    let report = StatusReport {
        call: CallId::parse("CA1").unwrap(),
        status: CallStatus::Completed,
        seconds: Some(12),
    };
    let sent = posted(Twilio.follow().write_status(&report));
    assert_eq!(sent.read().status(), report);
}

const NEXT: &str = "https://ivr.example.bh/voice?s=3&m=abc";

#[test]
fn an_answer_that_is_written_reads_as_it_was() {
    let hotline = hotline();
    let prompt = |(phrase, language)| {
        SpokenPrompt::Hotline(hotline.phrase(phrase), LanguageIndex::new(language))
    };
    let said = [(Phrase::MainMenu, 0), (Phrase::Help, 1), (Phrase::Goodbye, 0)];
    let collect = |keys, listen| Then::Collect(Collect { seconds: 6, keys, listen, next: state() });
    let transfer =
        Then::Transfer { number: "+97317000001".to_owned(), ring_seconds: 25, next: state() };
    let record = Then::Record { longest: 120, silence: 5, next: state() };
    let words = Some(LanguageIndex::new(1));
    let thens = [
        (collect(1, None), Some(NEXT)),
        (collect(8, words), Some(NEXT)),
        (transfer, Some(NEXT)),
        (record, Some(NEXT)),
        (Then::HangUp, None),
    ];
    for (then, next) in thens {
        let answer = Answer {
            prompts: said.map(prompt).to_vec(),
            then: then.clone(),
            events: Vec::new(),
            turn: (0, 2),
            needs: None,
        };
        let read = read_document(&Twilio.render(&answer, &hotline, &TestLinks)).unwrap();
        let mut plain = PlainAnswer::of(&answer, &hotline);
        for utterance in &mut plain.heard {
            if let Utterance::Played { address } = utterance {
                address.insert_str(0, "https://ivr.example.bh");
            }
        }
        let is_transfer = matches!(answer.then, Then::Transfer { .. });
        let expected = FollowedDocument {
            answer: plain,
            next: next.map(str::to_owned),
            whisper: is_transfer.then(|| WHISPER.to_owned()),
        };
        assert_eq!(read, expected, "{then:?}");
    }
    for asks_key in [false, true] {
        let whisper = Whisper { prompts: said.map(prompt).to_vec(), asks_key };
        let read = read_document(&Twilio.whisper(&whisper, &hotline, &TestLinks)).unwrap();
        assert_eq!(read.answer.heard.len(), 3);
        assert_eq!(matches!(read.answer.then, NextStep::Collect { .. }), asks_key);
        assert_eq!(read.next.as_deref(), asks_key.then_some(WHISPER));
    }
}

#[test]
fn a_few_words_are_read_with_where_they_lead() {
    let hotline = hotline();
    let words = Words::in_every_language(&hotline, Phrase::Apology);
    let again = read_document(&Twilio.announce(&words, Ending::Redirect(NEXT))).unwrap();
    assert_eq!(again.answer.then, NextStep::Redirect);
    assert_eq!(again.next.as_deref(), Some(NEXT));
    let heard: Vec<_> = words
        .iter()
        .map(|words| Utterance::Said {
            text: words.text.to_owned(),
            language: Some(words.language.locale.clone()),
        })
        .collect();
    assert_eq!(again.answer.heard, heard);
    let over = read_document(&Twilio.announce(&words, Ending::HangUp)).unwrap();
    assert_eq!((over.answer.then, over.next), (NextStep::HangUp, None));
    let nothing = read_document(Twilio.profile().empty).unwrap();
    assert_eq!(nothing.answer.heard, []);
}

#[test]
fn what_a_provider_would_not_take_is_refused() {
    let long = format!("<Response><Say>{}</Say></Response>", "a".repeat(MOST_BYTES));
    let table = [
        ("", "its end is missing"),
        ("<Response>", "its end is missing"),
        ("<Response><Say>a</Response>", "it can't be parsed"),
        ("<Response><Say>a & b</Say></Response>", "it can't be parsed"),
        ("<Response><Say>&nbsp;</Say></Response>", "&nbsp; stands for nothing"),
        ("<Response/><Response/>", "<Response> has no meaning there"),
        ("<html><body/></html>", "it begins with <html>"),
        ("<Say>a</Say>", "it begins with <Say>"),
        ("<Response><Speak>a</Speak></Response>", "<Speak> has no meaning there"),
        ("<Response><Say><Play>a</Play></Say></Response>", "<Play> has no meaning there"),
        ("<!DOCTYPE html><Response/>", "<!DOCTYPE> has no meaning there"),
        (&long, "it is larger than 65536 bytes"),
    ];
    for (document, expected) in table {
        let fault = read_document(document.as_bytes()).unwrap_err().to_string();
        assert!(fault.contains(expected), "{document:.60}: {fault}");
    }
    assert!(read_document(b"<Response>\xff</Response>").is_err());
}
