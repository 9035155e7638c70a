//! Events: what happened in a turn, for the record.

use crate::catalogue::LanguageIndex;

use super::{Key, Place, TransferOutcome};

/// One thing that happened in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// Where.
    pub place: Place,
    /// The language at that moment; none before one was chosen.
    pub language: Option<LanguageIndex>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A call began.
    CallStarted,
    /// The state of a call was lost, and it began again.
    StateLost,
    /// A language was chosen: by key, or by saying nothing.
    LanguageChosen {
        /// The key; none when the time ran out.
        key: Option<Key>,
    },
    /// The call came to a place.
    PlaceEntered {
        /// The key that led there.
        key: Option<Key>,
    },
    /// A service's summary or section was spoken; the place says which.
    ServiceHeard,
    /// Silence.
    NoInput,
    /// A key that means nothing at the place; none if it was no key at all.
    NoMatch {
        /// The key.
        key: Option<Key>,
    },
    /// A person was wanted or needed, and none can be reached.
    NoPerson,
    /// The caller was put through to a person.
    TransferStarted,
    /// A transfer ended.
    TransferEnded {
        /// How.
        outcome: TransferOutcome,
        /// Seconds that caller and person spoke, where the provider says so.
        seconds: Option<u32>,
    },
    /// The call ended.
    CallEnded(EndReason),
}

/// Why a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndReason {
    /// The caller hung up.
    HungUp,
    /// A person took over, and the conversation is over.
    Transferred,
    /// Too many silences and wrong keys.
    GaveUp,
    /// The caller wanted a person, and none could be reached.
    NoPerson,
    /// The call took more turns than are allowed.
    TooLong,
    /// The call's state was lost again and again.
    StateLost,
}

impl EndReason {
    /// The name in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::HungUp => "hung-up",
            Self::Transferred => "transferred",
            Self::GaveUp => "gave-up",
            Self::NoPerson => "no-person",
            Self::TooLong => "too-long",
            Self::StateLost => "state-lost",
        }
    }
}
