//! What is said at a place, outside of any call.

use crate::catalogue::{Hotline, LanguageIndex};

use super::speech::{Form, Speech, SpeechStyle};
use super::{Abilities, Marks, Place, SpokenPrompt};

/// Everything that a caller hears who comes to a place for the first time, on a line with these abilities.
pub fn heard_at(
    hotline: &Hotline,
    place: Place,
    language: LanguageIndex,
    abilities: Abilities,
) -> Vec<SpokenPrompt> {
    let mut speech = Speech::new(hotline, hotline.languages.len(), abilities, true);
    let style = SpeechStyle { form: Form::Full, language, marks: Marks::default(), piece: 0 };
    speech.place(place, style);
    speech.into_prompts()
}
