//! `listening.toml`: the words that are listened for beside the names of services.

use std::ops::RangeInclusive;

use super::Context;
use super::answers;
use super::files::ParsedFile;
use super::menus::SectorRead;
use super::table::{TableReader, Text};
use super::texts::note_unknown_languages;
use crate::catalogue::problem::{Example, FieldProblem, PhraseProblem, SpokenProblem};
use crate::catalogue::search::spelled_alike;
use crate::catalogue::spoken::TextKind;
use crate::catalogue::{Language, Listening, WordList};

const NUMBERS: &str = "numbers";
const DIGIT_HOMOPHONES: &str = "digit-homophones";
const ORDINALS: &str = "ordinals";
const SAME: &str = "same";

const FIELDS: &[&str] = &[
    WordList::Ignored.name(),
    WordList::Generic.name(),
    WordList::Common.name(),
    WordList::Elsewhere.name(),
    WordList::Person.name(),
    WordList::PersonContext.name(),
    WordList::NumberContext.name(),
    NUMBERS,
    DIGIT_HOMOPHONES,
    ORDINALS,
    SAME,
    answers::NAME,
];

/// Reads `listening.toml`, which may be the one that came with the program: that may have more languages than the
/// hotline.
pub(super) fn read<'r>(
    file: &'r ParsedFile<'r>,
    is_built_in: bool,
    sectors: &[SectorRead<'_>],
    context: Context<'r>,
) -> Listening {
    let mut reader = file.reader(FIELDS, context.mistakes);
    let mut listening = Listening::default();
    let mut tables = Vec::new();
    for list in WordList::ALL {
        let Some(table) = reader.table(list.name(), &[]) else {
            if reader.raw(list.name()).is_none() {
                let heading = list.name();
                reader.missing(heading, Example::Words { heading });
            }
            continue;
        };
        if !is_built_in {
            note_unknown_languages(&mut reader, &table, context);
        }
        for (code, _, value) in table.entries() {
            for text in table.strings(code, value, "`[\"…\", \"…\"]`").unwrap_or_default() {
                check_words(&text, context);
                listening.add(list, &text.value);
            }
        }
        tables.push((list.name(), table));
    }
    listening.same = same(&mut reader, is_built_in, context);
    let answers = reader.table(answers::NAME, &[]);
    listening.numbers = numbers(&mut reader, NUMBERS, &(0..=999), is_built_in, context);
    listening.digit_homophones =
        numbers(&mut reader, DIGIT_HOMOPHONES, &(0..=9), is_built_in, context);
    listening.ordinals = numbers(&mut reader, ORDINALS, &(1..=8), is_built_in, context);
    if let Some(table) = &answers {
        if !is_built_in {
            note_unknown_languages(&mut reader, table, context);
        }
        // Nobody could mend a file that came with the program.
        let sectors = if is_built_in { &[] } else { sectors };
        listening.answers = answers::read(table, &listening, sectors, context);
    }
    tables.extend(answers.map(|table| (answers::NAME, table)));
    for language in context.languages.unwrap_or_default() {
        note_unheard(language, &tables, &reader, context);
    }
    reader.finish();
    listening
}

/// Warns of a language that has no words in some of the lists.
fn note_unheard(
    language: &Language,
    tables: &[(&'static str, TableReader<'_>)],
    reader: &TableReader<'_>,
    context: Context<'_>,
) {
    let lacks = tables.iter().filter(|(_, table)| table.raw(&language.code).is_none());
    let lists: Vec<_> = lacks.map(|(list, _)| *list).collect();
    if !lists.is_empty() {
        let language = language.into();
        let problem = PhraseProblem::UnheardLanguage { language, lists };
        context.mistakes.add(reader.head, problem);
    }
}

pub(super) fn check_words(text: &Text<'_>, context: Context<'_>) {
    if spelled_alike(&text.value).is_empty() {
        let kind = Some(TextKind::Words);
        context.mistakes.add(text.spot, SpokenProblem::EmptyText { kind });
    }
}

/// Groups of words that mean the same.
fn same<'r>(
    reader: &mut TableReader<'r>,
    is_built_in: bool,
    context: Context<'r>,
) -> Vec<Vec<String>> {
    let Some(table) = reader.table(SAME, &[]) else {
        return Vec::new();
    };
    if !is_built_in {
        note_unknown_languages(reader, &table, context);
    }
    let mut groups = Vec::new();
    for (code, _, value) in table.entries() {
        for text in table.strings(code, value, "`[\"…\", \"…\"]`").unwrap_or_default() {
            check_words(&text, context);
            groups.push(text.value.split_whitespace().map(str::to_owned).collect());
        }
    }
    groups
}

/// Numbers with the words for them, in each language.
fn numbers<'r>(
    reader: &mut TableReader<'r>,
    name: &'static str,
    range: &RangeInclusive<u16>,
    is_built_in: bool,
    context: Context<'r>,
) -> Vec<(u16, String)> {
    let Some(table) = reader.table(name, &[]) else {
        return Vec::new();
    };
    if !is_built_in {
        note_unknown_languages(reader, &table, context);
    }
    let mut numbers = Vec::new();
    let languages = table.entries().filter_map(|(code, ..)| table.table(code, &[]));
    for language in languages {
        for (key, spot, _) in language.entries() {
            let number = key.parse().ok().filter(|number| range.contains(number));
            let Some(number) = number else {
                let problem = FieldProblem::OutOfRange {
                    name: name.to_owned(),
                    found: key.to_owned(),
                    min: range.start().to_string(),
                    max: range.end().to_string(),
                };
                context.mistakes.add(spot, problem);
                continue;
            };
            let Some(text) = language.string(key) else {
                continue;
            };
            check_words(&text, context);
            let words = text.value.split_whitespace();
            numbers.extend(words.map(|word| (number, word.to_owned())));
        }
    }
    numbers
}
