//! The words that a person hears before a caller is put through.

use crate::catalogue::{Hotline, LanguageIndex, Phrase};

use super::context::Abilities;
use super::speech::Speech;
use super::{CallState, SpokenPrompt};

/// What a person hears who picks up, and whether it takes a key then to be put through.
#[derive(Debug)]
pub struct Whisper {
    pub prompts: Vec<SpokenPrompt>,
    /// Without a key the person's call ends, and the caller's goes on as if nobody had answered.
    pub asks_key: bool,
}

/// Names to a person the caller's service, its code and the language.
pub fn whisper(hotline: &Hotline, state: &CallState) -> Whisper {
    let language = state.language.unwrap_or(LanguageIndex::new(0));
    let asks_key = hotline.language(language).person_presses;
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
    if asks_key {
        speech.phrase(Phrase::WhisperKey, language);
    }
    Whisper { prompts: speech.into_prompts(), asks_key }
}
