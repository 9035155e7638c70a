//! Every document that can be heard, written by the dialogue and the renderer without HTTP between:
//! each is one that the provider takes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::{Value as Json, json};
use sila::caller::document::{Document, Strictness, Verb};
use sila::catalogue::{
    self, Edition, Hotline, LanguageIndex, Phrase, Prompt, Recording, RecordingHash, source,
};
use sila::dialects::{Dialect, Ending, Links, Words};
use sila::dialogue::{self, Answer, Awaits, Input, Key, Place, State, Then, TransferOutcome, Turn};
use sila::server::Seal;

use crate::caller::oracles;

/// A line's name at its longest, a call's id as the provider makes them, and an address as they are.
const LINE: &str = "a-line-with-a-name-of-forty-characters--";
const CALL: &str = "CA0123456789abcdef0123456789abcdef";
const PUBLIC: &str = "https://hotline.example.bh";

struct Addresses<'e>(&'e Edition, Seal);

impl Links for Addresses<'_> {
    fn turn(&self, next: &State) -> String {
        let sealed = self.1.seal(LINE, CALL, &next.encode(self.0));
        format!("{PUBLIC}/voice/{LINE}?turn={sealed}")
    }

    fn recording(&self, hash: RecordingHash) -> String {
        format!("{PUBLIC}/audio/{hash}.wav")
    }
}

/// The shipped menus, with or without people to be put through to, with or without recordings.
fn edition(people: bool, recorded: bool) -> Edition {
    let files = source::shipped();
    let (mut hotline, _) = catalogue::load(&files).expect("the shipped menus are good");
    for language in &mut hotline.languages {
        language.person = people.then(|| "+97317000000".to_owned());
    }
    let recording = |prompt: &Prompt| Recording {
        hash: RecordingHash::of(format!("{} {}", prompt.id, prompt.language).as_bytes()),
        seconds: 3.0,
        draft: false,
    };
    Edition::freeze(hotline, &source::content_hash(&files), |prompt| {
        recorded.then(|| recording(prompt))
    })
}

/// Every place of a hotline.
fn places(hotline: &Hotline) -> Vec<Place> {
    let mut places = vec![Place::Gate, Place::Main];
    for sector in &hotline.sectors {
        places.push(Place::Sector(sector.key));
        let groups = sector.groups.iter();
        places.extend(groups.map(|group| Place::Group(sector.key, group.key)));
    }
    for (_, _, service) in hotline.services() {
        places.push(Place::Service(service.code));
        let sections = service.sections.iter();
        places.extend(sections.map(|section| Place::Section(service.code, section.kind)));
    }
    places
}

fn transferred(outcome: TransferOutcome) -> Input {
    Input::Transferred {
        outcome,
        seconds: None,
        caller_gone: false,
    }
}

/// What can come in a turn that waits for this.
fn inputs(awaits: Awaits) -> Vec<Input> {
    if awaits == Awaits::Transfer {
        return vec![
            transferred(TransferOutcome::Answered),
            transferred(TransferOutcome::Busy),
            transferred(TransferOutcome::NoAnswer),
            transferred(TransferOutcome::Failed),
            transferred(TransferOutcome::Cancelled),
        ];
    }
    let mut inputs = vec![
        Input::Silence,
        Input::Gibberish,
        Input::EditionChanged,
        Input::HungUp,
    ];
    inputs.extend(Key::ALL.map(|key| Input::Keys(vec![key])));
    inputs
}

/// Every turn of every place, language, count of failures and thing that can be awaited, reachable or not.
fn turns(hotline: &Hotline) -> Vec<Turn> {
    let limits = &hotline.limits;
    let failures = [(0, 0), (limits.no_input - 1, 0), (0, limits.no_match - 1)];
    let last = u32::from(limits.turns);
    let mut turns = vec![
        Turn {
            state: None,
            input: Input::Start,
        },
        Turn {
            state: None,
            input: Input::Lost {
                restart: u32::MAX,
                times: 1,
            },
        },
        Turn {
            state: None,
            input: Input::Lost {
                restart: u32::MAX,
                times: u8::MAX,
            },
        },
    ];
    for place in places(hotline) {
        let before_a_choice = (place == Place::Gate).then_some(None);
        let chosen = hotline.language_indices().map(Some);
        for language in before_a_choice.into_iter().chain(chosen) {
            for awaits in [Awaits::Key, Awaits::LastKey, Awaits::Transfer] {
                for ((no_input, no_match), turn) in failures
                    .map(|failures| (failures, last - 1))
                    .into_iter()
                    .chain([((0, 0), last)])
                {
                    let state = State {
                        language,
                        place,
                        awaits,
                        no_input,
                        no_match,
                        restart: u32::MAX,
                        turn,
                    };
                    turns.extend(inputs(awaits).into_iter().map(|input| Turn {
                        state: Some(state),
                        input,
                    }));
                }
            }
        }
    }
    turns
}

/// A document and what it was written from.
struct Written<'e> {
    answer: Answer<'e>,
    xml: String,
}

/// Every document of an edition, each text and ending once for each place that the call is at then.
fn documents<'e>(edition: &'e Edition, offered: &[LanguageIndex]) -> Vec<Written<'e>> {
    let hotline = &edition.hotline;
    let addresses = Addresses(edition, Seal::new(&[7; 32]).unwrap());
    let mut seen = HashSet::new();
    let mut documents = Vec::new();
    for turn in turns(hotline) {
        let answer = dialogue::answer(hotline, offered, &turn);
        let said: Vec<*const Prompt> = answer.prompts.iter().map(|one| &raw const **one).collect();
        let then = match answer.then {
            Then::Collect { next, .. } => (0, Some(next.place)),
            Then::Transfer { next, .. } => (1, Some(next.place)),
            Then::HangUp => (2, None),
        };
        if seen.insert((said, then)) {
            let xml = Dialect::Twilio.render(&answer, hotline, &addresses);
            let xml = String::from_utf8(xml).unwrap();
            documents.push(Written { answer, xml });
        }
    }
    documents
}

/// Both languages, in the hotline's order.
fn both(edition: &Edition) -> Vec<LanguageIndex> {
    edition.hotline.language_indices().collect()
}

#[test]
fn every_document_is_taken_by_the_strictest_reader_and_is_small() {
    let url = PUBLIC.parse().unwrap();
    let mut largest = 0;
    for (people, recorded) in [(true, false), (false, false), (true, true), (false, true)] {
        let edition = edition(people, recorded);
        let documents = documents(&edition, &both(&edition));
        assert!(documents.len() > 3000, "only {}", documents.len());
        for Written { answer, xml } in &documents {
            let (document, faults) = Document::read(xml.as_bytes(), &url, Strictness::STRICT);
            assert!(document.is_some() && faults.is_empty(), "{faults:?}\n{xml}");
            if answer.prompts.is_empty() {
                assert_eq!(document.unwrap().verbs, [Verb::Hangup]);
            }
            largest = largest.max(xml.len());
        }
    }
    assert!(
        largest < 8 * 1024,
        "the largest document has {largest} bytes"
    );
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
fn representatives<'d, 'e>(documents: &'d [Written<'e>]) -> Vec<&'d Written<'e>> {
    let mut shapes = BTreeSet::new();
    let mut places = BTreeSet::new();
    let is_new = |written: &&Written<'_>| {
        let language = written
            .answer
            .prompts
            .first()
            .map(|prompt| &prompt.language);
        let place = match written.answer.then {
            Then::Collect { next, .. } | Then::Transfer { next, .. } => Some(next.place),
            Then::HangUp => None,
        };
        shapes.insert((shape(&written.xml), language.cloned()))
            | places.insert((place, language.cloned()))
    };
    documents.iter().filter(is_new).collect()
}

#[test]
fn the_providers_library_could_have_written_them_all_by_type() {
    let mut batch = BTreeMap::new();
    for (people, recorded) in [(true, false), (false, true)] {
        let edition = edition(people, recorded);
        let documents = documents(&edition, &both(&edition));
        for (number, written) in representatives(&documents).into_iter().enumerate() {
            let name = format!("people-{people}-recorded-{recorded}-{number}");
            batch.insert(name, written.xml.clone());
        }
    }
    assert!(batch.len() > 1000, "only {}", batch.len());
    let batch = batch.iter().map(|(name, xml)| (name.clone(), xml.as_str()));
    assert_eq!(oracles::typecheck(batch), Vec::<String>::new());
}

/// What a document says and does, for the library to write it.
fn described(edition: &Edition, written: &Written<'_>) -> Json {
    let hotline = &edition.hotline;
    let addresses = Addresses(edition, Seal::new(&[7; 32]).unwrap());
    let said: Vec<Json> = written
        .answer
        .prompts
        .iter()
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
        Then::Collect { seconds, next } => {
            json!({ "kind": "collect", "seconds": seconds, "action": addresses.turn(next) })
        }
        Then::Transfer {
            number,
            ring_seconds,
            next,
            ..
        } => json!({ "kind": "transfer", "seconds": ring_seconds, "number": number,
            "action": addresses.turn(next) }),
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
            let xml = Dialect::Twilio.announce(&words, ending);
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
    let nothing = str::from_utf8(Dialect::Twilio.empty()).unwrap();
    described.push(json!({ "said": [], "then": { "kind": "nothing" }, "xml": nothing }));
    described
}

#[test]
fn the_providers_library_writes_the_very_same() {
    let mut lines = String::new();
    let mut count = 0;
    for (people, recorded) in [(true, false), (false, true)] {
        let edition = edition(people, recorded);
        let documents = documents(&edition, &both(&edition));
        let turns = representatives(&documents).into_iter();
        let turns = turns.map(|written| described(&edition, written));
        for one in turns.chain(announcements(&edition.hotline)) {
            lines.push_str(&one.to_string());
            lines.push('\n');
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
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()));
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
