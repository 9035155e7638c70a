//! Positions in texts, and the lines that are shown around them.

use std::ops::Range;

use sila::catalogue::problem::SpokenProblem;
use sila::catalogue::spoken::TextProblem;
use sila::catalogue::{Diagnostic, Excerpt};

/// A problem with a part of a text.
fn problem(text: &str, range: Range<usize>) -> Diagnostic {
    let problem = SpokenProblem::Markup { found: String::new() };
    Diagnostic::in_text("a text", text, TextProblem { problem, range })
}

#[test]
fn columns_count_characters_also_in_arabic() {
    let text = "# السطر الأول\nar = \"مرحبًا <b>\"\n";
    let start = text.find('<').unwrap();
    let problem = problem(text, start..start + 3);
    assert_eq!((problem.line, problem.column), (2, 14));
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    let problem = problem("\u{feff}key = 1", 3..6);
    assert_eq!((problem.line, problem.column), (1, 1));
    assert_eq!(problem.excerpt, Some(Excerpt { text: "key = 1".into(), mark: 0..3 }));
}

#[test]
fn long_lines_are_shortened_around_the_spot() {
    let text = format!("{}<b>{}", "ا".repeat(200), "ب".repeat(200));
    let excerpt = problem(&text, 400..403).excerpt.unwrap();
    assert_eq!(&excerpt.text[excerpt.mark.clone()], "<b>");
    assert_eq!(excerpt.text.chars().count(), 2 + 88);
    assert!(excerpt.text.starts_with("…ا") && excerpt.text.ends_with("ب…"));
}

#[test]
fn nothing_that_a_terminal_obeys_is_shown() {
    let excerpt = problem("a\u{1b}[31m\u{202e}b", 0..1).excerpt.unwrap();
    assert_eq!(excerpt.text, "a�[31m�b");
}

#[test]
fn a_spot_never_cuts_a_character() {
    for (range, whole) in [(3..3, 2..4), (0..3, 0..4), (90..99, 5..5)] {
        assert_eq!(problem("ab\u{627}c", range).span, whole);
    }
}
