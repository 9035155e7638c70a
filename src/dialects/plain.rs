//! An answer as plain data, of no provider: for a terminal, for tests, and as JSON where it crosses a wire.

use serde::{Deserialize, Serialize};

use crate::catalogue::{Hotline, Prompt};
use crate::dialogue::{Answer, SpokenPrompt, Then};

use super::xml::is_blank;

/// Everything that is heard in a turn, and what comes after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlainAnswer {
    /// In the order in which it is heard.
    pub heard: Vec<Utterance>,
    pub then: NextStep,
}

/// One thing that is heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Utterance {
    /// A voice speaks a text.
    Said {
        text: String,
        /// As BCP 47 writes it, such as `ar-AE`.
        language: Option<String>,
    },
    /// A recording is played.
    Played {
        /// Its web address; without a host, a path on our own server.
        address: String,
    },
}

/// The one thing that comes last in a turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Keys are waited for, or words.
    Collect {
        /// Number of keys; one is taken at once, and of more `#` ends them early.
        keys: u32,
        /// Seconds of silence that end it.
        seconds: u32,
        /// True if words are listened for as well.
        listen: bool,
    },
    /// The caller is put through to a person.
    Transfer {
        /// In E.164.
        number: String,
        /// Seconds that it rings.
        ring_seconds: u32,
    },
    /// The caller is recorded, after a tone, until `*`, `#` or silence.
    Record {
        /// Seconds at most.
        longest: u32,
        /// Seconds of silence that end it.
        silence: u32,
    },
    /// The next turn follows at once.
    Redirect,
    HangUp,
}

impl PlainAnswer {
    /// An answer without the markup of a provider.
    pub fn of(answer: &Answer, hotline: &Hotline) -> Self {
        let then = match &answer.then {
            Then::Collect(collect) => NextStep::Collect {
                keys: collect.keys.into(),
                seconds: collect.seconds.into(),
                listen: collect.listen.is_some(),
            },
            Then::Transfer { number, ring_seconds, .. } => {
                NextStep::Transfer { number: number.clone(), ring_seconds: (*ring_seconds).into() }
            }
            Then::Record { longest, silence, .. } => {
                NextStep::Record { longest: (*longest).into(), silence: (*silence).into() }
            }
            Then::HangUp => NextStep::HangUp,
        };
        Self { heard: Utterance::of(&answer.prompts, hotline), then }
    }
}

impl Utterance {
    /// Prompts without the markup of a provider. A text in which nothing can be said is left out.
    pub fn of(prompts: &[SpokenPrompt], hotline: &Hotline) -> Vec<Self> {
        let prompts = prompts.iter().map(|prompt| prompt.get(hotline));
        prompts.filter_map(|prompt| Self::of_prompt(prompt, hotline)).collect()
    }

    fn of_prompt(prompt: &Prompt, hotline: &Hotline) -> Option<Self> {
        if let Some(recording) = &prompt.recording {
            let address = format!("/audio/{}.wav", recording.hash);
            return Some(Self::Played { address });
        }
        let language = hotline.language_by_code(&prompt.language);
        (!is_blank(&prompt.text)).then(|| Self::Said {
            text: prompt.text.clone(),
            language: language.map(|index| hotline.language(index).locale.clone()),
        })
    }
}
