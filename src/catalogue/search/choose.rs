//! Deciding whether a service is clear, has to be chosen, or is none.

use super::rank::Ranked;
use super::weights::{AHEAD, BEHIND, CLEAR, FITTING, MAX_OFFERED, MIN_OFFERED, SURE};
use super::{Match, SearchIndex};
use crate::catalogue::Code;

/// True if enough speaks for one of the likeliest; generic words are enough where all that they fit can be offered.
pub(super) fn are_grounded(ranked: &[Ranked]) -> bool {
    let best = ranked.first().map_or(0.0, |best| best.found.score);
    let fitting = ranked.iter().filter(|one| one.found.score >= FITTING);
    let can_offer_all = fitting.count() <= MAX_OFFERED;
    let likeliest =
        ranked.iter().take(MAX_OFFERED).take_while(|one| one.found.score >= best * BEHIND);
    likeliest.into_iter().any(|one| {
        one.grounds.are_enough(one.explained, one.is_word_for_word)
            || can_offer_all && one.grounds.are_generic_only()
    })
}

impl SearchIndex {
    pub(super) fn choose(&self, ranked: &[Ranked], confidence: Option<f32>) -> Match {
        let Some(first) = ranked.first().filter(|first| first.found.score >= FITTING) else {
            return Match::Nothing;
        };
        let best = first.found;
        // What is no number is no confidence.
        let is_sure = confidence.is_none_or(|confidence| confidence >= SURE);
        if is_sure && is_clear(first, ranked.get(1..).unwrap_or_default()) {
            return Match::Clear(best.code);
        }
        let mut codes: Vec<_> = ranked
            .iter()
            .take(MAX_OFFERED)
            .filter(|ranked| ranked.found.score >= best.score * BEHIND)
            .map(|ranked| ranked.found.code)
            .collect();
        let others = ranked.iter().map(|ranked| ranked.found.code);
        let others: Vec<_> = others.chain(self.neighbours(best.code)).collect();
        for other in others {
            if codes.len() < MIN_OFFERED && !codes.contains(&other) {
                codes.push(other);
            }
        }
        Match::Candidates(codes)
    }

    /// The other services, those of the same group first, then of the same sector.
    fn neighbours(&self, of: Code) -> Vec<Code> {
        let mut codes = self.found.clone();
        codes.sort_by_key(|code| (code.sector != of.sector, code.group != of.group, *code));
        codes
    }
}

/// True if the first is meant, and none of the others.
fn is_clear(first: &Ranked, others: &[Ranked]) -> bool {
    let second = others.first().map_or(0.0, |second| second.found.score);
    let is_ahead = first.explained >= CLEAR
        && second <= first.found.score * AHEAD
        && first.grounds.are_clear(first.explained);
    let is_called_so = |ranked: &Ranked| ranked.is_word_for_word;
    is_ahead || is_called_so(first) && !others.iter().any(is_called_so)
}
