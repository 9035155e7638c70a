//! Our numbers against those of `num2words`, a library that others have used for years.

use std::process::Command;
use std::sync::LazyLock;

use sila::numerals::Numerals::{Arabic, English};
use sila::numerals::{Case, Gender};

use crate::oracles::{folder, script};

/// The library's words for one number.
struct Theirs {
    number: u16,
    english: String,
    arabic: String,
}

/// The library's words for every number below a thousand, asked once.
fn theirs() -> &'static [Theirs] {
    static THEIRS: LazyLock<Vec<Theirs>> = LazyLock::new(|| ask(1_000));
    &THEIRS
}

fn ask(below: u16) -> Vec<Theirs> {
    let output = Command::new(folder().join("venv/bin/python"))
        .arg(script("numerals.py"))
        .arg(below.to_string())
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the oracle failed: {complaint}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let all: Vec<_> = printed.lines().map(parsed).collect();
    assert_eq!(all.len(), usize::from(below));
    all
}

fn parsed(line: &str) -> Theirs {
    let mut said = line.split('\t');
    let mut next = || said.next().unwrap_or_default().to_owned();
    Theirs { number: next().parse().unwrap(), english: next(), arabic: next() }
}

/// Their spelling in ours: «مئة» for «مائة», "and" written to its word, the mark before its letter.
fn respelt(arabic: &str) -> String {
    arabic.replace("مائة", "مئة").replace(" و ", " و").replace("اً", "ًا")
}

#[test]
fn english_is_theirs_without_commas() {
    for theirs in theirs() {
        let ours = English.cardinal(theirs.number, Gender::Masculine, Case::Nominative);
        assert_eq!(ours, theirs.english.replace(',', ""));
    }
}

/// An error of theirs is mended here: a dual at the end is cut as if a noun followed («مئتا»).
#[test]
fn arabic_is_theirs_with_an_error_mended() {
    for theirs in theirs() {
        let mut said = respelt(&theirs.arabic);
        if theirs.number == 200 {
            said.push('ن');
        }
        let ours = Arabic.cardinal(theirs.number, Gender::Masculine, Case::Nominative);
        assert_eq!(ours, said);
    }
}
