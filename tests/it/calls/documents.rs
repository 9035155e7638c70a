//! Every document that can be heard, written by the dialogue and the renderer without HTTP between:
//! each is one that the provider takes.

mod turns;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use sila::catalogue::{
    Edition, Hotline, LanguageIndex, Phrase, Prompt, PromptId, Recording, RecordingHash, source,
};
use sila::dialects::twilio::Twilio;
use sila::dialects::{Dialect as _, Ending, HintLimits, Links, PlainAnswer, Utterance, Words};
use sila::dialogue::{self, Answer, CallState, Collect, SpokenPrompt, Then};
use sila::keys::Seal;

use crate::dialogue::line::{ABLE, Line};
use crate::oracles;
use crate::providers::twilio::document::{Document, Strictness, Verb};
use crate::providers::twilio::tests::oracles::typecheck;

/// A line's name at its longest, a call's id as the provider makes them, and an address as they are.
const LINE: &str = "a-line-with-a-name-of-forty-characters--";
const CALL: &str = "CA0123456789abcdef0123456789abcdef";
const PUBLIC: &str = "https://hotline.example.bh";

struct Addresses<'e> {
    edition: &'e Edition,
    seal: Seal,
    next: Option<CallState>,
}

impl<'e> Addresses<'e> {
    fn after(edition: &'e Edition, answer: &Answer) -> Self {
        Self { edition, seal: Seal::new(&[7; 32]).unwrap(), next: answer.then.next() }
    }

    fn sealed(&self) -> String {
        let next = self.next.expect("the call goes on").encode(self.edition);
        self.seal.seal(LINE, CALL, &next)
    }
}

impl Links for Addresses<'_> {
    fn turn(&self) -> String {
        format!("{PUBLIC}/voice/{LINE}?turn={}", self.sealed())
    }

    fn whisper(&self) -> String {
        format!("{PUBLIC}/voice/{LINE}/whisper?turn={}", self.sealed())
    }

    fn recording_report(&self) -> String {
        format!("{PUBLIC}/voice/{LINE}/recording?turn={}", self.sealed())
    }

    fn caller_id(&self) -> Option<&str> {
        Some("+97317000001")
    }

    fn recording(&self, hash: RecordingHash) -> String {
        format!("{PUBLIC}/audio/{hash}.wav")
    }
}

/// Makes an edition of a line's hotline, with or without recordings.
fn edition(line: &Line, recorded: bool) -> Edition {
    let recording = |prompt: &Prompt| Recording {
        hash: RecordingHash::of(format!("{} {}", prompt.id, prompt.language).as_bytes()),
        seconds: 3.0,
        draft: false,
    };
    let content = source::content_hash(&source::shipped());
    Edition::freeze(line.hotline.clone(), &content, |prompt| recorded.then(|| recording(prompt)))
}

/// Lines that menus alone are heard on, and lines that can do everything.
fn lines() -> [Line; 2] {
    let able = Line::whole().able(ABLE).with_notices();
    [Line::whole().with_people(false), able]
}

/// A document and what it was written from.
struct Written {
    answer: Answer,
    xml: String,
}

/// Every document of an edition, each text and ending once for each place that the call is at then.
fn documents(line: &Line, edition: &Edition) -> Vec<Written> {
    let hotline = &edition.hotline;
    let mut seen = HashSet::new();
    let mut documents = Vec::new();
    turns::for_each(line, |turn, known| {
        let answer = dialogue::answer(hotline, &line.context(known), turn);
        let said: Vec<Told> = answer.prompts.iter().map(told).collect();
        let then = match &answer.then {
            Then::Collect(Collect { next, listen, .. }) => (0, listen.is_some(), Some(next.place)),
            Then::Transfer { next, .. } => (1, false, Some(next.place)),
            Then::Record { next, .. } => (2, false, Some(next.place)),
            Then::HangUp => (3, false, None),
        };
        if seen.insert((said, then)) {
            let addresses = Addresses::after(edition, &answer);
            let xml = Twilio.render(&answer, hotline, &addresses);
            let xml = String::from_utf8(xml).unwrap();
            documents.push(Written { answer, xml });
        }
    });
    documents
}

/// Tells prompts apart without comparing the texts of the hotline's own.
type Told = Result<(PromptId, LanguageIndex), String>;

fn told(prompt: &SpokenPrompt) -> Told {
    match prompt {
        SpokenPrompt::Hotline(prompt, language) => Ok((*prompt, *language)),
        SpokenPrompt::Words(prompt) => Err(prompt.text.clone()),
    }
}

#[test]
fn every_document_is_taken_by_the_strictest_reader_and_is_small() {
    let url = PUBLIC.parse().unwrap();
    let mut largest = 0;
    for (line, recorded) in lines().iter().flat_map(|line| [(line, false), (line, true)]) {
        let edition = edition(line, recorded);
        let documents = documents(line, &edition);
        assert!(documents.len() > 3000, "only {}", documents.len());
        for Written { answer, xml } in &documents {
            let (document, faults) = Document::read(xml.as_bytes(), &url, Strictness::STRICT);
            assert!(document.is_some() && faults.is_empty(), "{faults:?}\n{xml}");
            if answer.prompts.is_empty() {
                assert_eq!(document.unwrap().verbs, [Verb::Hangup]);
            }
            assert_reads_as(answer, &edition.hotline, xml);
            largest = largest.max(xml.len());
        }
    }
    assert!(largest < 8 * 1024, "the largest document has {largest} bytes");
}

/// Asserts that a document of ours reads back as the answer that it was written from.
fn assert_reads_as(answer: &Answer, hotline: &Hotline, xml: &str) {
    let mut plain = PlainAnswer::of(answer, hotline);
    for utterance in &mut plain.heard {
        if let Utterance::Played { address } = utterance {
            address.insert_str(0, PUBLIC);
        }
    }
    let read = Twilio.follow().read_document(xml.as_bytes()).unwrap();
    assert_eq!(read.answer, plain, "{xml}");
}

/// The elements of a document in order, each once in a row, with the names of their attributes.
fn shape(xml: &str) -> Vec<String> {
    let document = roxmltree::Document::parse(xml).unwrap();
    let mut shape: Vec<String> = document
        .descendants()
        .filter(roxmltree::Node::is_element)
        .map(|element| {
            let attributes = element.attributes().map(|attribute| attribute.name());
            let attributes: Vec<_> = attributes.collect();
            format!("{} {}", element.tag_name().name(), attributes.join(" "))
        })
        .collect();
    shape.dedup();
    shape
}

/// One document of each shape and language, and one for each place.
fn representatives<'d>(edition: &Edition, documents: &'d [Written]) -> Vec<&'d Written> {
    let mut shapes = BTreeSet::new();
    let mut places = BTreeSet::new();
    let is_new = |written: &&Written| {
        let mut prompts = written.answer.prompts(&edition.hotline);
        let language = prompts.next().map(|prompt| &prompt.language);
        let place = written.answer.then.next().map(|next| next.place);
        shapes.insert((shape(&written.xml), language.cloned()))
            | places.insert((place, language.cloned()))
    };
    documents.iter().filter(is_new).collect()
}

#[test]
fn the_providers_library_could_have_written_them_all_by_type() {
    let mut batch = BTreeMap::new();
    for (line, recorded) in lines().iter().zip([true, false]) {
        let edition = edition(line, recorded);
        let documents = documents(line, &edition);
        for (number, written) in representatives(&edition, &documents).into_iter().enumerate() {
            let name = format!("recorded-{recorded}-{number}");
            batch.insert(name, written.xml.clone());
        }
    }
    assert!(batch.len() > 1000, "only {}", batch.len());
    let batch = batch.iter().map(|(name, xml)| (name.clone(), xml.as_str()));
    assert_eq!(typecheck(batch), Vec::<String>::new());
}

/// A document's utterances and next step, for the library to write it.
fn described(edition: &Edition, written: &Written) -> Json {
    let hotline = &edition.hotline;
    let addresses = Addresses::after(edition, &written.answer);
    let said: Vec<Json> = written
        .answer
        .prompts(hotline)
        .map(|prompt| {
            if let Some(recording) = &prompt.recording {
                return json!({ "play": addresses.recording(recording.hash) });
            }
            let index = hotline.language_by_code(&prompt.language).unwrap();
            let language = hotline.language(index);
            json!({ "text": prompt.text, "language": language.locale,
                "voice": language.voice("twilio") })
        })
        .collect();
    let then = match &written.answer.then {
        Then::Collect(collect) => {
            let listen = collect.listen.map(|listen| {
                let limits = HintLimits { phrases: 500, characters: 100, bytes: 1500 };
                let hints: Vec<_> = limits.fitting(collect.hints(hotline)).collect();
                let hints = hints.join(", ");
                json!({ "language": hotline.language(listen).heard_as(),
                    "hints": (!hints.is_empty()).then_some(hints) })
            });
            json!({ "kind": "collect", "seconds": collect.seconds, "keys": collect.keys,
                "listen": listen, "action": addresses.turn() })
        }
        Then::Transfer { number, ring_seconds, .. } => {
            json!({ "kind": "transfer", "seconds": ring_seconds, "number": number,
            "action": addresses.turn(), "whisper": addresses.whisper(),
            "caller-id": addresses.caller_id() })
        }
        Then::Record { longest, silence, .. } => {
            json!({ "kind": "record", "longest": longest, "silence": silence,
            "action": addresses.turn() })
        }
        Then::HangUp => json!({ "kind": "hang-up" }),
    };
    json!({ "said": said, "then": then, "xml": written.xml })
}

/// The documents that are no turn's: apology, fallback, and the answer to a report.
fn announcements(hotline: &Hotline) -> Vec<Json> {
    let again = format!("{PUBLIC}/voice/{LINE}?turn=failed-1");
    let kinds = [
        (Phrase::Apology, Ending::Redirect(&again), "redirect"),
        (Phrase::Fallback, Ending::HangUp, "hang-up"),
    ];
    let mut described: Vec<Json> = kinds
        .into_iter()
        .map(|(phrase, ending, kind)| {
            let words = Words::in_every_language(hotline, phrase);
            let xml = Twilio.announce(&words, ending);
            let said: Vec<Json> = words
                .iter()
                .map(|Words { language, text }| {
                    json!({ "text": text, "language": language.locale,
                        "voice": language.voice("twilio") })
                })
                .collect();
            json!({ "said": said, "then": { "kind": kind, "action": again },
                "xml": str::from_utf8(&xml).unwrap() })
        })
        .collect();
    let nothing = str::from_utf8(Twilio.profile().empty).unwrap();
    described.push(json!({ "said": [], "then": { "kind": "nothing" }, "xml": nothing }));
    described
}

#[test]
fn the_providers_library_writes_the_very_same() {
    let mut descriptions = String::new();
    let mut count = 0;
    for (line, recorded) in lines().iter().zip([true, false]) {
        let edition = edition(line, recorded);
        let documents = documents(line, &edition);
        let turns = representatives(&edition, &documents).into_iter();
        let turns = turns.map(|written| described(&edition, written));
        for one in turns.chain(announcements(&edition.hotline)) {
            descriptions.push_str(&one.to_string());
            descriptions.push('\n');
            count += 1;
        }
    }
    let mut library = Command::new(oracles::folder().join("venv/bin/python"))
        .arg(oracles::script("compose.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = library.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(descriptions.as_bytes()));
    let output = library.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).unwrap();
    for answer in answers.lines() {
        let answer: Json = serde_json::from_str(answer).unwrap();
        assert_eq!(answer["ours"], answer["theirs"]);
    }
    assert_eq!(answers.lines().count(), count);
}
