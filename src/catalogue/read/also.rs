//! `[also]`: other names that callers use for a service.

use std::collections::BTreeMap;

use super::Context;
use super::table::{TableReader, Text};
use super::texts::note_unknown_languages;
use crate::catalogue::Language;
use crate::catalogue::problem::{FieldType, ServiceProblem, SpokenProblem};
use crate::catalogue::search::spelled_alike;
use crate::catalogue::spoken::{self, TextKind};

pub(super) const NAME: &str = "also";

/// Reads `[also]`, which may be there.
pub(super) fn read<'r>(reader: &mut TableReader<'r>, context: Context<'r>) -> Vec<Vec<String>> {
    let owned = |texts: Vec<Text<'r>>| texts.into_iter().map(|text| text.value.into_owned());
    lists(reader, NAME, context).into_iter().map(|texts| owned(texts).collect()).collect()
}

/// Reads words of callers, which may be there: lists in the hotline's order of languages. They are listened for and
/// never spoken, so a language may be left out, and any letters are fine.
pub(super) fn lists<'r>(
    reader: &mut TableReader<'r>,
    name: &str,
    context: Context<'r>,
) -> Vec<Vec<Text<'r>>> {
    let languages = context.languages.unwrap_or_default();
    let nothing = vec![Vec::new(); languages.len()];
    let Some(value) = reader.raw(name) else {
        return nothing;
    };
    if !value.get_ref().is_table() {
        let codes = languages.iter().map(|language| language.code.clone());
        reader.wrong_type(name, value, FieldType::Lists(codes.collect()));
        return nothing;
    }
    let Some(table) = reader.table(name, &[]) else {
        return nothing;
    };
    if context.languages.is_some() {
        note_unknown_languages(reader, &table, context);
    }
    let list = |language: &Language| {
        let value = table.raw(&language.code)?;
        let texts = table.strings(&language.code, value, "[\"…\", \"…\"]")?;
        check(&texts, language, context);
        Some(texts)
    };
    languages.iter().map(|language| list(language).unwrap_or_default()).collect()
}

fn check(texts: &[Text<'_>], language: &Language, context: Context<'_>) {
    let mistakes = context.mistakes;
    let mut earlier = BTreeMap::new();
    for text in texts {
        if text.value.trim().is_empty() {
            let kind = Some(TextKind::Entry);
            mistakes.add(text.spot, SpokenProblem::EmptyText { kind });
            continue;
        }
        let found = spoken::problems(&text.value, language, TextKind::Entry, &[]);
        let readable = found.into_iter().filter(|one| !one.is_only_spoken());
        mistakes.add_all(text, readable);
        if let Some(first) = earlier.insert(spelled_alike(&text.value), text) {
            let problem = ServiceProblem::RepeatedEntry {
                entry: text.value.to_string(),
                first: first.value.to_string(),
            };
            mistakes.add(text.spot, problem);
        }
    }
}
