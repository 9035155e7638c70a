//! Taking fields out of a table by name.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistakes::{Mistakes, suggestion};
use crate::catalogue::Rule;
use crate::catalogue::position::{Spot, quoted};

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Text<'r> {
    /// What the file says.
    pub value: Cow<'r, str>,
    /// The value with its quotes.
    pub spot: Spot<'r>,
}

impl<'r> Text<'r> {
    /// Where a part of the text stands; the whole if the file spells it in another way.
    pub(super) fn part(&self, range: Range<usize>) -> Spot<'r> {
        match self.spot.text().find(&*self.value) {
            Some(offset) if !self.value.is_empty() => {
                let start = self.spot.span().start + offset;
                Spot::new(self.spot.file, start + range.start..start + range.end)
            }
            _ => self.spot,
        }
    }
}

/// Takes fields out of a table; notes what is missing, of the wrong kind, or not known.
pub(super) struct TableReader<'r> {
    table: &'r DeTable<'r>,
    /// Where the table begins.
    pub head: Spot<'r>,
    fields: &'static [&'static str],
    /// Where mistakes go.
    pub mistakes: &'r Mistakes,
    missing: Vec<(&'static str, String)>,
    found_elsewhere: BTreeSet<String>,
}

impl<'r> TableReader<'r> {
    /// A reader for a table that may have these fields.
    pub(super) fn new(
        table: &'r DeTable<'r>,
        head: Spot<'r>,
        fields: &'static [&'static str],
        mistakes: &'r Mistakes,
    ) -> Self {
        let (missing, found_elsewhere) = (Vec::new(), BTreeSet::new());
        Self {
            table,
            head,
            fields,
            mistakes,
            missing,
            found_elsewhere,
        }
    }

    /// The fields that the table may have.
    pub(super) fn fields(&self) -> &'static [&'static str] {
        self.fields
    }

    /// The part of the file that a key or value stands in.
    pub(super) fn spot(&self, span: Range<usize>) -> Spot<'r> {
        Spot::new(self.head.file, span)
    }

    /// A field's value as it is.
    pub(super) fn raw(&self, name: &str) -> Option<&'r Spanned<DeValue<'r>>> {
        self.table.get(name)
    }

    /// Where a field's name stands.
    pub(super) fn key_spot(&self, name: &str) -> Option<Spot<'r>> {
        self.table
            .get_key_value(name)
            .map(|(key, _)| self.spot(key.span()))
    }

    /// Notes that a field is needed, unless [`TableReader::finish`] finds that it is only misspelt.
    /// `example` is what to add.
    pub(super) fn missing(&mut self, name: &'static str, example: impl Display) {
        self.missing.push((name, example.to_string()));
    }

    /// Notes that a field stands in a table where it does not belong.
    pub(super) fn found_elsewhere(&mut self, name: &str) {
        self.found_elsewhere.insert(name.to_owned());
    }

    /// A text that may be there.
    pub(super) fn string(&self, name: &str) -> Option<Text<'r>> {
        let value = self.raw(name)?;
        if let DeValue::String(text) = value.get_ref() {
            return Some(Text {
                value: text.clone(),
                spot: self.spot(value.span()),
            });
        }
        self.wrong_type(
            name,
            value,
            "text",
            "put it in straight double quotes: \"like these\"",
        );
        None
    }

    /// A text that must be there; `example` is shown where it is not.
    pub(super) fn required_string(
        &mut self,
        name: &'static str,
        example: &str,
    ) -> Option<Text<'r>> {
        if self.raw(name).is_none() {
            self.missing(name, format_args!("`{name} = \"{example}\"`"));
        }
        self.string(name)
    }

    /// `true` or `false`, which must be there.
    pub(super) fn required_boolean(&mut self, name: &'static str) -> Option<bool> {
        let Some(value) = self.raw(name) else {
            self.missing(name, format_args!("`{name} = false`"));
            return None;
        };
        if let DeValue::Boolean(value) = value.get_ref() {
            return Some(*value);
        }
        let hint = "write `true` or `false`, without quotes";
        self.wrong_type(name, value, "`true` or `false`", hint);
        None
    }

    /// A list of texts, which must be there.
    pub(super) fn required_strings(
        &mut self,
        name: &'static str,
        example: &str,
    ) -> Option<Vec<Text<'r>>> {
        let Some(value) = self.raw(name) else {
            self.missing(name, format_args!("`{name} = {example}`"));
            return None;
        };
        self.strings(name, value, example)
    }

    /// The texts of a list.
    pub(super) fn strings(
        &self,
        name: &str,
        value: &'r Spanned<DeValue<'r>>,
        example: &str,
    ) -> Option<Vec<Text<'r>>> {
        let texts = value.get_ref().as_array().and_then(|list| {
            let text = |item: &'r Spanned<DeValue<'r>>| match item.get_ref() {
                DeValue::String(text) => Some(Text {
                    value: text.clone(),
                    spot: self.spot(item.span()),
                }),
                _ => None,
            };
            list.iter().map(text).collect::<Option<Vec<_>>>()
        });
        if texts.is_none() {
            let hint = format!("write it as {example}, each word in straight quotes");
            self.wrong_type(name, value, "a list of words", &hint);
        }
        texts
    }

    /// A whole number in a range, which must be there.
    pub(super) fn required_integer(
        &mut self,
        name: &'static str,
        range: &RangeInclusive<u16>,
    ) -> Option<u16> {
        let Some(value) = self.raw(name) else {
            self.missing(name, format_args!("`{name} = {}`", range.start()));
            return None;
        };
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(
                name,
                value,
                "a whole number",
                "write digits 0 to 9, without quotes",
            );
            return None;
        };
        // What is too large for the type is out of range, too.
        let number = u16::from_str_radix(number.as_str(), number.radix()).ok();
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            self.out_of_range(name, value, range.start(), range.end());
        }
        number
    }

    /// A number in a range, which must be there.
    pub(super) fn required_number(
        &mut self,
        name: &'static str,
        range: &RangeInclusive<f32>,
    ) -> Option<f32> {
        let Some(value) = self.raw(name) else {
            self.missing(name, format_args!("`{name} = {:.1}`", range.start()));
            return None;
        };
        let written = match value.get_ref() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => {
                self.wrong_type(
                    name,
                    value,
                    "a number",
                    "write a number such as `12.0`, without quotes",
                );
                return None;
            }
        };
        let number = written.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            self.out_of_range(name, value, range.start(), range.end());
        }
        number
    }

    /// A table that may be there.
    pub(super) fn table(&self, name: &str, fields: &'static [&'static str]) -> Option<Self> {
        let value = self.raw(name)?;
        self.inner(name, value, fields)
    }

    /// The tables of a list, `[[name]]`; none if the field is not there.
    pub(super) fn tables(&self, name: &str, fields: &'static [&'static str]) -> Vec<Self> {
        let Some(value) = self.raw(name) else {
            return Vec::new();
        };
        if let DeValue::Array(list) = value.get_ref() {
            return list
                .iter()
                .filter_map(|item| self.inner(name, item, fields))
                .collect();
        }
        let hint =
            format!("write `[[{name}]]`, with two brackets on each side: there may be several");
        self.wrong_type(name, value, "a list of tables", &hint);
        Vec::new()
    }

    fn inner(
        &self,
        name: &str,
        value: &'r Spanned<DeValue<'r>>,
        fields: &'static [&'static str],
    ) -> Option<Self> {
        if let DeValue::Table(table) = value.get_ref() {
            return Some(Self::new(
                table,
                self.spot(value.span()),
                fields,
                self.mistakes,
            ));
        }
        let hint = format!("write `[{name}]` in a line of its own, and its fields below");
        self.wrong_type(name, value, "a table", &hint);
        None
    }

    /// Every field in the table, by name.
    pub(super) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'r str, Spot<'r>, &'r Spanned<DeValue<'r>>)> {
        let table = self.table;
        table
            .iter()
            .map(|(key, value)| (&**key.get_ref(), self.spot(key.span()), value))
    }

    /// Notes the fields that are not known, and those that are missing.
    pub(super) fn finish(self) {
        let mut missing = self.missing.clone();
        missing.retain(|(name, _)| !self.found_elsewhere.contains(*name));
        for (name, spot, _) in self.entries() {
            if self.fields.contains(&name) {
                continue;
            }
            let absent = self
                .fields
                .iter()
                .copied()
                .filter(|field| self.raw(field).is_none());
            let hint = match suggestion(name, absent) {
                Some(meant) => {
                    missing.retain(|(name, _)| *name != meant);
                    format!("did you mean `{meant}`?")
                }
                None => format!("delete it; the fields here are {}", listed(self.fields)),
            };
            let message = format!("There is no field {} here.", quoted(name));
            self.mistakes.add(Rule::UnknownField, spot, message, hint);
        }
        for (name, example) in missing {
            let message = format!("The field `{name}` is missing.");
            let hint = format!("add {example}");
            self.mistakes
                .add(Rule::MissingField, self.head, message, hint);
        }
    }

    /// Notes that a value is of the wrong kind.
    pub(super) fn wrong_type(
        &self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        wanted: &str,
        hint: &str,
    ) {
        let found = match value.get_ref() {
            DeValue::String(_) => "text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = if found == wanted {
            format!("{} must be {wanted}.", quoted(name))
        } else {
            format!("{} must be {wanted}, and here is {found}.", quoted(name))
        };
        self.mistakes
            .add(Rule::WrongType, self.spot(value.span()), message, hint);
    }

    fn out_of_range(
        &self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        least: impl Display,
        most: impl Display,
    ) {
        let spot = self.spot(value.span());
        let message = format!(
            "`{name}` must be between {least} and {most}, and here is {}.",
            spot.text()
        );
        let hint = format!("write a number from {least} to {most}");
        self.mistakes.add(Rule::OutOfRange, spot, message, hint);
    }
}

fn listed(fields: &[&str]) -> String {
    let fields: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
    fields.join(", ")
}
