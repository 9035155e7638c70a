//! Phrases that a recogniser is told to listen for.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};

use super::words::WordLists;
use super::{fold, stem};
use crate::catalogue::{Hotline, LanguageIndex, Service};

/// The names and entries of each language, those of referrals among them, the most useful first.
pub(super) fn of(hotline: &Hotline, words: &WordLists) -> Vec<Vec<String>> {
    hotline.language_indices().map(|language| ordered(&phrases(hotline, language), words)).collect()
}

fn phrases(hotline: &Hotline, language: LanguageIndex) -> Vec<String> {
    let position = language.position();
    let phrases = |service: &Service| {
        let spoken = &hotline.prompt(service.title, language).text;
        let mut phrases = vec![plain(spoken)];
        phrases.extend(service.also[position].iter().map(|also| plain(also)));
        phrases
    };
    let referred = hotline.referrals.iter().flat_map(|referral| &referral.words[position]);
    let services = hotline.services().flat_map(|(.., service)| phrases(service));
    let all = services.chain(referred.map(|words| plain(words)));
    let mut known = HashSet::new();
    all.filter(|phrase| !phrase.is_empty() && known.insert(phrase.clone())).collect()
}

/// Words with one blank between them: a comma would end the phrase.
fn plain(text: &str) -> String {
    let words = text.split(|char: char| !char.is_alphanumeric() && !is_inside(char));
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// True if a character stands inside words: a mark on a letter, or an apostrophe.
fn is_inside(char: char) -> bool {
    matches!(char, '\'' | '’' | '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

/// Phrases that bring many rare words in few letters come first: common words are heard without help.
fn ordered(phrases: &[String], listened: &WordLists) -> Vec<String> {
    let stems = |phrase: &String| stems(phrase, listened);
    let words: Vec<Vec<String>> = phrases.iter().map(stems).collect();
    let mut often: HashMap<&str, u32> = HashMap::new();
    for word in words.iter().flatten() {
        *often.entry(word).or_default() += 1;
    }
    let mut heard: HashSet<&str> = HashSet::new();
    let gain = |position: usize, heard: &HashSet<&str>| {
        let new = words[position].iter().filter(|word| !heard.contains(word.as_str()));
        let rare: u32 = new.map(|word| 10_000 / (3 + often[word.as_str()])).sum();
        rare / (6 + u32::try_from(phrases[position].chars().count()).unwrap_or(u32::MAX - 6))
    };
    let mut waiting: BinaryHeap<_> =
        (0..phrases.len()).map(|position| (gain(position, &heard), Reverse(position))).collect();
    let mut ordered = Vec::with_capacity(phrases.len());
    while let Some((estimate, Reverse(position))) = waiting.pop() {
        // What a phrase brings only ever shrinks, so one that still brings as much as was thought is the best.
        let gain = gain(position, &heard);
        if gain < estimate {
            waiting.push((gain, Reverse(position)));
            continue;
        }
        heard.extend(words[position].iter().map(String::as_str));
        ordered.push(phrases[position].clone());
    }
    ordered
}

fn stems(phrase: &str, listened: &WordLists) -> Vec<String> {
    let words = fold::words(phrase, usize::MAX).into_iter();
    let mut stems: Vec<_> =
        words.filter(|word| !listened.is_ignored(word)).map(|word| stem::stem(&word)).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}
