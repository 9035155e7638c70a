//! Positions in the hotline's files.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::problem::FileLine;

/// Characters of a line that are shown around a mistake.
const EXCERPT: usize = 88;

/// Characters before the mistake in a shortened line.
const BEFORE: usize = 30;

#[derive(Debug)]
pub(super) struct TextFile<'a> {
    /// The path in the hotline's folder.
    pub path: &'a str,
    /// The content; bytes that are not UTF-8 are replaced.
    pub text: Cow<'a, str>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'a> {
    pub file: &'a TextFile<'a>,
    start: usize,
    end: usize,
}

impl<'a> Spot<'a> {
    /// The part of the file in these bytes, widened to whole characters.
    pub(super) fn new(file: &'a TextFile<'a>, span: Range<usize>) -> Self {
        let start = file.text.floor_char_boundary(span.start);
        let end = file.text.ceil_char_boundary(span.end).max(start);
        Self { file, start, end }
    }

    /// The file as a whole.
    pub(super) fn top(file: &'a TextFile<'a>) -> Self {
        Self::new(file, 0..0)
    }

    pub(super) fn span(self) -> Range<usize> {
        self.start..self.end
    }

    pub(super) fn text(self) -> &'a str {
        &self.file.text[self.span()]
    }

    /// The line, counted from 1.
    pub(super) fn line(self) -> usize {
        self.file.text[..self.start].matches('\n').count() + 1
    }

    /// The character in the line, counted from 1. A byte order mark is not counted.
    pub(super) fn column(self) -> usize {
        let line = &self.file.text[self.line_start()..self.start];
        line.trim_start_matches('\u{feff}').chars().count() + 1
    }

    /// The parts of the line before the spot and from it on.
    pub(super) fn line_around(self) -> (&'a str, &'a str) {
        let text: &'a str = &self.file.text;
        let rest = &text[self.start..];
        let end = rest.find('\n').unwrap_or(rest.len());
        (&text[self.line_start()..self.start], &rest[..end])
    }

    /// The line as messages refer to it.
    pub(super) fn file_line(self) -> FileLine {
        FileLine { file: self.file.path.to_owned(), line: self.line() }
    }

    /// The line itself, shortened around the spot if it is long.
    pub(super) fn excerpt(self) -> Excerpt {
        let rest = &self.file.text[self.line_start()..];
        let line = rest.lines().next().unwrap_or_default().trim_start_matches('\u{feff}');
        let first = self.column() - 1;
        let marked = self.text().lines().next().unwrap_or_default().chars().count();
        let skipped = if line.chars().count() > EXCERPT { first.saturating_sub(BEFORE) } else { 0 };

        let mut text = String::new();
        let mut mark = 0..0;
        if skipped > 0 {
            text.push('…');
        }
        for (position, char) in line.chars().enumerate().skip(skipped) {
            if position == first {
                mark = text.len()..text.len();
            }
            if position >= skipped + EXCERPT {
                text.push('…');
                break;
            }
            text.push(visible(char));
            if (first..first + marked).contains(&position) {
                mark.end = text.len();
            }
        }
        if first >= line.chars().count() {
            // Past the end of the line, there is nothing to draw a mark under.
            mark = text.char_indices().last().map_or(0, |(start, _)| start)..text.len();
        }
        Excerpt { text, mark }
    }

    fn line_start(self) -> usize {
        self.file.text[..self.start].rfind('\n').map_or(0, |newline| newline + 1)
    }
}

/// A line of a file around a mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Excerpt {
    /// The line, shortened if it is long; invisible characters are shown as `�`.
    pub text: String,
    /// The bytes of `text` that the mistake is in.
    pub mark: Range<usize>,
}

/// True if a character leaves no mark of its own and is not an ordinary blank.
pub(crate) fn is_invisible(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// A text without the characters that are not seen, which come along when it is copied from elsewhere.
pub(crate) fn without_invisible(text: &str) -> String {
    text.chars().filter(|char| !is_invisible(*char)).collect()
}

/// A character as it can be shown: nothing that a terminal obeys.
pub(crate) fn visible(char: char) -> char {
    if char == '\t' {
        ' '
    } else if is_invisible(char) {
        char::REPLACEMENT_CHARACTER
    } else {
        char
    }
}
