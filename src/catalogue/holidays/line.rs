//! The lines of an iCalendar file, and the property in each.

use serde::Serialize;

/// The parameter of a value in quoted-printable, as old vCalendar exports have it.
const QUOTED_PRINTABLE: &str = "QUOTED-PRINTABLE";

/// A line, put together again where it was folded.
pub(super) struct Line {
    pub number: usize,
    bytes: Vec<u8>,
}

/// A property of a component: `NAME;PARAMETERS:VALUE`.
pub(super) struct Property {
    pub name: String,
    parameters: String,
    pub value: String,
}

/// A line of a calendar that was passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadLine {
    /// Counted from 1.
    pub line: usize,
    /// The line as it stands there.
    pub written: String,
    pub problem: LineProblem,
}

/// A problem with a line of a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineProblem {
    NotUtf8,
    /// A line without a name, a colon and a value.
    NotProperty,
}

/// The lines without the blank ones. Characters may be folded in their middle, so these are bytes.
pub(super) fn lines(bytes: &[u8]) -> Vec<Line> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut lines: Vec<Line> = Vec::new();
    let mut goes_on = false;
    for (position, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let more = match line {
            _ if goes_on => Some(line),
            // A blank at the beginning of a line goes on with the line before (RFC 5545, section 3.1).
            [b' ' | b'\t', more @ ..] => Some(more),
            _ => None,
        };
        match (more, lines.last_mut()) {
            (Some(more), Some(last)) => last.bytes.extend(more),
            _ if line.trim_ascii().is_empty() => {}
            _ => lines.push(Line { number: position + 1, bytes: line.to_owned() }),
        }
        goes_on = lines.last_mut().is_some_and(Line::take_soft_break);
    }
    lines
}

impl Line {
    /// Takes the sign off with which quoted-printable goes on in the next line; true if it was there.
    fn take_soft_break(&mut self) -> bool {
        let goes_on = self.bytes.ends_with(b"=") && is_quoted_printable(self.before_colon());
        if goes_on {
            self.bytes.pop();
        }
        goes_on
    }

    fn before_colon(&self) -> &[u8] {
        self.bytes.split(|byte| *byte == b':').next().unwrap_or_default()
    }

    pub(super) fn property(&self) -> Result<Property, UnreadLine> {
        self.parsed().map_err(|problem| UnreadLine {
            line: self.number,
            written: String::from_utf8_lossy(&self.bytes).into_owned(),
            problem,
        })
    }

    fn parsed(&self) -> Result<Property, LineProblem> {
        let colon = unquoted(&self.bytes, b':').next().ok_or(LineProblem::NotProperty)?;
        let (before, value) = self.bytes.split_at(colon);
        let value = value.get(1..).unwrap_or_default();
        let value = if is_quoted_printable(before) { decoded(value) } else { value.to_owned() };
        let text = |bytes: &[u8]| {
            let text = str::from_utf8(bytes).map_err(|_| LineProblem::NotUtf8)?;
            Ok(text.trim().to_owned())
        };
        let (before, value) = (text(before)?, text(&value)?);
        let (name, parameters) = before.split_at(before.find(';').unwrap_or(before.len()));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if name.is_empty() || !name.bytes().all(plain) {
            return Err(LineProblem::NotProperty);
        }
        Ok(Property { name: name.to_owned(), parameters: parameters.to_owned(), value })
    }
}

impl UnreadLine {
    /// True if it may have been this property.
    pub(super) fn may_be(&self, property: &str) -> bool {
        let written = self.written.trim_start();
        written.get(..property.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(property))
    }
}

impl Property {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn has(&self, value: &str) -> bool {
        self.value.eq_ignore_ascii_case(value)
    }

    /// The value of a parameter, without quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let starts = unquoted(self.parameters.as_bytes(), b';').map(|start| start + 1);
        let mut values = starts.filter_map(|start| {
            let (found, value) = self.parameters[start..].split_once('=')?;
            let end = unquoted(value.as_bytes(), b';').next().unwrap_or(value.len());
            let is_it = found.eq_ignore_ascii_case(name);
            is_it.then_some(value[..end].trim_matches('"'))
        });
        values.next()
    }
}

/// True if a property's parameters say that its value is in quoted-printable.
fn is_quoted_printable(before: &[u8]) -> bool {
    let wanted = QUOTED_PRINTABLE.as_bytes();
    before.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted))
}

/// A value without the codes of quoted-printable; what is no code stays.
fn decoded(value: &[u8]) -> Vec<u8> {
    let mut parts = value.split(|byte| *byte == b'=');
    let mut decoded = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.split_at_checked(2);
        if let Some((Ok(byte), rest)) = code.map(|(code, rest)| (hex::decode(code), rest)) {
            decoded.extend(byte);
            decoded.extend(rest);
        } else {
            decoded.push(b'=');
            decoded.extend(part);
        }
    }
    decoded
}

/// The positions of a sign outside quotes.
fn unquoted(text: &[u8], wanted: u8) -> impl Iterator<Item = usize> {
    let mut quoted = false;
    text.iter().enumerate().filter_map(move |(position, byte)| {
        quoted ^= *byte == b'"';
        (*byte == wanted && !quoted).then_some(position)
    })
}
