//! Building the index out of a hotline.

use std::collections::{BTreeSet, HashSet};

use super::index::{Mention, SearchEntry};
use super::number::NumberWords;
use super::referrals::ReferralIndex;
use super::replies::Replies;
use super::terms::{TermId, Terms};
use super::weights::{
    ALSO, GROUP, LEAST_TELLING, NAME, NAMING, ONCE, SECTION, SECTOR, SUMMARY, TOLD,
};
use super::words::WordLists;
use super::{SearchIndex, fold, hints, spelled_alike, stem};
use crate::catalogue::{Code, Group, Hotline, LanguageIndex, Sector, Service};

pub(super) struct IndexBuilder<'h> {
    hotline: &'h Hotline,
    words: WordLists,
    terms: Terms,
    mentions: Vec<Vec<Mention>>,
    entries_with: Vec<Vec<usize>>,
    /// Each entry with its words.
    entries: Vec<(SearchEntry, Vec<TermId>)>,
    called: HashSet<String>,
    found: Vec<Code>,
}

impl<'h> IndexBuilder<'h> {
    pub(super) fn new(hotline: &'h Hotline) -> Self {
        let here = hotline.services().filter(|(.., service)| service.moved.is_none());
        Self {
            hotline,
            words: WordLists::new(&hotline.listening),
            terms: Terms::default(),
            mentions: Vec::new(),
            entries_with: Vec::new(),
            entries: Vec::new(),
            called: HashSet::new(),
            found: here.map(|(.., service)| service.code).collect(),
        }
    }

    pub(super) fn build(mut self) -> SearchIndex {
        let hotline = self.hotline;
        for (sector, group, service) in hotline.services() {
            self.add_entries(sector, group, service);
        }
        self.terms.end_misheard();
        for group in &hotline.listening.same {
            let words = group.iter().flat_map(|word| fold::words(word, 1));
            self.terms.add_same(&words.collect::<Vec<_>>());
        }
        for (.., service) in hotline.services() {
            self.add_told(service);
        }
        let telling = self.telling();
        for mention in self.mentions.iter_mut().flatten() {
            mention.worth *= 1.0 - ONCE * 0.5_f32.powi(mention.often);
        }
        let mut entries = Vec::with_capacity(self.entries.len());
        for (mut entry, terms) in self.entries {
            entry.telling = terms.iter().map(|term| telling[*term]).sum();
            entries.push(entry);
        }
        SearchIndex {
            terms: self.terms,
            hints: hints::of(hotline, &self.words),
            numbers: NumberWords::new(hotline, &self.words),
            replies: Replies::new(hotline),
            referrals: ReferralIndex::new(hotline, &self.words),
            words: self.words,
            telling,
            mentions: self.mentions,
            entries_with: self.entries_with,
            entries,
            called: self.called,
            found: self.found,
            dialled: hotline.services().map(|(.., service)| service.code).collect(),
        }
    }

    /// The number of a service, or of the one that it has moved to.
    fn number(&self, service: &Service) -> Option<usize> {
        let code = service.moved.map_or(service.code, |moved| moved.to);
        self.found.binary_search(&code).ok()
    }

    fn add_entries(&mut self, sector: &Sector, group: &Group, service: &Service) {
        let Some(number) = self.number(service) else {
            return;
        };
        for language in self.hotline.language_indices() {
            let position = language.position();
            let spoken = &self.hotline.prompt(service.title, language).text;
            let mut known = BTreeSet::new();
            let mut add =
                |text: &str, worth| self.add_entry(number, language, text, worth, &mut known);
            add(&service.name[position], NAME);
            add(spoken, NAME);
            for also in &service.also[position] {
                add(also, ALSO);
            }
            if service.moved.is_none() {
                add(&group.name[position], GROUP);
                self.mention(number, &sector.name[position], SECTOR);
            }
        }
    }

    fn add_entry(
        &mut self,
        service: usize,
        language: LanguageIndex,
        text: &str,
        worth: f32,
        known: &mut BTreeSet<Vec<TermId>>,
    ) {
        if worth >= NAMING {
            self.called.insert(spelled_alike(text));
        }
        let mut terms = self.mention(service, text, worth);
        terms.sort_unstable();
        terms.dedup();
        if terms.is_empty() || !known.insert(terms.clone()) {
            return;
        }
        for term in &terms {
            self.entries_with[*term].push(self.entries.len());
        }
        let entry = SearchEntry { service, language, worth, telling: 0.0 };
        self.entries.push((entry, terms));
    }

    /// Notes what callers are told about a service.
    fn add_told(&mut self, service: &Service) {
        let Some(number) = self.number(service) else {
            return;
        };
        for language in self.hotline.language_indices() {
            let text = |prompt| &self.hotline.prompt(prompt, language).text;
            if let Some(summary) = service.summary {
                self.mention(number, text(summary), SUMMARY);
            }
            for section in &service.sections {
                for piece in &section.pieces {
                    self.mention(number, text(*piece), SECTION);
                }
            }
        }
    }

    /// Notes that the words of a text are said of a service; gives those that carry something.
    fn mention(&mut self, service: usize, text: &str, worth: f32) -> Vec<TermId> {
        let mut terms = Vec::new();
        for word in fold::words(text, usize::MAX) {
            if self.words.is_ignored(&word) {
                continue;
            }
            let term = self.terms.add(stem::stem(&word));
            if term == self.mentions.len() {
                self.mentions.push(Vec::new());
                self.entries_with.push(Vec::new());
            }
            let mentions = &mut self.mentions[term];
            let known = mentions.iter_mut().rev().find(|known| known.service == service);
            match known {
                Some(known) if worth >= NAMING => {
                    known.worth = known.worth.max(worth);
                    known.often += 1;
                }
                Some(known) => known.worth = known.worth.max(worth),
                None => mentions.push(Mention { service, worth, often: 1 }),
            }
            terms.push(term);
        }
        terms
    }

    /// The weight of each word: the fewer services it names, the more.
    #[expect(clippy::cast_precision_loss, reason = "a hotline has at most 512 services")]
    fn telling(&self) -> Vec<f32> {
        let all = self.found.len() as f32 + 1.0;
        let telling = |mentions: &Vec<Mention>| {
            let naming = mentions.iter().filter(|mention| mention.worth >= NAMING).count();
            let services = if naming == 0 { mentions.len() } else { naming };
            let most = if naming == 0 { TOLD } else { 1.0 };
            ((all / (services as f32 + 0.5)).ln() / (all / 1.5).ln()).clamp(LEAST_TELLING, most)
        };
        self.mentions.iter().map(telling).collect()
    }
}
