//! What is so around a turn, and what can be looked up for it: the dialogue knows no clock and no store.

use jiff::Timestamp;

use crate::catalogue::{LanguageIndex, Notice};

use super::{Place, Reference};

/// What is so around a turn.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The time.
    pub now: Timestamp,
    /// The name of the line that was called, which may have opening hours of its own.
    pub line: &'a str,
    /// The languages of the line, in the order of their keys at the gate. Where it is empty, the hotline's first
    /// language is spoken.
    pub offered: &'a [LanguageIndex],
    /// The notices in force.
    pub notices: &'a [Notice],
    /// What the line can do.
    pub abilities: Abilities,
    /// What is known of the caller's number.
    pub caller: CallerNumber,
    /// What the question that this turn brings with it would be called.
    pub reference: Reference,
    /// What was looked up for this turn.
    pub known: &'a Known,
}

/// What a line can do besides menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Abilities {
    /// It understands speech.
    pub listens: bool,
    /// It records questions, and somebody answers them.
    pub records: bool,
    /// It sends text messages.
    pub texts: bool,
}

/// What is known of the caller's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallerNumber {
    /// It is withheld, or no telephone's.
    Withheld,
    /// Text messages can't be read there.
    Landline,
    /// Text messages arrive there.
    Mobile,
}

/// What can be looked up for a better answer to a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// What is remembered of the caller.
    Caller,
    /// How an inquiry stands.
    Inquiry(Reference),
    /// Whether the caller may be sent another text message.
    MayText,
}

/// What was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing was asked, or no answer came in time.
    Nothing,
    /// What is remembered of the caller.
    Caller {
        /// The language of the last call.
        language: LanguageIndex,
        /// Where the guidance was that it broke off in, not long ago.
        broke_off: Option<Place>,
    },
    /// How an inquiry stands.
    Inquiry(InquiryKnown),
    /// The caller has been sent enough text messages.
    TextsSpent,
    /// What the answer would promise could not be kept.
    NotKept,
}

/// How an inquiry stands, as far as its caller may hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryKnown {
    /// There is none of this number.
    Unknown,
    /// Nobody has answered yet.
    Open,
    /// It was answered.
    Answered {
        /// The answer.
        text: String,
        /// The language of question and answer; none where that is not known any more.
        language: Option<LanguageIndex>,
    },
    /// It was closed without an answer.
    Closed,
}
