//! Events: what is written down about a call.

use std::fmt;

use jiff::Timestamp;

use super::{Errand, EventKind};

/// One thing that happened in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What makes it this event and no other.
    pub id: EventId,
    /// When it happened. Stores keep microseconds and drop what is finer.
    pub at: Timestamp,
    /// The name of the line that was called.
    pub line: String,
    /// The edition that the call keeps. A provider's status comes without it.
    pub edition: Option<String>,
    /// The code of the language spoken at the time, once it is settled: `ar`.
    pub language: Option<String>,
    /// What happened.
    pub kind: EventKind,
    /// Where in the hotline, a word and codes separated by spaces: `service 114 fee`.
    pub place: Option<String>,
    /// The keys that were pressed.
    pub key: Option<String>,
    /// How a transfer went, or why the call ended.
    pub outcome: Option<String>,
    /// The call's or the transfer's length in seconds, as the provider reports it.
    pub seconds: Option<u32>,
    /// The keyed hash of the caller's number, with the event that begins a call and with every errand: another
    /// server may bring the beginning later. Stores keep it with the call, and it does not come back with the
    /// event.
    pub caller: Option<String>,
    /// What is to be done because of it. Stores keep it in tables of its own, and it does not come back with the
    /// event.
    pub errand: Option<Errand>,
}

/// The identity of an event. Whoever reports the same thing again makes the same identity again, so that the
/// event is kept once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId {
    /// The call's id as the provider gave it.
    pub call: String,
    /// What the event was taken from.
    pub source: Source,
    /// Its place among the events of the same source, from 0.
    pub position: u16,
}

/// What an event was taken from: a turn, or a status callback of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// An exchange of the call.
    Turn {
        /// 0, or another number when the call had to begin again half-way.
        restart: u32,
        /// The exchange's number since the call began (again).
        turn: u32,
    },
    /// A status callback, by the provider's name for the status: `completed`. Providers deliver these more
    /// than once and in any order; each status of a call counts once. Never empty.
    Status(String),
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            call,
            source,
            position,
        } = self;
        match source {
            Source::Turn { restart: 0, turn } => write!(f, "{call}/{turn}/{position}"),
            Source::Turn { restart, turn } => write!(f, "{call}/{restart}.{turn}/{position}"),
            Source::Status(status) => write!(f, "{call}/{status}/{position}"),
        }
    }
}
