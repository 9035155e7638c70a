//! What is so context a turn, and what can be looked up for it: the dialogue knows no clock and no store.

use jiff::Timestamp;

use crate::catalogue::{LanguageIndex, Notice};

use super::{Place, Reference};

/// What is so context a turn.
#[derive(Debug, Clone, Copy)]
pub struct TurnContext<'a> {
    /// The time of the turn.
    pub now: Timestamp,
    /// The name of the line that was called, which may have opening hours of its own.
    pub line: &'a str,
    /// The languages of the line, in the order of their keys at the gate. Where it is empty, the hotline's first
    /// language is spoken.
    pub offered: &'a [LanguageIndex],
    /// The notices in force.
    pub notices: &'a [Notice],
    /// The line's abilities.
    pub abilities: Abilities,
    /// Kind of the caller's number.
    pub caller: CallerNumber,
    /// The reference of the inquiry, if this turn brings the recording of one.
    pub reference: Option<Reference>,
    /// The answer to the look-up that this turn [needs](super::Answer::needs), if there is one yet.
    pub lookup: &'a LookupResult,
}

/// Abilities of a line besides menus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Abilities {
    /// It understands speech.
    pub listens: bool,
    /// It records questions, and somebody answers them.
    pub records: bool,
    /// It sends text messages.
    pub texts: bool,
}

/// Kind of the caller's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CallerNumber {
    /// It is withheld, or no telephone's.
    Withheld,
    /// Text messages can't be read there.
    Landline,
    /// Text messages arrive there.
    Mobile,
}

/// A question to the store whose answer improves the answer to a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// What is remembered of the caller.
    Caller,
    /// How an inquiry stands.
    Inquiry(Reference),
    /// Whether the caller may be sent another text message.
    MayText,
}

/// The answer to a [`Lookup`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupResult {
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
    Inquiry(InquiryProgress),
    /// The caller has been sent enough text messages.
    TextsSpent,
    /// What the answer would promise could not be kept.
    NotKept,
}

/// How an inquiry stands, as far as its caller may hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryProgress {
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
