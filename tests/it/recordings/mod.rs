//! Audio in: from what a studio sends to the telephone's sound.

mod convert;
mod hostile;
mod names;
mod sheet;
pub mod sounds;
mod stages;
mod voice;

use sila::catalogue::Prompt;

/// A prompt that should take a second and a half.
pub fn prompt(id: &str, language: &str, text: &str) -> Prompt {
    Prompt {
        id: id.into(),
        language: language.into(),
        text: text.into(),
        estimated_seconds: 1.5,
        recording: None,
    }
}
