//! Problems with the TOML itself: the parser's own words, and the usual slips behind them.

use std::ops::{Range, RangeInclusive};

use toml::de::DeTable;

use super::mistakes::Mistakes;
use crate::catalogue::is_invisible;
use crate::catalogue::position::{Spot, TextFile};
use crate::catalogue::problem::{FileProblem, TomlSlip};

/// The parser's words for a name that stands in a table a second time.
const DUPLICATE: &str = "duplicate key";

/// The parser's words for a text that does not end in its line.
const UNCLOSED: [&str; 2] =
    ["invalid basic string, expected `\"`", "invalid literal string, expected `'`"];

/// The fields that hold a day.
const DATES: [&str; 3] = ["date", "from", "to"];

/// Words that people write for `true` and `false`.
const BOOLEANS: [&str; 8] = ["yes", "no", "on", "off", "true", "false", "نعم", "لا"];

/// A field with a shorter name holds the text of a language.
const LONGEST_LANGUAGE_CODE: usize = 3;

/// An error in a text that is not valid TOML.
pub struct TomlError {
    pub span: Range<usize>,
    /// The parser's own words.
    pub parser: String,
    /// The slip behind it, if it is a usual one.
    pub slip: Option<TomlSlip>,
}

/// Parses a file and notes its errors. The table holds what could be understood.
pub(super) fn parse<'r>(file: &'r TextFile<'r>, mistakes: &Mistakes) -> DeTable<'r> {
    let (table, errors) = parse_toml(&file.text);
    let is_unreadable = !errors.is_empty();
    for TomlError { span, parser, slip } in errors {
        mistakes.add(Spot::new(file, span), FileProblem::BadToml { parser, slip });
    }
    if is_unreadable {
        mistakes.unreadable(file.path);
    }
    table
}

/// Parses a text. Gives what could be understood, and the first error of each line, from which the others mostly follow, as
/// does the same error in the next line.
pub fn parse_toml(text: &str) -> (DeTable<'_>, Vec<TomlError>) {
    let file = TextFile { path: "", text: text.into() };
    let (table, mut errors) = DeTable::parse_recoverable(text);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    let mut last: Option<(usize, String)> = None;
    let mut conflicts = conflicts(text);
    let mut found = Vec::new();
    for error in errors {
        let mut span = error.span().unwrap_or_default();
        let spot = Spot::new(&file, span.clone());
        let message = error.message();
        let line = spot.line();
        let follows = last.as_ref().is_some_and(|(before, said)| {
            // What stands below a heading that can't be read is taken for a part of the table above it.
            line == *before || (line == before + 1 && message == said) || message == DUPLICATE
        });
        last = Some((line, message.to_owned()));
        let conflict = conflicts.iter_mut().find(|conflict| conflict.lines.contains(&line));
        let slip = if let Some(conflict) = conflict {
            if conflict.is_told {
                continue;
            }
            conflict.is_told = true;
            span = conflict.marker.clone();
            Some(TomlSlip::GitConflict)
        } else if follows {
            continue;
        } else {
            slip(spot, message)
        };
        found.push(TomlError { span, parser: message.to_owned(), slip });
    }
    (table.into_inner(), found)
}

/// Two versions of the same lines.
struct Conflict {
    /// From the first mark to the last, counted from 1.
    lines: RangeInclusive<usize>,
    /// The bytes of the first mark.
    marker: Range<usize>,
    is_told: bool,
}

/// The conflicts that git left in a file.
fn conflicts(text: &str) -> Vec<Conflict> {
    let mut conflicts: Vec<Conflict> = Vec::new();
    let mut start = 0;
    for (position, line) in text.split_inclusive('\n').enumerate() {
        let number = position + 1;
        if line.starts_with("<<<<<<<") {
            let (lines, marker) = (number..=number, start..start + 7);
            conflicts.push(Conflict { lines, marker, is_told: false });
        } else if line.starts_with(">>>>>>>")
            && let Some(conflict) = conflicts.last_mut()
        {
            conflict.lines = *conflict.lines.start()..=number;
        }
        start += line.len();
    }
    conflicts
}

/// The slip of the keys or of a word processor that the parser stumbled over.
fn slip(spot: Spot<'_>, parser: &str) -> Option<TomlSlip> {
    let (found, (before, rest)) = (spot.text(), spot.line_around());
    let field = before.trim_start().trim_end_matches([' ', ':']);
    let is_field = !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_lowercase());
    if rest.starts_with(|char: char| char != '\r' && is_invisible(char)) {
        Some(TomlSlip::InvisibleCharacter)
    } else if found.contains(['“', '”', '„', '«', '»', '‘', '’', '″']) {
        Some(TomlSlip::TypographicQuotes)
    } else if found.contains('،') || rest.starts_with('،') {
        Some(TomlSlip::ArabicComma)
    } else if !found.is_empty() && found.chars().all(|char| !char.is_ascii() && char.is_numeric()) {
        Some(TomlSlip::OtherDigits)
    } else if found.is_empty() && rest.trim_start().starts_with('#') {
        Some(TomlSlip::NothingButComment)
    } else if is_field && (before.contains(':') || rest.starts_with(':')) {
        Some(TomlSlip::ColonForEquals)
    } else {
        slip_in_line(&format!("{before}{rest}"), parser)
    }
}

/// The slip that shows in the line as a whole.
fn slip_in_line(line: &str, parser: &str) -> Option<TomlSlip> {
    let line = line.trim();
    if parser == DUPLICATE {
        return Some(TomlSlip::DuplicateKey);
    }
    if UNCLOSED.contains(&parser) {
        return Some(TomlSlip::UnclosedQuotes);
    }
    if has_slash_remark(line) {
        return Some(TomlSlip::SlashRemark);
    }
    if line.starts_with('[') && !line.contains('"') {
        return Some(TomlSlip::Heading);
    }
    let (field, value) = line.split_once('=')?;
    let (field, value) = (field.trim(), value.trim());
    let word = value.split([' ', '\t', '#']).next().unwrap_or_default().to_lowercase();
    if DATES.contains(&field) || is_like_a_date(&word) {
        Some(TomlSlip::Date)
    } else if field.len() > LONGEST_LANGUAGE_CODE && BOOLEANS.contains(&&*word) {
        Some(TomlSlip::BooleanWord)
    } else if value.starts_with(char::is_alphabetic) && !value.contains('"') {
        Some(TomlSlip::MissingQuotes)
    } else {
        None
    }
}

/// True if `//` begins a remark in a line.
fn has_slash_remark(line: &str) -> bool {
    let found = line.match_indices("//").map(|(position, _)| &line[..position]);
    let mut outside = found.filter(|before| before.matches('"').count() % 2 == 0);
    outside.any(|before| before.is_empty() || before.ends_with([' ', '\t']))
}

/// True for three numbers with the same sign between them: `31/12/2026`.
fn is_like_a_date(word: &str) -> bool {
    ['-', '/', '.'].into_iter().any(|between| {
        let parts: Vec<_> = word.split(between).collect();
        let is_number = |part: &&str| {
            (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        parts.len() == 3 && parts.iter().all(is_number)
    })
}
