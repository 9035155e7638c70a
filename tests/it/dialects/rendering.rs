//! Documents, as they are written.

use insta::assert_snapshot;
use proptest::prelude::*;
use sila::catalogue::{self, Hotline, LanguageIndex, Phrase, Prompt, source};
use sila::dialects::twilio::Twilio;
use sila::dialects::{Dialect as _, Ending, Words};
use sila::dialogue::{Answer, Collect, SpokenPrompt, Then, Whisper};

use super::fixtures::{TestLinks, hotline, state};

/// Longer documents are refused (error 11750).
const DOCUMENT_LIMIT: usize = 64 * 1024;

fn render(answer: &Answer, hotline: &Hotline) -> Vec<u8> {
    Twilio.render(answer, hotline, &TestLinks)
}

fn answer(hotline: &Hotline, said: &[(Phrase, u8)], then: Then) -> Answer {
    let prompt = |(phrase, language): &(Phrase, u8)| {
        SpokenPrompt::Hotline(hotline.phrase(*phrase), LanguageIndex::new(*language))
    };
    Answer {
        prompts: said.iter().map(prompt).collect(),
        then,
        events: Vec::new(),
        turn: (0, 2),
        needs: None,
    }
}

fn collect() -> Then {
    Then::Collect(Collect { seconds: 6, keys: 1, listen: None, next: state() })
}

/// One element a line; the documents themselves have no line breaks.
fn in_lines(document: &[u8]) -> String {
    let text = str::from_utf8(document).unwrap();
    roxmltree::Document::parse(text).unwrap();
    text.replace("><", ">\n<")
}

#[test]
fn a_key_is_collected_while_the_prompts_are_spoken() {
    let hotline = hotline();
    let said = [(Phrase::MainMenu, 0), (Phrase::Goodbye, 0), (Phrase::Help, 1)];
    let document = render(&answer(&hotline, &said, collect()), &hotline);
    assert_snapshot!(in_lines(&document), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Gather input="dtmf" numDigits="1" finishOnKey="" timeout="6" actionOnEmptyResult="true" action="https://ivr.example.bh/voice?s=3&amp;m=abc" method="POST">
    <Say language="ar-AE" voice="Polly.Hala-Neural">القائمة الرئيسية.</Say>
    <Play>https://ivr.example.bh/audio/82e35a63ceba37e9646434c5dd412ea577147f1e4a41ccde1614253187e3dbf9.wav</Play>
    <Say language="en-GB">Press # for &quot;again&quot; &amp; &lt;more&gt;.</Say>
    </Gather>
    <Redirect method="POST">https://ivr.example.bh/voice?s=3&amp;m=abc</Redirect>
    </Response>
    "##);
}

#[test]
fn a_caller_is_put_through_to_a_person() {
    let hotline = hotline();
    let then =
        Then::Transfer { number: "+97317000000".to_owned(), ring_seconds: 25, next: state() };
    let answer = answer(&hotline, &[(Phrase::Transfer, 1)], then);
    assert_snapshot!(in_lines(&render(&answer, &hotline)), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Say language="en-GB">transfer</Say>
    <Dial action="https://ivr.example.bh/voice?s=3&amp;m=abc" method="POST" timeout="25" answerOnBridge="true">
    <Number url="https://ivr.example.bh/voice/whisper?s=3&amp;m=abc" method="POST">+97317000000</Number>
    </Dial>
    </Response>
    "##);
}

#[test]
fn several_keys_are_ended_early_by_hash() {
    let hotline = hotline();
    let then = Then::Collect(Collect { seconds: 6, keys: 8, listen: None, next: state() });
    let answer = answer(&hotline, &[(Phrase::Lookup, 1)], then);
    assert_snapshot!(in_lines(&render(&answer, &hotline)), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Gather input="dtmf" numDigits="8" finishOnKey="#" timeout="6" actionOnEmptyResult="true" action="https://ivr.example.bh/voice?s=3&amp;m=abc" method="POST">
    <Say language="en-GB">lookup</Say>
    </Gather>
    <Redirect method="POST">https://ivr.example.bh/voice?s=3&amp;m=abc</Redirect>
    </Response>
    "##);
}

#[test]
fn words_are_listened_for_in_the_language_as_it_is_spoken() {
    let mut hotline = hotline();
    hotline.languages[0].heard_as = Some("ar-BH".to_owned());
    let then = Then::Collect(Collect {
        seconds: 6,
        keys: 1,
        listen: Some(LanguageIndex::new(0)),
        next: state(),
    });
    let answer = answer(&hotline, &[(Phrase::SayWhat, 0)], then);
    let document = in_lines(&render(&answer, &hotline));
    let gather = r#"<Gather input="dtmf speech" numDigits="1" finishOnKey="" timeout="6""#;
    assert!(document.contains(gather));
    assert!(document.contains(r#"language="ar-BH" speechTimeout="auto""#));
}

#[test]
fn likely_words_are_hinted_at_within_the_limits() {
    let (hotline, _) = catalogue::load(&source::shipped()).unwrap();
    for language in hotline.language_indices() {
        let then =
            Then::Collect(Collect { seconds: 6, keys: 1, listen: Some(language), next: state() });
        let answer = answer(&hotline, &[], then);
        let document = String::from_utf8(render(&answer, &hotline)).unwrap();
        let (_, hints) = document.split_once("hints=\"").unwrap();
        let (hints, _) = hints.split_once('"').unwrap();
        assert!((1000..=1500).contains(&hints.len()), "{} bytes", hints.len());
        assert!(hints.split(", ").all(|hint| (1..=100).contains(&hint.chars().count())));
    }
}

#[test]
fn a_question_is_recorded_after_the_words() {
    let hotline = hotline();
    let then = Then::Record { longest: 120, silence: 4, next: state() };
    let answer = answer(&hotline, &[(Phrase::Inquiry, 1)], then);
    assert_snapshot!(in_lines(&render(&answer, &hotline)), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Say language="en-GB">inquiry</Say>
    <Record action="https://ivr.example.bh/voice?s=3&amp;m=abc" method="POST" maxLength="120" timeout="4" finishOnKey="*#" playBeep="true" trim="trim-silence"/>
    <Redirect method="POST">https://ivr.example.bh/voice?s=3&amp;m=abc</Redirect>
    </Response>
    "##);
}

#[test]
fn a_person_is_told_what_the_caller_was_at() {
    let hotline = hotline();
    let said = [(Phrase::WhisperMenu, 1), (Phrase::WhisperLanguage, 1)];
    let answer = answer(&hotline, &said, Then::HangUp);
    let whisper = |asks_key| {
        let whisper = Whisper { prompts: answer.prompts.clone(), asks_key };
        in_lines(&Twilio.whisper(&whisper, &hotline, &TestLinks))
    };
    assert_snapshot!(whisper(false), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Say language="en-GB">whisper-menu</Say>
    <Say language="en-GB">whisper-language</Say>
    </Response>
    "##);
    assert_snapshot!(whisper(true), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Gather input="dtmf" numDigits="1" finishOnKey="" timeout="5" action="https://ivr.example.bh/voice/whisper?s=3&amp;m=abc" method="POST">
    <Say language="en-GB">whisper-menu</Say>
    <Say language="en-GB">whisper-language</Say>
    </Gather>
    <Hangup/>
    </Response>
    "##);
}

#[test]
fn a_call_ends_after_the_last_words() {
    let hotline = hotline();
    let answer = answer(&hotline, &[(Phrase::Goodbye, 0)], Then::HangUp);
    assert_snapshot!(in_lines(&render(&answer, &hotline)), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Play>https://ivr.example.bh/audio/82e35a63ceba37e9646434c5dd412ea577147f1e4a41ccde1614253187e3dbf9.wav</Play>
    <Hangup/>
    </Response>
    "##);
}

#[test]
fn an_apology_needs_no_recording_and_goes_on() {
    let hotline = hotline();
    let words = Words::in_every_language(&hotline, Phrase::Apology);
    let again = Ending::Redirect("https://ivr.example.bh/voice?s=3&m=abc");
    assert_snapshot!(in_lines(&Twilio.announce(&words[..1], again)), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Say language="ar-AE" voice="Polly.Hala-Neural">عذرًا، حدث خطأ.</Say>
    <Redirect method="POST">https://ivr.example.bh/voice?s=3&amp;m=abc</Redirect>
    </Response>
    "##);
}

#[test]
fn a_fallback_speaks_every_language_and_ends_the_call() {
    let hotline = hotline();
    let words = Words::in_every_language(&hotline, Phrase::Apology);
    assert_snapshot!(in_lines(&Twilio.announce(&words, Ending::HangUp)), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response>
    <Say language="ar-AE" voice="Polly.Hala-Neural">عذرًا، حدث خطأ.</Say>
    <Say language="en-GB">Sorry, something went wrong.</Say>
    <Hangup/>
    </Response>
    "##);
}

#[test]
fn an_empty_document_asks_for_nothing() {
    assert_snapshot!(in_lines(Twilio.profile().empty), @r##"
    <?xml version="1.0" encoding="UTF-8"?>
    <Response/>
    "##);
}

/// The elements of a document and the text in each.
fn elements(document: &[u8]) -> Vec<(String, String)> {
    let parsed = roxmltree::Document::parse(str::from_utf8(document).unwrap()).unwrap();
    let elements = parsed.descendants().filter(roxmltree::Node::is_element);
    let text = |node: roxmltree::Node<'_, '_>| node.text().unwrap_or_default().to_owned();
    elements.map(|node| (node.tag_name().name().to_owned(), text(node))).collect()
}

/// A document that says one text and hangs up.
fn saying(text: &str) -> Vec<(String, String)> {
    let hotline = hotline();
    let words = Words { language: &hotline.languages[1], text };
    elements(&Twilio.announce(&[words], Ending::HangUp))
}

#[test]
fn a_text_longer_than_the_voice_takes_is_cut_between_sentences() {
    let sentence = format!("{}.", "word ".repeat(600).trim());
    let elements = saying(&format!("{sentence} {sentence}"));
    let says: Vec<_> = elements.iter().filter(|(name, _)| name == "Say").collect();
    assert_eq!(says.len(), 2);
    assert!(says.iter().all(|(_, text)| *text == sentence));
}

#[test]
fn nothing_is_said_where_there_is_nothing_to_say() {
    for text in ["", "  ", "\u{1}", " \u{1}\n "] {
        let names: Vec<_> = saying(text).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["Response", "Hangup"], "{text:?}");
    }
}

#[test]
fn a_language_that_the_hotline_lost_is_left_to_the_provider() {
    let hotline = hotline();
    let prompt = Prompt {
        id: "odd".to_owned(),
        language: "xx".to_owned(),
        text: "Odd".to_owned(),
        estimated_seconds: 1.0,
        recording: None,
    };
    let answer = Answer {
        prompts: vec![SpokenPrompt::Words(Box::new(prompt))],
        ..answer(&hotline, &[], Then::HangUp)
    };
    let document = render(&answer, &hotline);
    assert!(in_lines(&document).contains("<Say>Odd</Say>"));
}

proptest! {
    #[test]
    fn whatever_a_prompt_says_the_document_is_whole(text in any::<String>(), seconds in any::<u8>()) {
        let mut hotline = hotline();
        hotline.languages[0].locale.clone_from(&text);
        hotline.languages[0].voices[0].1.clone_from(&text);
        let prompt = Prompt {
            id: "any".to_owned(),
            language: "ar".to_owned(),
            text: text.clone(),
            estimated_seconds: 1.0,
            recording: None,
        };
        for then in [
            Then::Collect(Collect {
                seconds,
                keys: seconds,
                listen: Some(LanguageIndex::new(0)),
                next: state(),
            }),
            Then::Record { longest: u16::from(seconds), silence: seconds, next: state() },
            Then::Transfer {
                number: text.clone(),
                ring_seconds: seconds,
                next: state(),
            },
            Then::HangUp,
        ] {
            let answer = Answer { prompts: vec![SpokenPrompt::Words(Box::new(prompt.clone()))], ..answer(&hotline, &[], then) };
            let document = render(&answer, &hotline);
            prop_assert!(document.len() < DOCUMENT_LIMIT);
            prop_assert_eq!(&document, &render(&answer, &hotline));
            let names: Vec<_> = elements(&document).into_iter().map(|(name, _)| name).collect();
            let last = names.last().unwrap();
            prop_assert!(["Redirect", "Number", "Hangup"].contains(&last.as_str()));
        }
    }
}
