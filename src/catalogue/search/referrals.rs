//! Finding what other bodies do by what a caller said.
//!
//! It is held against the words of each referral alone, since nothing else is told about it. A service that fits as well
//! is meant rather.

use std::collections::{BTreeSet, HashMap};

use super::fold;
use super::stem::stem;
use super::terms::{Like, TermId, Terms};
use super::weights::{GENERIC, LEAST_REFERRED, REFERRED_SHARE, UNKNOWN, UNKNOWN_ELSEWHERE};
use super::words::{WordKind, WordLists};
use crate::catalogue::Hotline;

/// Finds referrals by what a caller said.
pub(super) struct ReferralIndex {
    pub(super) terms: Terms,
    /// The weight of each word, by its place in `terms`.
    pub(super) weights: Vec<f32>,
    /// The entries of each referral, each with its words.
    pub(super) referrals: Vec<Vec<Vec<TermId>>>,
    /// The entries without ignored words, each with the position of its referral.
    pub(super) called: HashMap<Vec<String>, usize>,
}

/// A word that was said: its weight, and what it may be.
struct SaidWord {
    weight: f32,
    likes: Vec<Like>,
}

impl SaidWord {
    fn likeness(&self, term: TermId) -> f32 {
        let like = self.likes.iter().find(|like| like.term == term);
        like.map_or(0.0, |like| like.likeness)
    }
}

impl ReferralIndex {
    pub(super) fn new(hotline: &Hotline, words: &WordLists) -> Self {
        let (terms, weights, referrals) = (Terms::default(), Vec::new(), Vec::new());
        let mut index = Self { terms, weights, referrals, called: HashMap::new() };
        for (position, referral) in hotline.referrals.iter().enumerate() {
            let mut entries = Vec::new();
            for text in referral.words.iter().flatten() {
                let said = carrying(&fold::words(text, usize::MAX), words);
                entries.push(said.iter().map(|word| index.add(word, words)).collect());
                index.called.insert(said, position);
            }
            index.referrals.push(entries);
        }
        index.terms.end_misheard();
        index
    }

    fn add(&mut self, word: &str, words: &WordLists) -> TermId {
        let term = self.terms.add(stem(word));
        if term == self.weights.len() {
            let is_generic = words.kind(word) == WordKind::Generic;
            self.weights.push(if is_generic { GENERIC } else { 1.0 });
        }
        term
    }

    /// The referral that is called exactly so, but for ignored words.
    pub(super) fn called(&self, said: &[String], words: &WordLists) -> Option<usize> {
        self.called.get(&carrying(said, words)).copied()
    }

    /// The referral that fits best, if one does, and how well, from 0 to 1. `services` are the words of services: one
    /// of those speaks against a referral that does not have it.
    pub(super) fn best(
        &self,
        said: &[String],
        words: &WordLists,
        services: &Terms,
    ) -> Option<(usize, f32)> {
        let said = carrying(said, words);
        let different: BTreeSet<&String> = said.iter().collect();
        let said: Vec<_> =
            different.into_iter().map(|word| self.said(word, words, services)).collect();
        let scores = self.referrals.iter().map(|entries| self.fit(&said, entries)).enumerate();
        let best = scores.max_by(|a, b| a.1.total_cmp(&b.1));
        best.filter(|(_, score)| *score >= LEAST_REFERRED)
    }

    fn said(&self, word: &str, words: &WordLists, services: &Terms) -> SaidWord {
        let likes = self.terms.like(word);
        let is_known = !likes.is_empty() || services.names(word);
        let weight = match words.kind(word) {
            WordKind::Generic => GENERIC,
            _ if is_known => 1.0,
            WordKind::Elsewhere => UNKNOWN_ELSEWHERE,
            WordKind::Own | WordKind::Common => UNKNOWN,
        };
        SaidWord { weight, likes }
    }

    /// The fit of a referral: the part of what was said that is among its words, and the part of its best entry that was
    /// said.
    fn fit(&self, said: &[SaidWord], entries: &[Vec<TermId>]) -> f32 {
        let among = |word: &SaidWord| {
            let terms = entries.iter().flatten();
            word.weight * terms.map(|term| word.likeness(*term)).fold(0.0, f32::max)
        };
        let of_entry = |terms: &Vec<TermId>| {
            let heard = |term: &TermId| {
                let best = said.iter().map(|word| word.likeness(*term)).fold(0.0, f32::max);
                self.weights[*term] * best
            };
            let whole: f32 = terms.iter().map(|term| self.weights[*term]).sum();
            if whole > 0.0 { terms.iter().map(heard).sum::<f32>() / whole } else { 0.0 }
        };
        let whole: f32 = said.iter().map(|word| word.weight).sum();
        if whole <= 0.0 {
            return 0.0;
        }
        let of_said = said.iter().map(among).sum::<f32>() / whole;
        let entry = entries.iter().map(of_entry).fold(0.0, f32::max);
        of_said.powf(REFERRED_SHARE) * entry.powf(1.0 - REFERRED_SHARE)
    }
}

/// The words that say something about what is wanted.
fn carrying(said: &[String], words: &WordLists) -> Vec<String> {
    said.iter().filter(|word| !words.is_ignored(word)).cloned().collect()
}
