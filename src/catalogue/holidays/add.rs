//! Writing holidays below those that a file holds already.

use std::fmt::Write as _;

use jiff::SignedDuration;
use jiff::civil::Date;

use super::fill::fill;
use super::{Calendar, CalendarEvent, KnownHolidays, LeftOut, MOST_DAYS, NoHoliday, UnreadLine};
use crate::catalogue::Occasion;

/// The outcome of adding a calendar's events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The file with the new holidays below the old ones.
    pub text: String,
    /// Each event and its outcome, in the order of the calendar.
    pub outcomes: Vec<(CalendarEvent, EventOutcome)>,
    /// The calendar's lines that were passed over.
    pub unread: Vec<UnreadLine>,
    /// Of the holidays that were added, those whose name is still to be translated.
    pub untranslated: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventOutcome {
    /// It is in the file now.
    Added(Occasion),
    /// These days were holidays already, and have a name in one more language now.
    Filled(Occasion),
    /// These days were holidays already.
    There(Occasion),
    /// Nothing has to be done about it.
    LeftOut(LeftOut),
    /// It shares some days with a holiday that is there, and somebody must say which is right.
    Overlaps(Occasion, Occasion),
    /// It was changed, and a holiday of its name is there on other days nearby.
    Moved(Occasion, Occasion),
    /// It is cancelled, and its days are in the file.
    StillThere(Occasion),
    /// It is no holiday.
    Skipped(NoHoliday),
}

/// The numbers of events by their outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportCounts {
    pub added: usize,
    pub filled: usize,
    pub there: usize,
    /// Events before the days that are asked for.
    pub over: usize,
    pub left_out: usize,
    /// Events that somebody must look at.
    pub skipped: usize,
}

/// The days of which holidays are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolidayRange {
    pub from: Date,
    pub until: Option<Date>,
}

impl Added {
    /// True if the file is another now.
    pub fn changes(&self) -> bool {
        let counts = self.counts();
        counts.added + counts.filled > 0
    }

    pub fn counts(&self) -> ImportCounts {
        let mut counts = ImportCounts::default();
        for (_, outcome) in &self.outcomes {
            *match outcome {
                EventOutcome::Added(_) => &mut counts.added,
                EventOutcome::Filled(_) => &mut counts.filled,
                EventOutcome::There(_) => &mut counts.there,
                EventOutcome::LeftOut(LeftOut::Over) => &mut counts.over,
                EventOutcome::LeftOut(_) => &mut counts.left_out,
                _ => &mut counts.skipped,
            } += 1;
        }
        counts
    }
}

/// The holidays while a calendar is added to them.
struct Adding<'a> {
    known: &'a KnownHolidays,
    /// The language of names for which the calendar names none.
    language: &'a str,
    range: HolidayRange,
    text: String,
    /// The file's, and those that are new.
    holidays: Vec<Occasion>,
}

/// Writes the new holidays among a calendar's events below a file's text. Of what stands there, nothing is touched but
/// names that are missing.
///
/// An event has its name in one language: the others are filled in from events of the same days, or taken over from a
/// holiday that is called the same; else a comment says that they are to be translated, and the check will ask for
/// them.
pub fn add(
    text: &str,
    known: &KnownHolidays,
    language: &str,
    calendar: Calendar,
    range: HolidayRange,
) -> Added {
    let (text, holidays) = (text.to_owned(), known.holidays.clone());
    let mut adding = Adding { known, language, range, text, holidays };
    let Calendar { events, unread } = calendar;
    let valid: Vec<_> = events.iter().filter(|event| event.left_out.is_none()).cloned().collect();
    let add = |event: CalendarEvent| {
        let mut outcome = adding.outcome(&event);
        if let EventOutcome::StillThere(_) = outcome
            && valid.iter().any(|other| other.days == event.days)
        {
            outcome = EventOutcome::LeftOut(LeftOut::Cancelled);
        }
        (event, outcome)
    };
    let outcomes = events.into_iter().map(add).collect();
    let new = adding.holidays.get(known.holidays.len()..).unwrap_or_default();
    let untranslated = new.iter().filter(|new| new.names.len() < known.languages.len()).count();
    for holiday in new {
        append(&mut adding.text, holiday, &known.languages);
    }
    let mut text = adding.text;
    if text.contains("\r\n") {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Added { text, outcomes, unread, untranslated }
}

impl Adding<'_> {
    /// Adds an event's holiday, or its name.
    fn outcome(&mut self, event: &CalendarEvent) -> EventOutcome {
        let (from, to) = match (&event.days, event.left_out) {
            (_, Some(why @ LeftOut::Replaced { .. })) | (Err(_), Some(why)) => {
                return EventOutcome::LeftOut(why);
            }
            (Ok(days), _) => *days,
            (Err(NoHoliday::PartOfDay { from, to }), _) => (from.date(), to.date()),
            (Err(why), _) => return EventOutcome::Skipped(why.clone()),
        };
        if let Some(why) = self.range.leaves_out(from, to) {
            return EventOutcome::LeftOut(why);
        }
        if let Err(why) = &event.days {
            return EventOutcome::Skipped(why.clone());
        }
        let languages = &self.known.languages;
        let language = match event.language.as_deref() {
            Some(code) if !languages.iter().any(|one| one == code) => {
                return EventOutcome::Skipped(NoHoliday::OtherLanguage(code.to_owned()));
            }
            code => code.unwrap_or(self.language),
        };
        let has_name = |holiday: &&Occasion| holiday.name(language) == Some(&event.name);
        if event.left_out.is_some() {
            let same = |there: &&Occasion| (there.from, there.to) == (from, to) && has_name(there);
            let there = self.known.holidays.iter().find(same);
            return there.map_or(EventOutcome::LeftOut(LeftOut::Cancelled), |there| {
                EventOutcome::StillThere(there.clone())
            });
        }
        let covers = |other: &Occasion| other.from <= from && to <= other.to;
        if let Some(number) = self.holidays.iter().position(covers) {
            return self.there(number, (from, to), language, &event.name);
        }
        let names = match self.holidays.iter().find(has_name) {
            Some(same) => same.names.clone(),
            None => vec![(language.to_owned(), event.name.clone())],
        };
        let holiday = Occasion { from, to, names };
        let overlaps = |other: &&Occasion| other.from <= to && from <= other.to;
        if let Some(other) = self.holidays.iter().find(overlaps) {
            return EventOutcome::Overlaps(holiday, other.clone());
        }
        let is_near = |other: &&Occasion| {
            let apart = from.duration_since(other.from).abs();
            has_name(other) && apart <= SignedDuration::from_hours(24 * i64::from(MOST_DAYS))
        };
        let before = self.known.holidays.iter().find(is_near).filter(|_| event.changed);
        if let Some(before) = before {
            return EventOutcome::Moved(holiday, before.clone());
        }
        self.holidays.push(holiday.clone());
        EventOutcome::Added(holiday)
    }

    /// Fills a name in for a holiday that is there, if it has these days and none in this language.
    fn there(
        &mut self,
        number: usize,
        days: (Date, Date),
        language: &str,
        name: &str,
    ) -> EventOutcome {
        let is_new = number >= self.known.holidays.len();
        let Some(there) = self.holidays.get_mut(number) else {
            return EventOutcome::Skipped(NoHoliday::NoDate);
        };
        if (there.from, there.to) != days || there.name(language).is_some() {
            return EventOutcome::There(there.clone());
        }
        if !is_new {
            match fill(&self.text, number, language, name) {
                Some(filled) => self.text = filled,
                None => return EventOutcome::There(there.clone()),
            }
        }
        there.names.push((language.to_owned(), name.to_owned()));
        let languages = &self.known.languages;
        there.names.sort_by_key(|(code, _)| languages.iter().position(|one| one == code));
        EventOutcome::Filled(there.clone())
    }
}

impl HolidayRange {
    /// The reason why days are none of these; none if one of them is.
    fn leaves_out(self, from: Date, to: Date) -> Option<LeftOut> {
        if to < self.from {
            return Some(LeftOut::Over);
        }
        self.until.is_some_and(|until| until < from).then_some(LeftOut::Later)
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
            None => writeln!(text, "{}", untranslated(code)),
        };
    }
}

/// The line in the place of a name that is missing in a language.
pub(super) fn untranslated(code: &str) -> String {
    format!("# {code} = \"…\"   # still to be translated")
}

/// A text as TOML's quotes hold it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
