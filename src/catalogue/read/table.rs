//! Taking fields out of a table by name.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::ops::{Range, RangeInclusive};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistakes::{Mistakes, suggestion};
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{Example, FieldProblem, FieldType, ValueType};

#[derive(Debug, Clone)]
pub(super) struct Text<'r> {
    pub value: Cow<'r, str>,
    /// The value with its quotes.
    pub spot: Spot<'r>,
}

impl<'r> Text<'r> {
    /// The spot of a part of the text; of the whole if the file spells it in another way.
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
    /// The beginning of the table.
    pub head: Spot<'r>,
    fields: &'static [&'static str],
    pub mistakes: &'r Mistakes,
    missing: Vec<(&'static str, Example)>,
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
        Self { table, head, fields, mistakes, missing, found_elsewhere }
    }

    pub(super) fn fields(&self) -> &'static [&'static str] {
        self.fields
    }

    /// The part of the file that a key or value stands in.
    pub(super) fn spot(&self, span: Range<usize>) -> Spot<'r> {
        Spot::new(self.head.file, span)
    }

    pub(super) fn raw(&self, name: &str) -> Option<&'r Spanned<DeValue<'r>>> {
        self.table.get(name)
    }

    pub(super) fn key_spot(&self, name: &str) -> Option<Spot<'r>> {
        self.table.get_key_value(name).map(|(key, _)| self.spot(key.span()))
    }

    /// Notes that a field is needed, unless [`TableReader::finish`] finds that it is only misspelt.
    pub(super) fn missing(&mut self, name: &'static str, example: Example) {
        self.missing.push((name, example));
    }

    /// Notes that a field stands in a table where it does not belong.
    pub(super) fn found_elsewhere(&mut self, name: &str) {
        self.found_elsewhere.insert(name.to_owned());
    }

    /// A text that may be there.
    pub(super) fn string(&self, name: &str) -> Option<Text<'r>> {
        let value = self.raw(name)?;
        let text = self.text(value);
        if text.is_none() {
            self.wrong_type(name, value, FieldType::Text);
        }
        text
    }

    pub(super) fn text(&self, value: &'r Spanned<DeValue<'r>>) -> Option<Text<'r>> {
        let DeValue::String(text) = value.get_ref() else {
            return None;
        };
        Some(Text { value: text.clone(), spot: self.spot(value.span()) })
    }

    /// A field's value, which must be there; `example` is shown where it is not.
    pub(super) fn required(
        &mut self,
        name: &'static str,
        example: impl Display,
    ) -> Option<&'r Spanned<DeValue<'r>>> {
        let value = self.raw(name);
        if value.is_none() {
            self.missing(name, Example::Line(format!("{name} = {example}")));
        }
        value
    }

    /// A text that must be there; `example` is shown where it is not.
    pub(super) fn required_string(
        &mut self,
        name: &'static str,
        example: &str,
    ) -> Option<Text<'r>> {
        self.required(name, format_args!("\"{example}\""))?;
        self.string(name)
    }

    /// `true` or `false`, which must be there.
    pub(super) fn boolean(&mut self, name: &'static str) -> Option<bool> {
        self.raw(name).is_some().then(|| self.required_boolean(name))?
    }

    pub(super) fn required_boolean(&mut self, name: &'static str) -> Option<bool> {
        let value = self.required(name, false)?;
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.wrong_type(name, value, FieldType::Boolean);
        }
        boolean
    }

    /// A list of texts, which must be there.
    pub(super) fn required_strings(
        &mut self,
        name: &'static str,
        example: &'static str,
    ) -> Option<Vec<Text<'r>>> {
        let value = self.required(name, example)?;
        self.strings(name, value, example)
    }

    pub(super) fn strings(
        &self,
        name: &str,
        value: &'r Spanned<DeValue<'r>>,
        example: &'static str,
    ) -> Option<Vec<Text<'r>>> {
        let list = value.get_ref().as_array();
        let texts = list.and_then(|list| list.iter().map(|item| self.text(item)).collect());
        if texts.is_none() {
            self.wrong_type(name, value, FieldType::Words(example));
        }
        texts
    }

    /// A whole number in a range, which must be there.
    pub(super) fn required_integer(
        &mut self,
        name: &'static str,
        range: &RangeInclusive<u16>,
    ) -> Option<u16> {
        let value = self.required(name, range.start())?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(name, value, FieldType::Integer);
            return None;
        };
        // What is too large for the type is out of range, too.
        let number = u16::from_str_radix(number.as_str(), number.radix()).ok();
        self.in_range(name, value, number, range)
    }

    /// A number in a range, which must be there.
    pub(super) fn required_number(
        &mut self,
        name: &'static str,
        range: &RangeInclusive<f32>,
    ) -> Option<f32> {
        let value = self.required(name, format_args!("{:.1}", range.start()))?;
        let written = match value.get_ref() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => {
                self.wrong_type(name, value, FieldType::Number);
                return None;
            }
        };
        self.in_range(name, value, written.parse().ok(), range)
    }

    fn in_range<T: PartialOrd + Display>(
        &self,
        name: &str,
        value: &Spanned<DeValue<'_>>,
        number: Option<T>,
        range: &RangeInclusive<T>,
    ) -> Option<T> {
        let number = number.filter(|number| range.contains(number));
        if number.is_none() {
            let spot = self.spot(value.span());
            let problem = FieldProblem::OutOfRange {
                name: name.to_owned(),
                found: spot.text().to_owned(),
                min: range.start().to_string(),
                max: range.end().to_string(),
            };
            self.mistakes.add(spot, problem);
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
            return list.iter().filter_map(|item| self.inner(name, item, fields)).collect();
        }
        self.wrong_type(name, value, FieldType::Tables);
        Vec::new()
    }

    fn inner(
        &self,
        name: &str,
        value: &'r Spanned<DeValue<'r>>,
        fields: &'static [&'static str],
    ) -> Option<Self> {
        if let DeValue::Table(table) = value.get_ref() {
            let head = self.spot(value.span());
            return Some(Self::new(table, head, fields, self.mistakes));
        }
        self.wrong_type(name, value, FieldType::Table);
        None
    }

    pub(super) fn entries(
        &self,
    ) -> impl Iterator<Item = (&'r str, Spot<'r>, &'r Spanned<DeValue<'r>>)> {
        let table = self.table;
        table.iter().map(|(key, value)| (&**key.get_ref(), self.spot(key.span()), value))
    }

    /// Notes the fields that are not known, and those that are missing.
    pub(super) fn finish(self) {
        let mut missing = self.missing.clone();
        missing.retain(|(name, _)| !self.found_elsewhere.contains(*name));
        for (name, spot, _) in self.entries() {
            if self.fields.contains(&name) {
                continue;
            }
            let absent = |field: &&'static str| self.raw(field).is_none();
            let meant = suggestion(name, self.fields.iter().copied().filter(absent));
            missing.retain(|(name, _)| Some(*name) != meant);
            let problem = FieldProblem::UnknownField {
                name: name.to_owned(),
                meant: meant.map(str::to_owned),
                known: self.fields,
            };
            self.mistakes.add(spot, problem);
        }
        for (name, example) in missing {
            let problem = FieldProblem::MissingField { name, example };
            self.mistakes.add(self.head, problem);
        }
    }

    /// Notes that a value is of the wrong type.
    pub(super) fn wrong_type(&self, name: &str, value: &Spanned<DeValue<'_>>, expected: FieldType) {
        let found = match value.get_ref() {
            DeValue::String(_) => ValueType::Text,
            DeValue::Integer(_) | DeValue::Float(_) => ValueType::Number,
            DeValue::Boolean(_) => ValueType::Boolean,
            DeValue::Datetime(date) if date.time.is_some() => ValueType::DateTime,
            DeValue::Datetime(_) => ValueType::Date,
            DeValue::Array(_) => ValueType::List,
            DeValue::Table(_) => ValueType::Table,
        };
        let problem = FieldProblem::WrongType { name: name.to_owned(), expected, found };
        self.mistakes.add(self.spot(value.span()), problem);
    }
}
