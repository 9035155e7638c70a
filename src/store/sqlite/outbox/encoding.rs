//! How events are written into a batch: a JSON list of one list for each event, which a person can read with
//! any tool when something is wrong, and which costs a microsecond to write.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::ser::{SerializeTuple as _, Serializer};
use serde::{Deserialize, Serialize};

use crate::store::{Errand, Event, EventId, EventKind, Source};

/// A usual event takes half of this.
const BYTES_AN_EVENT: usize = 256;

/// What keeps an event from being written, or from being read again.
#[derive(Debug, thiserror::Error)]
pub(super) enum EncodingError {
    /// No store would ever take it.
    #[error("the event's {0} is empty or not of the right form")]
    Malformed(&'static str),
    /// Not of this program, or damaged.
    #[error("the batch is not a list of events as this version writes them")]
    Json(#[from] serde_json::Error),
    /// A time that no calendar has.
    #[error("the event's time is not one")]
    Time(#[from] jiff::Error),
}

/// The events as bytes, if every one of them is such as a store takes.
pub(super) fn encode(events: &[Event]) -> Result<Vec<u8>, EncodingError> {
    for event in events {
        check(event)?;
    }
    write(events)
}

/// The events as bytes, whatever form they have.
pub(super) fn write(events: &[Event]) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::with_capacity(events.len() * BYTES_AN_EVENT);
    let mut serializer = serde_json::Serializer::new(&mut bytes);
    serializer.collect_seq(events.iter().map(Written))?;
    Ok(bytes)
}

/// The events that were encoded.
pub(super) fn decode(bytes: &[u8]) -> Result<Vec<Event>, EncodingError> {
    let rows: Vec<Row<'_>> = serde_json::from_slice(bytes)?;
    rows.into_iter().map(event).collect()
}

/// The forms that the tables of every store demand: what they would refuse is refused before it is journalled.
fn check(event: &Event) -> Result<(), EncodingError> {
    let kind = event.kind.as_str();
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
    let wrong = if event.id.call.is_empty() {
        "call"
    } else if event.line.is_empty() {
        "line"
    } else if kind.is_empty() || !kind.bytes().all(letters) {
        "kind"
    } else if matches!(&event.id.source, Source::Status(status) if status.is_empty()) {
        "status"
    } else {
        return Ok(());
    };
    Err(EncodingError::Malformed(wrong))
}

/// An event as the list of its parts, in the order of [`Row`].
struct Written<'a>(&'a Event);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let event = self.0;
        let (restart, turn, status) = match &event.id.source {
            Source::Turn { restart, turn } => (*restart, *turn, None),
            Source::Status(status) => (0, 0, Some(status)),
        };
        let mut parts = serializer.serialize_tuple(16)?;
        parts.serialize_element(&event.id.call)?;
        parts.serialize_element(&restart)?;
        parts.serialize_element(&turn)?;
        parts.serialize_element(&status)?;
        parts.serialize_element(&event.id.position)?;
        parts.serialize_element(&event.at.as_microsecond())?;
        parts.serialize_element(&event.line)?;
        parts.serialize_element(&event.edition)?;
        parts.serialize_element(&event.language)?;
        parts.serialize_element(event.kind.as_str())?;
        parts.serialize_element(&event.place)?;
        parts.serialize_element(&event.key)?;
        parts.serialize_element(&event.outcome)?;
        parts.serialize_element(&event.seconds)?;
        parts.serialize_element(&event.caller)?;
        parts.serialize_element(&event.errand)?;
        parts.end()
    }
}

/// Call, restart, turn, status, position, time, line, edition, language, kind, place, key, outcome, seconds,
/// caller and errand. The status is none where the event was taken from a turn.
#[derive(Deserialize)]
struct Row<'a>(
    String,
    u32,
    u32,
    Option<String>,
    u16,
    i64,
    String,
    Option<String>,
    Option<String>,
    #[serde(borrow)] Cow<'a, str>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<u32>,
    Option<String>,
    // Not in what earlier versions wrote.
    #[serde(default)] Option<Errand>,
);

fn event(row: Row<'_>) -> Result<Event, EncodingError> {
    let Row(call, restart, turn, status, position, at, line, edition, language, kind, ..) = row;
    let Row(.., place, key, outcome, seconds, caller, errand) = row;
    Ok(Event {
        id: EventId {
            call,
            source: match status {
                Some(status) => Source::Status(status),
                None => Source::Turn { restart, turn },
            },
            position,
        },
        at: Timestamp::from_microsecond(at)?,
        line,
        edition,
        language,
        kind: EventKind::named(&kind),
        place,
        key,
        outcome,
        seconds,
        caller,
        errand,
    })
}

#[cfg(test)]
mod tests;
