//! What the tests share.

use crate::catalogue::Prompt;

/// A prompt that should take a second and a half.
pub(crate) fn prompt(id: &str, language: &str, text: &str) -> Prompt {
    Prompt {
        id: id.into(),
        language: language.into(),
        text: text.into(),
        estimated_seconds: 1.5,
        recording: None,
    }
}
