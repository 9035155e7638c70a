//! Events: what happened in a turn, for the record.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Code, LanguageIndex, ReferralId};

use super::{Key, Place, Reference, TransferOutcome};

/// One thing that happened in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub kind: EventKind,
    pub place: Place,
    /// The language at that moment; none before one was chosen.
    pub language: Option<LanguageIndex>,
}

/// A kind of event, with its data. In the record it stands as JSON, by its [name](EventKind::name).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    CallStarted,
    /// The state of a call was lost, and it began again.
    StateLost,
    /// A language was chosen: by key or word, or by saying nothing.
    LanguageChosen {
        /// The key, or the one of the language that was said; none when the time ran out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
    },
    /// The caller was greeted in the language of the last call.
    LanguageRemembered,
    /// The caller does not want to be greeted in it any more.
    LanguageForgotten,
    PlaceEntered {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
    },
    /// Notices were spoken; the place says whose.
    NoticesHeard,
    /// A service's summary or section was spoken; the place says which.
    ServiceHeard,
    /// The words that the caller said led to services: one or more.
    SpeechMatched {
        services: u8,
    },
    /// The words that the caller said are for another body, and the caller was told which.
    Referred {
        to: ReferralId,
    },
    /// The words that the caller said fit no service.
    SpeechUnmatched,
    /// The digits that the caller dialled are no service's.
    UnknownCode,
    /// The digits that the caller keyed are no inquiry's.
    UnknownReference,
    NoInput,
    /// A key that means nothing at the place; none if it was no key at all.
    NoMatch {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key: Option<Key>,
    },
    Paused,
    /// The caller said whether the guidance was useful.
    Rated {
        useful: bool,
    },
    /// A text message was asked for and is to be sent.
    TextAsked {
        about: Code,
    },
    /// A text message was asked for and can't be sent.
    TextRefused(TextRefusal),
    InquiryLeft {
        /// The name by which the caller asks for it; none where it is read from the record, which has it with the
        /// inquiry alone.
        #[serde(skip)]
        reference: Option<Reference>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<Code>,
    },
    /// More was said about a question that was left in the call.
    InquiryContinued {
        #[serde(skip)]
        reference: Option<Reference>,
        /// The number of the turn that left it.
        turn: u32,
    },
    /// A question, or more about one, was spoken and could not be kept.
    InquiryLost,
    /// A question was to be left, and there were enough of them today.
    InquiryRefused,
    /// The caller asked how an inquiry stands.
    InquiryAsked {
        told: bool,
    },
    /// A person was wanted or needed, and none can be reached.
    NoPerson,
    /// The caller was put through to a person.
    TransferStarted,
    TransferEnded {
        outcome: TransferOutcome,
        /// Seconds that caller and person spoke, where the provider says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<u32>,
    },
    CallEnded(EndReason),
    StatusReported {
        status: CallStatus,
        /// Seconds that the call took, once it is over.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<u32>,
    },
    /// The provider reported where the recording of a question is.
    RecordingReported,
    /// Something that a later version of this program wrote down.
    Unknown,
}

impl EventKind {
    /// The kind's name, without its data.
    pub fn name(self) -> &'static str {
        match self {
            Self::CallStarted => "call-started",
            Self::StateLost => "state-lost",
            Self::LanguageChosen { .. } => "language-chosen",
            Self::LanguageRemembered => "language-remembered",
            Self::LanguageForgotten => "language-forgotten",
            Self::PlaceEntered { .. } => "place-entered",
            Self::NoticesHeard => "notices-heard",
            Self::ServiceHeard => "service-heard",
            Self::SpeechMatched { .. } => "speech-matched",
            Self::Referred { .. } => "referred",
            Self::SpeechUnmatched => "speech-unmatched",
            Self::UnknownCode => "unknown-code",
            Self::UnknownReference => "unknown-reference",
            Self::NoInput => "no-input",
            Self::NoMatch { .. } => "no-match",
            Self::Paused => "paused",
            Self::Rated { .. } => "rated",
            Self::TextAsked { .. } => "text-asked",
            Self::TextRefused(_) => "text-refused",
            Self::InquiryLeft { .. } => "inquiry-left",
            Self::InquiryContinued { .. } => "inquiry-continued",
            Self::InquiryLost => "inquiry-lost",
            Self::InquiryRefused => "inquiry-refused",
            Self::InquiryAsked { .. } => "inquiry-asked",
            Self::NoPerson => "no-person",
            Self::TransferStarted => "transfer-started",
            Self::TransferEnded { .. } => "transfer-ended",
            Self::CallEnded(_) => "call-ended",
            Self::StatusReported { .. } => "status-reported",
            Self::RecordingReported => "recording-reported",
            Self::Unknown => "unknown",
        }
    }

    /// The name of the reason for which the call ended with this, if it did.
    pub fn ended(self) -> Option<&'static str> {
        match self {
            Self::CallEnded(reason) => Some(reason.name()),
            Self::StatusReported { status, .. } if status.is_final() => Some(status.name()),
            _ => None,
        }
    }
}

named_enum! {
    /// A reason for which a text message can't be sent.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum TextRefusal {
        Withheld = "withheld",
        Landline = "landline",
        Spent = "spent",
        /// The caller wants no messages of the line's sender.
        Unsubscribed = "unsubscribed",
        /// The same was promised in this call already.
        Sent = "sent",
        /// It could not be kept to be sent.
        NotKept = "not-kept",
    }
}

named_enum! {
    /// A reason for which a call ended.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum EndReason {
        HungUp = "hung-up",
        /// A person took over, and the conversation is over.
        Transferred = "transferred",
        GaveUp = "gave-up",
        /// The caller wanted a person, and none could be reached.
        NoPerson = "no-person",
        /// The call took more turns than are allowed.
        TooLong = "too-long",
        /// The call's state was lost again and again.
        StateLost = "state-lost",
    }
}

named_enum! {
    /// The status of a call as its provider reports it.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum CallStatus {
        /// The provider said something that we have no word for, or nothing.
        Unknown = "unknown",
        Queued = "queued",
        Ringing = "ringing",
        InProgress = "in-progress",
        /// It is over, and somebody spoke.
        Completed = "completed",
        Busy = "busy",
        NoAnswer = "no-answer",
        Failed = "failed",
        /// It was given up while it rang.
        Cancelled = "cancelled",
    }
}

impl CallStatus {
    pub fn is_final(self) -> bool {
        use CallStatus::{Busy, Cancelled, Completed, Failed, NoAnswer};
        matches!(self, Completed | Busy | NoAnswer | Failed | Cancelled)
    }
}
