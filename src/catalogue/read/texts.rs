//! Texts in every language.

use toml::Spanned;
use toml::de::DeValue;

use super::Context;
use super::mistakes::{one_of, suggestion};
use super::table::{TableReader, Text};
use crate::catalogue::position::{Spot, quoted};
use crate::catalogue::spoken::{self, TextKind};
use crate::catalogue::{Language, Rule};

/// What a field says in each language, in the hotline's order.
pub(super) struct Localised<'r, T> {
    /// Where the field begins.
    pub head: Spot<'r>,
    /// `None` for a language that is missing or has no text. Empty if the languages are unknown.
    pub values: Vec<Option<T>>,
}

impl<T> Localised<'_, T> {
    /// The values, if there is one for each language.
    pub(super) fn complete<U>(&self, take: impl Fn(&T) -> U) -> Option<Vec<U>> {
        self.values
            .iter()
            .map(|value| value.as_ref().map(&take))
            .collect()
    }
}

/// The texts of a field that may be there. Languages that are unknown or missing are noted; the
/// texts themselves are not looked at.
pub(super) fn texts<'r>(
    reader: &mut TableReader<'r>,
    name: &str,
    context: Context<'r>,
) -> Option<Localised<'r, Text<'r>>> {
    by_language(reader, name, context, "\"…\"", |reader, code, value| {
        if let DeValue::String(text) = value.get_ref() {
            return Some(Text {
                value: text.clone(),
                spot: reader.spot(value.span()),
            });
        }
        let hint = "put it in straight double quotes: \"like these\"";
        reader.wrong_type(code, value, "text", hint);
        None
    })
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
        for fault in spoken::faults(&text.value, language, kind, &[]) {
            context.mistakes.add(
                fault.rule,
                text.part(fault.range),
                fault.message,
                fault.hint,
            );
        }
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
        let owned = |text: &Text<'_>| text.value.clone().into_owned();
        let written = self.written.as_ref()?.complete(owned)?;
        let spoken = match &self.spoken {
            Some(spoken) => spoken.complete(owned)?,
            None => written.clone(),
        };
        Some((written, spoken))
    }
}

/// Reads `[name]` and `[spoken_name]`.
///
/// A written name may hold digits and brackets; then a spoken name must stand beside it.
pub(super) fn names<'r>(reader: &mut TableReader<'r>, context: Context<'r>) -> Names<'r> {
    if reader.raw("name").is_none() {
        reader.missing("name", heading("name", context));
    }
    let written = texts(reader, "name", context);
    let spoken = spoken_texts(reader, "spoken_name", TextKind::Name, context);
    for (text, language) in written
        .iter()
        .flat_map(|written| in_languages(written, context))
    {
        let faults = spoken::faults(&text.value, language, TextKind::Name, &[]);
        let (for_the_ear, always): (Vec<_>, Vec<_>) =
            faults.into_iter().partition(spoken::Fault::only_spoken);
        for fault in always {
            context.mistakes.add(
                fault.rule,
                text.part(fault.range),
                fault.message,
                fault.hint,
            );
        }
        if let (Some(fault), None) = (for_the_ear.into_iter().next(), &spoken) {
            let message = format!(
                "This name can be read, but not be spoken as it stands. {}",
                fault.message
            );
            let hint = format!(
                "keep it for readers, and write the name for callers below it: {}",
                heading("spoken_name", context)
            );
            context.mistakes.add(
                Rule::SpokenNameNeeded,
                text.part(fault.range),
                message,
                hint,
            );
        }
    }
    Names { written, spoken }
}

/// How a field in every language is written, for hints.
pub(super) fn heading(name: &str, context: Context<'_>) -> String {
    let languages = context.languages.unwrap_or_default();
    let lines: Vec<_> = languages
        .iter()
        .map(|language| format!("`{} = \"…\"`", language.code))
        .collect();
    format!("`[{name}]`, and below it {}", lines.join(" and "))
}

/// What a field that may be there holds in each language, read by `read`; `example` is the shape of
/// a value.
pub(super) fn by_language<'r, T>(
    reader: &mut TableReader<'r>,
    name: &str,
    context: Context<'r>,
    example: &str,
    read: impl Fn(&TableReader<'r>, &str, &'r Spanned<DeValue<'r>>) -> Option<T>,
) -> Option<Localised<'r, T>> {
    let value = reader.raw(name)?;
    if !value.get_ref().is_table() {
        let hint = format!("write {}", heading(name, context));
        reader.wrong_type(name, value, "a table with a text in each language", &hint);
        return None;
    }
    let table = reader.table(name, &[])?;
    let Some(languages) = context.languages else {
        return Some(Localised {
            head: table.head,
            values: Vec::new(),
        });
    };
    let misspelt = note_unknown_languages(reader, &table, context);
    let missing: Vec<_> = languages
        .iter()
        .filter(|language| table.raw(&language.code).is_none())
        .filter(|language| !misspelt.contains(&language.code.as_str()))
        .collect();
    if !missing.is_empty() {
        let names: Vec<_> = missing
            .iter()
            .map(|language| format!("{} (`{}`)", language.name, language.code))
            .collect();
        let lines: Vec<_> = missing
            .iter()
            .map(|language| format!("`{} = {example}`", language.code))
            .collect();
        let message = format!("`[{name}]` is missing in {}.", names.join(" and "));
        let hint = format!(
            "add the line {}: a caller in that language would hear nothing here",
            lines.join(" and ")
        );
        context
            .mistakes
            .add(Rule::MissingLanguage, table.head, message, hint);
    }
    let values = languages
        .iter()
        .map(|language| {
            let value = table.raw(&language.code)?;
            read(&table, &language.code, value)
        })
        .collect();
    Some(Localised {
        head: table.head,
        values,
    })
}

/// Notes what is in no language of the hotline; gives the languages that were probably meant.
pub(super) fn note_unknown_languages<'r>(
    reader: &mut TableReader<'r>,
    table: &TableReader<'r>,
    context: Context<'r>,
) -> Vec<&'r str> {
    let languages = context.languages.unwrap_or_default();
    let codes = || languages.iter().map(|language| language.code.as_str());
    let mut misspelt = Vec::new();
    for (code, spot, _) in table
        .entries()
        .filter(|(code, ..)| !codes().any(|known| known == *code))
    {
        let message = format!(
            "{} is not the code of a language of this hotline.",
            quoted(code)
        );
        let absent = codes().filter(|known| table.raw(known).is_none());
        let hint = if reader.fields().contains(&code) {
            reader.found_elsewhere(code);
            format!("`{code}` belongs to the top of the file, above the first heading in brackets")
        } else if let Some(meant) = suggestion(code, absent) {
            misspelt.push(meant);
            format!("did you mean `{meant}`?")
        } else {
            let known = one_of(codes());
            format!("write {known}, or list the new language in hotline.toml first")
        };
        context
            .mistakes
            .add(Rule::UnknownLanguage, spot, message, hint);
    }
    misspelt
}
