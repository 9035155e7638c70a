//! Answers to a menu that are said in place of a key: a digit, "yes", "go back", a language.

use std::collections::HashMap;

use super::{MAX_WORDS, SearchIndex, fold};
use crate::catalogue::{AnswerWord, Hotline, LanguageIndex};

/// An answer in words that stands for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpokenReply {
    /// A digit, from 0 to 9.
    Digit(u8),
    Language(LanguageIndex),
    Word(AnswerWord),
}

/// The phrases that answer a menu, folded.
pub(super) struct Replies {
    phrases: HashMap<Vec<String>, SpokenReply>,
    /// Words of the longest phrase.
    longest: usize,
    ordinals: HashMap<String, u8>,
    /// Phrases that a recogniser should listen for in each language.
    hints: Vec<Vec<String>>,
}

impl Replies {
    pub(super) fn new(hotline: &Hotline) -> Self {
        let mut phrases = HashMap::new();
        for answer in &hotline.listening.answers {
            let reply = match answer.word {
                AnswerWord::Language => {
                    let Some(language) = hotline.language_by_code(&answer.language) else {
                        continue;
                    };
                    SpokenReply::Language(language)
                }
                word => SpokenReply::Word(word),
            };
            phrases.insert(fold::words(&answer.phrase, MAX_WORDS), reply);
        }
        // A language that has no words here is known by its own name.
        for language in hotline.language_indices() {
            let name = fold::words(&hotline.language(language).name, MAX_WORDS);
            phrases.entry(name).or_insert(SpokenReply::Language(language));
        }
        phrases.remove(&Vec::new());
        let ordinals = hotline.listening.ordinals.iter().filter_map(|(key, word)| {
            let word = fold::words(word, 1).pop()?;
            Some((word, u8::try_from(*key).ok()?))
        });
        Self {
            longest: phrases.keys().map(Vec::len).max().unwrap_or_default(),
            phrases,
            ordinals: ordinals.collect(),
            hints: hotline.language_indices().map(|one| hints(hotline, one)).collect(),
        }
    }

    /// The longest phrase at the beginning of some words, with how many words it has.
    fn phrase(&self, words: &[String]) -> Option<(SpokenReply, usize)> {
        let longest = self.longest.min(words.len());
        (1..=longest).rev().find_map(|length| Some((*self.phrases.get(&words[..length])?, length)))
    }
}

/// The words for the digits, then the phrases of a language, and the other languages' names.
fn hints(hotline: &Hotline, language: LanguageIndex) -> Vec<String> {
    let digits = hotline.digits.iter().map(|digit| hotline.prompt(*digit, language).text.clone());
    let code = &hotline.language(language).code;
    let answers = hotline
        .listening
        .answers
        .iter()
        .filter(|answer| answer.language == *code || answer.word == AnswerWord::Language);
    digits.chain(answers.map(|answer| answer.phrase.clone())).collect()
}

impl SearchIndex {
    /// The answer that stands for a key, if a caller said this and nothing else. Of a yes or no and something else, the
    /// latter is what is wanted.
    pub fn reply(&self, said: &str) -> Option<SpokenReply> {
        let words = fold::words(said, MAX_WORDS);
        let mut found: Vec<SpokenReply> = Vec::new();
        let (mut digits, mut position) = (0, 0);
        let (mut after_press, mut after_ordinal) = (false, false);
        while let Some(word) = words.get(position) {
            if let Some((reply, length)) = self.replies.phrase(&words[position..]) {
                found.push(reply);
                position += length;
                continue;
            }
            position += 1;
            if let Some(key) = self.replies.ordinals.get(word) {
                found.push(SpokenReply::Digit(*key));
                after_ordinal = true;
            } else if let Some(digit) = self.numbers.digit(word, after_press, &self.words) {
                // "The second one" is not one.
                if !(after_ordinal && digit == 1) {
                    digits += 1;
                    found.push(SpokenReply::Digit(digit));
                }
            } else if self.numbers.is_context(word) {
                after_press = true;
            } else if !self.words.is_ignored(word) {
                return None;
            }
        }
        found.dedup();
        if found.len() > 1 {
            found.retain(|reply| {
                !matches!(reply, SpokenReply::Word(AnswerWord::Yes | AnswerWord::No))
            });
        }
        // Three digits are a service's code.
        match found[..] {
            [reply] if digits < 3 => Some(reply),
            _ => None,
        }
    }

    /// The digits that were said one by one or as numbers, if nothing else was.
    pub fn digits(&self, said: &str) -> Option<String> {
        let words = fold::words(said, MAX_WORDS);
        self.numbers.spoken_digits(&words, &self.words)
    }

    /// Phrases that a recogniser should listen for where keys are asked for.
    pub fn reply_hints(&self, language: LanguageIndex) -> &[String] {
        let hints = self.replies.hints.get(language.position());
        hints.map(Vec::as_slice).unwrap_or_default()
    }
}
