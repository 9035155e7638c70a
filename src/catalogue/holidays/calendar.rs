//! The structure of an iCalendar file (RFC 5545): components with properties, and the events among them.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::line::{Line, Property, UnreadLine, lines};
use super::zone::Zones;
use super::{CalendarEvent, version};

/// The depth to which components may be nested: an alarm is in an event in a calendar.
pub(super) const MAX_DEPTH: usize = 8;

/// A problem that keeps a calendar from being read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarError {
    /// Counted from 1.
    pub line: usize,
    #[serde(flatten)]
    pub problem: CalendarProblem,
}

/// A problem with the structure of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "rule", content = "arguments", rename_all = "kebab-case")]
pub enum CalendarProblem {
    Utf16,
    Empty,
    /// It does not begin as a calendar does.
    NotCalendar,
    /// Another component is open than the one that ends.
    WrongEnd {
        ended: String,
        open: String,
        begun: usize,
    },
    NeverEnds(String),
    TooDeep {
        max: usize,
    },
}

/// A calendar's events, and the lines of it that were passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    pub events: Vec<CalendarEvent>,
    pub unread: Vec<UnreadLine>,
}

/// A component of a calendar, with those in it.
pub(super) struct Component {
    /// The line in which it begins, counted from 1.
    pub line: usize,
    name: String,
    pub properties: Vec<Property>,
    pub parts: Vec<Component>,
    /// Its own lines that could not be read.
    pub unread: Vec<UnreadLine>,
}

impl Component {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.is(name))
    }

    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.property(name).map(|property| property.value.as_str())
    }

    /// True if a property has this value.
    pub(super) fn says(&self, name: &str, value: &str) -> bool {
        self.property(name).is_some_and(|property| property.has(value))
    }

    /// All components in it, however deep, each before those in it.
    fn all<'c>(&'c self, found: &mut Vec<&'c Component>) {
        for part in &self.parts {
            found.push(part);
            part.all(found);
        }
    }
}

/// Reads the events of a calendar; times without a zone are meant in `zone`.
pub fn read_calendar(bytes: &[u8], zone: &TimeZone) -> Result<Calendar, CalendarError> {
    let calendars = components(bytes)?;
    let mut read = Vec::new();
    let mut unread = Vec::new();
    for calendar in &calendars {
        let mut parts = vec![calendar];
        calendar.all(&mut parts);
        let zones = Zones::new(zone, &parts);
        let cancels = calendar.says("METHOD", "CANCEL");
        for part in &parts {
            unread.extend(part.unread.iter().cloned());
            if part.is("VEVENT") {
                read.push((version::of(part, cancels), CalendarEvent::read(part, &zones)));
            }
        }
    }
    unread.sort_by_key(|unread| unread.line);
    Ok(Calendar { events: version::latest(read), unread })
}

/// The calendars of a file.
fn components(bytes: &[u8]) -> Result<Vec<Component>, CalendarError> {
    let lines = lines(bytes);
    let fail = |line, problem| Err(CalendarError { line, problem });
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return fail(1, CalendarProblem::Utf16);
    }
    let (mut open, mut closed): (Vec<Component>, Vec<Component>) = (Vec::new(), Vec::new());
    for line in &lines {
        let property = line.property();
        let Some(inner) = open.last_mut() else {
            match property {
                Ok(begin) if begin.is("BEGIN") && begin.has("VCALENDAR") => {
                    open.push(begun(line, begin));
                }
                _ => return fail(line.number, CalendarProblem::NotCalendar),
            }
            continue;
        };
        match property {
            Err(unread) => inner.unread.push(unread),
            Ok(begin) if begin.is("BEGIN") => {
                open.push(begun(line, begin));
                if open.len() > MAX_DEPTH {
                    return fail(line.number, CalendarProblem::TooDeep { max: MAX_DEPTH });
                }
            }
            Ok(end) if end.is("END") => {
                if !end.has(&inner.name) {
                    let (open, begun) = (inner.name.clone(), inner.line);
                    let problem = CalendarProblem::WrongEnd { ended: end.value, open, begun };
                    return fail(line.number, problem);
                }
                let ended = open.pop();
                open.last_mut().map_or(&mut closed, |outer| &mut outer.parts).extend(ended);
            }
            Ok(property) => inner.properties.push(property),
        }
    }
    match open.pop() {
        None if lines.is_empty() => fail(1, CalendarProblem::Empty),
        None => Ok(closed),
        Some(Component { line, name, .. }) => fail(line, CalendarProblem::NeverEnds(name)),
    }
}

fn begun(line: &Line, begin: Property) -> Component {
    let (properties, parts, unread) = (Vec::new(), Vec::new(), Vec::new());
    Component { line: line.number, name: begin.value, properties, parts, unread }
}
