//! The parts of the index.

use std::collections::HashSet;
use std::fmt;

use super::number::NumberWords;
use super::referrals::ReferralIndex;
use super::replies::Replies;
use super::terms::Terms;
use super::words::WordLists;
use crate::catalogue::{Code, LanguageIndex};

/// Finds services by what a caller said.
pub struct SearchIndex {
    pub(super) terms: Terms,
    pub(super) words: WordLists,
    pub(super) numbers: NumberWords,
    pub(super) replies: Replies,
    pub(super) referrals: ReferralIndex,
    /// The weight of each word, from 0 to 1 for one that few services have, by its place in `terms`.
    pub(super) telling: Vec<f32>,
    /// The services that each word is said of.
    pub(super) mentions: Vec<Vec<Mention>>,
    pub(super) entries_with: Vec<Vec<usize>>,
    pub(super) entries: Vec<SearchEntry>,
    /// The entries as they are spelled, ignored words among them.
    pub(super) called: HashSet<String>,
    /// The services that can be found, by ascending code; the numbers of services are places in it.
    pub(super) found: Vec<Code>,
    /// Every code that can be dialled, those of services that have moved among them, ascending.
    pub(super) dialled: Vec<Code>,
    /// Phrases that recognisers should listen for in each language, the most useful first.
    pub(super) hints: Vec<Vec<String>>,
}

/// Words that a service is known by: its name, or what else callers call it.
pub(super) struct SearchEntry {
    /// The service's number in the index.
    pub(super) service: usize,
    pub(super) language: LanguageIndex,
    /// The score if it is said word for word.
    pub(super) worth: f32,
    pub(super) telling: f32,
}

/// A word is said of a service.
pub(super) struct Mention {
    /// The service's number in the index.
    pub(super) service: usize,
    /// Its weight, from 0 to 1.
    pub(super) worth: f32,
    /// The number of entries that it is in.
    pub(super) often: i32,
}

impl fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SearchIndex")
            .field("services", &self.found.len())
            .field("entries", &self.entries.len())
            .field("words", &self.telling.len())
            .finish_non_exhaustive()
    }
}
