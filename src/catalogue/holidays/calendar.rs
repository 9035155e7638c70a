//! Reading an iCalendar file (RFC 5545): its structure with line numbers, then event by event.

use icalendar::parser::read_components;
use jiff::tz::TimeZone;

use super::Event;
use super::event;

/// How deep components may be in each other: an alarm is in an event in a calendar.
const DEEPEST: usize = 8;

/// Why a calendar cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct CalendarError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong.
    pub problem: String,
}

/// A line, put together again where it was folded.
struct Line {
    number: usize,
    text: String,
}

/// Reads the events of a calendar; times without a zone are meant in `zone`.
pub fn read_calendar(bytes: &[u8], zone: &TimeZone) -> Result<Vec<Event>, CalendarError> {
    let lines = lines(bytes)?;
    let events = events(&lines)?;
    events
        .into_iter()
        .map(|event| {
            let text: Vec<_> = event.iter().map(|line| line.text.as_str()).collect();
            let text = text.join("\n") + "\n";
            let line = event.first().map_or(1, |line| line.number);
            // What the parser says of it is for those who write calendars, not for those who get them.
            let components = read_components(&text).unwrap_or_default();
            match &components[..] {
                [component] => Ok(event::read(line, component, zone)),
                _ => Err(CalendarError {
                    line,
                    problem: "this event is not written as iCalendar (RFC 5545) asks for"
                        .to_owned(),
                }),
            }
        })
        .collect()
}

/// The lines without the blank ones.
fn lines(bytes: &[u8]) -> Result<Vec<Line>, CalendarError> {
    let text = str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        CalendarError {
            line: before.split(|byte| *byte == b'\n').count(),
            problem:
                "this is not UTF-8, as a calendar must be: export it again, or save it as UTF-8"
                    .to_owned(),
        }
    })?;
    let text = text.trim_start_matches('\u{feff}');
    let mut lines: Vec<Line> = Vec::new();
    for (position, line) in text.split('\n').enumerate() {
        let line = line.trim_end_matches('\r');
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            // A blank at the beginning of a line goes on with the line before (RFC 5545, section 3.1).
            (Some(more), Some(last)) => last.text.push_str(more),
            _ if line.trim().is_empty() => {}
            _ => lines.push(Line {
                number: position + 1,
                text: line.to_owned(),
            }),
        }
    }
    Ok(lines)
}

/// The lines of each event. Everything that begins must end, in the right order.
fn events(lines: &[Line]) -> Result<Vec<&[Line]>, CalendarError> {
    let mut open: Vec<(usize, &Line, &str)> = Vec::new();
    let mut events = Vec::new();
    for (position, line) in lines.iter().enumerate() {
        let fail = |problem: String| {
            Err(CalendarError {
                line: line.number,
                problem,
            })
        };
        let parts = parts(&line.text);
        if open.is_empty() && !parts.is_some_and(is_calendar) {
            return fail(
                "this is not an iCalendar file: it begins with BEGIN:VCALENDAR".to_owned(),
            );
        }
        let Some((name, value)) = parts else {
            let problem = "a line of a calendar is a name, a colon and a value, and this is none";
            return fail(problem.to_owned());
        };
        if name.eq_ignore_ascii_case("BEGIN") {
            open.push((position, line, value));
        } else if name.eq_ignore_ascii_case("END") {
            match open.pop() {
                Some((first, _, part)) if part.eq_ignore_ascii_case(value) => {
                    if value.eq_ignore_ascii_case("VEVENT") {
                        events.extend(lines.get(first..=position));
                    }
                }
                Some((_, begin, part)) => {
                    return fail(format!(
                        "here {} ends, and what began last is {} in line {}",
                        shown(value),
                        shown(part),
                        begin.number
                    ));
                }
                None => return fail(format!("here {} ends, which never began", shown(value))),
            }
        }
        if open.len() > DEEPEST {
            return fail(format!("more than {DEEPEST} parts are in each other"));
        }
    }
    match open.last() {
        None if lines.is_empty() => Err(CalendarError {
            line: 1,
            problem: "this file is empty: a calendar begins with BEGIN:VCALENDAR".to_owned(),
        }),
        None => Ok(events),
        Some((_, begin, name)) => Err(CalendarError {
            line: begin.number,
            problem: format!(
                "{} begins here and never ends: the file is cut off",
                shown(name)
            ),
        }),
    }
}

/// A line's name and value; parameters are left out.
fn parts(line: &str) -> Option<(&str, &str)> {
    let end = line.find([':', ';'])?;
    let (name, rest) = line.split_at(end);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if name.is_empty() || !name.bytes().all(plain) {
        return None;
    }
    let mut quoted = false;
    let colon = rest.char_indices().find(|(_, char)| {
        quoted ^= *char == '"';
        *char == ':' && !quoted
    });
    Some((name, rest.get(colon?.0 + 1..)?.trim()))
}

fn is_calendar((name, value): (&str, &str)) -> bool {
    name.eq_ignore_ascii_case("BEGIN") && value.eq_ignore_ascii_case("VCALENDAR")
}

/// A foreign word as messages show it.
fn shown(word: &str) -> String {
    crate::catalogue::position::quoted(word)
}
