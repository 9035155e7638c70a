//! Going through a text character by character.

use std::ops::Range;

use super::script::Letters;
use super::{Fault, TextKind, is_end};
use crate::catalogue::position::{is_invisible, quoted};
use crate::catalogue::{Language, Rule};

/// A text, what was found in it so far, and which parts of it are dealt with.
pub(super) struct Scan<'t> {
    text: &'t str,
    /// What was found.
    pub(super) found: Vec<Fault>,
    dealt_with: Vec<Range<usize>>,
}

impl<'t> Scan<'t> {
    /// A text of which the parts in `skip` are not looked at.
    pub(super) fn new(text: &'t str, skip: &[Range<usize>]) -> Self {
        Self {
            text,
            found: Vec::new(),
            dealt_with: skip.to_vec(),
        }
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
            if found.starts_with(['\n', '\r']) {
                self.add(
                    Rule::ControlCharacter,
                    range,
                    "This text goes on in a second line.".into(),
                    "write it in one line, between one pair of quotes, however long it is",
                );
            } else if found.starts_with(char::is_control) {
                let message = format!(
                    "Here is a control character ({}), such as a tab.",
                    numbers(found)
                );
                self.add(
                    Rule::ControlCharacter,
                    range,
                    message,
                    "delete it, and put a plain blank where words would run together",
                );
            } else {
                let message = format!(
                    "Here is an invisible character ({}). It comes along when text is copied from \
                     elsewhere.",
                    numbers(found),
                );
                self.add(
                    Rule::InvisibleCharacter,
                    range,
                    message,
                    "delete what is between these two letters, or type the words anew",
                );
            }
        }
    }

    /// Tags, SSML and entities; also `<`, `>` and `&` alone.
    pub(super) fn markup(&mut self) {
        let mut from = 0;
        while let Some(found) = self.text[from..].find(['<', '>', '&']) {
            let start = from + found;
            let rest = &self.text[start..];
            let length = match rest.as_bytes()[0] {
                b'<' => rest.find('>').map(|end| end + 1),
                b'&' => rest
                    .find(';')
                    .filter(|end| {
                        rest[1..*end]
                            .bytes()
                            .all(|b| b.is_ascii_alphanumeric() || b == b'#')
                    })
                    .map(|end| end + 1),
                _ => None,
            };
            let range = start..start + length.unwrap_or(1);
            from = range.end;
            let shown = quoted(&self.text[range.clone()]);
            let hint = if length.is_none() && rest.starts_with('&') {
                "write the word for “and”"
            } else {
                "delete it, and leave only the words to be spoken"
            };
            self.add(
                Rule::Markup,
                range,
                format!("{shown} is markup for machines: texts are plain words here."),
                hint,
            );
        }
    }

    /// Blanks at the ends, and more than one in a row.
    pub(super) fn stray_blanks(&mut self) {
        let text = self.text;
        for range in self.runs(|char| char == ' ' || char == '\u{a0}', "") {
            let at_end = range.start == 0 || range.end == text.len();
            let count = text[range.clone()].chars().count();
            if at_end || count > 1 {
                let message = if range.start == 0 {
                    "This text begins with a blank."
                } else if at_end {
                    "This text ends with a blank."
                } else {
                    "Here are several blanks in a row."
                };
                let hint = if at_end {
                    "delete the blank next to the quotes"
                } else {
                    "leave one blank between two words"
                };
                self.add(Rule::StrayBlank, range, message.into(), hint);
            }
        }
    }

    /// Words that are addresses in the web or of mail.
    pub(super) fn web_addresses(&mut self) {
        for range in self.runs(|char| !char.is_whitespace(), "") {
            let around = |char: char| matches!(char, '(' | ')' | '\'' | ',' | '،') || is_end(char);
            let word = self.text[range.clone()].trim_matches(around);
            let start = range.start + self.text[range].find(word).unwrap_or_default();
            let range = start..start + word.len();
            let inner_dot = word.char_indices().any(|(position, char)| {
                char == '.' && word[position + 1..].starts_with(char::is_alphanumeric)
            });
            let letters = word.chars().any(char::is_alphabetic);
            if letters && (inner_dot || word.contains("://")) {
                let message = format!(
                    "{} looks like a web or mail address: nobody can write that down by ear.",
                    quoted(word),
                );
                self.add(
                    Rule::WebAddress,
                    range,
                    message,
                    "name the website as people say it; if a full stop is meant, put a blank after it",
                );
            }
        }
    }

    /// Digits, odd characters, letters of other languages, and abbreviations.
    pub(super) fn characters(&mut self, letters: Letters, kind: TextKind) {
        for range in self.runs(char::is_numeric, ".,٫٬:/-") {
            let shown = quoted(&self.text[range.clone()]);
            self.add(
                Rule::DigitsInText,
                range,
                format!("{shown} is written in digits: voices read them in different ways."),
                "write the number as words, as it is spoken",
            );
        }
        for range in self.runs(|char| char.is_alphabetic() && !letters.has(char), " -.") {
            let shown = quoted(&self.text[range.clone()]);
            self.add(
                Rule::WrongScript,
                range,
                format!("{shown} is not in the letters of this text's language."),
                "write it in this language's letters, as it is spoken: one voice speaks the whole text",
            );
        }
        if letters.has_capitals() {
            for range in self.runs(char::is_uppercase, "") {
                if self.text[range.clone()].chars().count() > 1 {
                    let shown = quoted(&self.text[range.clone()]);
                    self.add(
                        Rule::Abbreviation,
                        range,
                        format!("{shown} is an abbreviation: a voice may read it as a word."),
                        "write it in full, or as single letters with a blank between them",
                    );
                }
            }
        }
        for range in self.runs(|char| is_odd(char, kind), "") {
            let found = &self.text[range.clone()];
            let shown = quoted(found);
            let hint = if found.contains(is_end) {
                "a name stands inside a sentence: leave out the full stop"
            } else if found.contains(['(', ')', '[', ']']) {
                "put a comma before what stands in brackets, or leave it out"
            } else if found.contains(['{', '}']) {
                "nothing is filled in here: write the words themselves"
            } else {
                "leave it out, or write the word for it"
            };
            self.add(
                Rule::OddCharacter,
                range,
                format!("{shown} is read oddly, or not at all, by a voice."),
                hint,
            );
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
                    if self.text[last.end..start]
                        .chars()
                        .all(|gap| between.contains(gap)) =>
                {
                    last.end = end;
                }
                _ => runs.push(start..end),
            }
        }
        runs
    }

    fn is_dealt_with(&self, position: usize) -> bool {
        self.dealt_with
            .iter()
            .any(|range| range.contains(&position))
    }

    fn add(&mut self, rule: Rule, range: Range<usize>, message: String, hint: &str) {
        if !self.is_dealt_with(range.start) {
            self.dealt_with.push(range.clone());
            self.found.push(Fault {
                rule,
                range,
                message,
                hint: hint.into(),
            });
        }
    }
}

/// Whether a character is none of those that spoken text is made of.
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

/// Whether a character is a mark on a letter: a short vowel, a shadda, an accent.
fn is_mark(char: char) -> bool {
    use unicode_script::{Script, UnicodeScript};
    // Marks that are not letters are `Inherited`, or of the script that they mark.
    !char.is_ascii() && !matches!(char.script(), Script::Common)
}

/// The numbers that Unicode gives to characters, for people who look them up.
fn numbers(text: &str) -> String {
    let numbers: Vec<_> = text
        .chars()
        .take(3)
        .map(|char| format!("U+{:04X}", u32::from(char)))
        .collect();
    numbers.join(" ")
}
