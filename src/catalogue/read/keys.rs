//! Keys, codes and ids: what names a place in the hotline.

use toml::de::DeValue;

use super::table::{TableReader, Text};
use crate::catalogue::position::{Spot, quoted};
use crate::catalogue::{Code, MenuKey, Rule, Sector};

/// A value and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed<'r, T> {
    /// What was understood.
    pub value: T,
    /// The value in its file.
    pub spot: Spot<'r>,
}

/// The field `id`, if it can be one.
pub(super) fn id<'r>(reader: &mut TableReader<'r>) -> Option<Text<'r>> {
    let id = reader.required_string("id", "building-permits")?;
    let sound = id
        .value
        .starts_with(|first: char| first.is_ascii_lowercase())
        && id.value.split('-').all(|part| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        });
    if !sound {
        let message = format!("{} cannot be an id.", quoted(&id.value));
        let hint = "write small letters a to z, digits, and hyphens between words, such as \
                    `building-permits`; it stays for ever";
        reader.mistakes.add(Rule::BadId, id.spot, message, hint);
    }
    sound.then_some(id)
}

/// The field `key`, if it is one.
pub(super) fn key<'r>(reader: &mut TableReader<'r>) -> Option<Placed<'r, MenuKey>> {
    let text = digits(reader, "key", "1", Rule::BadKey)?;
    let key = match text.value.as_bytes() {
        [digit] => MenuKey::new(digit.wrapping_sub(b'0')),
        _ => None,
    };
    if key.is_none() {
        let meaning = match &*text.value {
            "0" => ": everywhere, it is for a person",
            "9" => ": everywhere, it is for the main menu",
            "*" => ": everywhere, it is for going back",
            "#" => ": everywhere, it is for hearing again",
            _ => "",
        };
        let message = format!(
            "{} cannot be the key of a choice{meaning}.",
            quoted(&text.value)
        );
        let hint = "write one of the digits 1 to 8, in quotes: `key = \"1\"`";
        reader.mistakes.add(Rule::BadKey, text.spot, message, hint);
    }
    key.map(|value| Placed {
        value,
        spot: text.spot,
    })
}

/// A field that holds a code, such as `code`, if it is one.
pub(super) fn code<'r>(
    reader: &mut TableReader<'r>,
    name: &'static str,
) -> Option<Placed<'r, Code>> {
    let text = digits(reader, name, "111", Rule::BadCode)?;
    let code = Code::parse(&text.value);
    if code.is_none() {
        let message = format!("{} cannot be the code of a service.", quoted(&text.value));
        let hint = format!(
            "write three digits, each from 1 to 8: the keys of the sector, the group and the \
             service, such as `{name} = \"111\"`"
        );
        reader.mistakes.add(Rule::BadCode, text.spot, message, hint);
    }
    code.map(|value| Placed {
        value,
        spot: text.spot,
    })
}

/// Digits that must be there in quotes.
fn digits<'r>(
    reader: &mut TableReader<'r>,
    name: &'static str,
    example: &str,
    rule: Rule,
) -> Option<Text<'r>> {
    if let Some(value) = reader.raw(name)
        && matches!(value.get_ref(), DeValue::Integer(_))
    {
        let spot = reader.spot(value.span());
        let message = format!("`{name}` is written without quotes.");
        let hint = format!(
            "put it in straight double quotes: `{name} = \"{}\"`",
            spot.text()
        );
        reader.mistakes.add(rule, spot, message, hint);
        return None;
    }
    reader.required_string(name, example)
}

/// Notes the key of a sector that the main menu has for something else.
pub(super) fn check_not_reserved(key: Placed<'_, MenuKey>, reader: &TableReader<'_>) {
    let meaning = match key.value.number() {
        ..=Sector::LAST_KEY => return,
        5 => "no longer being greeted in the language of the last call",
        6 => "hearing the answer to a question",
        7 => "dialling the number of a service",
        _ => "leaving a question",
    };
    let message = format!(
        "{} cannot be the key of a sector: in the main menu, it is for {meaning}.",
        quoted(&key.value.to_string())
    );
    let hint = "give the sector one of the keys 1 to 4; its folder is named after it, and the codes of \
                its services begin with it";
    let rule = Rule::ReservedKey;
    reader.mistakes.add(rule, key.spot, message, hint);
}

/// Notes a key or code that an earlier one has already; else keeps it for those to come.
pub(super) fn check_free<'r, T: PartialEq>(
    taken: &mut Vec<Placed<'r, T>>,
    new: Placed<'r, T>,
    rule: Rule,
    reader: &TableReader<'r>,
) {
    if let Some(first) = taken.iter().find(|one| one.value == new.value) {
        let name = if rule == Rule::KeyConflict {
            "key"
        } else {
            "code"
        };
        let message = format!(
            "The {name} {} is taken already, in {}.",
            new.spot.text(),
            first.spot
        );
        let hint = if rule == Rule::KeyConflict {
            "give the newer of the two a key that is free in this menu, and rename its folder"
        } else {
            "give the newer of the two a code that is free, and rename its file; the code that \
             callers know stays"
        };
        reader.mistakes.add(rule, new.spot, message, hint);
    }
    taken.push(new);
}

/// Notes a folder or file that is not called after its key or code and its id.
pub(super) fn check_name(
    name: &str,
    what: &str,
    digits: Option<(String, Spot<'_>)>,
    id: Option<&Text<'_>>,
    reader: &TableReader<'_>,
) {
    let (Some((digits, digits_spot)), Some(id)) = (digits, id) else {
        return;
    };
    let wanted = format!("{digits}-{}", id.value);
    if name == wanted {
        return;
    }
    let begins = name
        .split_once('-')
        .is_some_and(|(first, _)| first == digits);
    let spot = if begins { id.spot } else { digits_spot };
    let end = if what == "file" { ".toml" } else { "" };
    let message = format!(
        "This {what} is called {}, and by what is written in it, it should be {}.",
        quoted(&format!("{name}{end}")),
        quoted(&format!("{wanted}{end}")),
    );
    let hint = format!(
        "if what is written here is right, rename the {what}; if the name is right, mend what is \
         written here"
    );
    reader.mistakes.add(Rule::NameMismatch, spot, message, hint);
}
