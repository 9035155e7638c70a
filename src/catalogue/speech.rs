//! The languages and voices of the providers that speak a hotline's texts.

use super::Severity;

/// The languages and voices of a provider, spelled as it spells them.
#[derive(Debug, Clone, Copy)]
pub struct Languages {
    /// Languages of its voices.
    pub spoken: &'static [&'static str],
    /// Languages of its speech recogniser.
    pub heard: &'static [&'static str],
    /// Its voices, one a line.
    pub voices: &'static str,
}

impl Languages {
    /// Says if the provider has a voice of this name.
    pub fn has_voice(&self, name: &str) -> bool {
        self.voices.lines().any(|voice| voice == name)
    }

    /// The languages of its voices that begin with this code: `ar-AE` with `ar`.
    pub fn spoken_in(&self, code: &str) -> Vec<&'static str> {
        of_code(self.spoken, code)
    }

    /// The languages of its speech recogniser that begin with this code.
    pub fn heard_in(&self, code: &str) -> Vec<&'static str> {
        of_code(self.heard, code)
    }
}

fn of_code(tags: &[&'static str], code: &str) -> Vec<&'static str> {
    let is_of = |tag: &&str| tag.split('-').next() == Some(code);
    tags.iter().copied().filter(is_of).collect()
}

/// A provider that speaks a hotline's texts and hears its callers.
#[derive(Debug, Clone, Copy)]
pub struct Speaker<'a> {
    /// The name of its dialect, as in the voices of a language.
    pub dialect: &'static str,
    pub languages: &'static Languages,
    /// It listens for words.
    pub listens: bool,
    /// The codes of the languages that it is asked for; empty: all of the hotline's.
    pub offered: &'a [String],
    /// The weight of what it can't speak or hear.
    pub severity: Severity,
}

impl Speaker<'_> {
    pub(super) fn offers(&self, code: &str) -> bool {
        self.offered.is_empty() || self.offered.iter().any(|offered| offered == code)
    }
}

/// Everybody who may have to speak a hotline's texts.
#[derive(Debug, Clone)]
pub struct Speakers<'a> {
    /// The names of all dialects, also of those that no line uses.
    pub dialects: Vec<&'static str>,
    /// The providers of the lines.
    pub of_lines: Vec<Speaker<'a>>,
}
