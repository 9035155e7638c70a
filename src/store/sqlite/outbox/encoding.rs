//! The encoding of records in a batch: a JSON list of one list for each record, which a person can read with any tool
//! when something is wrong.

use jiff::Timestamp;
use serde::Deserialize;
use serde::ser::Serializer;

use crate::catalogue::EditionNumber;
use crate::dialogue::{EventKind, RecordedPlace};
use crate::store::{NewJob, RecordedEvent, Source, TurnId, TurnRecord};

/// A usual record takes less.
const RECORD_BYTES: usize = 256;

/// A reason for which a record can't be written, or read again.
#[derive(Debug, thiserror::Error)]
pub enum EncodingError {
    /// No store would ever take it.
    #[error("the record's {0} is empty")]
    Malformed(&'static str),
    /// Not of this program, or damaged.
    #[error("the batch is not a list of records as this version writes them")]
    Json(#[from] serde_json::Error),
    /// A time that no calendar has.
    #[error("the record's time is not one")]
    Time(#[from] jiff::Error),
}

/// The records as bytes, if every one of them is such as a store takes.
pub fn encode(records: &[TurnRecord]) -> Result<Vec<u8>, EncodingError> {
    for record in records {
        check(record)?;
    }
    write(records)
}

/// The records as bytes, whatever form they have.
pub fn write(records: &[TurnRecord]) -> Result<Vec<u8>, EncodingError> {
    let mut bytes = Vec::with_capacity(records.len() * RECORD_BYTES);
    let mut serializer = serde_json::Serializer::new(&mut bytes);
    serializer.collect_seq(records.iter().map(written))?;
    Ok(bytes)
}

/// The records that were encoded.
pub fn decode(bytes: &[u8]) -> Result<Vec<TurnRecord>, EncodingError> {
    let rows: Vec<Read> = serde_json::from_slice(bytes)?;
    rows.into_iter().map(record).collect()
}

/// The forms that the tables of every store demand: what they would refuse is refused before it is journalled.
fn check(record: &TurnRecord) -> Result<(), EncodingError> {
    let wrong = if record.id.call.is_empty() {
        "call"
    } else if record.line.is_empty() {
        "line"
    } else if record.language.as_deref() == Some("") {
        "language"
    } else if matches!(&record.id.source, Source::Status(status) if status.is_empty()) {
        "status"
    } else {
        return Ok(());
    };
    Err(EncodingError::Malformed(wrong))
}

/// A record as the list of its parts, the same as in [`Read`]. The status is empty where it is of a turn.
type Written<'a> = (
    &'a str,
    (u32, u32, &'a str),
    i64,
    &'a str,
    Option<u32>,
    Option<&'a str>,
    Option<RecordedPlace>,
    Vec<(EventKind, Option<RecordedPlace>)>,
    Option<&'a str>,
    &'a [NewJob],
);

fn written(record: &TurnRecord) -> Written<'_> {
    let events = record.events.iter();
    (
        &record.id.call,
        record.id.source.columns(),
        record.at.as_microsecond(),
        &record.line,
        record.edition.map(EditionNumber::get),
        record.language.as_deref(),
        record.place,
        events.map(|event| (event.kind, event.place)).collect(),
        record.caller.as_deref(),
        &record.jobs,
    )
}

#[derive(Deserialize)]
struct Read(
    String,
    (u32, u32, String),
    i64,
    String,
    Option<u32>,
    Option<String>,
    Option<RecordedPlace>,
    Vec<(EventKind, Option<RecordedPlace>)>,
    Option<String>,
    Vec<NewJob>,
);

fn record(row: Read) -> Result<TurnRecord, EncodingError> {
    let Read(
        call,
        (restart, turn, status),
        at,
        line,
        edition,
        language,
        place,
        events,
        caller,
        jobs,
    ) = row;
    let event = |(kind, place)| RecordedEvent { kind, place };
    Ok(TurnRecord {
        id: TurnId { call, source: Source::of(restart, turn, &status) },
        at: Timestamp::from_microsecond(at)?,
        line,
        edition: edition.map(EditionNumber::new),
        language,
        place,
        events: events.into_iter().map(event).collect(),
        caller,
        jobs,
    })
}
