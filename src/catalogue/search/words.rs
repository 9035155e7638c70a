//! The words of `listening.toml`, as what was said is compared with them.

use std::collections::HashSet;

use super::fold;
use super::fold::is_arabic;
use super::stem::{singular, stem};
use crate::catalogue::{Listening, WordList};

/// The subject of a word that was said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    /// It may be what one service is about.
    Own,
    /// Many services are that, as a licence: it says little on its own.
    Generic,
    /// A thing of everyday life, as a car, which much is asked about beside what services are for.
    Common,
    /// The business of other bodies; a service that is not named by it is hardly meant.
    Elsewhere,
}

/// The lists, folded; all but the ignored words and the business of other bodies are stems.
pub(super) struct WordLists {
    pub(super) ignored: HashSet<String>,
    pub(super) generic: HashSet<String>,
    pub(super) common: HashSet<String>,
    pub(super) elsewhere: HashSet<String>,
    pub(super) person: HashSet<String>,
    pub(super) person_context: HashSet<String>,
}

impl WordLists {
    pub(super) fn new(listening: &Listening) -> Self {
        let folded = |list| {
            let words = listening.words(list).iter();
            words.flat_map(|word| fold::words(word, 1))
        };
        let stems = |list| folded(list).map(|word| stem(&word)).collect();
        Self {
            ignored: folded(WordList::Ignored).collect(),
            generic: stems(WordList::Generic),
            common: stems(WordList::Common),
            elsewhere: folded(WordList::Elsewhere).map(|word| plain(&word)).collect(),
            person: stems(WordList::Person),
            person_context: stems(WordList::PersonContext),
        }
    }

    /// True if a folded word says nothing about which service is meant.
    pub(super) fn is_ignored(&self, word: &str) -> bool {
        self.ignored.contains(word)
    }

    /// True if a folded word stands for those who answer the telephone.
    pub(super) fn is_person(&self, word: &str) -> bool {
        self.person.contains(&stem(word))
    }

    /// True if folded words ask for a person, and for nothing else.
    pub(super) fn ask_for_person(&self, words: &[String]) -> bool {
        let is_about = |word: &String| {
            self.is_ignored(word)
                || self.is_person(word)
                || self.person_context.contains(&stem(word))
        };
        words.iter().any(|word| self.is_person(word)) && words.iter().all(is_about)
    }

    pub(super) fn kind(&self, word: &str) -> WordKind {
        let stem = stem(word);
        if self.elsewhere.contains(&plain(word)) {
            WordKind::Elsewhere
        } else if self.generic.contains(&stem) {
            WordKind::Generic
        } else if self.common.contains(&stem) {
            WordKind::Common
        } else {
            WordKind::Own
        }
    }
}

/// The form by which the business of other bodies is compared. English stems take too much together: housing is other
/// bodies' business, and a house is not.
fn plain(word: &str) -> String {
    if is_arabic(word) { stem(word) } else { singular(word) }
}
