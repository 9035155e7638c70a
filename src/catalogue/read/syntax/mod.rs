//! Mistakes in the TOML itself, in plain words.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

use super::mistakes::Mistakes;
use crate::catalogue::Rule;
use crate::catalogue::position::{Spot, TextFile, is_invisible, quoted};

/// How often a file is parsed to find what is wrong with it.
const MOST_PASSES: usize = 20;

/// What the parser says of a key that is there twice.
const DUPLICATE: &str = "duplicate key";

/// Parses a file and reports what breaks the rules of TOML: the first complaint of each line, since
/// the others mostly follow from it. The table holds what could be understood.
pub(super) fn parse<'r>(file: &'r TextFile<'r>, mistakes: &Mistakes) -> DeTable<'r> {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let mut last_line = 0;
    let mut repeated_heading = None;
    for (start, (end, complaint)) in complaints(&file.text, errors) {
        let spot = Spot::new(file, start..end);
        if complaint.starts_with(DUPLICATE) {
            // What stands below a heading that is there twice is there twice, too.
            let heading = heading_above(&file.text, start);
            if repeated_heading.is_some() && repeated_heading == heading {
                continue;
            }
            if heading.is_some_and(|heading| heading == line_around(&file.text, start).start) {
                repeated_heading = heading;
            }
        }
        if spot.line() != last_line {
            last_line = spot.line();
            let (message, hint) = plain(&complaint, &Surroundings::of(spot));
            mistakes.add(Rule::BadToml, spot, message, hint);
        }
    }
    if last_line > 0 {
        mistakes.unreadable(file.path);
    }
    table.into_inner()
}

/// What is wrong with a text, by position.
///
/// At a line that is no field, the parser gives up the rest of the text. That line is then blanked
/// and the text parsed again, so that all mistakes are found at once.
fn complaints(text: &str, mut errors: Vec<toml::de::Error>) -> BTreeMap<usize, (usize, String)> {
    let mut found = BTreeMap::new();
    let mut text = text.to_owned();
    for _ in 0..MOST_PASSES {
        let mut lines = Vec::new();
        for error in &errors {
            let span = error.span().unwrap_or_default();
            if is_no_field(error.message()) {
                lines.push(line_around(&text, span.start));
            }
            found
                .entry(span.start)
                .or_insert_with(|| (span.end, error.message().to_owned()));
        }
        if lines.is_empty() {
            break;
        }
        for line in lines {
            let blanks = " ".repeat(line.len());
            text.replace_range(line, &blanks);
        }
        errors = DeTable::parse_recoverable(&text).1;
    }
    found
}

/// Where the line of the last heading in brackets up to a position begins.
fn heading_above(text: &str, position: usize) -> Option<usize> {
    let end = line_around(text, position).end;
    let heading = text[..end].split_inclusive('\n').scan(0, |start, line| {
        let here = *start;
        *start += line.len();
        Some((here, line))
    });
    heading
        .filter(|(_, line)| line.trim_start().starts_with('['))
        .last()
        .map(|(start, _)| start)
}

fn is_no_field(complaint: &str) -> bool {
    [
        "key with no value",
        "missing value for key",
        "invalid unquoted key",
    ]
    .iter()
    .any(|beginning| complaint.starts_with(beginning))
}

/// The line that a position is in, without its end.
fn line_around(text: &str, position: usize) -> Range<usize> {
    let position = text.floor_char_boundary(position);
    let start = text[..position]
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let end = text[position..]
        .find('\n')
        .map_or(text.len(), |newline| position + newline);
    start..end
}

/// What stands around a mistake.
struct Surroundings<'a> {
    /// What the parser points at.
    found: &'a str,
    /// The rest of the line from there.
    rest: &'a str,
    /// The whole line.
    line: &'a str,
}

impl<'a> Surroundings<'a> {
    fn of(spot: Spot<'a>) -> Self {
        let text: &'a str = &spot.file.text;
        let start = spot.span().start;
        let line = line_around(text, start);
        Self {
            found: spot.text(),
            rest: &text[start..line.end],
            line: &text[line],
        }
    }
}

impl Surroundings<'_> {
    fn has_colon_for_equals(&self) -> bool {
        let name = self
            .line
            .trim_start()
            .trim_start_matches(|char: char| char.is_ascii_lowercase());
        name.trim_start().starts_with(':') && name.len() < self.line.trim_start().len()
    }
}

/// A message and a hint.
fn plain(complaint: &str, around: &Surroundings<'_>) -> (String, String) {
    let (message, hint): (String, &str) = if complaint.starts_with("string values must be quoted") {
        return unquoted(around);
    } else if complaint.starts_with(DUPLICATE) {
        (
            format!("{} stands twice in the same place.", quoted(around.found)),
            "keep one of the two, and delete the other with what belongs to it",
        )
    } else if around
        .rest
        .starts_with(|char: char| char != '\r' && is_invisible(char))
    {
        (
            "Here is a character that cannot be seen. It comes along when text is copied from \
             elsewhere."
                .into(),
            "delete the line and type it anew",
        )
    } else if complaint.contains("escape") || complaint.contains("unicode value") {
        (
            r"A backslash `\` begins a special sign here, and this is none.".into(),
            r"delete the backslash: spoken text needs none",
        )
    } else if complaint.starts_with("invalid basic string")
        || complaint.starts_with("invalid multi-line")
        || complaint.starts_with("invalid literal string")
    {
        (
            "The quotes around this text are not closed.".into(),
            "put a straight double quote `\"` at the end of the text, in the same line",
        )
    } else if complaint.starts_with("unclosed table")
        || complaint.starts_with("unclosed array table")
    {
        (
            "A heading is not closed.".into(),
            "close it with `]`, as in `[summary]`; or `]]`, as in `[[fact]]`",
        )
    } else if complaint.contains("array") {
        (
            "This list is not written as a list.".into(),
            "write it as `[\"citizen\", \"resident\"]`: each word in straight quotes, plain commas \
             between them, and `]` at the end",
        )
    } else if around.has_colon_for_equals() {
        (
            "This line has a colon where `=` should be.".into(),
            "write the field's name, then `=`, then the text in straight double quotes",
        )
    } else if complaint.starts_with("key with no value")
        || complaint.starts_with("missing value for key")
    {
        (
            "This line is no field: `=` is missing.".into(),
            "write the field's name, then `=`, then the text in straight double quotes, all in one \
             line",
        )
    } else if complaint.starts_with("invalid unquoted key") || complaint.contains("keys cannot") {
        (
            format!("{} cannot be the name of a field.", quoted(around.found)),
            "names of fields are written with the letters a to z, `-` and `_`; if this is text, it \
             belongs inside the quotes of the line above",
        )
    } else if complaint.starts_with("unexpected key or value") {
        let hint = if around.line.matches('"').count() > 2 {
            "do not use straight quotes inside the text: leave them out"
        } else {
            "delete what stands behind the value, or begin a new line for it"
        };
        (
            "Something stands behind the end of this value.".into(),
            hint,
        )
    } else if complaint.contains("boolean") {
        (
            format!("{} is neither `true` nor `false`.", quoted(around.found)),
            "write `true` or `false`, in small letters and without quotes",
        )
    } else if complaint.contains("number") || complaint.contains("leading zero") {
        (
            "This number is not written as a number.".into(),
            "write it with the digits 0 to 9 only, and with no zero before it",
        )
    } else {
        (
            format!("This line cannot be read ({complaint})."),
            "compare it with a line of the same kind in another file",
        )
    };
    (message, hint.into())
}

/// A value without quotes.
fn unquoted(around: &Surroundings<'_>) -> (String, String) {
    let found = around.found;
    if found.is_empty() {
        let hint = if around.rest.trim_start().starts_with('#') {
            "`#` begins a remark: the rest of the line is not read. If the sign itself is meant, \
             write it in straight quotes: \"#\""
        } else {
            "write the value after `=`, text in straight double quotes"
        };
        return ("There is no value after `=`.".into(), hint.into());
    }
    let shown = quoted(found);
    if found.contains(['“', '”', '„', '«', '»', '‘', '’', '″']) {
        return (
            format!("The quotes of {shown} are not straight ones."),
            "write straight double quotes: \"like these\". Word processors turn them into others; \
             a plain text editor does not"
                .into(),
        );
    }
    if found.contains('،') {
        return (
            format!("{shown} stands without quotes."),
            "between the words of a list, write the plain comma `,` and not the Arabic one".into(),
        );
    }
    if found.chars().all(char::is_numeric) {
        return (
            format!("{shown} is not written with the digits 0 to 9."),
            "write the number with the digits 0 to 9".into(),
        );
    }
    (
        format!("{shown} stands without quotes."),
        "put it in straight double quotes: \"like these\"".into(),
    )
}

#[cfg(test)]
mod tests;
