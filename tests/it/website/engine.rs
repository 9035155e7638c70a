//! The search in the browser finds what the program finds.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use camino::Utf8Path;
use serde::Deserialize;
use serde_json::json;
use sila::catalogue::search::Match;
use sila::catalogue::source::shipped;
use sila::catalogue::{Hotline, LanguageIndex, load};

/// What the engine in the browser found.
#[derive(Deserialize)]
struct EngineAnswers {
    found: Vec<EngineAnswer>,
    milliseconds: f64,
}

#[derive(Deserialize)]
struct EngineAnswer {
    /// The services by their codes, the best first.
    ranked: Vec<String>,
    clear: Option<String>,
    offered: Option<Vec<String>>,
    referral: Option<usize>,
}

/// What the browser's engine finds for some words in some languages.
fn searched(hotline: &Hotline, asked: &[(String, LanguageIndex)]) -> EngineAnswers {
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index.json");
    fs::write(&index, serde_json::to_vec(&hotline.search().tables(hotline)).unwrap()).unwrap();
    let mut node = Command::new("node")
        .arg(root.join("tests/it/website/engine.mjs"))
        .arg(root.join("src/web/pages/assets/engine.js"))
        .arg(&index)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let asked: Vec<_> = asked.iter().map(|(said, language)| (said, language.position())).collect();
    let mut input = node.stdin.take().unwrap();
    input.write_all(json!(asked).to_string().as_bytes()).unwrap();
    drop(input);
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The outcome of the program, as the engine tells its own.
fn outcome(hotline: &Hotline, said: &str, language: LanguageIndex) -> String {
    match hotline.search().matched(said, language, None) {
        Match::Clear(code) => format!("clear {code}"),
        Match::Candidates(codes) => {
            let codes: Vec<_> = codes.iter().map(ToString::to_string).collect();
            format!("offered {}", codes.join(" "))
        }
        Match::Referral(referral) => format!("referral {referral}"),
        Match::Person | Match::Nothing => "nothing".to_owned(),
    }
}

impl EngineAnswer {
    fn outcome(&self) -> String {
        match (&self.clear, &self.offered, self.referral) {
            (Some(code), ..) => format!("clear {code}"),
            (_, Some(codes), _) => format!("offered {}", codes.join(" ")),
            (.., Some(referral)) => format!("referral {referral}"),
            _ => "nothing".to_owned(),
        }
    }
}

/// Every utterance of the fixtures, with its language.
fn utterances(hotline: &Hotline) -> Vec<(String, LanguageIndex)> {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/utterances");
    let mut said = Vec::new();
    for file in folder.read_dir_utf8().unwrap() {
        let mut rows = csv::Reader::from_path(file.unwrap().path()).unwrap();
        for row in rows.records() {
            let row = row.unwrap();
            said.push((row[2].to_owned(), hotline.language_by_code(&row[1]).unwrap()));
        }
    }
    said
}

#[test]
#[expect(clippy::print_stdout, reason = "people read the measurement")]
fn utterances_find_in_the_browser_what_they_find_on_the_telephone() {
    let (hotline, _) = load(&shipped()).unwrap();
    let mut asked = utterances(&hotline);
    assert!(asked.len() > 1000, "{}", asked.len());
    for (.., service) in hotline.services() {
        for language in hotline.language_indices() {
            asked.push((service.name[language.position()].clone(), language));
            asked.push((service.code.to_string(), language));
        }
    }
    let answers = searched(&hotline, &asked);
    assert_eq!(answers.found.len(), asked.len());
    let (mut first, mut three, mut same, mut differing) = (0, 0, 0, Vec::new());
    let all = f64::from(u32::try_from(asked.len()).unwrap());
    for ((said, language), answer) in asked.iter().zip(&answers.found) {
        let ranked = hotline.search().ranked(said, *language);
        let ranked: Vec<_> = ranked.iter().map(|found| found.code.to_string()).collect();
        let set = |codes: &[String]| {
            let mut codes: Vec<_> = codes.iter().take(3).cloned().collect();
            codes.sort();
            codes
        };
        let outcome = outcome(&hotline, said, *language);
        first += u32::from(ranked.first() == answer.ranked.first());
        three += u32::from(set(&ranked) == set(&answer.ranked));
        same += u32::from(outcome == answer.outcome());
        if outcome != answer.outcome() {
            differing.push(format!("{said}: {outcome}, in the browser {}", answer.outcome()));
        }
    }
    let percent = |part: u32| 100.0 * f64::from(part) / all;
    println!(
        "{} searches: the same first service in {:.2} %, the same first three in {:.2} %, the same outcome in {:.2} %; \
         {:.1} ms each",
        asked.len(),
        percent(first),
        percent(three),
        percent(same),
        answers.milliseconds / all,
    );
    for one in &differing {
        println!("differs: {one}");
    }
    // What rounding decides may differ.
    assert!(percent(first) >= 99.0 && percent(three) >= 99.0 && percent(same) >= 99.0);
}

#[test]
fn odd_input_finds_in_the_browser_what_it_finds_on_the_telephone() {
    let (hotline, _) = load(&shipped()).unwrap();
    let asked = [
        "",
        "   ",
        "xyzzy",
        "constructor",
        "__proto__",
        "hasOwnProperty",
        "١١٤",
        "one one four",
        "service 114 please",
        "press one one four",
        "999",
        "12345678901234567890",
        "ﺭﺧﺼﺔ ﻫﺪﻡ",
        "رُخْصَةُ هَدْمٍ",
        "رخصـــــة هدم",
        "ＤＥＭＯＬＩＴＩＯＮ permit",
        "İstanbul ﬁre",
        "agent",
        "I want to talk to a person",
        "rain ovation",
        "😀 demolition 😀",
        "knock\u{200b}down",
        "passport renewal",
        "جواز سفر",
    ];
    let long = "demolition permit ".repeat(40);
    let asked = asked.into_iter().chain([long.as_str()]);
    let asked: Vec<_> = hotline
        .language_indices()
        .flat_map(|language| asked.clone().map(move |said| (said.to_owned(), language)))
        .collect();
    let answers = searched(&hotline, &asked);
    for ((said, language), answer) in asked.iter().zip(&answers.found) {
        assert_eq!(answer.outcome(), outcome(&hotline, said, *language), "{said}");
    }
}
