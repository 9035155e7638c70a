//! What callers call a service besides its name.

use std::collections::BTreeMap;

use super::Context;
use super::table::{TableReader, Text};
use super::texts::note_unknown_languages;
use crate::catalogue::position::quoted;
use crate::catalogue::search::spelled_alike;
use crate::catalogue::spoken::{self, Fault, TextKind};
use crate::catalogue::{Language, Rule};

/// The field's name.
pub(super) const NAME: &str = "also";

/// Reads `[also]`, which may be there: what else callers say for the service, in each language in the
/// hotline's order. It is never spoken, so a language may be left out, and any letters are fine.
pub(super) fn read<'r>(reader: &mut TableReader<'r>, context: Context<'r>) -> Vec<Vec<String>> {
    let languages = context.languages.unwrap_or_default();
    let nothing = vec![Vec::new(); languages.len()];
    let Some(value) = reader.raw(NAME) else {
        return nothing;
    };
    if !value.get_ref().is_table() {
        let hint = format!(
            "write `[{NAME}]` in a line of its own, and below it {}",
            example(languages)
        );
        reader.wrong_type(NAME, value, "a table with a list in each language", &hint);
        return nothing;
    }
    let Some(table) = reader.table(NAME, &[]) else {
        return nothing;
    };
    if context.languages.is_some() {
        note_unknown_languages(reader, &table, context);
    }
    let list = |language: &Language| {
        let value = table.raw(&language.code)?;
        let texts = table.strings(&language.code, value, "[\"…\", \"…\"]")?;
        check(&texts, language, context);
        Some(texts.into_iter().map(|text| text.value.into_owned()))
    };
    languages
        .iter()
        .map(|language| list(language).into_iter().flatten().collect())
        .collect()
}

fn example(languages: &[Language]) -> String {
    let lines = languages
        .iter()
        .map(|language| format!("`{} = [\"…\", \"…\"]`", language.code));
    lines.collect::<Vec<_>>().join(" and ")
}

fn check(texts: &[Text<'_>], language: &Language, context: Context<'_>) {
    let mut earlier = BTreeMap::new();
    for text in texts {
        if text.value.trim().is_empty() {
            let message = "This entry is empty: nobody can say it.";
            let hint = "delete it, or write what callers say for this service";
            context
                .mistakes
                .add(Rule::EmptyText, text.spot, message, hint);
            continue;
        }
        let faults = spoken::faults(&text.value, language, TextKind::Entry, &[]);
        for fault in faults
            .into_iter()
            .filter(|fault| !Fault::only_spoken(fault))
        {
            let spot = text.part(fault.range);
            context
                .mistakes
                .add(fault.rule, spot, fault.message, fault.hint);
        }
        if let Some(first) = earlier.insert(spelled_alike(&text.value), text) {
            let message = if first.value == text.value {
                format!("{} stands here a second time.", quoted(&text.value))
            } else {
                format!(
                    "{} is found as {} is: the two differ in nothing that is listened for.",
                    quoted(&text.value),
                    quoted(&first.value)
                )
            };
            let hint = "delete one of the two";
            context
                .mistakes
                .add(Rule::RepeatedEntry, text.spot, message, hint);
        }
    }
}
