//! The vocabulary: every word that stands for a service, and those that a word that was said may be.

use std::collections::HashMap;

use super::sound::{mask, skeleton, sound};
use super::stem::{bare, stem};
use super::weights::{BARE, KNOWN, MAX_LIKE, SAME_BEGINNING, SAME_SKELETON, SAME_SOUND, SLIP};

/// Names a word in the vocabulary.
pub(super) type TermId = usize;

struct Term {
    sound: String,
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
    known: Vec<Term>,
    /// The number of the first words, which may be misheard.
    misheard: usize,
}

impl Terms {
    /// The word with this stem, which is added if it is new.
    pub(super) fn add(&mut self, stem: String) -> TermId {
        if let Some(term) = self.by_stem.get(&stem) {
            return *term;
        }
        let term = self.known.len();
        let sound = sound(&stem);
        self.known.push(Term { length: sound.len(), mask: mask(&sound), sound });
        self.by_stem.insert(stem, term);
        term
    }

    /// Ends the words that may be misheard: those added later are found as they are written only.
    pub(super) fn end_misheard(&mut self) {
        self.misheard = self.known.len();
        for (term, known) in self.known.iter().enumerate() {
            let skeleton = skeleton(&known.sound);
            if skeleton.len() >= 3 {
                self.by_skeleton.entry(skeleton).or_default().push(term);
            }
        }
    }

    /// The word itself, if it is there.
    pub(super) fn exact(&self, word: &str) -> Option<TermId> {
        self.by_stem.get(&stem(word)).copied()
    }

    /// True if a folded word is itself one that services are named by.
    pub(super) fn names(&self, word: &str) -> bool {
        self.exact(word).is_some_and(|term| term < self.misheard)
    }

    /// The words that a folded word may be, the likeliest first.
    pub(super) fn like(&self, word: &str) -> Vec<Like> {
        let own = stem(word);
        let mut found = Vec::new();
        if let Some(term) = self.by_stem.get(&own) {
            let likeness = 1.0;
            found.push(Like { term: *term, likeness });
            // A word that is known was less likely misheard.
            self.add_like(&own, KNOWN, &mut found);
        } else {
            self.add_like(&own, 1.0, &mut found);
            if let Some(bare) = bare(word) {
                self.add_like(&bare, BARE, &mut found);
            }
        }
        found.sort_by(|a, b| a.term.cmp(&b.term).then(b.likeness.total_cmp(&a.likeness)));
        found.dedup_by_key(|like| like.term);
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.term.cmp(&b.term)));
        found.truncate(MAX_LIKE);
        found
    }

    /// Adds the words that a stem may be, each at most this like it.
    fn add_like(&self, stem: &str, most: f32, found: &mut Vec<Like>) {
        let mut add = |term: TermId, likeness: f32| {
            found.push(Like { term, likeness: likeness * most });
        };
        if let Some(term) = self.by_stem.get(stem) {
            add(*term, 1.0);
        }
        let sound = sound(stem);
        let (length, mask) = (sound.len(), mask(&sound));
        for (term, known) in self.known[..self.misheard].iter().enumerate() {
            let different = (known.mask ^ mask).count_ones();
            if different > 6 || known.length.abs_diff(length) > 6 {
                continue;
            }
            if let Some(likeness) = alike(&sound, &known.sound, different) {
                add(term, likeness);
            }
        }
        let same = self.by_skeleton.get(&skeleton(&sound));
        for term in same.into_iter().flatten() {
            add(*term, SAME_SKELETON);
        }
    }
}

/// The likeness of two sounds; none if they are too different to be one word misheard. `different` letters are in one of
/// them only.
fn alike(one: &str, other: &str, different: u32) -> Option<f32> {
    if one == other {
        return (one.len() >= 2).then_some(SAME_SOUND);
    }
    let longer = one.len().max(other.len());
    let slips = match longer {
        0..=3 => return None,
        4..=6 => 1,
        _ => 2,
    };
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    #[expect(clippy::cast_precision_loss, reason = "words have at most some 60 letters")]
    let part = |letters: usize| letters as f32 / longer as f32;
    let beginning =
        (common >= 4 && common * 2 >= longer).then(|| SAME_BEGINNING * part(common).sqrt());
    // A slip changes the length by one letter at most, and the set of letters by two.
    if one.len().abs_diff(other.len()) > slips || different as usize > 2 * slips {
        return beginning;
    }
    let distance = strsim::osa_distance(one, other);
    if distance > slips {
        return beginning;
    }
    let likeness = SAME_SOUND * (1.0 - SLIP * part(distance));
    Some(likeness.max(beginning.unwrap_or_default()))
}
