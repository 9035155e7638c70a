//! Days of the calendar, and what they are called.

use jiff::ToSpan as _;
use jiff::civil::Date;
use toml::de::DeValue;

use super::Context;
use super::table::TableReader;
use super::texts::{in_languages, spoken_texts};
use crate::catalogue::Rule;
use crate::catalogue::position::{Spot, quoted};
use crate::catalogue::spoken::TextKind;

/// The most days of a season.
pub(super) const YEAR: i32 = 366;

/// Days, and where they stand.
#[derive(Clone, Copy)]
pub(super) struct Days<'r> {
    pub from: Date,
    pub to: Date,
    pub spot: Spot<'r>,
}

/// A single day, which must be there.
pub(super) fn required<'r>(table: &mut TableReader<'r>, name: &'static str) -> Option<Days<'r>> {
    let Some(value) = table.raw(name) else {
        table.missing(name, format_args!("`{name} = 2026-12-16`"));
        return None;
    };
    let written = match value.get_ref() {
        DeValue::Datetime(date) if date.time.is_none() && date.offset.is_none() => date.to_string(),
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(_) => {
            let hint = "write the day alone, without a time: `2026-12-16`";
            table.wrong_type(name, value, "a day", hint);
            return None;
        }
        _ => {
            table.wrong_type(
                name,
                value,
                "a day",
                "write year, month and day: `2026-12-16`",
            );
            return None;
        }
    };
    let spot = table.spot(value.span());
    let date = written.parse::<Date>().ok();
    // A year far away is a slip of the keys.
    let date =
        date.filter(|date| date.to_string() == written && (2000..2100).contains(&date.year()));
    let Some(date) = date else {
        let message = format!("There is no day {}.", quoted(&written));
        let hint = "write year, month and day of our calendar with the digits 0 to 9, such as `2026-12-16`";
        table.mistakes.add(Rule::BadDate, spot, message, hint);
        return None;
    };
    Some(Days {
        from: date,
        to: date,
        spot,
    })
}

/// The first and the last day, both of which must be there; at most so many days.
pub(super) fn from_to<'r>(table: &mut TableReader<'r>, most: i32) -> Option<Days<'r>> {
    let from = required(table, "from");
    let to = required(table, "to");
    let (from, to) = (from?, to?);
    let (message, hint) = if to.to < from.from {
        let message = format!("This ends on {}, before it begins on {}.", to.to, from.from);
        (
            message,
            "write the first day after `from`, and the last after `to`".to_owned(),
        )
    } else if from
        .from
        .checked_add((most - 1).days())
        .is_ok_and(|last| to.to > last)
    {
        let message = format!("From {} to {} is very long.", from.from, to.to);
        (
            message,
            format!("see whether the year is right: this may last {most} days at most"),
        )
    } else {
        return Some(Days { to: to.to, ..from });
    };
    table
        .mistakes
        .add(Rule::BackwardsDates, to.spot, message, hint);
    None
}

/// What callers hear the days called, by language; empty if `[name]` is not there.
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
