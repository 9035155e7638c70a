//! English.

/// Writes a function that explains the problems of a group: for each pattern, the arguments of `format!` for the
/// message, and those for the hint.
macro_rules! explanations {
    ($name:ident($type:ident) $($pattern:pat $(if $guard:expr)? => ($($message:tt)*) ($($hint:tt)*))*) => {
        pub(super) fn $name(problem: &$type) -> Explanation {
            use $type as P;
            match problem {
                $($pattern $(if $guard)? => Explanation {
                    message: format_args!($($message)*).to_string(),
                    hint: format_args!($($hint)*).to_string(),
                },)*
            }
        }
    };
}

mod calendar;
mod diagnostic;
mod files;
mod guidance;
mod notices;
pub mod operate;
mod report;
mod settings;
mod spoken;

pub use calendar::{calendar_error, import_error, import_report, no_holiday};
pub use diagnostic::{one_line, render};
pub use files::toml_slip;
pub use notices::notice_mistake;
pub use report::{circular_person, prompt_place, report, report_json, text_previews};

use std::fmt::Display;

use crate::catalogue::problem::{Choice, FileLine};
use crate::catalogue::{Problem, visible};

/// A problem in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// A sentence that says what is wrong.
    pub message: String,
    /// The remedy: the part of a sentence after "hint:".
    pub hint: String,
}

/// Explains a problem.
pub fn explain(problem: &Problem) -> Explanation {
    match problem {
        Problem::File(problem) => files::file(problem),
        Problem::Field(problem) => files::field(problem),
        Problem::Language(problem) => settings::language(problem),
        Problem::Speech(problem) => settings::speech(problem),
        Problem::Hours(problem) => settings::hours(problem),
        Problem::Phrase(problem) => guidance::phrase(problem),
        Problem::Service(problem) => guidance::service(problem),
        Problem::Referral(problem) => guidance::referral(problem),
        Problem::TextMessage(problem) => guidance::text_message(problem),
        Problem::Spoken(problem) => spoken::spoken(problem),
    }
}

/// Text as messages quote it: short, in backticks, and without anything that a terminal obeys.
fn quoted(text: &str) -> String {
    const MAX: usize = 40;
    let shown: String = text.chars().take(MAX).map(visible).collect();
    let more = if text.chars().nth(MAX).is_some() { "…" } else { "" };
    format!("`{shown}{more}`")
}

/// Words in backticks: "`a`, `b`".
fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// A choice between words: "`a`, `b` or `c`".
fn one_of<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let listed = listed(words);
    match listed.rsplit_once(", ") {
        Some((others, last)) => format!("{others} or {last}"),
        None => listed,
    }
}

/// A suggestion, or else other advice.
fn did_you_mean(meant: Option<&str>, other: impl Into<String>) -> String {
    meant.map_or_else(|| other.into(), |meant| format!("did you mean `{meant}`?"))
}

/// Lines with the same example in each language: "`ar = "…"` and `en = "…"`".
fn lines(languages: &[String], example: &str) -> String {
    let line = |code| format!("`{code} = {example}`");
    let lines: Vec<_> = languages.iter().map(line).collect();
    lines.join(" and ")
}

/// A heading and a text in each language below it.
fn heading(name: &str, languages: &[String]) -> String {
    let lines = lines(languages, "\"…\"");
    format!("`[{name}]`, and below it {lines}")
}

fn choice(choice: Choice) -> &'static str {
    match choice {
        Choice::Language => "language",
        Choice::Sector => "sector",
        Choice::Group => "group",
        Choice::Service => "service",
        Choice::Body => "body",
        Choice::Referral => "referral",
    }
}

fn place(FileLine { file, line }: &FileLine) -> String {
    format!("{file}, line {line}")
}

/// A number with its noun: "1 file", "3 files".
pub fn counted(number: impl Display + Copy, noun: &str) -> String {
    let number = number.to_string();
    let plural = if number == "1" { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_words() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_quoted() {
        assert_eq!(quoted("\u{1b}[2J"), "`�[2J`");
    }
}
