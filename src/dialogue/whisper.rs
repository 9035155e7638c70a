//! What a person hears before the caller: what the caller was at.

use std::borrow::Cow;

use crate::catalogue::{Hotline, LanguageIndex, Phrase, Prompt};

use super::CallState;
use super::context::Abilities;
use super::speech::Speech;

/// What a person hears before the caller who was in this state: the service and its code, and the language.
pub fn whisper<'e>(hotline: &'e Hotline, state: &CallState) -> Vec<Cow<'e, Prompt>> {
    let language = state.language.unwrap_or(LanguageIndex::new(0));
    let mut speech = Speech::new(hotline, 1, Abilities::default(), true);
    match state.place.code() {
        Some(code) => {
            speech.phrase(Phrase::WhisperService, language);
            speech.title(code, language);
            speech.digits(&code.to_string(), language);
        }
        None => speech.phrase(Phrase::WhisperMenu, language),
    }
    speech.phrase(Phrase::WhisperLanguage, language);
    speech.into_prompts()
}
