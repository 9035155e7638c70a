//! Turns: what comes in.

use serde::{Deserialize, Serialize};

use super::{CallState, Key};

/// One exchange of a call: the state that came back with the request, and what the caller did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The state that the answer before gave; none at the first turn, and where it was lost.
    pub state: Option<CallState>,
    pub input: Input,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Start,
    /// The call goes on, but its state did not come back whole: it begins again.
    ///
    /// `restart` tells these turns apart from the call's earlier ones, and is the same for every
    /// retry of the request.
    Lost {
        /// The new [`CallState::restart`].
        restart: u32,
        /// Times in a row that it did not come back.
        times: u8,
    },
    /// The caller did something, but in another edition than this one: what the menu then had on the
    /// key may be something else now.
    EditionChanged,
    /// Keys, in the order in which they were pressed; usually one.
    Keys(Vec<Key>),
    /// Words, as the provider understood them.
    Speech {
        said: String,
        /// The provider's confidence in percent, where it says so.
        confidence: Option<u8>,
    },
    /// Something that no key stands for.
    Gibberish,
    Silence,
    Transferred {
        outcome: TransferOutcome,
        /// Seconds that caller and person spoke, where the provider says so.
        seconds: Option<u32>,
        /// Set where the caller is gone as well.
        caller_gone: bool,
    },
    /// The recording of what the caller said came to its end.
    RecordingEnded {
        /// The recording's address at the provider. None where a report of its own tells it later, or where there is none.
        address: Option<String>,
        /// Its length in seconds, where the provider says so.
        seconds: Option<u32>,
        /// Set where the caller thought better of it, and ended it with `*`.
        withdrawn: bool,
        caller_gone: bool,
    },
    HungUp,
}

named_enum! {
    /// The outcome of a transfer.
    #[derive(Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum TransferOutcome {
        /// Somebody spoke with the caller.
        Answered = "answered",
        Busy = "busy",
        NoAnswer = "no-answer",
        Failed = "failed",
        /// It was given up while it rang.
        Cancelled = "cancelled",
    }
}
