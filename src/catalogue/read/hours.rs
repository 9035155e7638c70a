//! `hours.toml`: the usual week, other weeks of single lines, seasons and exceptions.

use super::Context;
use super::dates;
use super::files::{Layout, ParsedFile};
use super::holidays;
use super::mistakes::suggestion;
use super::table::TableReader;
use crate::catalogue::Occasion;
use crate::catalogue::hours::{Exception, Hours, LineHours, Season, Span, Week};
use crate::catalogue::position::Spot;
use crate::catalogue::problem::{DatedKind, Example, FieldType, HoursProblem, HoursSlip};

const FIELDS: &[&str] = &["week", "season", "exception", "line"];
const SEASON_FIELDS: &[&str] = &["from", "to", "lines", "name", "week"];
const EXCEPTION_FIELDS: &[&str] = &["date", "hours", "lines", "name"];
const LINE_FIELDS: &[&str] = &["week", "holidays"];

/// Reads `hours.toml` and `holidays.toml` into `hours`. Both may be missing.
pub(super) fn read<'r>(layout: &'r Layout<'r>, context: Context<'r>, hours: &mut Hours) {
    if let Some(file) = &layout.holidays {
        hours.holidays = holidays::read(file, context);
    }
    if let Some(file) = &layout.hours {
        read_hours(file, context, hours);
    }
}

fn read_hours<'r>(file: &'r ParsedFile<'r>, context: Context<'r>, hours: &mut Hours) {
    let reader = file.reader(FIELDS, context.mistakes);
    hours.usual = week(&reader);
    let mut any_week = reader.raw("week").is_some();
    if let Some(table) = reader.table("line", &[]) {
        for (name, spot, _) in table.entries() {
            check_line(name, spot, context);
            let Some(mut line) = table.table(name, LINE_FIELDS) else {
                continue;
            };
            any_week |= line.raw("week").is_some();
            let holidays =
                line.raw("holidays").is_none() || line.required_boolean("holidays") != Some(false);
            hours.lines.push(LineHours { line: name.to_owned(), week: week(&line), holidays });
            line.finish();
        }
    }
    let seasons = tables(&reader, "season", SEASON_FIELDS, |table| season(table, context));
    let dated = seasons.iter().map(|(one, spot)| (&one.occasion, &one.lines[..], *spot));
    check_clashes(&dated.collect::<Vec<_>>(), DatedKind::Season, context);
    let exceptions =
        tables(&reader, "exception", EXCEPTION_FIELDS, |table| exception(table, context));
    let dated = exceptions.iter().map(|(one, spot)| (&one.occasion, &one.lines[..], *spot));
    check_clashes(&dated.collect::<Vec<_>>(), DatedKind::Exception, context);
    if !any_week {
        check_needed(&reader, context);
    }
    hours.seasons = seasons.into_iter().map(|(season, _)| season).collect();
    hours.exceptions = exceptions.into_iter().map(|(exception, _)| exception).collect();
    reader.finish();
}

/// Reads the tables of a list, each to its end.
fn tables<'r, T>(
    reader: &TableReader<'r>,
    name: &str,
    fields: &'static [&'static str],
    read: impl Fn(&mut TableReader<'r>) -> Option<T>,
) -> Vec<T> {
    let read = |mut table| {
        let read = read(&mut table);
        table.finish();
        read
    };
    reader.tables(name, fields).into_iter().filter_map(read).collect()
}

fn season<'r>(table: &mut TableReader<'r>, context: Context<'r>) -> Option<(Season, Spot<'r>)> {
    let days = dates::from_to(table, dates::YEAR);
    let names = dates::names(table, context);
    let lines = lines(table, context);
    if table.raw("week").is_none() {
        table.missing("week", Example::SeasonWeek);
    }
    let week = week(table);
    let days = days?;
    Some((Season { occasion: days.occasion(names), lines, week: week? }, days.spot))
}

fn exception<'r>(
    table: &mut TableReader<'r>,
    context: Context<'r>,
) -> Option<(Exception, Spot<'r>)> {
    let day = dates::required(table, "date");
    let names = dates::names(table, context);
    let lines = lines(table, context);
    let spans = spans(table, "hours");
    let day = day?;
    Some((Exception { occasion: day.occasion(names), lines, spans: spans? }, day.spot))
}

/// The names of lines in `lines`; none if it is not there.
fn lines(table: &TableReader<'_>, context: Context<'_>) -> Vec<String> {
    let value = table.raw("lines");
    let lines = value.and_then(|value| table.strings("lines", value, "`[\"main\"]`"));
    let lines = lines.unwrap_or_default();
    for line in &lines {
        check_line(&line.value, line.spot, context);
    }
    lines.into_iter().map(|line| line.value.into_owned()).collect()
}

fn check_line(name: &str, spot: Spot<'_>, context: Context<'_>) {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    if name.is_empty() || name.len() > 40 || !name.bytes().all(plain) {
        let name = name.to_owned();
        context.mistakes.add(spot, HoursProblem::BadLine { name });
    }
}

/// The week in `[week]`; none if it is not there or has a mistake.
fn week(reader: &TableReader<'_>) -> Option<Week> {
    let mut table = reader.table("week", &Week::DAYS)?;
    let days = Week::DAYS.map(|day| spans(&mut table, day));
    table.finish();
    let complete = days.iter().all(Option::is_some);
    complete.then(|| Week::new(days.map(Option::unwrap_or_default)))
}

/// The hours of a day: `07:00-12:00, 16:00-19:00`, or `closed`.
fn spans(table: &mut TableReader<'_>, name: &'static str) -> Option<Vec<Span>> {
    if let Some(value) = table.raw(name).filter(|value| !value.get_ref().is_str()) {
        table.wrong_type(name, value, FieldType::DayHours);
        return None;
    }
    let text = table.required_string(name, "closed")?;
    if text.value == "closed" {
        return Some(Vec::new());
    }
    let mut spans: Vec<Span> = Vec::new();
    let mut start = 0;
    for part in text.value.split(',') {
        let written = part.trim();
        let begins = start + (part.len() - part.trim_start().len());
        start += part.len() + 1;
        let spot = text.part(begins..begins + written.len());
        let Some(span) = Span::parse(written) else {
            let problem =
                HoursProblem::BadHours { written: written.to_owned(), slip: slip(written) };
            table.mistakes.add(spot, problem);
            return None;
        };
        let clash = |other: &Span| span.from < other.until && other.from < span.until;
        if let Some(other) = spans.iter().find(|other| clash(other)) {
            let problem = HoursProblem::OverlappingHours {
                hours: span.to_string(),
                other: other.to_string(),
            };
            table.mistakes.add(spot, problem);
            return None;
        }
        spans.push(span);
    }
    Some(spans)
}

fn slip(written: &str) -> Option<HoursSlip> {
    if suggestion(written, ["closed"]).is_some() {
        return Some(HoursSlip::Closed);
    }
    let (from, until) = written.split_once('-')?;
    (from == until).then_some(HoursSlip::WholeDay)
}

fn check_clashes(all: &[(&Occasion, &[String], Spot<'_>)], kind: DatedKind, context: Context<'_>) {
    for (position, (occasion, lines, spot)) in all.iter().enumerate() {
        let earlier = all[..position].iter().find(|(other, other_lines, _)| {
            let days = occasion.from <= other.to && other.from <= occasion.to;
            let shared = lines.iter().any(|line| other_lines.contains(line));
            days && (lines.is_empty() || other_lines.is_empty() || shared)
        });
        if let Some((other, _, first)) = earlier {
            let (from, to, first) = (other.from, other.to, first.file_line());
            context.mistakes.add(*spot, HoursProblem::OverlappingDates { kind, from, to, first });
        }
    }
}

/// Seasons and exceptions are nothing where people are taken to be there at any time.
fn check_needed(reader: &TableReader<'_>, context: Context<'_>) {
    let first = ["season", "exception"].into_iter().find(|name| reader.raw(name).is_some());
    if let Some(spot) = first.and_then(|name| reader.key_spot(name)) {
        context.mistakes.add(spot, HoursProblem::MissingWeek);
    }
}
