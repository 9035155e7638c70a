//! One event of a calendar: its days and its name.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time};
use serde::Serialize;

use super::MOST_DAYS;
use super::calendar::Component;
use super::written::{Written, bad_date, shown};
use super::zone::Zones;
use crate::catalogue::is_invisible;

/// Properties of an event that repeats, or that is one of those that do.
const REPEATING: [&str; 4] = ["RRULE", "RDATE", "EXRULE", "RECURRENCE-ID"];

/// The other properties that an event is nothing without, if they are there and are not understood.
const NEEDED: [&str; 5] = ["SUMMARY", "DTSTART", "DTEND", "DURATION", "STATUS"];

/// Exchange's and Outlook's signs that an event takes whole days, whatever its times are elsewhere.
const ALL_DAY: [&str; 2] = ["X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT"];

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
    /// The reason for which nothing has to be done about it.
    pub left_out: Option<LeftOut>,
    /// True if it has been changed since it was first written.
    pub changed: bool,
}

/// The reason for which nothing has to be done about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", content = "arguments", rename_all = "kebab-case")]
pub enum LeftOut {
    Cancelled,
    /// A newer version of it begins in this line.
    Replaced {
        by: usize,
    },
    /// It is before the days that are asked for.
    Over,
    /// It is after the days that are asked for.
    Later,
}

/// The reason why an event is no holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", content = "arguments", rename_all = "kebab-case")]
pub enum NoHoliday {
    NoName,
    /// It has this property of repeating events.
    Repeats(String),
    PartOfDay {
        from: DateTime,
        to: DateTime,
    },
    NoDate,
    BadDate {
        property: &'static str,
        written: String,
    },
    /// This property, in this line, can't be read.
    Unread {
        property: &'static str,
        line: usize,
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
    pub(super) fn read(event: &Component, zones: &Zones<'_>) -> Self {
        let summary = event.property("SUMMARY");
        let name = summary.map_or(String::new(), |summary| unescaped(&summary.value));
        // Names are short: what is long, broken or invisible in one would only stand in the way.
        let visible = |char: &char| char.is_whitespace() || !is_invisible(*char);
        let name: String = name.chars().filter(visible).collect();
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let language = summary.and_then(|summary| summary.parameter("LANGUAGE"));
        let language = language.and_then(|tag| tag.split(['-', '_']).next());
        Self {
            line: event.line,
            language: language.map(|code| shown(code).to_ascii_lowercase()),
            days: days(event, zones, name.is_empty()),
            name,
            left_out: None,
            changed: false,
        }
    }
}

fn days(event: &Component, zones: &Zones<'_>, unnamed: bool) -> Result<(Date, Date), NoHoliday> {
    if let Some(rule) = REPEATING.into_iter().find_map(|name| event.property(name)) {
        return Err(NoHoliday::Repeats(rule.name.clone()));
    }
    for line in &event.unread {
        let mut needed = REPEATING.into_iter().chain(NEEDED);
        if let Some(property) = needed.find(|property| line.may_be(property)) {
            return Err(NoHoliday::Unread { property, line: line.line });
        }
    }
    if unnamed {
        return Err(NoHoliday::NoName);
    }
    let begins = Written::read(event.property("DTSTART").ok_or(NoHoliday::NoDate)?, "DTSTART")?;
    let ends = match (event.property("DTEND"), event.value("DURATION")) {
        (Some(end), _) => Written::read(end, "DTEND")?,
        (None, Some(duration)) => {
            begins.after(duration).ok_or_else(|| bad_date("DURATION", duration))?
        }
        (None, None) => begins,
    };
    let all_day = ALL_DAY.into_iter().any(|name| event.says(name, "TRUE"));
    let clocks = begins.on_clocks(zones).and_then(|from| Ok((from, ends.on_clocks(zones)?)));
    let days = clocks.and_then(|(from, to)| whole_days(from, to, all_day || begins.is_day()));
    if all_day {
        // Whoever took whole days meant them where they were written.
        let written = whole_days(begins.as_written(), ends.as_written(), true);
        return days.or_else(|why| written.map_err(|_| why));
    }
    days
}

/// The first and the last day; an end is the first moment after.
fn whole_days(begins: DateTime, ends: DateTime, all_day: bool) -> Result<(Date, Date), NoHoliday> {
    if ends < begins {
        return Err(NoHoliday::Backwards);
    }
    // Many calendars end an event of whole days on the day on which it begins.
    let ends = if all_day && ends == begins { ends.saturating_add(1.day()) } else { ends };
    let at_midnight = begins.time() == Time::midnight();
    // Some calendars end a day with its last minute.
    let last_minute = ends.hour() == 23 && ends.minute() == 59;
    let is_whole = at_midnight && (ends.time() == Time::midnight() || last_minute);
    if !is_whole || ends == begins {
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

/// A text without its backslashes (RFC 5545, section 3.3.11).
pub(super) fn unescaped(text: &str) -> String {
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
