//! Holidays taken over from a calendar, and reasons why they are not.

use std::fmt::Write as _;

use super::quoted;
use crate::catalogue::Occasion;
use crate::catalogue::holidays::{
    Added, CalendarError, CalendarEvent, CalendarImportError, CalendarProblem, EventOutcome,
    LeftOut, LineProblem, NoHoliday, UnreadLine,
};

/// The report on a calendar's events and lines.
pub fn import_report(added: &Added) -> String {
    let mut text = String::new();
    for (event, outcome) in &added.outcomes {
        let _ = write!(text, "{}", event_report(event, outcome));
    }
    for UnreadLine { line, written, problem } in &added.unread {
        let written = quoted(written);
        let problem = line_problem(*problem);
        let _ = writeln!(text, "ignored  line {line}: {written}: {problem}.");
    }
    let counts = added.counts();
    let _ = write!(text, "Added: {}.", counts.added);
    if counts.filled > 0 {
        let _ = write!(text, " Names filled in: {}.", counts.filled);
    }
    let _ = write!(text, " There already: {}.", counts.there);
    for (what, count) in [("Over", counts.over), ("Left out", counts.left_out)] {
        if count > 0 {
            let _ = write!(text, " {what}: {count}.");
        }
    }
    let _ = writeln!(text, " Skipped: {}.", counts.skipped);
    text
}

/// A line on the outcome of an event; empty if it was over.
fn event_report(event: &CalendarEvent, outcome: &EventOutcome) -> String {
    let name = match event.name.as_str() {
        "" => "(no name)",
        name => name,
    };
    let skipped = |days: &str, why: &str| {
        format!("skipped  {days}{name}\n         line {}: {why}.\n", event.line)
    };
    let dated = |holiday: &Occasion, why: &str| skipped(&format!("{}  ", holiday.days()), why);
    match outcome {
        EventOutcome::Added(holiday) => format!("added    {}  {name}\n", holiday.days()),
        EventOutcome::Filled(holiday) => {
            format!("filled   {}  {}\n", holiday.days(), holiday.names())
        }
        EventOutcome::There(holiday) => {
            format!("there    {}  {}\n", holiday.days(), holiday.names())
        }
        EventOutcome::LeftOut(LeftOut::Over) => String::new(),
        EventOutcome::LeftOut(why) => {
            let why = match why {
                LeftOut::Replaced { by } => format!("line {by} has a newer version of it"),
                LeftOut::Cancelled => "it is cancelled".to_owned(),
                LeftOut::Over | LeftOut::Later => "it is after the last day asked for".to_owned(),
            };
            format!("left out {name}\n         line {}: {why}.\n", event.line)
        }
        EventOutcome::Overlaps(holiday, other) => {
            let why = format!(
                "some of these days are in {} ({}) already. See which is right, and change it by hand",
                other.days(),
                other.names()
            );
            dated(holiday, &why)
        }
        EventOutcome::Moved(holiday, other) => {
            let why = format!(
                "it was changed (SEQUENCE), and holidays.toml has this name on {}. If it was moved, change the days \
                 there by hand; if both are holidays, add these",
                other.days()
            );
            dated(holiday, &why)
        }
        EventOutcome::StillThere(holiday) => {
            dated(holiday, "it is cancelled, and holidays.toml has it: take it out by hand")
        }
        EventOutcome::Skipped(reason) => skipped("", &no_holiday(reason)),
    }
}

/// The reason why an event is no holiday: the part of a sentence.
pub fn no_holiday(reason: &NoHoliday) -> String {
    match reason {
        NoHoliday::NoName => "it has no name (SUMMARY)".to_owned(),
        NoHoliday::Repeats(property) => format!(
            "it repeats ({property}), which is not understood here: a repetition is no decision about a day. Write \
             the days that it stands for into holidays.toml, or export a calendar with each day on its own"
        ),
        NoHoliday::PartOfDay { from, to } => format!(
            "it is a part of a day, from {} to {}: if the hours are different then, write an exception into hours.toml",
            from.strftime("%Y-%m-%d %H:%M"),
            to.strftime("%Y-%m-%d %H:%M")
        ),
        NoHoliday::NoDate => "it has no date (DTSTART)".to_owned(),
        NoHoliday::BadDate { property, written } => {
            format!("{property} is not understood: “{written}”")
        }
        NoHoliday::Unread { property, line } => {
            format!(
                "its {property} in line {line} can't be read: mend that line, or write the days into holidays.toml"
            )
        }
        NoHoliday::UnknownZone(zone) => format!(
            "its time zone “{zone}” is neither IANA's nor Windows's, and the file does not define it (VTIMEZONE): \
             write the days into holidays.toml"
        ),
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
        CalendarImportError::BackwardsRange { from, until } => {
            format!("the last day asked for, {until}, is before the first, {from}")
        }
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
        P::Utf16 => "this is UTF-16, and a calendar is UTF-8: export it again, or save it as UTF-8"
            .to_owned(),
        P::Empty => "this file is empty: a calendar begins with BEGIN:VCALENDAR".to_owned(),
        P::NotCalendar => {
            "this is not an iCalendar file: it begins with BEGIN:VCALENDAR".to_owned()
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

fn line_problem(problem: LineProblem) -> &'static str {
    match problem {
        LineProblem::NotUtf8 => "this is not UTF-8, as a calendar must be",
        LineProblem::NotProperty => "a line is a name, a colon and a value, and this is none",
    }
}
