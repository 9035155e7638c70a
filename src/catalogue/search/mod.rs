//! The service that a caller means: what a recogniser heard, matched against the words that stand for services.
//!
//! Everything is folded ([`fold`]), stemmed ([`stem`]) and compared by sound ([`sound`]), so that spellings,
//! endings and slips of a recogniser matter little. What was said is held against each entry of a service, which
//! is its name or one of what else callers call it, and against all that is told about it ([`rank`]). How far
//! ahead the best is decides whether it is clear ([`choose`]). The words that are no service's own are the
//! operators' ([`words`]), and so are more words for numbers ([`number`]).

mod build;
mod choose;
pub mod fold;
mod grounds;
mod hints;
mod index;
mod number;
mod rank;
mod referrals;
mod replies;
mod said;
pub mod sound;
pub mod stem;
mod tables;
mod terms;
mod weights;
mod words;

use self::build::IndexBuilder;
use self::grounds::Grounds;
use self::rank::Ranked;
use super::{Code, Hotline, LanguageIndex};

pub use index::SearchIndex;
pub use replies::SpokenReply;
pub use tables::SearchTables;

/// The words of what was said that are looked at; callers say fewer, and what comes from outside may be anything.
const MAX_WORDS: usize = 32;

/// The services that [`SearchIndex::ranked`] gives at most.
const MAX_FOUND: usize = 10;

/// A service that a caller may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundService {
    pub code: Code,
    /// Its fit to what was said: 0 not at all, 1 word for word.
    pub score: f32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    Clear(Code),
    /// One of these may be meant: two to four, the likeliest first. Only a hotline with a single service offers one.
    Candidates(Vec<Code>),
    /// A service of another body: the referral at this position in [`Hotline::referrals`].
    Referral(usize),
    /// A person is asked for, and no service.
    Person,
    Nothing,
}

impl SearchIndex {
    /// An index of all services, in all languages.
    pub fn new(hotline: &Hotline) -> Self {
        IndexBuilder::new(hotline).build()
    }

    /// The services that a caller may mean, the best first, at most ten.
    ///
    /// `language` is the language that the call is held in: words of the others are understood as well, and count
    /// a little less. A service that has moved is found as the one that it has moved to, except by its code.
    pub fn ranked(&self, said: &str, language: LanguageIndex) -> Vec<FoundService> {
        let ranked = self.fitting(said, language);
        let found = ranked.into_iter().map(|ranked| ranked.found);
        found.take(MAX_FOUND).collect()
    }

    /// The outcome of a search for what a caller said.
    ///
    /// `confidence` is how sure the recogniser was, from 0 to 1; `None` if it did not say. A clear match is given
    /// only where it was not unsure.
    pub fn matched(&self, said: &str, language: LanguageIndex, confidence: Option<f32>) -> Match {
        let words = fold::words(said, MAX_WORDS);
        if self.words.ask_for_person(&words) {
            return Match::Person;
        }
        let ranked = self.fitting(said, language);
        // What a service is called in full is enough, however generic its words are.
        if !self.called.contains(&spelled_alike(said)) {
            if let Some(referral) = self.referrals.called(&words, &self.words) {
                return Match::Referral(referral);
            }
            let is_grounded = choose::are_grounded(&ranked);
            let service =
                ranked.first().filter(|_| is_grounded).map_or(0.0, |best| best.found.score);
            if let Some((referral, score)) = self.referrals.best(&words, &self.words, &self.terms)
                && score > service
            {
                return Match::Referral(referral);
            }
            if !is_grounded {
                return Match::Nothing;
            }
        }
        self.choose(&ranked, confidence)
    }

    /// The number of digits in what was said, in figures or in words; rather too many than too few.
    pub fn digits_said(&self, said: &str) -> usize {
        self.numbers.digits_said(&fold::words(said, usize::MAX), &self.words)
    }

    /// Phrases that a recogniser should listen for in a language, the most useful first.
    pub fn hints(&self, language: LanguageIndex) -> &[String] {
        let hints = self.hints.get(language.position());
        hints.map(Vec::as_slice).unwrap_or_default()
    }

    fn fitting(&self, said: &str, language: LanguageIndex) -> Vec<Ranked> {
        let words = fold::words(said, MAX_WORDS);
        if let Some(code) = self.dialled(&words) {
            let found = FoundService { code, score: 1.0 };
            return vec![Ranked {
                found,
                explained: 1.0,
                grounds: Grounds::whole(),
                is_word_for_word: true,
            }];
        }
        // Numbers sound like words of many services, and were meant for keys.
        if self.numbers.spoken_digits(&words, &self.words).is_some()
            && !self.called.contains(&spelled_alike(said))
        {
            return Vec::new();
        }
        self.scores(&said::tokens(&words, &self.terms, &self.words), language)
    }

    /// The service whose code was said, if nothing else was.
    fn dialled(&self, words: &[String]) -> Option<Code> {
        let code = self.numbers.spoken_code(words, &self.words)?;
        self.dialled.binary_search(&code).is_ok().then_some(code)
    }
}

/// The common form of spellings that are the same for the search.
pub(super) fn spelled_alike(text: &str) -> String {
    fold::words(text, MAX_WORDS).join(" ")
}
