//! `holidays.toml`: the public holidays, as somebody decided them.

use super::Context;
use super::dates;
use super::files::ParsedFile;
use super::table::TableReader;
use crate::catalogue::Occasion;
use crate::catalogue::holidays::MOST_DAYS;
use crate::catalogue::problem::{DateProblem, HoursProblem};

const FIELDS: &[&str] = &["holiday"];
const HOLIDAY_FIELDS: &[&str] = &["date", "from", "to", "name"];

pub(super) fn read<'r>(file: &'r ParsedFile<'r>, context: Context<'r>) -> Vec<Occasion> {
    let reader = file.reader(FIELDS, context.mistakes);
    let mut holidays = Vec::new();
    for mut table in reader.tables("holiday", HOLIDAY_FIELDS) {
        holidays.extend(holiday(&mut table, context));
        table.finish();
    }
    reader.finish();
    holidays
}

fn holiday<'r>(table: &mut TableReader<'r>, context: Context<'r>) -> Option<Occasion> {
    let several = table.raw("from").is_some() || table.raw("to").is_some();
    let days = if several {
        if let Some(spot) = table.key_spot("date") {
            let problem = DateProblem::DayAndPeriod;
            context.mistakes.add(spot, HoursProblem::BadDate { problem });
        }
        dates::from_to(table, MOST_DAYS)
    } else {
        dates::required(table, "date")
    };
    if table.raw("name").is_none() {
        table.missing("name", context.example("holiday.name"));
    }
    let names = dates::names(table, context);
    Some(days?.occasion(names))
}
