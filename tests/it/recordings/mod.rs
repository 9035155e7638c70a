//! Audio in: from what a studio sends to the telephone's sound.

mod convert;
mod corpus;
mod ffmpeg;
mod hostile;
mod names;
mod sheet;
pub mod sounds;
mod stages;
mod voice;

use std::time::Duration;

use sila::catalogue::Prompt;
use sila::recordings::Ffmpeg;

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

/// The ffmpeg of this machine, if it has one.
#[expect(clippy::disallowed_methods, reason = "where programs lie is this machine's affair")]
pub fn ffmpeg() -> Ffmpeg {
    Ffmpeg::new("ffmpeg", &std::env::var("PATH").unwrap(), Duration::from_secs(30))
}
