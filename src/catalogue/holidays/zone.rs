//! The time zones of a calendar: IANA's, Windows's, and those that it defines itself.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _};
use windows_timezones::WindowsTimezone;

use super::calendar::Component;
use super::event::unescaped;

/// The zones that a calendar can name.
pub(super) struct Zones<'c> {
    /// The hotline's.
    pub own: TimeZone,
    /// The calendar's `VTIMEZONE`s.
    defined: Vec<&'c Component>,
}

impl<'c> Zones<'c> {
    pub(super) fn new(own: &TimeZone, parts: &[&'c Component]) -> Self {
        let defined = parts.iter().copied().filter(|part| part.is("VTIMEZONE")).collect();
        Self { own: own.clone(), defined }
    }

    /// The zone that a database knows by this name.
    pub(super) fn known(name: &str) -> Option<TimeZone> {
        let database = TimeZoneDatabase::bundled();
        let windows = || name.parse::<WindowsTimezone>().ok();
        database.get(name).ok().or_else(|| database.get(windows()?.tzdb_id()).ok())
    }

    /// The moment at which the clocks of a zone show a time; none if the zone is not known.
    pub(super) fn timestamp(&self, local: DateTime, name: &str) -> Option<Timestamp> {
        if let Some(known) = Self::known(name) {
            return known.to_timestamp(local).ok();
        }
        let is_it = |zone: &&&Component| zone.value("TZID").map(unescaped).as_deref() == Some(name);
        let defined = self.defined.iter().find(is_it)?;
        offset(defined, local)?.to_timestamp(local).ok()
    }
}

/// The offset of a zone that a calendar defines, when its clocks show this time.
fn offset(zone: &Component, local: DateTime) -> Option<Offset> {
    let mut last: Option<(DateTime, Offset)> = None;
    let mut first: Option<(DateTime, Offset)> = None;
    for observance in &zone.parts {
        let [from, to] =
            ["TZOFFSETFROM", "TZOFFSETTO"].map(|name| parsed_offset(observance.value(name)?));
        let (from, to) = (from?, to?);
        let start = civil(observance.value("DTSTART")?)?;
        if first.is_none_or(|(first, _)| start < first) {
            first = Some((start, from));
        }
        // A time that the clocks skip is counted from before it.
        let skipped = (i64::from(to.seconds()) - i64::from(from.seconds())).max(0);
        let before = local.checked_sub(skipped.seconds()).ok()?;
        let rule = match observance.value("RRULE") {
            Some(rule) => Some(YearlyRule::parse(rule, start.date())?),
            None => None,
        };
        if let Some(onset) = last_onset(observance, rule.as_ref(), start, before)
            && last.is_none_or(|(last, _)| last < onset)
        {
            last = Some((onset, to));
        }
    }
    last.or(first).map(|(_, offset)| offset)
}

/// The latest change of the clocks to an observance, up to a moment.
fn last_onset(
    observance: &Component,
    rule: Option<&YearlyRule>,
    start: DateTime,
    before: DateTime,
) -> Option<DateTime> {
    let yearly = rule.iter().flat_map(|rule| {
        // A rule that is over still had its last day.
        let last = rule.until.map_or(before.year(), |until| until.year().min(before.year()));
        (last.saturating_sub(1)..=last).filter_map(|year| rule.day(year))
    });
    let yearly = yearly.map(|day| day.to_datetime(start.time()));
    let dates = observance.properties.iter().filter(|property| property.is("RDATE"));
    let dates = dates.flat_map(|dates| dates.value.split(',')).filter_map(civil);
    let onsets = yearly.chain(dates).filter(|onset| *onset > start).chain([start]);
    onsets.filter(|onset| *onset <= before).max()
}

/// A rule for a day of each year: `FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU`.
struct YearlyRule {
    month: i8,
    /// The weekday, and the one of that name in the month: the first, or -1 for the last.
    weekday: Option<(Option<i8>, Weekday)>,
    days: Vec<i8>,
    until: Option<Date>,
}

impl YearlyRule {
    /// Parses a rule; what it does not say is as on the day from which it counts.
    fn parse(rule: &str, start: Date) -> Option<Self> {
        let (mut parsed, mut yearly) =
            (Self { month: start.month(), weekday: None, days: Vec::new(), until: None }, false);
        for part in rule.split(';') {
            let (name, value) = part.split_once('=')?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" => yearly = value.eq_ignore_ascii_case("YEARLY"),
                "BYMONTH" => parsed.month = value.parse().ok()?,
                "BYDAY" => parsed.weekday = Some(weekday(value)?),
                "BYMONTHDAY" => {
                    let days = value.split(',').map(|day| day.parse().ok().filter(|day| *day > 0));
                    parsed.days = days.collect::<Option<_>>()?;
                }
                "UNTIL" => parsed.until = Some(civil(value)?.date()),
                "INTERVAL" if value == "1" => {}
                "WKST" => {}
                _ => return None,
            }
        }
        match parsed.weekday {
            Some((None, _)) if parsed.days.is_empty() => return None,
            None if parsed.days.is_empty() => parsed.days.push(start.day()),
            _ => {}
        }
        yearly.then_some(parsed)
    }

    fn day(&self, year: i16) -> Option<Date> {
        let date = |day: &i8| Date::new(year, self.month, *day).ok();
        let day = match self.weekday {
            Some((Some(nth), weekday)) => date(&1)?.nth_weekday_of_month(nth, weekday).ok()?,
            other => {
                let is_it = |day: &Date| other.is_none_or(|(_, weekday)| day.weekday() == weekday);
                self.days.iter().filter_map(date).filter(is_it).min()?
            }
        };
        // The end is in UTC, which may be another day than on the clocks.
        let until = self.until.map(|until| until.saturating_add(1.day()));
        until.is_none_or(|until| day <= until).then_some(day)
    }
}

/// `-1SU`: the last Sunday; `SU`: any.
fn weekday(written: &str) -> Option<(Option<i8>, Weekday)> {
    let (nth, day) = written.split_at_checked(written.len().checked_sub(2)?)?;
    let weekday = match day.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    };
    let nth = if nth.is_empty() { None } else { Some(nth.parse().ok()?) };
    Some((nth, weekday))
}

/// `20261216T000000`, with or without a `Z`, or a date alone.
pub(super) fn civil(written: &str) -> Option<DateTime> {
    let written = written.trim_end_matches(['Z', 'z']);
    let (date, time) = written.split_once(['T', 't']).unwrap_or((written, "000000"));
    let digits =
        |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(date, 8) || !digits(time, 6) {
        return None;
    }
    DateTime::strptime("%Y%m%d %H%M%S", format!("{date} {time}")).ok()
}

fn parsed_offset(written: &str) -> Option<Offset> {
    strtime::parse("%z", written).ok()?.offset()
}
