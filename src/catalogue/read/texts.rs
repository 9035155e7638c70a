//! Texts in every language.

use toml::Spanned;
use toml::de::DeValue;

use super::Context;
use super::mistakes::suggestion;
use super::table::{TableReader, Text};
use crate::catalogue::Language;
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{FieldType, LanguageName, LanguageProblem, SpokenProblem};
use crate::catalogue::spoken::{self, TextKind, TextProblem};

/// The values of a field in each language, in the hotline's order.
pub(super) struct Localised<'r, T> {
    /// The beginning of the field.
    pub head: Spot<'r>,
    /// `None` for a language that is missing or has no text. Empty if the languages are unknown.
    pub values: Vec<Option<T>>,
}

impl<T> Localised<'_, T> {
    /// The values, if there is one for each language.
    pub(super) fn complete<U>(&self, take: impl Fn(&T) -> U) -> Option<Vec<U>> {
        self.values.iter().map(|value| value.as_ref().map(&take)).collect()
    }
}

impl Localised<'_, Text<'_>> {
    /// The texts, if there is one for each language.
    pub(super) fn owned(&self) -> Option<Vec<String>> {
        self.complete(|text| text.value.clone().into_owned())
    }
}

/// The texts of a field that may be there. Languages that are unknown or missing are noted; the
/// texts themselves are not looked at.
pub(super) fn texts<'r>(
    reader: &mut TableReader<'r>,
    name: &str,
    context: Context<'r>,
) -> Option<Localised<'r, Text<'r>>> {
    by_language(reader, name, context, |reader, code, _| reader.string(code))
}

/// The texts of a field that may be there, each fit to be spoken.
pub(super) fn spoken_texts<'r>(
    reader: &mut TableReader<'r>,
    name: &str,
    kind: TextKind,
    context: Context<'r>,
) -> Option<Localised<'r, Text<'r>>> {
    let found = texts(reader, name, context)?;
    for (text, language) in in_languages(&found, context) {
        let found = spoken::problems(&text.value, language, kind, &[]);
        context.mistakes.add_all(text, found);
    }
    Some(found)
}

/// The texts that are there with their languages.
pub(super) fn in_languages<'t, 'r, T>(
    found: &'t Localised<'r, T>,
    context: Context<'r>,
) -> impl Iterator<Item = (&'t T, &'r Language)> {
    let languages = context.languages.unwrap_or_default();
    found
        .values
        .iter()
        .zip(languages)
        .filter_map(|(text, language)| text.as_ref().map(|text| (text, language)))
}

/// The names to speak of a sector, group or service: `[spoken_name]`, else `[name]`; and the
/// written names. `None` for what is not complete.
pub(super) struct Names<'r> {
    /// As people read it.
    pub written: Option<Localised<'r, Text<'r>>>,
    /// As callers hear it, where that is different.
    pub spoken: Option<Localised<'r, Text<'r>>>,
}

impl Names<'_> {
    /// The written and the spoken name in each language.
    pub(super) fn complete(&self) -> Option<(Vec<String>, Vec<String>)> {
        let written = self.written.as_ref()?.owned()?;
        let spoken = self.spoken.as_ref().map_or(Some(written.clone()), Localised::owned)?;
        Some((written, spoken))
    }
}

/// Reads `[name]` and `[spoken_name]`.
///
/// A written name may hold digits and brackets; then a spoken name must stand beside it.
pub(super) fn names<'r>(reader: &mut TableReader<'r>, context: Context<'r>) -> Names<'r> {
    if reader.raw("name").is_none() {
        reader.missing("name", context.example("name"));
    }
    let written = texts(reader, "name", context);
    let spoken = spoken_texts(reader, "spoken_name", TextKind::Name, context);
    for (text, language) in written.iter().flat_map(|written| in_languages(written, context)) {
        let found = spoken::problems(&text.value, language, TextKind::Name, &[]);
        let (for_the_ear, always): (Vec<_>, Vec<_>) =
            found.into_iter().partition(TextProblem::is_only_spoken);
        context.mistakes.add_all(text, always);
        if let (Some(first), None) = (for_the_ear.into_iter().next(), &spoken) {
            let problem = SpokenProblem::SpokenNameNeeded {
                problem: Box::new(first.problem),
                languages: context.codes(),
            };
            context.mistakes.add(text.part(first.range), problem);
        }
    }
    Names { written, spoken }
}

/// The values in each language of a field that may be there, read by `read`.
pub(super) fn by_language<'r, T>(
    reader: &mut TableReader<'r>,
    name: &str,
    context: Context<'r>,
    read: impl Fn(&TableReader<'r>, &str, &'r Spanned<DeValue<'r>>) -> Option<T>,
) -> Option<Localised<'r, T>> {
    let value = reader.raw(name)?;
    if !value.get_ref().is_table() {
        reader.wrong_type(name, value, FieldType::Texts(context.codes()));
        return None;
    }
    let table = reader.table(name, &[])?;
    let Some(languages) = context.languages else {
        return Some(Localised { head: table.head, values: Vec::new() });
    };
    let misspelt = note_unknown_languages(reader, &table, context);
    let missing: Vec<_> = languages
        .iter()
        .filter(|language| table.raw(&language.code).is_none())
        .filter(|language| !misspelt.contains(&language.code.as_str()))
        .map(LanguageName::from)
        .collect();
    if !missing.is_empty() {
        let problem =
            LanguageProblem::MissingLanguage { field: name.to_owned(), languages: missing };
        context.mistakes.add(table.head, problem);
    }
    let values = languages
        .iter()
        .map(|language| {
            let value = table.raw(&language.code)?;
            read(&table, &language.code, value)
        })
        .collect();
    Some(Localised { head: table.head, values })
}

/// Notes codes of no language of the hotline; gives the languages that were probably meant.
pub(super) fn note_unknown_languages<'r>(
    reader: &mut TableReader<'r>,
    table: &TableReader<'r>,
    context: Context<'r>,
) -> Vec<&'r str> {
    let languages = context.languages.unwrap_or_default();
    let codes = || languages.iter().map(|language| language.code.as_str());
    let mut misspelt = Vec::new();
    for (code, spot, _) in table.entries().filter(|(code, ..)| !codes().any(|known| known == *code))
    {
        let is_field = reader.fields().contains(&code);
        let absent = codes().filter(|known| table.raw(known).is_none());
        let meant = suggestion(code, absent).filter(|_| !is_field);
        if is_field {
            reader.found_elsewhere(code);
        }
        misspelt.extend(meant);
        let problem = LanguageProblem::UnknownLanguage {
            code: code.to_owned(),
            is_field,
            meant: meant.map(str::to_owned),
            known: context.codes(),
        };
        context.mistakes.add(spot, problem);
    }
    misspelt
}
