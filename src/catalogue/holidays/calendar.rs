//! The structure of an iCalendar file (RFC 5545): lines, properties, components.

use jiff::tz::TimeZone;
use serde::Serialize;

use super::CalendarEvent;

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
    NotUtf8,
    Empty,
    /// It does not begin as a calendar does.
    NotCalendar,
    /// A line without a name, a colon and a value.
    NotProperty,
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

/// A line, put together again where it was folded.
struct Line {
    number: usize,
    text: String,
}

/// A property of a component: `NAME;PARAMETERS:VALUE`.
pub(super) struct Property<'l> {
    pub name: &'l str,
    parameters: &'l str,
    pub value: &'l str,
}

struct Component<'l> {
    line: usize,
    name: &'l str,
    properties: Vec<Property<'l>>,
}

/// Reads the events of a calendar; times without a zone are meant in `zone`.
pub fn read_calendar(bytes: &[u8], zone: &TimeZone) -> Result<Vec<CalendarEvent>, CalendarError> {
    let lines = lines(bytes)?;
    let mut open: Vec<Component<'_>> = Vec::new();
    let mut events = Vec::new();
    for Line { number, text } in &lines {
        let fail = |problem| Err(error(*number, problem));
        let property = Property::parse(text);
        if open.is_empty() && !property.as_ref().is_some_and(Property::begins_calendar) {
            return fail(CalendarProblem::NotCalendar);
        }
        let Some(property) = property else {
            return fail(CalendarProblem::NotProperty);
        };
        let name = property.value;
        if property.is("BEGIN") {
            open.push(Component { line: *number, name, properties: Vec::new() });
            if open.len() > MAX_DEPTH {
                return fail(CalendarProblem::TooDeep { max: MAX_DEPTH });
            }
        } else if property.is("END") {
            match open.pop() {
                Some(ended) if ended.name.eq_ignore_ascii_case(name) => {
                    if name.eq_ignore_ascii_case("VEVENT") {
                        events.push(CalendarEvent::read(ended.line, &ended.properties, zone));
                    }
                }
                last => {
                    return fail(CalendarProblem::WrongEnd {
                        ended: name.to_owned(),
                        open: last.as_ref().map_or("", |last| last.name).to_owned(),
                        begun: last.map_or(0, |last| last.line),
                    });
                }
            }
        } else if let Some(component) = open.last_mut() {
            component.properties.push(property);
        }
    }
    match open.last() {
        None if lines.is_empty() => Err(error(1, CalendarProblem::Empty)),
        None => Ok(events),
        Some(Component { line, name, .. }) => {
            Err(error(*line, CalendarProblem::NeverEnds((*name).to_owned())))
        }
    }
}

fn error(line: usize, problem: CalendarProblem) -> CalendarError {
    CalendarError { line, problem }
}

/// The lines without the blank ones.
fn lines(bytes: &[u8]) -> Result<Vec<Line>, CalendarError> {
    let text = str::from_utf8(bytes).map_err(|utf8| {
        let before = bytes.get(..utf8.valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        error(line, CalendarProblem::NotUtf8)
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut lines: Vec<Line> = Vec::new();
    for (position, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            // A blank at the beginning of a line goes on with the line before (RFC 5545, section 3.1).
            (Some(more), Some(last)) => last.text.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => lines.push(Line { number: position + 1, text: line.to_owned() }),
        }
    }
    Ok(lines)
}

impl<'l> Property<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let end = line.find([':', ';'])?;
        let (name, rest) = line.split_at(end);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || !name.bytes().all(plain) {
            return None;
        }
        let colon = unquoted(rest, ':').next()?;
        Some(Self { name, parameters: &rest[..colon], value: rest[colon + 1..].trim() })
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn begins_calendar(&self) -> bool {
        self.is("BEGIN") && self.value.eq_ignore_ascii_case("VCALENDAR")
    }

    /// The value of a parameter, without quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&'l str> {
        let starts = unquoted(self.parameters, ';').map(|start| start + 1);
        let mut values = starts.filter_map(|start| {
            let (found, value) = self.parameters[start..].split_once('=')?;
            let end = unquoted(value, ';').next().unwrap_or(value.len());
            let is_it = found.eq_ignore_ascii_case(name);
            is_it.then_some(value[..end].trim_matches('"'))
        });
        values.next()
    }
}

/// The positions of a character outside quotes.
fn unquoted(text: &str, wanted: char) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.char_indices().filter_map(move |(position, char)| {
        quoted ^= char == '"';
        (char == wanted && !quoted).then_some(position)
    })
}
