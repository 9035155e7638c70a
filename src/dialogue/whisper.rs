//! The words that a person hears before a caller is put through.

use crate::catalogue::{Hotline, LanguageIndex, Phrase};

use super::context::Abilities;
use super::speech::Speech;
use super::{CallState, SpokenPrompt};

/// Names to a person the caller's service, its code and the language.
pub fn whisper(hotline: &Hotline, state: &CallState) -> Vec<SpokenPrompt> {
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
