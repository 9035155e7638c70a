//! Search.

use super::{Code, LanguageIndex};

/// An index.
#[derive(Debug, Clone, Default)]
pub struct SearchIndex;

/// What fits.
#[derive(Debug, Clone, PartialEq)]
pub enum Match {
    /// One service.
    Clear(Code),
    /// Some, the best first.
    Candidates(Vec<Code>),
    /// None.
    Nothing,
}

impl SearchIndex {
    /// What fits.
    pub fn matched(
        &self,
        _said: &str,
        _language: LanguageIndex,
        _confidence: Option<f32>,
    ) -> Match {
        Match::Nothing
    }

    /// Likely phrases.
    pub fn hints(&self, _language: LanguageIndex) -> &str {
        ""
    }
}
