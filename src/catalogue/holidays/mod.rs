//! Public holidays taken over from a calendar.
//!
//! A calendar is read ([`read_calendar`]) event by event; whole days with a name become holidays, and for
//! everything else it says why not. Then they are written below what `holidays.toml` holds already ([`add`]).

mod add;
mod calendar;
mod event;

use jiff::civil::Date;

pub use add::{Added, Outcome, add};
pub use calendar::{CalendarError, read_calendar};

pub use super::read::{Known, known_holidays};

/// The most days of a holiday: what is longer is a slip in the year.
pub const MOST_DAYS: i32 = 31;

/// The most bytes that a calendar may have: 4 MiB.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// An event of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The line that it begins in, counted from 1.
    pub line: usize,
    /// What it is called; empty if it has no name.
    pub name: String,
    /// The language of the name, if the calendar says so.
    pub language: Option<String>,
    /// The first and the last day, or why it is no holiday.
    pub days: Result<(Date, Date), NoHoliday>,
}

/// Why an event is no holiday.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoHoliday {
    /// It has no `SUMMARY`.
    #[error("it has no name (SUMMARY)")]
    NoName,
    /// It comes again by a rule.
    #[error(
        "it repeats ({0}), which is not understood here: a repetition is no decision about a day. Write the days \
         that it stands for into holidays.toml, or export a calendar with each day on its own"
    )]
    Repeats(String),
    /// It was called off.
    #[error("it was called off (STATUS:CANCELLED)")]
    Cancelled,
    /// It begins or ends in the middle of a day.
    #[error(
        "it is a part of a day, from {0} to {1}: if the hours are different then, write an exception into hours.toml"
    )]
    PartOfDay(String, String),
    /// It has no `DTSTART`.
    #[error("it has no date (DTSTART)")]
    NoDate,
    /// A date that is none.
    #[error("{0} is not understood: “{1}”")]
    BadDate(&'static str, String),
    /// The zone of its times is not known.
    #[error("its time zone “{0}” is not in the IANA database")]
    UnknownZone(String),
    /// It ends before it begins.
    #[error("it ends before it begins")]
    Backwards,
    /// Its name is in a language that the hotline does not speak.
    #[error("its name is in the language “{0}”, which the hotline does not speak")]
    OtherLanguage(String),
    /// It is longer than a holiday.
    #[error("it lasts longer than {0} days")]
    TooLong(i32),
}
