//! The vocabulary: every word that stands for a service, and what a word that was said may be among them.

use std::collections::HashMap;

use super::sound::{mask, skeleton, sound};
use super::stem::stem;

/// Names a word in the vocabulary.
pub(super) type TermId = usize;

/// A word of the vocabulary.
struct Term {
    sound: String,
    /// The sound's length in letters.
    length: usize,
    mask: u32,
}

/// A word that a said word may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Like {
    pub(super) term: TermId,
    /// 1 for the word itself, less for one that sounds like it.
    pub(super) likeness: f32,
}

/// Every word, by its stem and by how it sounds.
#[derive(Default)]
pub(super) struct Terms {
    by_stem: HashMap<String, TermId>,
    by_skeleton: HashMap<String, Vec<TermId>>,
    /// In the order of [`TermId`]; the first are those that may also be misheard.
    terms: Vec<Term>,
    /// How many of the first words may be misheard.
    misheard: usize,
}

/// The words that one said word may be, at most.
const MOST_LIKE: usize = 12;

impl Terms {
    /// The word with this stem, which is added if it is new.
    pub(super) fn add(&mut self, stem: String) -> TermId {
        if let Some(term) = self.by_stem.get(&stem) {
            return *term;
        }
        let term = self.terms.len();
        let sound = sound(&stem);
        self.terms.push(Term {
            length: sound.len(),
            mask: mask(&sound),
            sound,
        });
        self.by_stem.insert(stem, term);
        term
    }

    /// Ends the words that may be misheard: those added later are found as they are written only.
    pub(super) fn end_misheard(&mut self) {
        self.misheard = self.terms.len();
        for (term, known) in self.terms.iter().enumerate() {
            let skeleton = skeleton(&known.sound);
            if skeleton.len() >= 3 {
                self.by_skeleton.entry(skeleton).or_default().push(term);
            }
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The word itself, if it is there.
    pub(super) fn exact(&self, word: &str) -> Option<TermId> {
        self.by_stem.get(&stem(word)).copied()
    }

    /// The words that a folded word may be, the likeliest first.
    pub(super) fn like(&self, word: &str) -> Vec<Like> {
        let stem = stem(word);
        let own = sound(&stem);
        let (length, own_mask) = (own.len(), mask(&own));
        let itself = self.by_stem.get(&stem).copied();
        let mut found: Vec<Like> = itself
            .map(|term| Like {
                term,
                likeness: 1.0,
            })
            .into_iter()
            .collect();
        let mut add = |term: TermId, likeness: f32| {
            if Some(term) != itself {
                found.push(Like { term, likeness });
            }
        };
        for (term, known) in self.terms[..self.misheard].iter().enumerate() {
            // Each slip of the ear changes at most two letters of the set.
            if (known.mask ^ own_mask).count_ones() > 5 || known.length.abs_diff(length) > 4 {
                continue;
            }
            if let Some(likeness) = alike(&own, &known.sound) {
                add(term, likeness);
            }
        }
        if let Some(terms) = self.by_skeleton.get(&skeleton(&own)) {
            for term in terms {
                add(*term, SAME_SKELETON);
            }
        }
        found.sort_by(|a, b| a.term.cmp(&b.term).then(b.likeness.total_cmp(&a.likeness)));
        found.dedup_by_key(|like| like.term);
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.term.cmp(&b.term)));
        found.truncate(MOST_LIKE);
        found
    }
}

/// The likeness of words that sound the same.
const SAME_SOUND: f32 = 0.93;
/// The likeness of words with the same consonants in the same order.
const SAME_SKELETON: f32 = 0.75;
/// The likeness of words that begin alike.
const SAME_BEGINNING: f32 = 0.7;

/// How alike two sounds are; none if they are too different to be one word misheard.
fn alike(one: &str, other: &str) -> Option<f32> {
    if one == other {
        return (one.len() >= 2).then_some(SAME_SOUND);
    }
    let longer = one.len().max(other.len());
    let slips = match longer {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    let common = one
        .bytes()
        .zip(other.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let beginning = (common >= 4 && longer - common <= 4).then_some(SAME_BEGINNING);
    if one.len().abs_diff(other.len()) > slips {
        return beginning;
    }
    let distance = strsim::osa_distance(one, other);
    if distance > slips {
        return beginning;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "words have at most some 60 letters"
    )]
    let likeness = SAME_SOUND * (1.0 - distance as f32 / longer as f32);
    Some(likeness.max(beginning.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &[&str]) -> Terms {
        let mut terms = Terms::default();
        for word in words {
            terms.add(stem(word));
        }
        terms.end_misheard();
        terms
    }

    #[track_caller]
    fn assert_likeliest(terms: &Terms, said: &str, term: Option<TermId>) {
        assert_eq!(
            terms.like(said).first().map(|like| like.term),
            term,
            "{said}"
        );
    }

    #[test]
    fn misheard_words_are_found() {
        let terms = terms(&[
            "demolition",
            "reclamation",
            "wall",
            "هدم",
            "حفر",
            "كلب",
            "permit",
        ]);
        for (said, term) in [
            ("demolition", 0),
            ("demolishing", 0),
            ("demulition", 0),
            ("demoliton", 0),
            ("wal", 2),
            ("الهدم", 3),
            ("هفر", 4),
            ("كلاب", 5),
            ("بيرمت", 6),
        ] {
            assert_likeliest(&terms, said, Some(term));
        }
        for said in ["", "banana", "هرم", "درهم", "will"] {
            assert_likeliest(&terms, said, None);
        }
    }

    #[test]
    fn the_word_itself_comes_before_what_sounds_like_it() {
        let terms = terms(&["صور", "سور"]);
        assert_likeliest(&terms, "سور", Some(1));
        assert_likeliest(&terms, "صور", Some(0));
    }
}
