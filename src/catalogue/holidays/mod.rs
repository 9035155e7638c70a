//! Public holidays taken over from a calendar.
//!
//! A calendar is read line by line ([`line`]) into components ([`calendar`]). Of its events ([`event`]), the newest
//! version holds ([`version`]); their times ([`written`]) are put on the hotline's clocks ([`zone`]). Whole days with
//! a name become holidays, and what does not, has its reason. The holidays are written below those that
//! `holidays.toml` holds already ([`add`]), and a name in a language that is missing there is filled in ([`fill`]).

mod add;
mod calendar;
mod event;
mod fill;
mod line;
mod version;
mod written;
mod zone;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

pub use add::{Added, EventOutcome, HolidayRange, ImportCounts, add};
pub use calendar::{Calendar, CalendarError, CalendarProblem, read_calendar};
pub use event::{CalendarEvent, LeftOut, NoHoliday};
pub use line::{LineProblem, UnreadLine};

pub use super::read::{KnownHolidays, known_holidays};
use super::{Diagnostic, SourceFile};

/// The most days of a holiday: what is longer is a slip in the year.
pub const MOST_DAYS: i32 = 31;

/// The most bytes that a calendar may have: 4 MiB.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// The file of the holidays in the hotline's folder.
pub const FILE: &str = "holidays.toml";

/// A reason for which no holidays are taken over.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "rule", content = "arguments", rename_all = "kebab-case")]
pub enum CalendarImportError {
    /// The hotline's own files have problems.
    Files(Vec<Diagnostic>),
    /// The hotline does not speak the language that the names are to be in.
    UnknownLanguage {
        code: String,
        known: Vec<String>,
    },
    Calendar(CalendarError),
    /// The days asked for end before they begin.
    BackwardsRange {
        from: Date,
        until: Date,
    },
    NoEvents,
    /// `holidays.toml` is written in a form to which nothing can be added.
    NotAppendable,
}

/// Choices for the import of a calendar.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The language of names for which the calendar names none; without it, the hotline's first.
    pub language: Option<String>,
    /// The first day; without it, today.
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// Takes the holidays of a calendar over into a hotline's files, of which `holidays.toml` is given back changed.
pub fn import(
    files: &[SourceFile],
    calendar: &[u8],
    options: &ImportOptions,
    now: Timestamp,
) -> Result<Added, CalendarImportError> {
    let known = known_holidays(files).map_err(CalendarImportError::Files)?;
    let languages = &known.languages;
    let language = match options.language.as_deref() {
        Some(code) if !languages.iter().any(|one| one == code) => {
            return Err(CalendarImportError::UnknownLanguage {
                code: code.to_owned(),
                known: known.languages,
            });
        }
        code => code.or(languages.first().map(String::as_str)),
    };
    let from = options.from.unwrap_or_else(|| now.to_zoned(known.zone.clone()).date());
    let range = HolidayRange { from, until: options.until };
    if let Some(until) = range.until.filter(|until| *until < from) {
        return Err(CalendarImportError::BackwardsRange { from, until });
    }
    let calendar = read_calendar(calendar, &known.zone).map_err(CalendarImportError::Calendar)?;
    if calendar.events.is_empty() {
        return Err(CalendarImportError::NoEvents);
    }
    let mut files = files.to_vec();
    let file = files.iter().position(|file| file.path == FILE);
    let before = file.map(|file| files.remove(file).bytes);
    let before = String::from_utf8_lossy(before.as_deref().unwrap_or_default());
    let language = language.unwrap_or_default();
    let added = add(&before, &known, language, calendar, range);
    // A file that was written by hand in another form may not bear what is written below it.
    files.push(SourceFile::new(FILE, added.text.clone()));
    let after = known_holidays(&files).map_or(0, |after| after.holidays.len());
    if after != known.holidays.len() + added.counts().added {
        return Err(CalendarImportError::NotAppendable);
    }
    Ok(added)
}
