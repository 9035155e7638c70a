//! Ranking services by how well they fit what was said.

use super::said::Token;
use super::{Found, SearchIndex};
use crate::catalogue::LanguageIndex;

/// Words that a service is known by: its name, or what else callers call it.
pub(super) struct Entry {
    /// The service's number in the index.
    pub(super) service: usize,
    /// The language that it is in.
    pub(super) language: LanguageIndex,
    /// The score if it is said word for word.
    pub(super) worth: f32,
    /// How telling its words are together.
    pub(super) telling: f32,
}

/// How telling a word is taken to be that is in no text of the hotline.
const UNKNOWN: f32 = 0.45;

/// How much of a score comes from the best entry; the rest comes from all words about a service.
const ENTRY_SHARE: f32 = 0.8;

/// How much it counts that what was said is in an entry, against that the entry is in what was said.
const SAID_SHARE: f32 = 0.5;

/// What an entry in another language than the call's is worth.
const OTHER_LANGUAGE: f32 = 0.97;

/// How an entry fits what was said.
#[derive(Default, Clone, Copy)]
struct Fit {
    /// How much of what was said is in the entry.
    said: f32,
    /// How much of the entry was said.
    entry: f32,
}

impl SearchIndex {
    /// Every service that fits at all, the best first, equal ones by code.
    pub(super) fn scores(&self, tokens: &[Token], language: LanguageIndex) -> Vec<Found> {
        let mut fits = vec![Fit::default(); self.entries.len()];
        let mut told = vec![0.0; self.found.len()];
        let mut weights = 0.0;
        for token in tokens {
            let weight = self.weight(token);
            weights += weight;
            self.add_fits(token, weight, &mut fits);
            self.add_told(token, weight, &mut told);
        }
        if weights <= 0.0 {
            return Vec::new();
        }
        let mut best = vec![0.0_f32; self.found.len()];
        for (entry, fit) in self.entries.iter().zip(&fits) {
            if fit.said > 0.0 {
                let said = (fit.said / weights).min(1.0);
                let whole = (fit.entry / entry.telling).min(1.0);
                let own = if entry.language == language {
                    1.0
                } else {
                    OTHER_LANGUAGE
                };
                let score =
                    entry.worth * own * said.powf(SAID_SHARE) * whole.powf(1.0 - SAID_SHARE);
                best[entry.service] = best[entry.service].max(score);
            }
        }
        let mut found: Vec<_> = (self.found.iter().zip(best).zip(told))
            .map(|((code, best), told)| Found {
                code: *code,
                score: ENTRY_SHARE * best + (1.0 - ENTRY_SHARE) * told / weights,
            })
            .filter(|found| found.score > 0.0)
            .collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.code.cmp(&b.code)));
        found
    }

    /// How much a word that was said counts.
    fn weight(&self, token: &Token) -> f32 {
        let Some(best) = token.likes.first() else {
            return UNKNOWN;
        };
        best.likeness * self.telling[best.term] + (1.0 - best.likeness) * UNKNOWN
    }

    /// Adds what a word says for each entry: the likeliest of the entry's words counts.
    fn add_fits(&self, token: &Token, weight: f32, fits: &mut [Fit]) {
        let mut counted = vec![false; fits.len()];
        for like in &token.likes {
            for entry in &self.entries_with[like.term] {
                if !std::mem::replace(&mut counted[*entry], true) {
                    fits[*entry].said += weight * like.likeness;
                    fits[*entry].entry += self.telling[like.term] * like.likeness;
                }
            }
        }
    }

    /// Adds what a word says for each service by all that is told about it.
    fn add_told(&self, token: &Token, weight: f32, told: &mut [f32]) {
        let mut best = vec![0.0_f32; told.len()];
        for like in &token.likes {
            for (service, worth) in &self.mentions[like.term] {
                best[*service] = best[*service].max(like.likeness * worth);
            }
        }
        for (told, best) in told.iter_mut().zip(best) {
            *told += weight * best;
        }
    }
}
