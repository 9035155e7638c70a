//! The file of a service.

use super::Context;
use super::also;
use super::files::ParsedFile;
use super::hotline::is_empty;
use super::keys::{self, Placed};
use super::link;
use super::mistakes::suggestion;
use super::table::{TableReader, Text};
use super::texts::{Localised, Names, names, spoken_texts};
use crate::catalogue::problem::{FieldProblem, ServiceProblem, ValueProblem};
use crate::catalogue::spoken::TextKind;
use crate::catalogue::{Code, Evidence, Fact, MenuKey, SectionKind};

const FIELDS: &[&str] = &[
    "id",
    "code",
    "confirmed",
    "body",
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
const AUDIENCES: [&str; 6] =
    ["citizen", "gcc_citizen", "resident", "visitor", "business", "government"];
const AUDIENCE_BASES: [&str; 2] = ["source", "presumed"];

/// The content of a service's file; `None` for what is missing or wrong.
pub(super) struct ServiceRead<'r> {
    /// The file's name without `.toml`.
    pub stem: &'r str,
    pub id: Option<Text<'r>>,
    pub code: Option<Code>,
    pub names: Names<'r>,
    /// Other names that callers use, in each language.
    pub also: Vec<Vec<String>>,
    pub confirmed: bool,
    /// The id of the body that gives it.
    pub body: Option<Text<'r>>,
    pub audience: Vec<String>,
    pub evidence: Evidence,
    pub facts: Vec<Fact>,
    pub links: Vec<Option<Text<'r>>>,
    pub summary: Option<Localised<'r, Text<'r>>>,
    pub sections: Vec<(SectionKind, Localised<'r, Text<'r>>)>,
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
        keys::check_name(file.stem(), false, code, id.as_ref(), &reader);
        if check_place(code, menu, &reader) {
            keys::check_free(taken, code, &reader, |code, first| FieldProblem::DuplicateCode {
                code,
                first,
            });
        }
    }
    let confirmed = if has_moved && reader.raw("confirmed").is_none() {
        false
    } else {
        reader.required_boolean("confirmed").unwrap_or_default()
    };
    let body = reader.string("body");
    let audience = audience(&mut reader, has_moved);
    word(&mut reader, "audience_basis", &AUDIENCE_BASES, has_moved);
    let evidence = word(&mut reader, "evidence", &Evidence::ALL.map(Evidence::name), has_moved);
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
            reader.missing("summary", context.example("summary"));
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
        body,
        audience,
        evidence: evidence.unwrap_or(Evidence::None),
        facts,
        links,
        summary,
        sections,
        moved_to,
    }
}

/// True if a code begins with the keys of the menu that it is in.
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
        let problem =
            FieldProblem::MisplacedCode { code: code.value, prefix: format!("{sector}{group}") };
        reader.mistakes.add(code.spot, problem);
    }
    here
}

fn audience(reader: &mut TableReader<'_>, optional: bool) -> Vec<String> {
    if optional && reader.raw("audience").is_none() {
        return Vec::new();
    }
    let words = reader.required_strings("audience", "[\"citizen\", \"resident\"]");
    let Some(words) = words else {
        return Vec::new();
    };
    if words.is_empty()
        && let Some(spot) = reader.key_spot("audience")
    {
        let problem = ValueProblem::EmptyAudience;
        reader.mistakes.add(spot, FieldProblem::UnknownValue { problem });
    }
    for (position, word) in words.iter().enumerate() {
        check_word(word, &AUDIENCES, reader);
        if words[..position].iter().any(|earlier| earlier.value == word.value) {
            let problem = ValueProblem::Repeated { word: word.value.to_string() };
            reader.mistakes.add(word.spot, FieldProblem::UnknownValue { problem });
        }
    }
    words.into_iter().map(|word| word.value.into_owned()).collect()
}

/// A field that holds one of a few words.
fn word<'r>(
    reader: &mut TableReader<'r>,
    name: &'static str,
    words: &[&'static str],
    optional: bool,
) -> Option<Text<'r>> {
    let example = words.first().copied().unwrap_or_default();
    let word = if optional { reader.string(name) } else { reader.required_string(name, example) }?;
    check_word(&word, words, reader).then_some(word)
}

fn check_word(word: &Text<'_>, words: &[&'static str], reader: &TableReader<'_>) -> bool {
    let known = words.contains(&&*word.value);
    if !known {
        let problem = ValueProblem::Unknown {
            word: word.value.to_string(),
            meant: suggestion(&word.value, words.iter().copied()).map(str::to_owned),
            known: words.to_vec(),
        };
        reader.mistakes.add(word.spot, FieldProblem::UnknownValue { problem });
    }
    known
}

fn facts(reader: &TableReader<'_>) -> Vec<Fact> {
    let fact = |mut table: TableReader<'_>| {
        let text = table.required_string("text", "…").filter(|text| !is_empty(text, &table));
        let source = table.required_string("source", "https://…");
        let source = source.filter(|source| !is_empty(source, &table));
        table.finish();
        Some(Fact { text: text?.value.into_owned(), source: source?.value.into_owned() })
    };
    reader.tables("fact", FACT_FIELDS).into_iter().filter_map(fact).collect()
}

/// Notes guidance of a service that is not here any more.
fn note_guidance_of_moved(reader: &TableReader<'_>) {
    let guidance = ["summary"].into_iter().chain(SectionKind::ALL.map(SectionKind::name));
    for field in guidance {
        if let Some(spot) = reader.key_spot(field) {
            reader.mistakes.add(spot, ServiceProblem::MovedWithGuidance { field });
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
    let spot = |name| reader.key_spot(name).unwrap_or(reader.head);
    let (spot, problem) = if confirmed {
        (spot("confirmed"), ServiceProblem::ConfirmedWithoutFacts)
    } else if let Some((kind, text)) = sections.first() {
        let section = Some(kind.name().to_owned());
        (text.head, ServiceProblem::Unsourced { section })
    } else if evidence.is_some_and(|evidence| evidence != Evidence::None) {
        (spot("evidence"), ServiceProblem::Unsourced { section: None })
    } else {
        return;
    };
    reader.mistakes.add(spot, problem);
}
