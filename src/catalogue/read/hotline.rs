//! `hotline.toml`: languages, limits, time zone.

use super::files::ParsedFile;
use super::mistakes::{Mistakes, suggestion};
use super::table::{TableReader, Text};
use crate::catalogue::problem::{
    Choice, Example, FieldType, FileProblem, LanguageName, LanguageProblem, SpokenProblem,
};
use crate::catalogue::{Language, Limits, MenuKey};
use crate::numerals::Numerals;
use icu_locale_core::LanguageIdentifier;
use jiff::tz::TimeZoneDatabase;

pub(super) struct Basics {
    /// The languages in order; at least one.
    pub languages: Vec<Language>,
    /// `None` if one of them is missing or wrong.
    pub limits: Option<Limits>,
    pub time_zone: Option<String>,
}

pub(super) const FIELDS: &[&str] = &["time_zone", "language", "limits", "text_message"];
pub(super) const LANGUAGE_FIELDS: &[&str] = &[
    "code",
    "name",
    "locale",
    "heard_as",
    "characters_per_second",
    "person",
    "person_presses",
    "voices",
];
const LIMIT_FIELDS: &[&str] = &[
    "key_seconds",
    "gate_seconds",
    "no_input",
    "no_match",
    "together",
    "turns",
    "ring_seconds",
    "text_segments",
];

/// Reads `hotline.toml`; `None` if the languages cannot be relied on.
pub(super) fn read<'r>(file: &'r ParsedFile<'r>, mistakes: &'r Mistakes) -> Option<Basics> {
    let mut reader = file.reader(FIELDS, mistakes);
    let time_zone = time_zone(&mut reader);
    let limits = limits(&mut reader);
    let languages = languages(&mut reader);
    // It is read once the languages are known.
    if reader.raw("text_message").is_none() {
        reader.missing("text_message", Example::TextMessage);
    }
    reader.finish();
    // Where the file could be read in parts only, a language may have been lost.
    let languages = languages.filter(|_| !mistakes.is_unreadable(file.file.path))?;
    Some(Basics { languages, limits, time_zone })
}

fn time_zone(reader: &mut TableReader<'_>) -> Option<String> {
    let name = reader.required_string("time_zone", "Asia/Bahrain")?;
    let database = TimeZoneDatabase::bundled();
    let known: Vec<_> = database.available().map(|name| name.to_string()).collect();
    if known.iter().any(|known| *known == name.value) {
        return Some(name.value.into_owned());
    }
    let meant = suggestion(&name.value, known.iter().map(String::as_str));
    let problem = LanguageProblem::UnknownTimeZone {
        name: name.value.to_string(),
        meant: meant.map(str::to_owned),
    };
    reader.mistakes.add(name.spot, problem);
    None
}

fn limits(reader: &mut TableReader<'_>) -> Option<Limits> {
    if reader.raw("limits").is_none() {
        reader.missing("limits", Example::Limits);
    }
    let mut table = reader.table("limits", LIMIT_FIELDS)?;
    let mut take = |name, range| table.required_integer(name, &range);
    let key_seconds = take("key_seconds", Limits::KEY_SECONDS);
    let gate_seconds = take("gate_seconds", Limits::GATE_SECONDS);
    let no_input = take("no_input", Limits::FAILURES);
    let no_match = take("no_match", Limits::FAILURES);
    // Fewer together than alone would make the single limit a dead letter.
    let least = no_input.max(no_match).unwrap_or(*Limits::FAILURES.start());
    let together = take("together", least..=*Limits::TOGETHER.end());
    let turns = take("turns", Limits::TURNS);
    let ring_seconds = take("ring_seconds", Limits::RING_SECONDS);
    let text_segments = match table.raw("text_segments") {
        Some(_) => table.required_integer("text_segments", &Limits::TEXT_SEGMENTS),
        None => Some(Limits::USUAL_TEXT_SEGMENTS),
    };
    table.finish();
    let small = |number: Option<u16>| number.and_then(|number| u8::try_from(number).ok());
    Some(Limits {
        key_seconds: small(key_seconds)?,
        gate_seconds: small(gate_seconds)?,
        no_input: small(no_input)?,
        no_match: small(no_match)?,
        together: small(together)?,
        turns: turns?,
        ring_seconds: small(ring_seconds)?,
        text_segments: small(text_segments)?,
    })
}

/// The languages; `None` if there are none, or one has a mistake in what texts depend on.
fn languages(reader: &mut TableReader<'_>) -> Option<Vec<Language>> {
    let tables = reader.tables("language", LANGUAGE_FIELDS);
    let wrong = reader.raw("language").is_some_and(|value| !value.get_ref().is_array());
    if tables.is_empty() && !wrong {
        let problem = LanguageProblem::NoLanguage;
        reader.mistakes.add(reader.head, problem);
    }
    let mut seen: Vec<Text<'_>> = Vec::new();
    let mut languages = Some(Vec::new());
    for (position, mut table) in tables.into_iter().enumerate() {
        if position == usize::from(MenuKey::MOST) {
            let choice = Choice::Language;
            let problem = FileProblem::TooManyChoices { choice };
            table.mistakes.add(table.head, problem);
        }
        let language = language(&mut table, &mut seen);
        table.finish();
        match (language, &mut languages) {
            (Some(language), Some(languages)) => languages.push(language),
            _ => languages = None,
        }
    }
    languages.filter(|languages| !languages.is_empty())
}

fn language<'r>(table: &mut TableReader<'r>, seen: &mut Vec<Text<'r>>) -> Option<Language> {
    let code = table.required_string("code", "ar").filter(|code| check_code(code, seen, table));
    let name = table.required_string("name", "العربية").filter(|name| !is_empty(name, table));
    let locale = table.required_string("locale", "ar-AE");
    let locale = locale.filter(|locale| check_locale(locale, code.as_ref(), table));
    let heard_as = table.string("heard_as");
    let heard_as = heard_as.filter(|locale| check_locale(locale, code.as_ref(), table));
    let rate = table.required_number("characters_per_second", &Language::RATES);
    let person = table.string("person").filter(|person| check_person(person, table));
    let person_presses = table.boolean("person_presses");
    let voices = voices(table);
    // Texts are held against a language that has its code; the other mistakes do not matter to them.
    let code = code?;
    if Numerals::of(&code.value).is_none() {
        let name = name.as_ref().map_or(&code.value, |name| &name.value).to_string();
        let language = LanguageName { code: code.value.to_string(), name };
        table.mistakes.add(code.spot, LanguageProblem::UnspokenNumbers { language });
    }
    let code = code.value.into_owned();
    let owned = |text: Option<Text<'_>>, default: &str| {
        text.map_or_else(|| default.to_owned(), |text| text.value.into_owned())
    };
    Some(Language {
        name: owned(name, &code),
        locale: owned(locale, "und"),
        heard_as: heard_as.map(|locale| locale.value.into_owned()),
        voices,
        person: person.map(|person| person.value.into_owned()),
        person_presses: person_presses.unwrap_or(true),
        characters_per_second: rate.unwrap_or(*Language::RATES.start()),
        code,
    })
}

fn check_code<'r>(code: &Text<'r>, seen: &mut Vec<Text<'r>>, table: &TableReader<'r>) -> bool {
    let letters = code.value.bytes().all(|byte| byte.is_ascii_lowercase());
    if !letters || !(2..=3).contains(&code.value.len()) {
        let problem = LanguageProblem::BadLanguageCode { code: code.value.to_string() };
        table.mistakes.add(code.spot, problem);
        return false;
    }
    if let Some(first) = seen.iter().find(|one| one.value == code.value) {
        let problem = LanguageProblem::DuplicateLanguage {
            code: code.value.to_string(),
            first: first.spot.file_line(),
        };
        table.mistakes.add(code.spot, problem);
        return false;
    }
    seen.push(code.clone());
    true
}

/// True for a BCP 47 tag of a language.
pub(super) fn is_locale_of(locale: &str, code: &str) -> bool {
    let read = LanguageIdentifier::try_from_str(locale).ok();
    read.is_some_and(|read| read.language.as_str() == code)
}

fn check_locale(locale: &Text<'_>, code: Option<&Text<'_>>, table: &TableReader<'_>) -> bool {
    let read = LanguageIdentifier::try_from_str(&locale.value).ok();
    let language = read.as_ref().map(|read| read.language.as_str());
    let own = code.is_none_or(|code| language == Some(&code.value));
    if language.is_some() && own {
        return true;
    }
    let problem = LanguageProblem::BadLocale {
        locale: locale.value.to_string(),
        code: code.map_or("ar", |code| &code.value).to_owned(),
        is_locale: language.is_some(),
    };
    table.mistakes.add(locale.spot, problem);
    false
}

/// E.164: a plus sign and at most 15 digits, of which the first is that of a country
/// (ITU-T E.164, section 6).
fn check_person(person: &Text<'_>, table: &TableReader<'_>) -> bool {
    let digits = person.value.strip_prefix('+').unwrap_or_default();
    let sound = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (7..=15).contains(&digits.len())
        && !digits.starts_with('0');
    if !sound {
        let problem = LanguageProblem::BadPerson { number: person.value.to_string() };
        table.mistakes.add(person.spot, problem);
    }
    sound
}

fn voices(table: &TableReader<'_>) -> Vec<(String, String)> {
    let Some(voices) = table.table("voices", &[]) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (dialect, _, value) in voices.entries() {
        let Some(voice) = voices.text(value) else {
            voices.wrong_type(dialect, value, FieldType::Text);
            continue;
        };
        if !is_empty(&voice, &voices) {
            found.push((dialect.to_owned(), voice.value.into_owned()));
        }
    }
    found
}

/// True for a text with nothing in it, which is noted.
pub(super) fn is_empty(text: &Text<'_>, table: &TableReader<'_>) -> bool {
    let empty = text.value.trim().is_empty();
    if empty {
        let problem = SpokenProblem::EmptyText { kind: None };
        table.mistakes.add(text.spot, problem);
    }
    empty
}
