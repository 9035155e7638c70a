//! Answers: what goes out.

use std::borrow::Cow;

use crate::catalogue::{LanguageIndex, Prompt};

use super::{CallState, Event, Lookup};

/// What is said in a turn, and what happens after it.
///
/// Everything is said first, and exactly one thing comes last, so that no answer can leave a caller
/// in silence.
#[derive(Debug, Clone)]
pub struct Answer<'e> {
    /// What is said, in order: prompts of the hotline, and what was put into words for this call alone.
    pub prompts: Vec<Cow<'e, Prompt>>,
    /// What comes after it.
    pub then: Then<'e>,
    /// What happened in the turn.
    pub events: Vec<Event>,
    /// The [`CallState::restart`] and number of the turn that this answers.
    pub turn: (u32, u32),
    /// What could be looked up for a better answer. This one goes on without it.
    pub needs: Option<Lookup>,
}

/// What happens after everything is said.
#[derive(Debug, Clone, Copy)]
pub enum Then<'e> {
    /// Keys are waited for; they may be pressed while the prompts are still spoken (barge-in).
    Collect(Collect),
    /// The caller is put through to a person.
    Transfer {
        /// The person's number in E.164.
        number: &'e str,
        /// Seconds that it rings.
        ring_seconds: u8,
        /// The state of the turn that follows the transfer. It also tells the person what the caller was at; see
        /// [`whisper`](super::whisper).
        next: CallState,
    },
    /// What the caller says is recorded, after a tone, until `#` or silence.
    Record {
        /// Seconds at most.
        longest: u16,
        /// Seconds of silence that end it.
        silence: u8,
        /// The state of the turn that brings the recording.
        next: CallState,
    },
    /// The call ends.
    HangUp,
}

/// How keys, and words, are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Collect {
    /// Seconds to wait after the last prompt, and between two keys.
    pub seconds: u8,
    /// How many keys are waited for: with one it is taken at once, and with more `#` ends them early.
    pub keys: u8,
    /// The language in which words are listened for; none where only keys are.
    pub listen: Option<LanguageIndex>,
    /// The state of the turn that the keys, or silence, begin.
    pub next: CallState,
}

impl Then<'_> {
    /// The state of the turn that follows; none where the call ends.
    pub fn next(&self) -> Option<CallState> {
        match self {
            Self::Collect(Collect { next, .. })
            | Self::Transfer { next, .. }
            | Self::Record { next, .. } => Some(*next),
            Self::HangUp => None,
        }
    }
}
