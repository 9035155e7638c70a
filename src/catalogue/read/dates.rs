//! Days of the calendar, and their names.

use jiff::ToSpan as _;
use jiff::civil::Date;
use toml::de::DeValue;

use super::Context;
use super::table::TableReader;
use super::texts::{in_languages, spoken_texts};
use crate::catalogue::Occasion;
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{DateProblem, FieldType, HoursProblem};
use crate::catalogue::spoken::TextKind;

pub(super) const YEAR: i32 = 366;

#[derive(Clone, Copy)]
pub(super) struct Days<'r> {
    pub from: Date,
    pub to: Date,
    pub spot: Spot<'r>,
}

impl Days<'_> {
    /// The days under these names.
    pub(super) fn occasion(self, names: Vec<(String, String)>) -> Occasion {
        Occasion { from: self.from, to: self.to, names }
    }
}

/// A single day, which must be there.
pub(super) fn required<'r>(table: &mut TableReader<'r>, name: &'static str) -> Option<Days<'r>> {
    let value = table.required(name, "2026-12-16")?;
    let written = match value.get_ref() {
        DeValue::Datetime(date) if date.time.is_none() && date.offset.is_none() => date.to_string(),
        DeValue::String(text) => text.to_string(),
        _ => {
            table.wrong_type(name, value, FieldType::Day);
            return None;
        }
    };
    let spot = table.spot(value.span());
    let date = written.parse::<Date>().ok();
    // A year far away is a slip of the keys.
    let date =
        date.filter(|date| date.to_string() == written && (2000..2100).contains(&date.year()));
    let Some(date) = date else {
        let problem = DateProblem::NoSuchDay(written);
        table.mistakes.add(spot, HoursProblem::BadDate { problem });
        return None;
    };
    Some(Days { from: date, to: date, spot })
}

/// The first and the last day, both of which must be there.
pub(super) fn from_to<'r>(table: &mut TableReader<'r>, max_days: i32) -> Option<Days<'r>> {
    let from = required(table, "from");
    let to = required(table, "to");
    let (from, to) = (from?, to?);
    let last = from.from.checked_add((max_days - 1).days());
    if from.from <= to.to && last.is_ok_and(|last| to.to <= last) {
        return Some(Days { to: to.to, ..from });
    }
    let problem = HoursProblem::BackwardsDates { from: from.from, to: to.to, max_days };
    table.mistakes.add(to.spot, problem);
    None
}

/// The spoken names of the days, by language; empty if `[name]` is not there.
pub(super) fn names<'r>(
    table: &mut TableReader<'r>,
    context: Context<'r>,
) -> Vec<(String, String)> {
    let Some(names) = spoken_texts(table, "name", TextKind::Name, context) else {
        return Vec::new();
    };
    in_languages(&names, context)
        .map(|(text, language)| (language.code.clone(), text.value.to_string()))
        .collect()
}
