//! Events: what happened in a turn, for the record.

use crate::catalogue::{Code, LanguageIndex};

use super::{Key, Place, Reference, TransferOutcome};

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
    /// The caller was greeted in the language of the last call.
    LanguageRemembered,
    /// The caller does not want to be greeted in it any more.
    LanguageForgotten,
    /// The call came to a place.
    PlaceEntered {
        /// The key that led there.
        key: Option<Key>,
    },
    /// Notices were spoken; the place says whose.
    NoticesHeard,
    /// A service's summary or section was spoken; the place says which.
    ServiceHeard,
    /// What the caller said led to services: one or more.
    SpeechMatched {
        /// How many.
        services: u8,
    },
    /// What the caller said fits no service.
    SpeechUnmatched,
    /// The digits that the caller dialled are no service's.
    UnknownCode,
    /// Silence.
    NoInput,
    /// A key that means nothing at the place; none if it was no key at all.
    NoMatch {
        /// The key.
        key: Option<Key>,
    },
    /// The guidance was paused.
    Paused,
    /// The caller said whether the guidance was useful.
    Rated {
        /// Whether it was.
        useful: bool,
    },
    /// A text message was asked for and is to be sent.
    TextAsked {
        /// About which service.
        about: Code,
    },
    /// A text message was asked for and can't be sent.
    TextRefused(TextRefusal),
    /// A question was left.
    InquiryLeft {
        /// What it is called.
        reference: Reference,
        /// The service that it is about.
        about: Option<Code>,
    },
    /// A question was spoken and could not be kept.
    InquiryLost,
    /// The caller asked how an inquiry stands.
    InquiryAsked {
        /// Whether it could be told.
        told: bool,
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

/// Why a text message can't be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextRefusal {
    /// The caller's number is withheld.
    Withheld,
    /// The caller's telephone takes none.
    Landline,
    /// The caller was sent enough.
    Spent,
    /// It could not be kept to be sent.
    NotKept,
}

impl TextRefusal {
    /// The name in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::Landline => "landline",
            Self::Spent => "spent",
            Self::NotKept => "not-kept",
        }
    }
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
