//! One event of a calendar: its days and its name.

use icalendar::parser::{Component, Property};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Span, ToSpan as _};

use super::{Event, MOST_DAYS, NoHoliday};
use crate::catalogue::is_invisible;

/// What makes an event come again, or be one of those that did.
const REPEATING: [&str; 4] = ["RRULE", "RDATE", "EXRULE", "RECURRENCE-ID"];

/// Reads an event that begins in this line.
pub(super) fn read(line: usize, event: &Component<'_>, zone: &TimeZone) -> Event {
    let summary = property(event, "SUMMARY");
    // Names are short: what is long, broken or invisible in one would only stand in the way.
    let name = summary.map_or("", |summary| summary.val.as_str());
    let plain: String = name
        .chars()
        .map(|char| if char.is_whitespace() { ' ' } else { char })
        .filter(|char| !is_invisible(*char))
        .collect();
    let name = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let language = summary.and_then(|summary| parameter(summary, "LANGUAGE"));
    let language =
        language.and_then(|tag| Some(tag.split(['-', '_']).next()?.to_ascii_lowercase()));
    Event {
        line,
        language,
        days: days(event, zone, name.is_empty()),
        name,
    }
}

fn days(event: &Component<'_>, zone: &TimeZone, unnamed: bool) -> Result<(Date, Date), NoHoliday> {
    let repeating = REPEATING.into_iter().find_map(|name| property(event, name));
    if let Some(rule) = repeating {
        return Err(NoHoliday::Repeats(rule.name.as_str().to_owned()));
    }
    let status = property(event, "STATUS").map(|status| status.val.as_str());
    if status.is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")) {
        return Err(NoHoliday::Cancelled);
    }
    if unnamed {
        return Err(NoHoliday::NoName);
    }
    let start = property(event, "DTSTART").ok_or(NoHoliday::NoDate)?;
    let (begins, is_day) = moment(start, "DTSTART", zone)?;
    let ends = match (property(event, "DTEND"), property(event, "DURATION")) {
        (Some(end), _) => moment(end, "DTEND", zone)?.0,
        (None, Some(duration)) => after(begins, duration)?,
        // Without an end, a date is that day, and a time is a moment (RFC 5545, section 3.6.1).
        (None, None) if is_day => begins
            .checked_add(1.day())
            .map_err(|_| NoHoliday::Backwards)?,
        (None, None) => begins,
    };
    whole_days(begins, ends)
}

/// The first and the last day; an end is the first moment after.
fn whole_days(begins: DateTime, ends: DateTime) -> Result<(Date, Date), NoHoliday> {
    if ends < begins || (ends == begins && begins.time() == Time::midnight()) {
        return Err(NoHoliday::Backwards);
    }
    // Some calendars end a day with its last minute.
    let last_minute = ends.hour() == 23 && ends.minute() == 59;
    let midnight = ends.time() == Time::midnight();
    if begins.time() != Time::midnight() || !(midnight || last_minute) {
        let shown = |time: DateTime| time.strftime("%Y-%m-%d %H:%M").to_string();
        return Err(NoHoliday::PartOfDay(shown(begins), shown(ends)));
    }
    let last = if last_minute {
        Ok(ends.date())
    } else {
        ends.date().yesterday()
    };
    let (first, last) = (begins.date(), last.map_err(|_| NoHoliday::Backwards)?);
    let most = first.checked_add((MOST_DAYS - 1).days());
    if most.is_ok_and(|most| last > most) {
        return Err(NoHoliday::TooLong(MOST_DAYS));
    }
    Ok((first, last))
}

/// A date or a time on the clocks of `zone`, and whether it is a date.
fn moment(
    property: &Property<'_>,
    name: &'static str,
    zone: &TimeZone,
) -> Result<(DateTime, bool), NoHoliday> {
    let written = property.val.as_str().trim();
    let bad = || {
        let shown = written.chars().filter(|char| !is_invisible(*char)).take(40);
        NoHoliday::BadDate(name, shown.collect())
    };
    let sound = |date: Date| (2000..2100).contains(&date.year());
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(written, 8) {
        let date = Date::strptime("%Y%m%d", written)
            .ok()
            .filter(|date| sound(*date));
        return Ok((date.ok_or_else(bad)?.at(0, 0, 0, 0), true));
    }
    let (local, is_utc) = match written.strip_suffix(['Z', 'z']) {
        Some(local) => (local, true),
        None => (written, false),
    };
    let (date, time) = local.split_once(['T', 't']).ok_or_else(bad)?;
    if !digits(date, 8) || !digits(time, 6) {
        return Err(bad());
    }
    let local = DateTime::strptime("%Y%m%d %H%M%S", format!("{date} {time}"));
    let local = local
        .ok()
        .filter(|local| sound(local.date()))
        .ok_or_else(bad)?;
    let from = match parameter(property, "TZID") {
        _ if is_utc => TimeZone::UTC,
        None => return Ok((local, false)),
        Some(name) => TimeZoneDatabase::bundled()
            .get(&name)
            .map_err(|_| NoHoliday::UnknownZone(name))?,
    };
    let moment = local.to_zoned(from).map_err(|_| bad())?;
    Ok((moment.with_time_zone(zone.clone()).datetime(), false))
}

/// A time so much later: `P1D`, `PT24H`, `P1W`.
fn after(begins: DateTime, duration: &Property<'_>) -> Result<DateTime, NoHoliday> {
    let written = duration.val.as_str().trim();
    let bad = || {
        let shown = written.chars().filter(|char| !is_invisible(*char)).take(40);
        NoHoliday::BadDate("DURATION", shown.collect())
    };
    let span: Span = written.parse().map_err(|_| bad())?;
    begins.checked_add(span).map_err(|_| bad())
}

fn property<'e, 'i>(event: &'e Component<'i>, name: &str) -> Option<&'e Property<'i>> {
    let mut properties = event.properties.iter();
    properties.find(|property| property.name.as_str().eq_ignore_ascii_case(name))
}

fn parameter(property: &Property<'_>, name: &str) -> Option<String> {
    let mut parameters = property.params.iter();
    let found = parameters.find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name))?;
    let value = found.val.as_ref()?.as_str().trim_matches('"');
    Some(
        value
            .chars()
            .filter(|char| !is_invisible(*char))
            .take(60)
            .collect(),
    )
}
