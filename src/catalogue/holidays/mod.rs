//! Public holidays taken over from a calendar.
//!
//! A calendar is read ([`calendar`]) event by event ([`event`]): whole days with a name become holidays, and what does
//! not, has its reason. The holidays are written below those that `holidays.toml` holds already ([`add`]).

mod add;
mod calendar;
mod event;

use serde::Serialize;

pub use add::{Added, EventOutcome, add};
pub use calendar::{CalendarError, CalendarProblem, read_calendar};
pub use event::{CalendarEvent, NoHoliday};

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
    NoEvents,
    /// `holidays.toml` is written in a form to which nothing can be added.
    NotAppendable,
}

/// Takes the holidays of a calendar over into a hotline's files, of which `holidays.toml` is given back changed.
///
/// Names for which the calendar names no language are in `language`, else in the hotline's first.
pub fn import(
    files: &[SourceFile],
    calendar: &[u8],
    language: Option<&str>,
) -> Result<Added, CalendarImportError> {
    let known = known_holidays(files).map_err(CalendarImportError::Files)?;
    let languages = &known.languages;
    let language = match language {
        Some(code) if !languages.iter().any(|one| one == code) => {
            return Err(CalendarImportError::UnknownLanguage {
                code: code.to_owned(),
                known: known.languages,
            });
        }
        code => code.or(languages.first().map(String::as_str)),
    };
    let events = read_calendar(calendar, &known.zone).map_err(CalendarImportError::Calendar)?;
    if events.is_empty() {
        return Err(CalendarImportError::NoEvents);
    }
    let mut files = files.to_vec();
    let file = files.iter().position(|file| file.path == FILE);
    let before = file.map(|file| files.remove(file).bytes);
    let before = String::from_utf8_lossy(before.as_deref().unwrap_or_default());
    let language = language.unwrap_or_default();
    let added = add(&before, &known.holidays, languages, language, events);
    // A file that was written by hand in another form may not bear what is written below it.
    files.push(SourceFile::new(FILE, added.text.clone()));
    let after = known_holidays(&files).map_or(0, |after| after.holidays.len());
    if after != known.holidays.len() + added.counts().0 {
        return Err(CalendarImportError::NotAppendable);
    }
    Ok(added)
}
