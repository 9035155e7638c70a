//! The grounds for a service: whether they are enough to offer it at all.

use super::weights::{ENOUGH, ENOUGH_ELSEWHERE, ENOUGH_GENERIC};
use super::words::WordKind;

/// The evidence for a service, by the kinds of words that were said.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Grounds {
    own: f32,
    generic: f32,
    elsewhere: f32,
    /// True if the business of others was named, and is not this service.
    is_others: bool,
}

impl Grounds {
    /// The grounds of a service whose code was said.
    pub(super) fn whole() -> Self {
        Self { own: ENOUGH, ..Self::default() }
    }

    /// Adds what a word says for the service; `is_named` says whether the service is named by it.
    pub(super) fn add(&mut self, kind: WordKind, said: f32, is_named: bool) {
        match kind {
            WordKind::Own => self.own += said,
            WordKind::Generic => self.generic += said,
            WordKind::Elsewhere if is_named => self.elsewhere += said,
            WordKind::Elsewhere => self.is_others = true,
        }
    }

    /// True if nothing but generic words was said of the service.
    pub(super) fn are_generic_only(self) -> bool {
        self.generic > 0.0 && self.own + self.elsewhere <= 0.0 && !self.is_others
    }

    pub(super) fn are_enough(self, is_word_for_word: bool) -> bool {
        if is_word_for_word && self.own + self.elsewhere > 0.0 {
            return true;
        }
        let said = self.own + self.generic;
        if self.is_others {
            said >= ENOUGH_ELSEWHERE
        } else if self.own > 0.0 {
            said + self.elsewhere >= ENOUGH
        } else {
            self.generic >= ENOUGH_GENERIC
        }
    }
}
