//! Which service a caller means: what a recogniser heard, matched against the words that stand for services.
//!
//! Everything is folded ([`fold`]), stemmed ([`stem`]) and compared by sound ([`sound`]), so that spellings,
//! endings and slips of a recogniser matter little. What was said is held against each entry of a service, which
//! is its name or one of what else callers call it, and against all that is told about it ([`rank`]). How far
//! ahead the best is decides whether it is clear ([`choose`]).

mod build;
mod choose;
mod fold;
mod grounds;
mod hints;
mod number;
mod person;
mod rank;
mod said;
mod sound;
mod stem;
mod stop;
mod terms;

use std::collections::HashSet;
use std::fmt;

use self::build::Builder;
use self::grounds::Grounds;
use self::rank::{Entry, Mention, Ranked};
use self::terms::Terms;
use super::{Code, Hotline, LanguageIndex};

pub use hints::HintLimits;

/// The words of what was said that are looked at; callers say fewer, and what comes from outside may be anything.
const MOST_WORDS: usize = 32;

/// The services that [`SearchIndex::ranked`] gives at most.
const MOST_FOUND: usize = 10;

/// A service that a caller may mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Its code.
    pub code: Code,
    /// How well it fits what was said: 0 not at all, 1 word for word.
    pub score: f32,
}

/// What is made of what a caller said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// One service is meant.
    Clear(Code),
    /// One of these may be meant: two to four, the likeliest first. Only a hotline with a single service offers one.
    Candidates(Vec<Code>),
    /// A person is asked for, and no service.
    Person,
    /// No service fits.
    Nothing,
}

/// Finds services by what a caller said.
pub struct SearchIndex {
    terms: Terms,
    /// How telling each word is, from 0 to 1, by its place in `terms`.
    telling: Vec<f32>,
    /// The services that each word is said of.
    mentions: Vec<Vec<Mention>>,
    /// The entries that each word is in.
    entries_with: Vec<Vec<usize>>,
    entries: Vec<Entry>,
    /// The entries as they are spelled, words that carry nothing among them.
    called: HashSet<String>,
    /// The services that can be found, by ascending code; the numbers of services are places in it.
    found: Vec<Code>,
    /// Every code that can be dialled, those of services that have moved among them, ascending.
    dialled: Vec<Code>,
    /// What recognisers should listen for in each language, the most useful first.
    hints: Vec<Vec<String>>,
}

impl SearchIndex {
    /// An index of all services, in all languages.
    pub fn new(hotline: &Hotline) -> Self {
        Builder::new(hotline).build()
    }

    /// The services that a caller may mean, the best first, at most ten.
    ///
    /// `language` is the language that the call is held in: words of the others are understood as well, and count
    /// a little less. A service that has moved is found as the one that it has moved to, except by its code.
    pub fn ranked(&self, said: &str, language: LanguageIndex) -> Vec<Found> {
        let ranked = self.fitting(said, language);
        let found = ranked.into_iter().map(|ranked| ranked.found);
        found.take(MOST_FOUND).collect()
    }

    /// What is made of what a caller said.
    ///
    /// `confidence` is how sure the recogniser was, from 0 to 1; `None` if it did not say. A clear match is given
    /// only where it was not unsure.
    pub fn matched(&self, said: &str, language: LanguageIndex, confidence: Option<f32>) -> Match {
        if person::is_wanted(&fold::words(said, MOST_WORDS)) {
            return Match::Person;
        }
        let mut ranked = self.fitting(said, language);
        // What a service is called in full is enough, however generic its words are.
        if !self.called.contains(&spelled_alike(said)) {
            choose::retain_grounded(&mut ranked);
        }
        self.choose(&ranked, confidence)
    }

    /// What a recogniser should listen for in a language: phrases with commas between them, the most useful first,
    /// as many as the limits allow.
    pub fn hints(&self, language: LanguageIndex, limits: HintLimits) -> String {
        let hints = self.hints.get(language.position());
        hints::within(hints.map(Vec::as_slice).unwrap_or_default(), limits)
    }

    fn fitting(&self, said: &str, language: LanguageIndex) -> Vec<Ranked> {
        let words = fold::words(said, MOST_WORDS);
        if let Some(code) = self.dialled(&words) {
            let found = Found { code, score: 1.0 };
            return vec![Ranked {
                found,
                explained: 1.0,
                grounds: Grounds::whole(),
                is_word_for_word: true,
            }];
        }
        self.scores(&said::tokens(&words, &self.terms), language)
    }

    /// The service whose code was said, if nothing else was.
    fn dialled(&self, words: &[String]) -> Option<Code> {
        let code = number::spoken_code(words)?;
        self.dialled.binary_search(&code).is_ok().then_some(code)
    }
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

/// What two spellings have in common for the search; if it is the same, one of them is enough.
pub(super) fn spelled_alike(text: &str) -> String {
    fold::words(text, MOST_WORDS).join(" ")
}
