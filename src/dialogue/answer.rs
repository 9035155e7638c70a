//! Answers: what goes out.

use crate::catalogue::{Language, Prompt};

use super::{Event, State};

/// What is said in a turn, and what happens after it.
///
/// Everything is said first, and exactly one thing comes last, so that no answer can leave a caller
/// in silence.
#[derive(Debug, Clone)]
pub struct Answer<'e> {
    /// What is said, in order.
    pub prompts: Vec<&'e Prompt>,
    /// What comes after it.
    pub then: Then<'e>,
    /// What happened in the turn.
    pub events: Vec<Event>,
    /// The [`State::restart`] and number of the turn that this answers.
    pub turn: (u32, u32),
}

/// What happens after everything is said.
#[derive(Debug, Clone, Copy)]
pub enum Then<'e> {
    /// One key is waited for; it may be pressed while the prompts are still spoken (barge-in).
    Collect {
        /// Seconds to wait after the last prompt.
        seconds: u8,
        /// The state of the turn that the key, or silence, begins.
        next: State,
    },
    /// The caller is put through to a person.
    Transfer {
        /// The person's number in E.164.
        number: &'e str,
        /// The language that the caller speaks.
        language: &'e Language,
        /// Seconds that it rings.
        ring_seconds: u8,
        /// The state of the turn that follows the transfer.
        next: State,
    },
    /// The call ends.
    HangUp,
}
