//! Ranking services by how well they fit what was said.

use super::grounds::Grounds;
use super::said::Token;
use super::weights::{
    ENTRY_SHARE, NAMING, OTHER_LANGUAGE, SAID_SHARE, UNKNOWN, UNKNOWN_ELSEWHERE, WHOLE,
    WORD_FOR_WORD,
};
use super::words::WordKind;
use super::{FoundService, SearchIndex};
use crate::catalogue::LanguageIndex;

/// A service and how well it fits what was said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    pub(super) found: FoundService,
    /// The part of what was said that is said of the service, from 0 to 1.
    pub(super) explained: f32,
    pub(super) grounds: Grounds,
    /// True if one of its entries was said, and nothing else.
    pub(super) is_word_for_word: bool,
}

/// The fit of an entry to what was said, in weights.
#[derive(Default, Clone, Copy)]
struct Fit {
    /// The part of what was said that is in the entry.
    said: f32,
    /// The part of the entry that was said.
    entry: f32,
}

#[derive(Default, Clone, Copy)]
struct Best {
    score: f32,
    is_word_for_word: bool,
}

impl SearchIndex {
    /// Every service that fits at all, the best first, equal ones by code.
    pub(super) fn scores(&self, tokens: &[Token], language: LanguageIndex) -> Vec<Ranked> {
        let mut fits = vec![Fit::default(); self.entries.len()];
        let mut told = vec![0.0; self.found.len()];
        let mut grounds = vec![Grounds::default(); self.found.len()];
        let mut weights = 0.0;
        for token in tokens {
            let weight = self.weight(token);
            weights += weight;
            self.add_fits(token, weight, &mut fits);
            self.add_told(token, weight, &mut told, &mut grounds);
        }
        if weights <= 0.0 {
            return Vec::new();
        }
        let best = self.best_entries(&fits, weights, language);
        let mut ranked: Vec<_> = (self.found.iter().zip(best).zip(told).zip(grounds))
            .map(|(((code, best), told), grounds)| {
                let explained = told / weights;
                let bonus = if best.is_word_for_word { WORD_FOR_WORD } else { 0.0 };
                let score = ENTRY_SHARE * best.score + (1.0 - ENTRY_SHARE) * explained + bonus;
                Ranked {
                    found: FoundService { code: *code, score: score.min(1.0) },
                    explained,
                    grounds,
                    is_word_for_word: best.is_word_for_word,
                }
            })
            .filter(|ranked| ranked.found.score > 0.0)
            .collect();
        ranked.sort_by(|a, b| {
            let by_score = b.found.score.total_cmp(&a.found.score);
            by_score.then(a.found.code.cmp(&b.found.code))
        });
        ranked
    }

    fn best_entries(&self, fits: &[Fit], weights: f32, language: LanguageIndex) -> Vec<Best> {
        let mut best = vec![Best::default(); self.found.len()];
        for (entry, fit) in self.entries.iter().zip(fits) {
            if fit.said <= 0.0 {
                continue;
            }
            let said = (fit.said / weights).min(1.0);
            let whole = (fit.entry / entry.telling).min(1.0);
            let own = if entry.language == language { 1.0 } else { OTHER_LANGUAGE };
            let score = entry.worth * own * said.powf(SAID_SHARE) * whole.powf(1.0 - SAID_SHARE);
            let best = &mut best[entry.service];
            best.score = best.score.max(score);
            best.is_word_for_word |= entry.worth >= NAMING && said.min(whole) >= WHOLE;
        }
        best
    }

    /// The weight of a word that was said.
    fn weight(&self, token: &Token) -> f32 {
        let unknown = if token.kind == WordKind::Elsewhere { UNKNOWN_ELSEWHERE } else { UNKNOWN };
        let Some(best) = token.likes.first() else {
            return unknown;
        };
        best.likeness * self.telling[best.term] + (1.0 - best.likeness) * unknown
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
    fn add_told(&self, token: &Token, weight: f32, told: &mut [f32], grounds: &mut [Grounds]) {
        let mut best = vec![0.0_f32; told.len()];
        for like in &token.likes {
            for mention in &self.mentions[like.term] {
                let best = &mut best[mention.service];
                *best = best.max(like.likeness * mention.worth);
            }
        }
        for ((told, grounds), best) in told.iter_mut().zip(grounds).zip(best) {
            *told += weight * best;
            grounds.add(token.kind, weight, best);
        }
    }
}
