//! The index as data, for the search that the website's files bring with them (`web/pages/assets/engine.js`).
//!
//! Everything that is tuned or listed is told here, and nothing of it stands there: only the steps do.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use super::fold::{Folded, folded};
use super::terms::{BEGINNING, Terms};
use super::weights::{
    AHEAD, BARE, BEHIND, CLEAR, COMMON_MORE, COMMON_SHARE, ELSEWHERE_SHARE, ENOUGH, ENOUGH_CLEAR,
    ENOUGH_ELSEWHERE, ENOUGH_GENERIC, ENTRY_SHARE, FITTING, GENERIC, GENERIC_SHARE, JOINED, KNOWN,
    LEAST_LIKE, LEAST_REFERRED, MAX_LIKE, MAX_OFFERED, MIN_OFFERED, NAMED, NAMING, OTHER_LANGUAGE,
    REFERRED_SHARE, SAID_SHARE, SAME_BEGINNING, SAME_MEANING, SAME_MEANING_KNOWN, SAME_SKELETON,
    SAME_SOUND, SLIP, STRAY, TOLD_SHARE, UNEXPLAINED, UNKNOWN, UNKNOWN_ELSEWHERE, WHOLE,
    WORD_FOR_WORD,
};
use super::{MAX_FOUND, MAX_WORDS, SearchIndex, fold, sound, stem};
use crate::catalogue::{Code, Hotline};

/// Letters by what they are written for.
type Letters = BTreeMap<String, String>;

/// The index and every table of the search.
#[derive(Serialize)]
pub struct SearchTables {
    /// The codes of the languages, in the order in which entries name them.
    languages: Vec<String>,
    weights: BTreeMap<&'static str, f32>,
    counts: BTreeMap<&'static str, usize>,
    fold: FoldTable,
    stem: StemTable,
    sound: SoundTable,
    words: BTreeMap<&'static str, BTreeSet<String>>,
    /// Words for numbers with their figures.
    numbers: BTreeMap<String, String>,
    terms: TermTable,
    telling: Vec<f32>,
    /// The services that each word is said of, with its weight.
    mentions: Vec<Vec<(usize, f32)>>,
    /// Entries, each with its service, its language, its worth and its words.
    entries: Vec<(usize, usize, f32, Vec<usize>)>,
    called: BTreeSet<String>,
    services: Vec<Code>,
    dialled: Vec<Code>,
    referrals: ReferralTable,
}

#[derive(Serialize)]
struct FoldTable {
    longest: usize,
    /// The folded letters of characters that are not simply made small; an empty text for one that is left out.
    letters: Letters,
}

#[derive(Serialize)]
struct StemTable {
    prefixes: &'static [&'static str],
    suffixes: &'static [(&'static str, usize)],
    own_waw: &'static [&'static str],
    particles: String,
    english: &'static [(&'static str, usize)],
}

#[derive(Serialize)]
struct SoundTable {
    /// The sound of two letters together.
    pairs: Letters,
    /// The sound of the first of two letters, where the second changes it.
    before: Letters,
    single: Letters,
}

#[derive(Serialize)]
struct TermTable {
    stems: Vec<String>,
    misheard: usize,
    same: BTreeMap<String, Vec<usize>>,
}

#[derive(Serialize)]
struct ReferralTable {
    terms: TermTable,
    weights: Vec<f32>,
    /// The entries of each referral, each with its words.
    entries: Vec<Vec<Vec<usize>>>,
    called: BTreeMap<String, usize>,
}

impl SearchIndex {
    /// The index of this hotline as data; the same for the same hotline.
    pub fn tables(&self, hotline: &Hotline) -> SearchTables {
        let mut terms_of = vec![Vec::new(); self.entries.len()];
        for (term, entries) in self.entries_with.iter().enumerate() {
            for entry in entries {
                terms_of[*entry].push(term);
            }
        }
        let entries = self.entries.iter().zip(terms_of);
        let entries = entries
            .map(|(entry, terms)| (entry.service, entry.language.position(), entry.worth, terms));
        let mentions = self.mentions.iter().map(|mentions| {
            mentions.iter().map(|mention| (mention.service, mention.worth)).collect()
        });
        let called = self.referrals.called.iter();
        SearchTables {
            languages: hotline.languages.iter().map(|language| language.code.clone()).collect(),
            weights: weights(),
            counts: BTreeMap::from([
                ("BEGINNING", BEGINNING),
                ("MAX_FOUND", MAX_FOUND),
                ("MAX_LIKE", MAX_LIKE),
                ("MAX_OFFERED", MAX_OFFERED),
                ("MAX_WORDS", MAX_WORDS),
                ("MIN_OFFERED", MIN_OFFERED),
            ]),
            fold: FoldTable { longest: fold::MAX_LENGTH, letters: folds() },
            stem: StemTable {
                prefixes: &stem::PREFIXES,
                suffixes: &stem::SUFFIXES,
                own_waw: &stem::OWN_WAW,
                particles: stem::PARTICLES.iter().collect(),
                english: &stem::ENGLISH_SUFFIXES,
            },
            sound: sounds(),
            words: self.listed(),
            numbers: self.figures(),
            terms: table(&self.terms),
            telling: self.telling.clone(),
            mentions: mentions.collect(),
            entries: entries.collect(),
            called: self.called.iter().cloned().collect(),
            services: self.found.clone(),
            dialled: self.dialled.clone(),
            referrals: ReferralTable {
                terms: table(&self.referrals.terms),
                weights: self.referrals.weights.clone(),
                entries: self.referrals.referrals.clone(),
                called: called.map(|(words, referral)| (words.join(" "), *referral)).collect(),
            },
        }
    }

    fn listed(&self) -> BTreeMap<&'static str, BTreeSet<String>> {
        let sorted = |list: &HashSet<String>| list.iter().cloned().collect();
        BTreeMap::from([
            ("ignored", sorted(&self.words.ignored)),
            ("generic", sorted(&self.words.generic)),
            ("common", sorted(&self.words.common)),
            ("elsewhere", sorted(&self.words.elsewhere)),
            ("person", sorted(&self.words.person)),
            ("person_context", sorted(&self.words.person_context)),
            ("number_context", sorted(&self.numbers.context)),
        ])
    }

    /// Words for numbers, without those that only sound like one.
    fn figures(&self) -> BTreeMap<String, String> {
        let values = self.numbers.values.iter();
        values.map(|(word, value)| (word.clone(), value.to_string())).collect()
    }
}

fn table(terms: &Terms) -> TermTable {
    let mut stems = vec![String::new(); terms.by_stem.len()];
    for (stem, term) in &terms.by_stem {
        stems[*term].clone_from(stem);
    }
    let same = |same: &HashMap<String, Vec<usize>>| {
        same.iter().map(|(stem, terms)| (stem.clone(), terms.clone())).collect()
    };
    TermTable { stems, misheard: terms.misheard, same: same(&terms.same) }
}

fn weights() -> BTreeMap<&'static str, f32> {
    /// Names with their values.
    macro_rules! named {
        ($($weight:ident),* $(,)?) => {
            BTreeMap::from([$((stringify!($weight), $weight)),*])
        };
    }
    named![
        AHEAD,
        BARE,
        BEHIND,
        CLEAR,
        COMMON_MORE,
        COMMON_SHARE,
        ELSEWHERE_SHARE,
        ENOUGH,
        ENOUGH_CLEAR,
        ENOUGH_ELSEWHERE,
        ENOUGH_GENERIC,
        ENTRY_SHARE,
        FITTING,
        GENERIC,
        GENERIC_SHARE,
        JOINED,
        KNOWN,
        LEAST_LIKE,
        LEAST_REFERRED,
        NAMED,
        NAMING,
        OTHER_LANGUAGE,
        REFERRED_SHARE,
        SAID_SHARE,
        SAME_BEGINNING,
        SAME_MEANING,
        SAME_MEANING_KNOWN,
        SAME_SKELETON,
        SAME_SOUND,
        SLIP,
        STRAY,
        TOLD_SHARE,
        UNEXPLAINED,
        UNKNOWN,
        UNKNOWN_ELSEWHERE,
        WHOLE,
        WORD_FOR_WORD,
    ]
}

/// The characters of the first planes that are folded by a rule of ours: to a letter, or to nothing.
fn folds() -> Letters {
    let own = ('\0'..='\u{ffff}').filter_map(|char| {
        let becomes = match folded(char) {
            Folded::Letter(letter) => letter.to_string(),
            Folded::Mark => String::new(),
            Folded::Blank => return None,
        };
        let simply = char.is_alphanumeric().then(|| char.to_lowercase().next()).flatten();
        let is_simple = simply.is_some_and(|letter| becomes == letter.to_string());
        (!is_simple).then(|| (char.to_string(), becomes))
    });
    own.collect()
}

fn sounds() -> SoundTable {
    let letters: Vec<char> = ('a'..='z').chain('0'..='9').chain('\u{620}'..='\u{64a}').collect();
    let mut table =
        SoundTable { pairs: Letters::new(), before: Letters::new(), single: Letters::new() };
    for first in &letters {
        let alone = sound::single(*first, None);
        table.single.insert(first.to_string(), alone.to_owned());
        for second in &letters {
            let both = format!("{first}{second}");
            if let Some(pair) = sound::pair(*first, Some(second)) {
                table.pairs.insert(both, pair.to_owned());
            } else if sound::single(*first, Some(second)) != alone {
                let changed = sound::single(*first, Some(second));
                table.before.insert(both, changed.to_owned());
            }
        }
    }
    table
}
