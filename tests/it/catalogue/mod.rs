//! Loading the good hotline and the shipped one.

mod broken;
mod bytes;
mod calendar;
mod calendar_lines;
mod calendar_oracle;
mod calendar_versions;
mod hours;
mod hours_files;
mod hours_oracle;
mod hours_spoken;
mod listening;
mod notices;
mod pieces;
mod position;
mod search;
mod search_figures;
mod search_others;
mod search_words;
mod segments;
mod source;
mod spoken;
mod text_messages;

use std::collections::BTreeSet;

use camino::Utf8Path;
use sila::catalogue::report::{Summary, check};
use sila::catalogue::source::{content_hash, read_folder, shipped};
use sila::catalogue::{
    Code, Edition, Hotline, MenuKey, Prompt, PromptId, Recording, RecordingHash, SectionKind,
    SourceFile, load,
};
use sila::dialects;
use sila::messages::english;

fn good() -> Vec<SourceFile> {
    let fixtures = Utf8Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"));
    read_folder(&fixtures.join("good")).unwrap()
}

fn loaded(files: &[SourceFile]) -> Hotline {
    let (hotline, warnings) = load(files).unwrap();
    assert_eq!(warnings, []);
    hotline
}

fn code(digits: &str) -> Code {
    Code::parse(digits).unwrap()
}

/// A prompt's id and its text in each language.
fn spoken(hotline: &Hotline, prompt: PromptId) -> (String, Vec<String>) {
    let prompts = hotline.language_indices().map(|language| hotline.prompt(prompt, language));
    let (mut ids, texts): (BTreeSet<_>, _) =
        prompts.map(|prompt| (prompt.id.clone(), prompt.text.clone())).unzip();
    let id = ids.pop_first().unwrap();
    assert!(ids.is_empty(), "one id in every language");
    (id, texts)
}

#[track_caller]
fn assert_spoken(hotline: &Hotline, prompt: PromptId, id: &str, ar: &str, en: &str) {
    assert_eq!(spoken(hotline, prompt), (id.to_owned(), vec![ar.to_owned(), en.to_owned()]));
}

#[test]
fn prompts_are_patterns_filled_in_with_names_and_words() {
    let hotline = loaded(&good());
    let ar = "مرحبًا بكم في صلة. للعربية، اضغط الرقم اثنان.";
    let en = "Welcome to Sila. For English, press two.";
    assert_spoken(&hotline, hotline.gate[1], "gate.2", ar, en);
    let (sector, group, service) = hotline.services().next().unwrap();
    assert_spoken(&hotline, sector.title, "1.title", "شؤون البلدية.", "Town affairs.");
    let ar = "لقسم رخص البناء، اضغط الرقم واحد.";
    assert_spoken(&hotline, group.option, "11.option", ar, "For Building permits, press one.");
    let ar = "رقم هذه الخدمة واحد، واحد، واحد.";
    let en = "The number of this service is one, one, one.";
    assert_spoken(&hotline, service.code_prompt, "111.code", ar, en);
    let ar = "هذه الرخصة لبناء سور حول عقارك.";
    let en = "This permit is for building a wall around your property.";
    assert_spoken(&hotline, service.summary.unwrap(), "111.summary", ar, en);
}

#[test]
fn sections_count_up_without_a_gap() {
    let hotline = loaded(&good());
    let service = hotline.service(code("111")).unwrap();
    let sections: Vec<_> =
        service.sections.iter().map(|section| (section.kind, section.key.number())).collect();
    assert_eq!(sections, [(SectionKind::Documents, 1), (SectionKind::Fee, 2)]);
    let fee = service.section(SectionKind::Fee).unwrap();
    let ar = "للرسوم، اضغط الرقم اثنان.";
    assert_spoken(&hotline, fee.option, "section.fee.2", ar, "For the fees, press two.");
}

#[test]
fn a_service_that_moved_names_its_new_place() {
    let hotline = loaded(&good());
    let service = hotline.service(code("112")).unwrap();
    let moved = service.moved.unwrap();
    assert_eq!(moved.to, code("121"));
    assert!(service.summary.is_none() && service.sections.is_empty());
    let ar = "انتقلت هذه الخدمة. تجدها الآن باسم تصريح إشغال طريق، ورقمها واحد، اثنان، واحد.";
    let en = "This service has moved. It is now Road occupation licence, and its number is one, \
              two, one.";
    assert_spoken(&hotline, moved.prompt, "112.moved", ar, en);
}

#[test]
fn the_spoken_name_is_heard_and_the_written_one_is_read() {
    let hotline = loaded(&good());
    let service = hotline.service(code("211")).unwrap();
    assert_eq!(service.name[1], "Import licence (ISPM 15)");
    let (ar, en) = ("ترخيص استيراد.", "Import licence.");
    assert_spoken(&hotline, service.title, "211.title", ar, en);
}

#[test]
fn the_shipped_hotline_has_the_services_of_the_catalogue() {
    let hotline = loaded(&shipped());
    assert_eq!(hotline.sectors.len(), 3);
    assert_eq!(hotline.sectors.iter().map(|sector| sector.groups.len()).sum::<usize>(), 18);
    let found: Vec<_> = hotline
        .services()
        .map(|(_, _, service)| {
            let [ar, en] = [&service.name[0], &service.name[1]];
            [service.id.clone(), service.code.to_string(), ar.clone(), en.clone()]
        })
        .collect();
    let names = include_str!("../../fixtures/catalogue-names.csv");
    let mut names = csv::Reader::from_reader(names.as_bytes());
    let expected: Vec<[String; 4]> = names.deserialize().map(|row| row.unwrap()).collect();
    assert_eq!(found, expected);
    assert_eq!(found.len(), 108);
    let codes: BTreeSet<_> = found.iter().map(|[_, code, ..]| code).collect();
    assert_eq!(codes.len(), 108);
}

#[test]
fn nobody_is_hurried_where_the_shipped_hotline_offers_the_languages() {
    let gate_seconds = loaded(&shipped()).limits.gate_seconds;
    assert!(gate_seconds >= 4, "{gate_seconds}");
}

#[test]
fn every_shipped_prompt_can_be_spoken() {
    let hotline = loaded(&shipped());
    let mut ids = BTreeSet::new();
    for prompt in hotline.prompts.all() {
        let odd = |char: char| char.is_numeric() || "{}<>&()[]".contains(char);
        assert!(!prompt.text.contains(odd), "{}: {}", prompt.id, prompt.text);
        // A digit is said among others, and a name comes after a colon.
        let whole = prompt.text.ends_with(['.', '?', ':']) || prompt.id.starts_with("digit.");
        assert!(whole, "{}: {}", prompt.id, prompt.text);
        assert!(prompt.estimated_seconds > 0.0);
        let named =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        assert!(prompt.id.bytes().all(named), "{}", prompt.id);
        assert!(ids.insert((&prompt.id, &prompt.language)), "{} is there once", prompt.id);
    }
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let mut files = shipped();
    let texts = |files: &[SourceFile]| {
        loaded(files).prompts.all().iter().map(|prompt| prompt.text.clone()).collect::<Vec<_>>()
    };
    let (before, hash) = (texts(&files), content_hash(&files));
    files.reverse();
    assert_eq!(texts(&files), before);
    assert_eq!(content_hash(&files), hash);
}

#[test]
fn an_edition_is_named_by_what_can_be_heard() {
    let edition = |files: &[SourceFile], recording: Option<&Recording>| {
        let find = |prompt: &Prompt| recording.filter(|_| prompt.id == "111.fee").cloned();
        Edition::freeze(loaded(files), &content_hash(files), find).id
    };
    let mut files = good();
    let first = edition(&files, None);
    assert_eq!(edition(&files, None), first);
    let recording = Recording { hash: RecordingHash::of(b"x"), seconds: 1.0, draft: false };
    assert_ne!(edition(&files, Some(&recording)), first);
    let fee = files.iter_mut().find(|file| file.path.ends_with("111-wall.toml")).unwrap();
    let text = str::from_utf8(&fee.bytes).unwrap().replace("five dinars", "six dinars");
    *fee = SourceFile::new(fee.path.clone(), text);
    assert_ne!(edition(&files, None), first);
}

#[test]
fn the_summary_of_the_good_hotline() {
    let recorded = |prompt: &Prompt| {
        let seconds = match (prompt.id.as_str(), prompt.language.as_str()) {
            ("phrase.main-menu" | "gate.1", "ar") => 4.0,
            ("111.fee", _) => 61.0,
            _ => return None,
        };
        let draft = prompt.language == "en";
        Some(Recording { hash: RecordingHash::of(prompt.text.as_bytes()), seconds, draft })
    };
    let check = check(&good(), &dialects::every_speaker(), &[], recorded);
    assert!(check.passed);
    insta::assert_snapshot!(english::report(&check, false));
    insta::assert_snapshot!(english::report_json(&check).unwrap());
}

#[test]
fn the_longest_way_adds_up_what_is_heard_on_it() {
    let mut hotline = loaded(&good());
    // One second for each prompt, so that prompts can be counted.
    let recording = Recording { hash: RecordingHash::of(b"x"), seconds: 1.0, draft: false };
    hotline.prompts.attach_recordings(|_| Some(recording.clone()));
    let ways: Vec<_> = Summary::of(&hotline)
        .languages
        .into_iter()
        .map(|language| language.longest_way.unwrap())
        .collect();
    // The gate; the main menu and one sector; its title and two groups; its title and one service.
    let (ar, en) = (&ways[0], &ways[1]);
    assert_eq!((ar.service.as_str(), &ar.keys[..]), ("121", &[1, 1, 2, 1][..]));
    assert!((ar.seconds - 8.0).abs() < 1e-6, "{}", ar.seconds);
    // English is offered second.
    assert_eq!(en.keys, [2, 1, 2, 1]);
    assert!((en.seconds - 9.0).abs() < 1e-6, "{}", en.seconds);
}

#[test]
fn a_hotline_in_one_language_has_no_gate_to_pass() {
    let mut files = good();
    for file in &mut files {
        let text = str::from_utf8(&file.bytes).unwrap();
        let text = match file.path.as_str() {
            "hotline.toml" => {
                let (before, rest) = text.split_once("[[language]]\ncode = \"en\"").unwrap();
                let rest = &rest[rest.find("[limits]").unwrap()..];
                let (rest, _) = rest.split_once("en = \"\"\"").unwrap();
                format!("{before}{rest}")
            }
            _ => text.split_inclusive('\n').filter(|line| !line.starts_with("en =")).collect(),
        };
        *file = SourceFile::new(file.path.clone(), text);
    }
    let summary = Summary::of(&loaded(&files));
    assert_eq!(summary.languages[0].longest_way.as_ref().unwrap().keys, [1, 2, 1]);
}

#[test]
fn a_ninth_language_is_one_too_many() {
    let mut files = good();
    let hotline = files.iter_mut().find(|file| file.path == "hotline.toml").unwrap();
    let mut text = String::from_utf8(hotline.bytes.to_vec()).unwrap();
    for code in ["fa", "ur", "hi", "bn", "ml", "tl", "ta"] {
        let language = format!(
            "[[language]]\ncode = \"{code}\"\nname = \"{code}\"\nlocale = \"{code}\"\n\
             characters_per_second = 14\n"
        );
        text.push_str(&language);
    }
    *hotline = SourceFile::new("hotline.toml", text);
    let mistakes = load(&files).unwrap_err();
    let many: Vec<_> =
        mistakes.iter().filter(|one| one.rule() == sila::catalogue::Rule::TooManyChoices).collect();
    assert_eq!(many.len(), 1);
    assert_eq!(
        english::explain(&many[0].problem).message,
        "Here is a ninth language: the keys go from 1 to 8."
    );
    assert!(MenuKey::new(9).is_none());
}
