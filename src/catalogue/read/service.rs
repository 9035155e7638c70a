//! The file of a service.

use super::Context;
use super::also;
use super::files::ParsedFile;
use super::hotline::is_empty;
use super::keys::{self, Placed};
use super::link;
use super::mistakes::{one_of, suggestion};
use super::table::{TableReader, Text};
use super::texts::{Localised, Names, heading, names, spoken_texts};
use crate::catalogue::position::quoted;
use crate::catalogue::spoken::TextKind;
use crate::catalogue::{Code, Evidence, Fact, MenuKey, Rule, SectionKind};

const FIELDS: &[&str] = &[
    "id",
    "code",
    "confirmed",
    "audience",
    "audience_basis",
    "evidence",
    link::NAME,
    "name",
    "spoken_name",
    also::NAME,
    "summary",
    "who",
    "documents",
    "fee",
    "duration",
    "steps",
    "channels",
    "fact",
    "moved_to",
];
const FACT_FIELDS: &[&str] = &["text", "source"];
const AUDIENCES: [&str; 6] = [
    "citizen",
    "gcc_citizen",
    "resident",
    "visitor",
    "business",
    "government",
];
const AUDIENCE_BASES: [&str; 2] = ["source", "presumed"];

/// What the file of a service says; `None` for what is missing or wrong.
pub(super) struct ServiceRead<'r> {
    /// The file's name without `.toml`.
    pub stem: &'r str,
    /// The id.
    pub id: Option<Text<'r>>,
    /// The code.
    pub code: Option<Code>,
    /// The names.
    pub names: Names<'r>,
    /// What else callers call it, in each language.
    pub also: Vec<Vec<String>>,
    /// Whether the ministry has confirmed it.
    pub confirmed: bool,
    /// For whom it is.
    pub audience: Vec<String>,
    /// How well it is sourced.
    pub evidence: Evidence,
    /// What it rests on.
    pub facts: Vec<Fact>,
    /// Its page in the web, in each language.
    pub links: Vec<Option<Text<'r>>>,
    /// What it is.
    pub summary: Option<Localised<'r, Text<'r>>>,
    /// Its sections in their order.
    pub sections: Vec<(SectionKind, Localised<'r, Text<'r>>)>,
    /// Where it went.
    pub moved_to: Option<Placed<'r, Code>>,
}

/// Reads the file of a service in the menu with these keys.
///
/// Without a menu, the service is one too many, and its code is not looked at.
pub(super) fn read<'r>(
    file: &'r ParsedFile<'r>,
    menu: Option<(Option<MenuKey>, Option<MenuKey>)>,
    taken: &mut Vec<Placed<'r, Code>>,
    context: Context<'r>,
) -> ServiceRead<'r> {
    let mut reader = file.reader(FIELDS, context.mistakes);
    let has_moved = reader.raw("moved_to").is_some();
    let id = keys::id(&mut reader);
    let code = menu.and_then(|_| keys::code(&mut reader, "code"));
    if let (Some(code), Some(menu)) = (code, menu) {
        let digits = Some((code.value.to_string(), code.spot));
        keys::check_name(file.stem(), "file", digits, id.as_ref(), &reader);
        if check_place(code, menu, &reader) {
            keys::check_free(taken, code, Rule::DuplicateCode, &reader);
        }
    }
    let confirmed = if has_moved && reader.raw("confirmed").is_none() {
        false
    } else {
        reader.required_boolean("confirmed").unwrap_or_default()
    };
    let audience = audience(&mut reader, has_moved);
    word(&mut reader, "audience_basis", &AUDIENCE_BASES, has_moved);
    let evidence = word(
        &mut reader,
        "evidence",
        &Evidence::ALL.map(Evidence::name),
        has_moved,
    );
    let evidence = evidence.and_then(|word| Evidence::parse(&word.value));
    let names = names(&mut reader, context);
    let also = also::read(&mut reader, context);
    let facts = facts(&reader);
    let links = link::links(&mut reader, context);

    let (mut summary, mut sections, mut moved_to) = (None, Vec::new(), None);
    if has_moved {
        moved_to = keys::code(&mut reader, "moved_to");
        note_guidance_of_moved(&reader);
    } else {
        if reader.raw("summary").is_none() {
            reader.missing("summary", heading("summary", context));
        }
        summary = spoken_texts(&mut reader, "summary", TextKind::Summary, context);
        for kind in SectionKind::ALL {
            let text = spoken_texts(&mut reader, kind.name(), TextKind::Section, context);
            sections.extend(text.map(|text| (kind, text)));
        }
        note_unsourced(&reader, confirmed, evidence, &sections);
    }
    reader.finish();
    ServiceRead {
        stem: file.stem(),
        id,
        code: code.map(|code| code.value),
        names,
        also,
        confirmed,
        audience,
        evidence: evidence.unwrap_or(Evidence::None),
        facts,
        links,
        summary,
        sections,
        moved_to,
    }
}

/// Whether a code begins with the keys of the menu that it is in.
fn check_place(
    code: Placed<'_, Code>,
    (sector, group): (Option<MenuKey>, Option<MenuKey>),
    reader: &TableReader<'_>,
) -> bool {
    let (Some(sector), Some(group)) = (sector, group) else {
        return false;
    };
    let here = code.value.sector == sector && code.value.group == group;
    if !here {
        let message = format!(
            "The code {} is not of this menu: codes here begin with {sector}{group}.",
            code.spot.text()
        );
        let hint = format!(
            "move the file to the folder of its menu, or give it a code that begins with \
             {sector}{group} and is free"
        );
        reader
            .mistakes
            .add(Rule::MisplacedCode, code.spot, message, hint);
    }
    here
}

fn audience(reader: &mut TableReader<'_>, optional: bool) -> Vec<String> {
    let example = "[\"citizen\", \"resident\"]";
    if optional && reader.raw("audience").is_none() {
        return Vec::new();
    }
    let Some(words) = reader.required_strings("audience", example) else {
        return Vec::new();
    };
    if words.is_empty()
        && let Some(spot) = reader.key_spot("audience")
    {
        let message = "`audience` names nobody.";
        let hint = format!("write those that the service is for, such as {example}");
        reader.mistakes.add(Rule::UnknownValue, spot, message, hint);
    }
    for (position, word) in words.iter().enumerate() {
        check_word(word, &AUDIENCES, reader);
        if words[..position]
            .iter()
            .any(|earlier| earlier.value == word.value)
        {
            let message = format!("{} stands here a second time.", quoted(&word.value));
            reader.mistakes.add(
                Rule::UnknownValue,
                word.spot,
                message,
                "delete one of the two",
            );
        }
    }
    words
        .into_iter()
        .map(|word| word.value.into_owned())
        .collect()
}

/// A field that holds one of a few words.
fn word<'r>(
    reader: &mut TableReader<'r>,
    name: &'static str,
    words: &[&str],
    optional: bool,
) -> Option<Text<'r>> {
    let example = words.first().copied().unwrap_or_default();
    let word = if optional {
        reader.string(name)
    } else {
        reader.required_string(name, example)
    }?;
    check_word(&word, words, reader).then_some(word)
}

fn check_word(word: &Text<'_>, words: &[&str], reader: &TableReader<'_>) -> bool {
    let known = words.contains(&&*word.value);
    if !known {
        let hint = match suggestion(&word.value, words.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("write {}", one_of(words.iter().copied())),
        };
        let message = format!(
            "{} is not one of the words for this field.",
            quoted(&word.value)
        );
        reader
            .mistakes
            .add(Rule::UnknownValue, word.spot, message, hint);
    }
    known
}

fn facts(reader: &TableReader<'_>) -> Vec<Fact> {
    let fact = |mut table: TableReader<'_>| {
        let text = table
            .required_string("text", "…")
            .filter(|text| !is_empty(text, &table));
        let source = table.required_string("source", "https://…");
        let source = source.filter(|source| !is_empty(source, &table));
        table.finish();
        Some(Fact {
            text: text?.value.into_owned(),
            source: source?.value.into_owned(),
        })
    };
    reader
        .tables("fact", FACT_FIELDS)
        .into_iter()
        .filter_map(fact)
        .collect()
}

/// Notes guidance of a service that is not here any more.
fn note_guidance_of_moved(reader: &TableReader<'_>) {
    let guidance = ["summary"]
        .into_iter()
        .chain(SectionKind::ALL.map(SectionKind::name));
    for name in guidance {
        if let Some(spot) = reader.key_spot(name) {
            let message = format!("This service has moved, and still has a `[{name}]`.");
            let hint = format!(
                "move `[{name}]` to the file of the service that `moved_to` names, or delete \
                 `moved_to` if the service is still here"
            );
            reader
                .mistakes
                .add(Rule::MovedWithGuidance, spot, message, hint);
        }
    }
}

/// Notes guidance for which no source is given.
fn note_unsourced(
    reader: &TableReader<'_>,
    confirmed: bool,
    evidence: Option<Evidence>,
    sections: &[(SectionKind, Localised<'_, Text<'_>>)],
) {
    if reader.raw("fact").is_some() {
        return;
    }
    let hint = "add `[[fact]]` at the end of the file, and below it `text = \"…\"` and \
                `source = \"…\"`: a page, or a letter of the ministry with its date";
    if confirmed {
        let spot = reader.key_spot("confirmed").unwrap_or(reader.head);
        let message = "This service is confirmed, and no fact says what was confirmed.";
        reader
            .mistakes
            .add(Rule::ConfirmedWithoutFacts, spot, message, hint);
    } else if let Some((kind, text)) = sections.first() {
        let message = format!(
            "`[{}]` tells callers something, and no fact says where it is from.",
            kind.name()
        );
        reader
            .mistakes
            .add(Rule::Unsourced, text.head, message, hint);
    } else if evidence.is_some_and(|evidence| evidence != Evidence::None) {
        let spot = reader.key_spot("evidence").unwrap_or(reader.head);
        let message = "`evidence` says that there is a source, and no fact names it.";
        reader.mistakes.add(Rule::Unsourced, spot, message, hint);
    }
}
