//! Records of turns, and of a provider's reports.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::NewJob;
use crate::catalogue::EditionNumber;
use crate::dialogue::{EventKind, RecordedPlace};

/// The record of one turn of a call, or of one report of its provider: one row, written once and never
/// changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnRecord {
    pub id: TurnId,
    /// Stores keep microseconds and drop what is finer.
    pub at: Timestamp,
    pub line: String,
    /// The edition that the call keeps; none with a provider's report, and where nothing was published.
    pub edition: Option<EditionNumber>,
    /// The code of the language spoken at the end, once it is settled: `ar`.
    pub language: Option<String>,
    /// The place from which the turn was answered.
    pub place: Option<RecordedPlace>,
    /// In order.
    pub events: Vec<RecordedEvent>,
    /// The keyed hash of the caller's number, with the turn that begins a call and with every job: another server may
    /// bring the beginning later. Stores keep it with the call, and it does not come back with the record.
    pub caller: Option<String>,
    /// To be done because of it. Stores keep jobs in tables of their own, and they do not come back with the record.
    pub jobs: Vec<NewJob>,
}

/// One thing that happened in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedEvent {
    pub kind: EventKind,
    pub place: Option<RecordedPlace>,
}

/// The identity of a record. Whoever reports the same thing again makes the same identity again, so that it is kept
/// once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TurnId {
    /// The call's id as the provider gave it.
    pub call: String,
    pub source: Source,
}

/// The source of a record: a turn, or a report of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// An exchange of the call.
    Turn {
        /// 0, or another number when the call had to begin again half-way.
        restart: u32,
        /// The exchange's number since the call began (again).
        turn: u32,
    },
    /// A report, by the name of the status, `completed`, or of the recording, `recording-0.5`. Providers deliver these
    /// more than once and in any order; each of a call counts once. Never empty.
    Status(String),
}

impl Source {
    /// The columns `restart`, `turn` and `status`, of which the last is empty for a turn.
    pub(super) fn columns(&self) -> (u32, u32, &str) {
        match self {
            Self::Turn { restart, turn } => (*restart, *turn, ""),
            Self::Status(status) => (0, 0, status),
        }
    }

    /// The source that stands in these columns.
    pub(super) fn of(restart: u32, turn: u32, status: &str) -> Self {
        match status {
            "" => Self::Turn { restart, turn },
            status => Self::Status(status.to_owned()),
        }
    }
}

impl TurnRecord {
    /// True if it may be the first that comes of its call. Every other one comes after one that is.
    pub(super) fn may_begin(&self) -> bool {
        self.caller.is_some()
            || matches!(self.id.source, Source::Turn { turn: 0, .. } | Source::Status(_))
    }

    /// The name of the reason for which the call ended with it, if it did.
    pub(super) fn ended(&self) -> Option<&'static str> {
        self.events.iter().find_map(|event| event.kind.ended())
    }

    /// The caller's opinion of the guidance, if it was said: 1 where it was useful, otherwise 0.
    pub(super) fn rated(&self) -> Option<u8> {
        self.events.iter().find_map(|event| match event.kind {
            EventKind::Rated { useful } => Some(u8::from(useful)),
            _ => None,
        })
    }
}

/// The events of a record, which is at `place`, as they stand in the store. A kind of which this version knows nothing
/// is [unknown](EventKind::Unknown).
pub(super) fn events_from(
    json: &str,
    place: Option<RecordedPlace>,
) -> Result<Vec<RecordedEvent>, serde_json::Error> {
    let read: Vec<EventJson> = serde_json::from_str(json)?;
    let event = |read| match read {
        EventJson::Here(kind) => RecordedEvent { kind, place },
        EventJson::There { at, event } => RecordedEvent { kind: event, place: at },
        EventJson::Later(_) => RecordedEvent { kind: EventKind::Unknown, place },
    };
    Ok(read.into_iter().map(event).collect())
}

/// The events of a record as they stand in the store: a JSON list, in which an event at the record's own place is its
/// kind alone.
pub(super) struct EventsJson<'a>(pub(super) &'a TurnRecord);

impl Serialize for EventsJson<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = self.0.place;
        serializer.collect_seq(self.0.events.iter().map(|event| {
            if event.place == place {
                EventJson::Here(event.kind)
            } else {
                EventJson::There { at: event.place, event: event.kind }
            }
        }))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum EventJson {
    There {
        at: Option<RecordedPlace>,
        event: EventKind,
    },
    Here(EventKind),
    #[serde(skip_serializing)]
    Later(serde::de::IgnoredAny),
}
