//! `hours.toml`: the usual week, other weeks of single lines, seasons and exceptions.

use super::Context;
use super::dates::{self, Days};
use super::files::{Layout, ParsedFile};
use super::holidays;
use super::mistakes::suggestion;
use super::table::{TableReader, Text};
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
    let mut seasons = Vec::new();
    for mut table in reader.tables("season", SEASON_FIELDS) {
        seasons.extend(season(&mut table, context));
        table.finish();
    }
    let mut exceptions = Vec::new();
    for mut table in reader.tables("exception", EXCEPTION_FIELDS) {
        exceptions.extend(exception(&mut table, context));
        table.finish();
    }
    let names = |lines: &[Text<'_>]| lines.iter().map(|line| line.value.to_string()).collect();
    check_clashes(&seasons, DatedKind::Season, context);
    check_clashes(&exceptions, DatedKind::Exception, context);
    if !any_week {
        check_needed(&reader, context);
    }
    hours.seasons = seasons
        .into_iter()
        .map(|one| Season { lines: names(&one.lines), occasion: one.occasion, week: one.value })
        .collect();
    hours.exceptions = exceptions
        .into_iter()
        .map(|one| Exception { lines: names(&one.lines), occasion: one.occasion, spans: one.value })
        .collect();
    reader.finish();
}

/// Hours that hold on some days, on some lines.
struct Dated<'r, T> {
    occasion: Occasion,
    spot: Spot<'r>,
    lines: Vec<Text<'r>>,
    value: T,
}

fn season<'r>(table: &mut TableReader<'r>, context: Context<'r>) -> Option<Dated<'r, Week>> {
    let days = dates::from_to(table, dates::YEAR);
    let names = dates::names(table, context);
    let lines = lines(table, context);
    if table.raw("week").is_none() {
        table.missing("week", Example::SeasonWeek);
    }
    let week = week(table);
    Some(dated(days?, names, lines, week?))
}

fn exception<'r>(
    table: &mut TableReader<'r>,
    context: Context<'r>,
) -> Option<Dated<'r, Vec<Span>>> {
    let day = dates::required(table, "date");
    let names = dates::names(table, context);
    let lines = lines(table, context);
    let spans = spans(table, "hours");
    Some(dated(day?, names, lines, spans?))
}

fn dated<'r, T>(
    days: Days<'r>,
    names: Vec<(String, String)>,
    lines: Vec<Text<'r>>,
    value: T,
) -> Dated<'r, T> {
    Dated {
        occasion: Occasion { from: days.from, to: days.to, names },
        spot: days.spot,
        lines,
        value,
    }
}

/// The names of lines in `lines`; none if it is not there.
fn lines<'r>(table: &TableReader<'r>, context: Context<'r>) -> Vec<Text<'r>> {
    let value = table.raw("lines");
    let lines = value.and_then(|value| table.strings("lines", value, "`[\"main\"]`"));
    let lines = lines.unwrap_or_default();
    for line in &lines {
        check_line(&line.value, line.spot, context);
    }
    lines
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

fn check_clashes<T>(all: &[Dated<'_, T>], kind: DatedKind, context: Context<'_>) {
    for (position, one) in all.iter().enumerate() {
        let earlier = all.iter().take(position).find(|other| {
            let days =
                one.occasion.from <= other.occasion.to && other.occasion.from <= one.occasion.to;
            let shared =
                |line: &Text<'_>| other.lines.iter().any(|other| other.value == line.value);
            let lines =
                one.lines.is_empty() || other.lines.is_empty() || one.lines.iter().any(shared);
            days && lines
        });
        if let Some(earlier) = earlier {
            let problem = HoursProblem::OverlappingDates {
                kind,
                from: earlier.occasion.from,
                to: earlier.occasion.to,
                first: earlier.spot.file_line(),
            };
            context.mistakes.add(one.spot, problem);
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
