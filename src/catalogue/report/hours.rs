//! When people are there, in a few words.

use std::fmt;

use jiff::civil::Date;
use serde::Serialize;

use super::counted;
use crate::catalogue::Hours;

/// When people are there, in a few words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoursSummary {
    /// The usual week; none if it is not known, and people are taken to be there at any time.
    pub usual: Option<String>,
    /// Lines that have a week of their own.
    pub lines: usize,
    /// Seasons.
    pub seasons: usize,
    /// Exceptions.
    pub exceptions: usize,
    /// Public holidays.
    pub holidays: usize,
    /// The last day that is a public holiday.
    pub last_holiday: Option<Date>,
    /// Whether all public holidays are past; none if nobody asked.
    pub all_past: Option<bool>,
}

impl HoursSummary {
    /// What is set.
    pub(super) fn of(hours: &Hours) -> Self {
        let own = hours.lines.iter().filter(|line| line.week.is_some());
        Self {
            usual: hours.usual.as_ref().map(ToString::to_string),
            lines: own.count(),
            seasons: hours.seasons.len(),
            exceptions: hours.exceptions.len(),
            holidays: hours.holidays.len(),
            last_holiday: hours.holidays.iter().map(|holiday| holiday.to).max(),
            all_past: None,
        }
    }

    /// Holds the holidays against a day.
    pub(super) fn look_at(&mut self, today: Date) {
        self.all_past = self.last_holiday.map(|last| last < today);
    }

    /// A warning if all public holidays are past.
    pub(super) fn past_holidays(&self) -> Option<String> {
        let last = self.last_holiday.filter(|_| self.all_past == Some(true))?;
        Some(format!(
            "All holidays in holidays.toml are past, the last on {last}: on those to come, callers would be put \
             through as on any other day. Add the new ones, or import them: `sila hours import FILE.ics`."
        ))
    }
}

impl fmt::Display for HoursSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = match self.lines {
            0 => String::new(),
            lines => format!("; {} with other hours", counted(lines, "line")),
        };
        match &self.usual {
            Some(week) => writeln!(f, "Hours: {week}{lines}.")?,
            None => writeln!(
                f,
                "Hours: not known; people are taken to be there at any time{lines}."
            )?,
        }
        if self.seasons + self.exceptions + self.holidays == 0 {
            return Ok(());
        }
        let last = self
            .last_holiday
            .map(|last| format!(", the last on {last}"));
        writeln!(
            f,
            "Days that are different: {}, {}, {}{}.",
            counted(self.seasons, "season"),
            counted(self.exceptions, "exception"),
            counted(self.holidays, "holiday"),
            last.unwrap_or_default()
        )
    }
}
