//! Holidays taken over from a calendar, and reasons why they are not.

use std::fmt::Write as _;

use super::quoted;
use crate::catalogue::holidays::{
    Added, CalendarError, CalendarImportError, CalendarProblem, EventOutcome, NoHoliday,
};

/// The report on a calendar's events.
pub fn import_report(added: &Added) -> String {
    let mut text = String::new();
    for (event, outcome) in &added.outcomes {
        let name = match event.name.as_str() {
            "" => "(no name)",
            name => name,
        };
        let _ = match outcome {
            EventOutcome::Added(holiday) => writeln!(text, "added    {}  {name}", holiday.days()),
            EventOutcome::There(holiday) => {
                writeln!(text, "there    {}  {}", holiday.days(), holiday.names())
            }
            EventOutcome::Overlaps(holiday, other) => writeln!(
                text,
                "skipped  {}  {name}\n         line {}: some of these days are in {} ({}) already. See which is \
                 right, and change it by hand.",
                holiday.days(),
                event.line,
                other.days(),
                other.names()
            ),
            EventOutcome::Skipped(reason) => {
                let reason = no_holiday(reason);
                writeln!(text, "skipped  {name}\n         line {}: {reason}.", event.line)
            }
        };
    }
    let (added, there, skipped) = added.counts();
    let _ = writeln!(text, "Added: {added}. There already: {there}. Skipped: {skipped}.");
    text
}

/// The reason why an event is no holiday: the part of a sentence.
pub fn no_holiday(reason: &NoHoliday) -> String {
    match reason {
        NoHoliday::NoName => "it has no name (SUMMARY)".to_owned(),
        NoHoliday::Repeats(property) => format!(
            "it repeats ({property}), which is not understood here: a repetition is no decision about a day. Write \
             the days that it stands for into holidays.toml, or export a calendar with each day on its own"
        ),
        NoHoliday::Cancelled => "it was called off (STATUS:CANCELLED)".to_owned(),
        NoHoliday::PartOfDay { from, to } => format!(
            "it is a part of a day, from {} to {}: if the hours are different then, write an exception into hours.toml",
            from.strftime("%Y-%m-%d %H:%M"),
            to.strftime("%Y-%m-%d %H:%M")
        ),
        NoHoliday::NoDate => "it has no date (DTSTART)".to_owned(),
        NoHoliday::BadDate { property, written } => {
            format!("{property} is not understood: “{written}”")
        }
        NoHoliday::UnknownZone(zone) => {
            format!("its time zone “{zone}” is not in the IANA database")
        }
        NoHoliday::Backwards => "it ends before it begins".to_owned(),
        NoHoliday::OtherLanguage(code) => {
            format!("its name is in the language “{code}”, which the hotline does not speak")
        }
        NoHoliday::TooLong { max_days } => format!("it lasts longer than {max_days} days"),
    }
}

/// The reason why no holidays are taken over from a calendar with this name.
pub fn import_error(error: &CalendarImportError, calendar: &str) -> String {
    match error {
        CalendarImportError::Files(found) => {
            format!("the hotline's files have problems: {}", found.len())
        }
        CalendarImportError::UnknownLanguage { code, known } => format!(
            "the hotline does not speak `{code}`: give one of its languages ({})",
            known.join(", ")
        ),
        CalendarImportError::Calendar(error) => format!(
            "{calendar} is no calendar that can be read; nothing was changed: {}",
            calendar_error(error)
        ),
        CalendarImportError::NoEvents => {
            format!("{calendar} has no events (VEVENT) in it; nothing was changed")
        }
        CalendarImportError::NotAppendable => {
            "holidays.toml is written in a form that nothing can be added to: write `[[holiday]]` for each in it; \
             nothing was changed"
                .to_owned()
        }
    }
}

/// The line and the problem of a calendar.
pub fn calendar_error(CalendarError { line, problem }: &CalendarError) -> String {
    use CalendarProblem as P;
    let problem = match problem {
        P::NotUtf8 => {
            "this is not UTF-8, as a calendar must be: export it again, or save it as UTF-8"
                .to_owned()
        }
        P::Empty => "this file is empty: a calendar begins with BEGIN:VCALENDAR".to_owned(),
        P::NotCalendar => {
            "this is not an iCalendar file: it begins with BEGIN:VCALENDAR".to_owned()
        }
        P::NotProperty => {
            "a line of a calendar is a name, a colon and a value, and this is none".to_owned()
        }
        P::WrongEnd { ended, open, begun } => format!(
            "here {} ends, and what began last is {} in line {begun}",
            quoted(ended),
            quoted(open)
        ),
        P::NeverEnds(name) => {
            format!("{} begins here and never ends: the file is cut off", quoted(name))
        }
        P::TooDeep { max } => format!("more than {max} parts are in each other"),
    };
    format!("line {line}: {problem}")
}
