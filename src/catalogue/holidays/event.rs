//! One event of a calendar: its days and its name.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Span, ToSpan as _};
use serde::Serialize;

use super::MOST_DAYS;
use super::calendar::Property;
use crate::catalogue::{is_invisible, without_invisible};

/// Properties of an event that repeats, or that is one of those that do.
const REPEATING: [&str; 4] = ["RRULE", "RDATE", "EXRULE", "RECURRENCE-ID"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarEvent {
    /// The line in which it begins, counted from 1.
    pub line: usize,
    /// Empty if it has no name.
    pub name: String,
    /// The language of the name, if the calendar says so.
    pub language: Option<String>,
    /// The first and the last day, or the reason why it is no holiday.
    pub days: Result<(Date, Date), NoHoliday>,
}

/// The reason why an event is no holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", content = "arguments", rename_all = "kebab-case")]
pub enum NoHoliday {
    NoName,
    /// It has this property of repeating events.
    Repeats(String),
    Cancelled,
    PartOfDay {
        from: DateTime,
        to: DateTime,
    },
    NoDate,
    BadDate {
        property: &'static str,
        written: String,
    },
    UnknownZone(String),
    Backwards,
    /// The hotline does not speak the language of the name.
    OtherLanguage(String),
    TooLong {
        max_days: i32,
    },
}

impl CalendarEvent {
    /// Reads the properties of an event that begins in this line.
    pub(super) fn read(line: usize, properties: &[Property<'_>], zone: &TimeZone) -> Self {
        let summary = property(properties, "SUMMARY");
        let name = summary.map_or(String::new(), |summary| unescaped(summary.value));
        // Names are short: what is long, broken or invisible in one would only stand in the way.
        let visible = |char: &char| char.is_whitespace() || !is_invisible(*char);
        let name: String = name.chars().filter(visible).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let language = summary.and_then(|summary| summary.parameter("LANGUAGE"));
        let language = language.and_then(|tag| tag.split(['-', '_']).next());
        Self {
            line,
            language: language.map(|code| shown(code).to_ascii_lowercase()),
            days: days(properties, zone, name.is_empty()),
            name,
        }
    }
}

fn days(
    properties: &[Property<'_>],
    zone: &TimeZone,
    unnamed: bool,
) -> Result<(Date, Date), NoHoliday> {
    let property = |name| property(properties, name);
    if let Some(rule) = REPEATING.into_iter().find_map(property) {
        return Err(NoHoliday::Repeats(rule.name.to_owned()));
    }
    if property("STATUS").is_some_and(|status| status.value.eq_ignore_ascii_case("CANCELLED")) {
        return Err(NoHoliday::Cancelled);
    }
    if unnamed {
        return Err(NoHoliday::NoName);
    }
    let start = property("DTSTART").ok_or(NoHoliday::NoDate)?;
    let (begins, is_day) = moment(start, "DTSTART", zone)?;
    let ends = match (property("DTEND"), property("DURATION")) {
        (Some(end), _) => moment(end, "DTEND", zone)?.0,
        (None, Some(duration)) => {
            let span = duration.value.parse::<Span>();
            let ends = span.and_then(|span| begins.checked_add(span));
            ends.map_err(|_| bad_date("DURATION", duration.value))?
        }
        // Without an end, a date is that day, and a time is a moment (RFC 5545, section 3.6.1).
        (None, None) if is_day => begins.saturating_add(1.day()),
        (None, None) => begins,
    };
    whole_days(begins, ends)
}

/// The first and the last day; an end is the first moment after.
fn whole_days(begins: DateTime, ends: DateTime) -> Result<(Date, Date), NoHoliday> {
    let at_midnight = begins.time() == Time::midnight();
    if ends < begins || (ends == begins && at_midnight) {
        return Err(NoHoliday::Backwards);
    }
    // Some calendars end a day with its last minute.
    let last_minute = ends.hour() == 23 && ends.minute() == 59;
    if !at_midnight || !(ends.time() == Time::midnight() || last_minute) {
        let (from, to) = (begins, ends);
        return Err(NoHoliday::PartOfDay { from, to });
    }
    let first = begins.date();
    let last = ends.saturating_sub(1.minute()).date();
    if first.saturating_add((MOST_DAYS - 1).days()) < last {
        let max_days = MOST_DAYS;
        return Err(NoHoliday::TooLong { max_days });
    }
    Ok((first, last))
}

/// A date or a time on the clocks of `zone`, and whether it is a date.
fn moment(
    property: &Property<'_>,
    name: &'static str,
    zone: &TimeZone,
) -> Result<(DateTime, bool), NoHoliday> {
    let written = property.value;
    let bad = || bad_date(name, written);
    let (local, is_utc) = match written.strip_suffix(['Z', 'z']) {
        Some(local) => (local, true),
        None => (written, false),
    };
    let is_day = !written.contains(['T', 't']);
    let (date, time) = local.split_once(['T', 't']).unwrap_or((local, "000000"));
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(date, 8) || !digits(time, 6) || (is_day && is_utc) {
        return Err(bad());
    }
    let local = DateTime::strptime("%Y%m%d %H%M%S", format!("{date} {time}"));
    // A year far away is a slip of the keys.
    let sound = |local: &DateTime| (2000..2100).contains(&local.year());
    let local = local.ok().filter(sound).ok_or_else(bad)?;
    let from = match property.parameter("TZID") {
        _ if is_day => return Ok((local, true)),
        _ if is_utc => TimeZone::UTC,
        None => return Ok((local, false)),
        Some(name) => TimeZoneDatabase::bundled()
            .get(name)
            .map_err(|_| NoHoliday::UnknownZone(shown(name)))?,
    };
    let moment = local.to_zoned(from).map_err(|_| bad())?;
    Ok((moment.with_time_zone(zone.clone()).datetime(), false))
}

fn bad_date(property: &'static str, written: &str) -> NoHoliday {
    let written = shown(written);
    NoHoliday::BadDate { property, written }
}

/// A word of the calendar without anything that a terminal obeys.
fn shown(word: &str) -> String {
    without_invisible(word).chars().take(60).collect()
}

fn property<'p, 'l>(properties: &'p [Property<'l>], name: &str) -> Option<&'p Property<'l>> {
    properties.iter().find(|property| property.is(name))
}

/// A text without its backslashes (RFC 5545, section 3.3.11).
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => plain.extend(chars.next().map(|next| match next {
                'n' | 'N' => '\n',
                other => other,
            })),
            char => plain.push(char),
        }
    }
    plain
}
