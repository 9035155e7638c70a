//! Writing holidays below those that a file holds already.

use std::fmt::Write as _;

use super::{CalendarEvent, NoHoliday};
use crate::catalogue::Occasion;

/// The outcome of adding a calendar's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The file with the new holidays below the old ones.
    pub text: String,
    /// Each event and its outcome, in the order of the calendar.
    pub outcomes: Vec<(CalendarEvent, EventOutcome)>,
    /// Of the holidays that were added, those whose name is still to be translated.
    pub untranslated: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventOutcome {
    /// It is in the file now.
    Added(Occasion),
    /// These days were holidays already.
    There(Occasion),
    /// It shares some days with a holiday that is there, and somebody must say which is right.
    Overlaps(Occasion, Occasion),
    /// It is no holiday.
    Skipped(NoHoliday),
}

impl Added {
    /// The numbers of events that were added, were there, and were skipped.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |is: fn(&EventOutcome) -> bool| {
            self.outcomes.iter().filter(|(_, outcome)| is(outcome)).count()
        };
        let added = count(|outcome| matches!(outcome, EventOutcome::Added(_)));
        let there = count(|outcome| matches!(outcome, EventOutcome::There(_)));
        (added, there, self.outcomes.len() - added - there)
    }
}

/// Writes the new holidays among `events` below a file's text. Nothing that stands there is touched.
///
/// `known` are the file's holidays, `languages` the hotline's, and names without a language are in `language`. A
/// name is there in one language only: it is taken over from a holiday that is called the same, else a comment says
/// that it is to be translated, and the check will ask for it.
pub fn add(
    text: &str,
    known: &[Occasion],
    languages: &[String],
    language: &str,
    events: Vec<CalendarEvent>,
) -> Added {
    let mut holidays = known.to_vec();
    let mut added = Added { text: text.to_owned(), outcomes: Vec::new(), untranslated: 0 };
    for event in events {
        let outcome = outcome(&event, &holidays, languages, language);
        if let EventOutcome::Added(holiday) = &outcome {
            added.untranslated += usize::from(holiday.names.len() < languages.len());
            append(&mut added.text, holiday, languages);
            holidays.push(holiday.clone());
        }
        added.outcomes.push((event, outcome));
    }
    if text.contains("\r\n") {
        added.text = added.text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    added
}

fn outcome(
    event: &CalendarEvent,
    holidays: &[Occasion],
    languages: &[String],
    language: &str,
) -> EventOutcome {
    let (from, to) = match &event.days {
        Ok(days) => *days,
        Err(why) => return EventOutcome::Skipped(why.clone()),
    };
    let language = match &event.language {
        None => language,
        Some(code) if languages.contains(code) => code,
        Some(code) => return EventOutcome::Skipped(NoHoliday::OtherLanguage(code.clone())),
    };
    let same = holidays.iter().find(|holiday| holiday.name(language) == Some(&event.name));
    let names = match same {
        Some(same) => same.names.clone(),
        None => vec![(language.to_owned(), event.name.clone())],
    };
    let holiday = Occasion { from, to, names };
    let covering = holidays.iter().find(|other| other.from <= from && to <= other.to);
    if let Some(there) = covering {
        return EventOutcome::There(there.clone());
    }
    match holidays.iter().find(|other| other.from <= to && from <= other.to) {
        Some(other) => EventOutcome::Overlaps(holiday, other.clone()),
        None => EventOutcome::Added(holiday),
    }
}

fn append(text: &mut String, holiday: &Occasion, languages: &[String]) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let Occasion { from, to, .. } = holiday;
    text.push_str("\n[[holiday]]\n");
    // Writing to a string does not fail.
    let _ = if from == to {
        writeln!(text, "date = {from}")
    } else {
        writeln!(text, "from = {from}\nto = {to}")
    };
    text.push_str("[holiday.name]\n");
    for code in languages {
        let _ = match holiday.name(code) {
            Some(name) => writeln!(text, "{code} = {}", quoted(name)),
            None => writeln!(text, "# {code} = \"…\"   # still to be translated"),
        };
    }
}

/// A text as TOML's quotes hold it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
