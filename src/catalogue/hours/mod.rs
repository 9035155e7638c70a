//! The hours of the people who answer the hotline.
//!
//! The hours of a day are decided in this order: an exception for that day, a public holiday, a season such as
//! Ramadan, the usual week. Hours that go over midnight belong to the day on which they begin, also where the next
//! day is a holiday.

mod instants;
mod says;
mod sentences;
mod week;
pub mod written;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _, Zoned};

pub use says::Wording;
pub use week::{Span, Week};

/// Days ahead in which the next opening is looked for.
pub const DAYS_AHEAD: i32 = 30;

/// Days ahead that mostly suffice: over a weekend.
const SOON: i32 = 3;

/// The hours of the people who answer, line by line.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// The time zone that hours and dates are meant in.
    pub zone: TimeZone,
    /// The usual week of every line that has none of its own; none: people are there at any time.
    pub usual: Option<Week>,
    pub lines: Vec<LineHours>,
    pub seasons: Vec<Season>,
    pub exceptions: Vec<Exception>,
    /// The public holidays, on which nobody is there.
    pub holidays: Vec<Occasion>,
    /// The words that hours are told in, in each language of the hotline.
    pub wording: Vec<Wording>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineHours {
    /// The line's name in the configuration.
    pub line: String,
    pub week: Option<Week>,
    /// True if nobody is there on public holidays.
    pub holidays: bool,
}

/// A time of the year with a week of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    pub occasion: Occasion,
    /// The lines that it holds for; empty: all of them.
    pub lines: Vec<String>,
    pub week: Week,
}

/// A day with hours of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub occasion: Occasion,
    /// The lines that it holds for; empty: all of them.
    pub lines: Vec<String>,
    /// The hours of that day; empty: nobody is there.
    pub spans: Vec<Span>,
}

/// Days of the calendar that have something to be said of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    pub from: Date,
    pub to: Date,
    /// Its spoken names, by the language's code; empty if it has none.
    pub names: Vec<(String, String)>,
}

impl Occasion {
    /// True if a day is one of its days.
    pub fn covers(&self, date: Date) -> bool {
        (self.from..=self.to).contains(&date)
    }

    pub fn name(&self, language: &str) -> Option<&str> {
        let named = self.names.iter().find(|(code, _)| code == language);
        named.map(|(_, name)| name.as_str())
    }
}

/// The hours at a moment: open, closed, or not known.
#[derive(Debug, Clone, PartialEq)]
pub enum Opening<'h> {
    /// The line has no usual week: people are taken to be there at any time.
    Always,
    Open {
        /// Until when; none if that is not within the next 30 days.
        until: Option<Timestamp>,
    },
    Closed {
        /// The holiday or exception that is the reason; none outside the usual hours.
        because: Option<&'h Occasion>,
        /// The next opening; none if that is not within the next 30 days.
        opens: Option<Zoned>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'h> {
    /// The hours; empty: nobody is there.
    pub spans: &'h [Span],
    pub reason: DayReason<'h>,
}

/// The rule that a day's hours come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayReason<'h> {
    Exception(&'h Occasion),
    Holiday(&'h Occasion),
    Season(&'h Occasion),
    Usual,
}

impl Hours {
    /// People are there at any time.
    pub fn unknown(zone: TimeZone) -> Self {
        Self {
            zone,
            usual: None,
            lines: Vec::new(),
            seasons: Vec::new(),
            exceptions: Vec::new(),
            holidays: Vec::new(),
            wording: Vec::new(),
        }
    }

    /// The hours at a moment: open, closed, or not known.
    pub fn opening(&self, line: &str, now: Timestamp) -> Opening<'_> {
        if self.week(line).is_none() {
            return Opening::Always;
        }
        // Mostly the next days decide, and calls wait for the answer.
        match self.opening_within(line, now, SOON) {
            Opening::Open { until: None } | Opening::Closed { opens: None, .. } => {
                self.opening_within(line, now, DAYS_AHEAD)
            }
            decided => decided,
        }
    }

    /// The same, as far as it shows within so many days.
    fn opening_within(&self, line: &str, now: Timestamp, days: i32) -> Opening<'_> {
        let today = now.to_zoned(self.zone.clone()).date();
        let stretches = self.stretches(line, today, days);
        let here = stretches.iter().find(|(from, until)| (*from..*until).contains(&now));
        if let Some((_, until)) = here {
            let end = today.checked_add((days + 1).days()).ok();
            let end = end.and_then(|end| instants::first(&self.zone, end, 0));
            let until = Some(*until).filter(|until| end.is_some_and(|end| *until < end));
            return Opening::Open { until };
        }
        let mut begins = stretches.into_iter().map(|(from, _)| from);
        let opens = begins.find(|from| *from > now);
        Opening::Closed {
            because: self.because(line, now),
            opens: opens.map(|opens| opens.to_zoned(self.zone.clone())),
        }
    }

    /// The hours of a day; none if people are taken to be there at any time.
    pub fn day(&self, line: &str, date: Date) -> Option<Day<'_>> {
        let regular = self.regular(line, date)?;
        let exception = self
            .exceptions
            .iter()
            .find(|exception| exception.occasion.covers(date) && holds_for(&exception.lines, line));
        if let Some(Exception { occasion, spans, .. }) = exception {
            let reason = DayReason::Exception(occasion);
            return Some(Day { spans, reason });
        }
        let keeps_holidays = self.line(line).is_none_or(|line| line.holidays);
        let holiday = self.holidays.iter().find(|holiday| holiday.covers(date));
        if let Some(holiday) = holiday.filter(|_| keeps_holidays) {
            let reason = DayReason::Holiday(holiday);
            return Some(Day { spans: &[], reason });
        }
        Some(regular)
    }

    /// The hours of a day if it were neither an exception nor a holiday.
    fn regular(&self, line: &str, date: Date) -> Option<Day<'_>> {
        let week = self.week(line)?;
        let (week, reason) = match self.season(line, date) {
            Some(season) => (&season.week, DayReason::Season(&season.occasion)),
            None => (week, DayReason::Usual),
        };
        let spans = week.day(date.weekday());
        Some(Day { spans, reason })
    }

    fn season(&self, line: &str, date: Date) -> Option<&Season> {
        self.seasons
            .iter()
            .find(|season| season.occasion.covers(date) && holds_for(&season.lines, line))
    }

    fn week(&self, line: &str) -> Option<&Week> {
        self.line(line).and_then(|line| line.week.as_ref()).or(self.usual.as_ref())
    }

    fn line(&self, name: &str) -> Option<&LineHours> {
        self.lines.iter().find(|line| line.line == name)
    }

    /// The holiday or exception for which nobody is there now. A day that is only shorter than usual is the reason
    /// while people would be there otherwise.
    fn because(&self, line: &str, now: Timestamp) -> Option<&Occasion> {
        let now = now.to_zoned(self.zone.clone());
        let day = self.day(line, now.date())?;
        let (DayReason::Exception(occasion) | DayReason::Holiday(occasion)) = day.reason else {
            return None;
        };
        let regular = self.regular(line, now.date())?;
        let missed = || regular.spans.iter().any(|span| span.contains(now.time()));
        (day.spans.is_empty() || missed()).then_some(occasion)
    }

    /// Hours without a break, from the day before `today` on: hours over midnight begin there.
    fn stretches(&self, line: &str, today: Date, days: i32) -> Vec<(Timestamp, Timestamp)> {
        let days = (-1..=days).filter_map(|ahead| today.checked_add(ahead.days()).ok());
        let mut all: Vec<_> = days
            .filter_map(|date| Some((date, self.day(line, date)?)))
            .flat_map(|(date, day)| {
                let ends = |span: &Span| {
                    let from = instants::first(&self.zone, date, span.from)?;
                    let until = instants::last(&self.zone, date, span.until)?;
                    (from < until).then_some((from, until))
                };
                day.spans.iter().filter_map(ends).collect::<Vec<_>>()
            })
            .collect();
        all.sort_unstable();
        let mut stretches: Vec<(Timestamp, Timestamp)> = Vec::new();
        for (from, until) in all {
            match stretches.last_mut() {
                Some((_, end)) if from <= *end => *end = until.max(*end),
                _ => stretches.push((from, until)),
            }
        }
        stretches
    }
}

/// True if a list of lines means this one; an empty list means all.
fn holds_for(lines: &[String], line: &str) -> bool {
    lines.is_empty() || lines.iter().any(|name| name == line)
}
