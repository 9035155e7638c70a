//! Keys, codes and ids.

use std::fmt::Display;

use toml::de::DeValue;

use super::table::{TableReader, Text};
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{FieldProblem, FileLine, FileProblem};
use crate::catalogue::{Code, MenuKey, Sector};

#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'r, T> {
    pub value: T,
    pub spot: Spot<'r>,
}

/// The field `id`, if it can be one.
pub(super) fn id<'r>(reader: &mut TableReader<'r>) -> Option<Text<'r>> {
    let id = reader.required_string("id", "building-permits")?;
    let sound = id.value.starts_with(|first: char| first.is_ascii_lowercase())
        && id.value.split('-').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
    if !sound {
        let problem = FieldProblem::BadId { id: id.value.to_string(), max: None };
        reader.mistakes.add(id.spot, problem);
    }
    sound.then_some(id)
}

/// The field `key`, if it is one.
pub(super) fn key<'r>(reader: &mut TableReader<'r>) -> Option<Placed<'r, MenuKey>> {
    let parse = |text: &str| match text.as_bytes() {
        [digit] => MenuKey::new(digit.wrapping_sub(b'0')),
        _ => None,
    };
    digits(reader, "key", "1", parse, |key, quoted| FieldProblem::BadKey { key, quoted })
}

/// A field that holds a code, such as `code`, if it is one.
pub(super) fn code<'r>(
    reader: &mut TableReader<'r>,
    name: &'static str,
) -> Option<Placed<'r, Code>> {
    digits(reader, name, "111", Code::parse, |code, quoted| FieldProblem::BadCode {
        name,
        code,
        quoted,
    })
}

/// Digits that must be there in quotes.
fn digits<'r, T>(
    reader: &mut TableReader<'r>,
    name: &'static str,
    example: &str,
    parse: impl Fn(&str) -> Option<T>,
    problem: impl Fn(String, bool) -> FieldProblem,
) -> Option<Placed<'r, T>> {
    if let Some(value) = reader.raw(name)
        && matches!(value.get_ref(), DeValue::Integer(_))
    {
        let spot = reader.spot(value.span());
        let problem = problem(spot.text().to_owned(), false);
        reader.mistakes.add(spot, problem);
        return None;
    }
    let text = reader.required_string(name, example)?;
    let value = parse(&text.value);
    if value.is_none() {
        let problem = problem(text.value.to_string(), true);
        reader.mistakes.add(text.spot, problem);
    }
    value.map(|value| Placed { value, spot: text.spot })
}

/// Notes the key of a sector that the main menu has for something else.
pub(super) fn check_not_reserved(key: Placed<'_, MenuKey>, reader: &TableReader<'_>) {
    let number = key.value.number();
    if number > Sector::LAST_KEY {
        let problem = FieldProblem::ReservedKey { key: number };
        reader.mistakes.add(key.spot, problem);
    }
}

/// Notes a key or code that an earlier one has already; else keeps it for those to come.
pub(super) fn check_free<'r, T: PartialEq + Display>(
    taken: &mut Vec<Placed<'r, T>>,
    new: Placed<'r, T>,
    reader: &TableReader<'r>,
    problem: impl Fn(String, FileLine) -> FieldProblem,
) {
    if let Some(first) = taken.iter().find(|one| one.value == new.value) {
        let problem = problem(new.value.to_string(), first.spot.file_line());
        reader.mistakes.add(new.spot, problem);
    }
    taken.push(new);
}

/// Notes a folder, or a file without its `.toml`, that is not named after its key or code and its id.
pub(super) fn check_name<T: Display + Copy>(
    name: &str,
    is_folder: bool,
    digits: Placed<'_, T>,
    id: Option<&Text<'_>>,
    reader: &TableReader<'_>,
) {
    let Some(id) = id else {
        return;
    };
    let start = digits.value.to_string();
    let expected = format!("{start}-{}", id.value);
    if name != expected {
        let begins = name.split_once('-').is_some_and(|(first, _)| first == start);
        let problem = FileProblem::NameMismatch { name: name.to_owned(), expected, is_folder };
        let spot = if begins { id.spot } else { digits.spot };
        reader.mistakes.add(spot, problem);
    }
}
