//! The grounds for a service: whether they are enough to offer it at all.

use super::weights::{
    COMMON_MORE, COMMON_SHARE, ELSEWHERE_SHARE, ENOUGH, ENOUGH_CLEAR, ENOUGH_ELSEWHERE,
    ENOUGH_GENERIC, GENERIC_SHARE, NAMED, TOLD_SHARE, UNEXPLAINED,
};
use super::words::WordKind;

/// The evidence for a service, by the kinds of words that were said.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Grounds {
    /// Words of its own that it is named by.
    own: f32,
    /// Words of its own that are only told about it, or that only sound like those it is named by.
    told: f32,
    generic: f32,
    common: f32,
    /// The one of the common words that says most.
    commonest: f32,
    elsewhere: f32,
    /// True if the business of others was named, and is not this service.
    is_others: bool,
}

impl Grounds {
    /// The grounds of a service whose code was said.
    pub(super) fn whole() -> Self {
        Self { own: ENOUGH, ..Self::default() }
    }

    /// Adds a word of this weight; `fit` says how much the service has of it, from 0 to 1.
    pub(super) fn add(&mut self, kind: WordKind, weight: f32, fit: f32) {
        let is_named = fit >= NAMED;
        let said = weight * fit;
        match kind {
            WordKind::Own if is_named => self.own += said,
            WordKind::Own => self.told += said,
            WordKind::Generic => self.generic += said,
            WordKind::Common => {
                self.common += said;
                self.commonest = self.commonest.max(said);
            }
            WordKind::Elsewhere if is_named => self.elsewhere += said,
            WordKind::Elsewhere => self.is_others = true,
        }
    }

    /// True if nothing but generic words was said of the service.
    pub(super) fn are_generic_only(self) -> bool {
        self.generic > 0.0 && self.specific() <= 0.0 && self.common <= 0.0 && !self.is_others
    }

    /// True if the service may be offered; `explained` is the part of what was said that is said of it, from 0 to 1.
    pub(super) fn are_enough(self, explained: f32, is_word_for_word: bool) -> bool {
        if is_word_for_word && self.specific() + self.common > 0.0 {
            return true;
        }
        if self.specific() + self.common <= 0.0 {
            return self.generic >= ENOUGH_GENERIC && !self.is_others;
        }
        let enough = if self.is_others { ENOUGH_ELSEWHERE } else { ENOUGH };
        self.weight(explained) >= enough
    }

    /// True if the service may be taken for what was meant without asking which of several it is.
    pub(super) fn are_clear(self, explained: f32) -> bool {
        self.weight(explained) >= ENOUGH_CLEAR
    }

    fn weight(self, explained: f32) -> f32 {
        let all = self.own
            + TOLD_SHARE * self.told
            + COMMON_SHARE * self.commonest
            + COMMON_MORE * (self.common - self.commonest)
            + GENERIC_SHARE * self.generic
            + ELSEWHERE_SHARE * self.elsewhere;
        all * explained.powf(UNEXPLAINED)
    }

    fn specific(self) -> f32 {
        self.own + self.told + self.elsewhere
    }
}
