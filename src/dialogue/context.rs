//! Facts given to a turn from outside, since the dialogue has no clock and no store.

use jiff::Timestamp;

use crate::catalogue::{LanguageIndex, Notice};

use super::{Place, Reference};

/// Facts that a turn is answered with, besides the call's state and the caller's input.
#[derive(Debug, Clone, Copy)]
pub struct TurnContext<'a> {
    pub now: Timestamp,
    /// The name of the line that was called, which may have opening hours of its own.
    pub line: &'a str,
    /// The languages of the line, in the order of their keys at the gate. Where it is empty, the hotline's first
    /// language is spoken.
    pub offered: &'a [LanguageIndex],
    pub notices: &'a [Notice],
    pub abilities: Abilities,
    /// Kind of the caller's number.
    pub caller: CallerNumber,
    /// The numbers of the caller, of the line, and of whoever forwarded the call: nobody is put through to one of
    /// them, for the call would come back to us, again and again.
    pub parties: [Option<&'a str>; 3],
    /// The reference of the inquiry, if this turn ends the recording of one that can be kept.
    pub reference: Option<Reference>,
    /// The answer to the look-up that this turn [needs](super::Answer::needs), if there is one yet.
    pub lookup: &'a LookupResult,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Abilities {
    pub listens: bool,
    /// It records questions, and somebody answers them.
    pub records: bool,
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
    /// It is a mobile telephone's, and no text messages are sent there.
    MobileWithoutTexts,
}

/// A question to the store whose answer improves the answer to a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// The language and place of the caller's last call.
    Caller,
    Inquiry(Reference),
    /// Whether the caller may have another text message today.
    MayText,
    /// Whether the caller may leave another question today.
    MayAsk,
}

/// The answer to a [`Lookup`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookupResult {
    /// Nothing was asked, or no answer came in time.
    Nothing,
    Caller(KnownCaller),
    Inquiry(InquiryProgress),
    /// The caller, or the line, has had enough of that today.
    Spent,
    /// The caller wants no text messages of the line's sender.
    Unsubscribed,
    /// The answer's promise could not be written down.
    NotKept,
}

/// What is known of a caller when a call begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KnownCaller {
    /// The language of the last call; none where there was no call, or the caller is not to be known again.
    pub language: Option<LanguageIndex>,
    /// The place in guidance at which that call broke off, not long ago.
    pub broke_off: Option<Place>,
    /// The caller wants no text messages of the line's sender.
    pub unsubscribed: bool,
}

/// The progress of an inquiry, as far as its caller may hear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InquiryProgress {
    /// There is none of this number.
    Unknown,
    Open,
    Answered {
        text: String,
        /// The language of question and answer; none where that is not known any more.
        language: Option<LanguageIndex>,
    },
    /// It is answered, and this caller is not known to be whose answer it is.
    AnsweredElsewhere,
    /// It was closed without an answer.
    Closed,
}
