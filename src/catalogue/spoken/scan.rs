//! Going through a text character by character.

use std::ops::Range;

use unicode_script::{Script, UnicodeScript as _};

use super::digits::in_digits;
use super::script::Letters;
use super::{TextKind, TextProblem, is_end};
use crate::catalogue::problem::{BlankPlace, SpokenProblem};
use crate::catalogue::{Language, is_invisible};
use crate::numerals::Numerals;

/// A text with the problems found so far.
pub(super) struct Scan<'t> {
    text: &'t str,
    pub(super) found: Vec<TextProblem>,
    /// The parts that have their problem, or are skipped.
    dealt_with: Vec<Range<usize>>,
}

impl<'t> Scan<'t> {
    /// A text of which the parts in `skip` are not looked at.
    pub(super) fn new(text: &'t str, skip: &[Range<usize>]) -> Self {
        Self { text, found: Vec::new(), dealt_with: skip.to_vec() }
    }

    /// Line breaks, other control characters, and characters that cannot be seen.
    pub(super) fn hidden_characters(&mut self, language: &Language) {
        // Languages such as Persian and Malayalam are spelt with the joiners; English never.
        let spelt_with_joiners = !language.locale.starts_with("en");
        let hidden = |char: char| {
            is_invisible(char) && !(spelt_with_joiners && matches!(char, '\u{200c}' | '\u{200d}'))
        };
        for range in self.runs(hidden, "") {
            let found = &self.text[range.clone()];
            let codes = code_points(found);
            let problem = if found.starts_with(['\n', '\r']) {
                SpokenProblem::ControlCharacter { codes: None }
            } else if found.starts_with(char::is_control) {
                SpokenProblem::ControlCharacter { codes: Some(codes) }
            } else {
                SpokenProblem::InvisibleCharacter { codes }
            };
            self.add(range, problem);
        }
    }

    /// Tags, SSML and entities; also `<`, `>` and `&` alone.
    pub(super) fn markup(&mut self) {
        let mut from = 0;
        while let Some(found) = self.text[from..].find(['<', '>', '&']) {
            let start = from + found;
            let rest = &self.text[start..];
            let is_name = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
            let end = match rest.as_bytes()[0] {
                b'<' => rest.find('>'),
                b'&' => rest.find(';').filter(|end| is_name(&rest[1..*end])),
                _ => None,
            };
            let range = start..start + end.map_or(1, |end| end + 1);
            from = range.end;
            let found = self.text[range.clone()].to_owned();
            self.add(range, SpokenProblem::Markup { found });
        }
    }

    /// Blanks at the ends, and more than one in a row.
    pub(super) fn stray_blanks(&mut self) {
        for range in self.runs(|char| char == ' ' || char == '\u{a0}', "") {
            let place = if range.start == 0 {
                BlankPlace::Beginning
            } else if range.end == self.text.len() {
                BlankPlace::End
            } else {
                BlankPlace::Middle
            };
            let several = self.text[range.clone()].chars().nth(1).is_some();
            if place != BlankPlace::Middle || several {
                self.add(range, SpokenProblem::StrayBlank { place });
            }
        }
    }

    /// Words that are addresses in the web or of mail.
    pub(super) fn web_addresses(&mut self) {
        for range in self.runs(|char| !char.is_whitespace(), "") {
            let around = |char: char| matches!(char, '(' | ')' | '\'' | ',' | '،') || is_end(char);
            let word = self.text[range.clone()].trim_matches(around);
            let start = range.start + self.text[range].find(word).unwrap_or_default();
            let inner_dot = word.char_indices().any(|(position, char)| {
                char == '.' && word[position + 1..].starts_with(char::is_alphanumeric)
            });
            let letters = word.chars().any(char::is_alphabetic);
            if is_dotted_abbreviation(word) {
                let (range, word) = (start..start + word.len(), word.to_owned());
                self.add(range, SpokenProblem::Abbreviation { word });
            } else if letters && (inner_dot || word.contains("://")) {
                let range = start..start + word.len();
                let word = word.to_owned();
                self.add(range, SpokenProblem::WebAddress { word });
            }
        }
    }

    /// Digits, odd characters, letters of other languages, and abbreviations.
    pub(super) fn characters(&mut self, language: &Language, kind: TextKind) {
        let (letters, numerals) = (Letters::of(language), Numerals::of(&language.code));
        for range in self.runs(char::is_numeric, ".,٫٬:/-") {
            let problem = in_digits(&self.text[range.clone()], &self.text[range.end..], numerals);
            self.add(range, problem);
        }
        let foreign = |char: char| char.is_alphabetic() && !letters.has(char);
        self.each(foreign, " -.", |word| SpokenProblem::WrongScript { word });
        if letters.has_capitals() {
            for range in self.runs(char::is_uppercase, "") {
                let word = self.text[range.clone()].to_owned();
                if word.chars().nth(1).is_some() {
                    self.add(range, SpokenProblem::Abbreviation { word });
                }
            }
        }
        self.each(|char| is_odd(char, kind), "", |found| SpokenProblem::OddCharacter { found });
    }

    /// Adds a problem for each run of characters.
    fn each(
        &mut self,
        wanted: impl Fn(char) -> bool,
        between: &str,
        problem: impl Fn(String) -> SpokenProblem,
    ) {
        for range in self.runs(wanted, between) {
            let found = self.text[range.clone()].to_owned();
            self.add(range, problem(found));
        }
    }

    /// The longest pieces in which each character is `wanted`, or one of `between` two that are;
    /// without those that are dealt with.
    fn runs(&self, wanted: impl Fn(char) -> bool, between: &str) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (start, char) in self.text.char_indices() {
            let end = start + char.len_utf8();
            if !wanted(char) || self.is_dealt_with(start) {
                continue;
            }
            match runs.last_mut() {
                Some(last)
                    if self.text[last.end..start].chars().all(|gap| between.contains(gap)) =>
                {
                    last.end = end;
                }
                _ => runs.push(start..end),
            }
        }
        runs
    }

    fn is_dealt_with(&self, position: usize) -> bool {
        self.dealt_with.iter().any(|range| range.contains(&position))
    }

    fn add(&mut self, range: Range<usize>, problem: SpokenProblem) {
        if !self.is_dealt_with(range.start) {
            self.dealt_with.push(range.clone());
            self.found.push(TextProblem { problem, range });
        }
    }
}

/// True for single letters with full stops between them: `e.g`, «د.ب».
fn is_dotted_abbreviation(word: &str) -> bool {
    let is_letter = |part: &str| {
        let mut letters = part.chars().filter(|char| char.script() != Script::Inherited);
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    };
    word.contains('.') && word.split('.').all(is_letter)
}

/// True if a character is none of those that spoken text is made of.
fn is_odd(char: char, kind: TextKind) -> bool {
    let punctuation =
        matches!(char, ',' | ':' | ';' | '-' | '\'' | '’' | '،' | '؛') || is_end(char);
    let plain = char.is_alphanumeric()
        || matches!(char, ' ' | '\u{a0}')
        || is_invisible(char) // found by another rule
        || is_mark(char)
        || punctuation;
    !plain || char == 'ـ' || (kind == TextKind::Name && is_end(char))
}

/// True if a character is a mark on a letter: a short vowel, a shadda, an accent.
fn is_mark(char: char) -> bool {
    // Marks that are not letters are `Inherited`, or of the script that they mark.
    !char.is_ascii() && !matches!(char.script(), Script::Common)
}

/// The Unicode code points of the first characters, for people who look them up.
fn code_points(text: &str) -> String {
    let code = |char| format!("U+{:04X}", u32::from(char));
    text.chars().take(3).map(code).collect::<Vec<_>>().join(" ")
}
