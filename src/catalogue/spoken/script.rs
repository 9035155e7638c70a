//! The letters of a language.

use icu_locale_core::LanguageIdentifier;
use unicode_script::{Script, UnicodeScript};

use crate::catalogue::Language;

/// The letters that belong to a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letters(Option<Script>);

impl Letters {
    /// The letters of a language: by the script in its locale (`ku-Arab`), else by its usual script.
    /// For a language that is not known here, all letters belong.
    pub(super) fn of(language: &Language) -> Self {
        let Ok(locale) = LanguageIdentifier::try_from_str(&language.locale) else {
            return Self(None);
        };
        Self(match locale.script {
            Some(script) => Script::from_short_name(script.as_str()),
            None => usual(locale.language.as_str()),
        })
    }

    /// True if a letter or mark belongs to the language.
    pub(super) fn has(self, char: char) -> bool {
        let script = char.script();
        self.0.is_none_or(|own| own == script)
            || matches!(script, Script::Common | Script::Inherited)
    }

    /// True if the script has capitals, so that a word in capitals is an abbreviation.
    pub(super) fn has_capitals(self) -> bool {
        matches!(self.0, Some(Script::Latin | Script::Cyrillic | Script::Greek))
    }
}

/// The usual script of a language that is spoken around the Gulf, or written in Latin letters.
fn usual(language: &str) -> Option<Script> {
    Some(match language {
        "ar" | "fa" | "ur" | "ps" | "ckb" | "sd" => Script::Arabic,
        "en" | "fr" | "de" | "es" | "it" | "pt" | "tr" | "id" | "ms" | "tl" | "fil" | "so"
        | "sw" => Script::Latin,
        "hi" | "mr" | "ne" => Script::Devanagari,
        "bn" => Script::Bengali,
        "gu" => Script::Gujarati,
        "ml" => Script::Malayalam,
        "ta" => Script::Tamil,
        "te" => Script::Telugu,
        "kn" => Script::Kannada,
        "si" => Script::Sinhala,
        "am" => Script::Ethiopic,
        "ru" => Script::Cyrillic,
        "th" => Script::Thai,
        _ => return None,
    })
}

/// The comma between words that are read out one after the other, with its blank.
pub(crate) fn comma(language: &Language) -> &'static str {
    if Letters::of(language).0 == Some(Script::Arabic) { "، " } else { ", " }
}
