//! Answers to turns.

use crate::catalogue::{Hotline, LanguageIndex, Prompt, PromptId};

use super::{CallState, Event, Lookup, Place};

/// The answer to a turn: prompts, and one thing that happens after them.
///
/// Everything is said first, and exactly one thing comes last, so that no answer can leave a caller
/// in silence.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Prompts in the order in which they are said.
    pub prompts: Vec<SpokenPrompt>,
    /// The step after the last prompt.
    pub then: Then,
    pub events: Vec<Event>,
    /// The [`CallState::restart`] and number of the turn that this answers.
    pub turn: (u32, u32),
    /// A look-up whose result would make a better answer; this one is complete without it.
    pub needs: Option<Lookup>,
}

impl Answer {
    /// The prompts as they stand in the hotline that the answer was given from.
    pub fn prompts<'a>(&'a self, hotline: &'a Hotline) -> impl Iterator<Item = &'a Prompt> {
        self.prompts.iter().map(|prompt| prompt.get(hotline))
    }
}

/// One prompt of an answer. It borrows nothing, so that an answer can be carried to any transport.
#[derive(Debug, Clone, PartialEq)]
pub enum SpokenPrompt {
    Hotline(PromptId, LanguageIndex),
    /// Words made for this call alone: a notice, the answer to an inquiry.
    Words(Box<Prompt>),
}

impl SpokenPrompt {
    /// The prompt, from the hotline that the answer was given from.
    pub fn get<'a>(&'a self, hotline: &'a Hotline) -> &'a Prompt {
        match self {
            Self::Hotline(prompt, language) => hotline.prompt(*prompt, *language),
            Self::Words(prompt) => prompt,
        }
    }
}

/// The step after the last prompt.
#[derive(Debug, Clone)]
pub enum Then {
    /// Keys are waited for; they may be pressed while the prompts are still spoken (barge-in).
    Collect(Collect),
    /// The caller is put through to a person.
    Transfer {
        /// The person's number in E.164.
        number: String,
        ring_seconds: u8,
        /// The state of the turn that follows the transfer. It also tells the person what the caller was at; see
        /// [`whisper`](super::whisper).
        next: CallState,
    },
    /// The caller is recorded, after a tone, until `#` or silence.
    Record {
        longest: u16,
        silence: u8,
        /// The state of the turn that brings the recording.
        next: CallState,
    },
    HangUp,
}

/// The way in which keys, and words, are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Collect {
    /// Seconds to wait after the last prompt, and between two keys.
    pub seconds: u8,
    /// The number of keys that are waited for: one is taken at once, and of more `#` ends them early.
    pub keys: u8,
    /// The language in which words are listened for; none where only keys are.
    pub listen: Option<LanguageIndex>,
    /// The state of the turn that the keys, or silence, begin.
    pub next: CallState,
}

impl Collect {
    /// Phrases that the caller may say, the most useful first; none where only keys are waited for. At the main menu,
    /// these are services.
    pub fn hints<'h>(&self, hotline: &'h Hotline) -> &'h [String] {
        let search = hotline.search();
        let hints = self.listen.map(|language| match self.next.place {
            Place::Main => search.hints(language),
            _ => search.reply_hints(language),
        });
        hints.unwrap_or_default()
    }
}

impl Then {
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
