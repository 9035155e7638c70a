//! Deciding whether a service is clear, has to be chosen, or is none.

use super::{Found, Match, SearchIndex};
use crate::catalogue::Code;

/// The score from which a service may be clear.
const CLEAR: f32 = 0.55;

/// How far behind the second must be where the first is clear, as a part of the first's score.
const AHEAD: f32 = 0.8;

/// The score below which nothing fits.
const FITTING: f32 = 0.35;

/// What is this far behind the best is not offered any more, as a part of the best's score.
const BEHIND: f32 = 0.5;

/// How many services are offered.
const FEWEST: usize = 2;
const MOST: usize = 4;

/// A recogniser that is less sure than this may have heard something else.
const SURE: f32 = 0.5;

impl SearchIndex {
    /// What is made of a ranking.
    pub(super) fn choose(&self, ranked: &[Found], confidence: Option<f32>) -> Match {
        let Some(best) = ranked.first().filter(|best| best.score >= FITTING) else {
            return Match::Nothing;
        };
        let second = ranked.get(1).map_or(0.0, |second| second.score);
        // What is no number is no confidence.
        let is_sure = confidence.is_none_or(|confidence| confidence >= SURE);
        if is_sure && best.score >= CLEAR && second <= best.score * AHEAD {
            return Match::Clear(best.code);
        }
        let mut codes: Vec<_> = ranked
            .iter()
            .take(MOST)
            .filter(|found| found.score >= best.score * BEHIND)
            .map(|found| found.code)
            .collect();
        let others = ranked.iter().map(|found| found.code);
        let others: Vec<_> = others.chain(self.neighbours(best.code)).collect();
        for other in others {
            if codes.len() < FEWEST && !codes.contains(&other) {
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
