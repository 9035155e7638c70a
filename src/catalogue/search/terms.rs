//! The vocabulary: every word that stands for a service, and those that a word that was said may be.

use std::collections::HashMap;

use super::sound::{mask, skeleton, sound};
use super::stem::{bare, stem};
use super::weights::{
    BARE, KNOWN, LEAST_LIKE, MAX_LIKE, SAME_BEGINNING, SAME_MEANING, SAME_MEANING_KNOWN,
    SAME_SKELETON, SAME_SOUND, SLIP,
};

/// Names a word in the vocabulary.
pub(super) type TermId = usize;

/// The sound of a word, with what tells soon that two are no likeness of each other.
struct Term {
    sound: String,
    mask: u32,
    beginning: Option<[u8; BEGINNING]>,
}

impl Term {
    fn new(stem: &str) -> Self {
        let sound = sound(stem);
        let beginning = sound.as_bytes().first_chunk().copied();
        Self { mask: mask(&sound), beginning, sound }
    }
}

/// The letters in which words are the same that begin alike.
pub(super) const BEGINNING: usize = 4;

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
    pub(super) by_stem: HashMap<String, TermId>,
    by_skeleton: HashMap<String, Vec<TermId>>,
    /// The words that mean the same as one with this stem.
    pub(super) same: HashMap<String, Vec<TermId>>,
    /// In the order of [`TermId`]; the first are those that may also be misheard.
    known: Vec<Term>,
    /// The number of the first words, which may be misheard.
    pub(super) misheard: usize,
}

impl Terms {
    /// The word with this stem, which is added if it is new.
    pub(super) fn add(&mut self, stem: String) -> TermId {
        if let Some(term) = self.by_stem.get(&stem) {
            return *term;
        }
        let term = self.known.len();
        self.known.push(Term::new(&stem));
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

    /// Notes that folded words mean the same.
    pub(super) fn add_same(&mut self, group: &[String]) {
        let known: Vec<_> = group.iter().filter_map(|word| self.exact(word)).collect();
        for word in group {
            let own = self.exact(word);
            let others = known.iter().copied().filter(|term| Some(*term) != own);
            for stem in bare(word).into_iter().chain([stem(word)]) {
                self.same.entry(stem).or_default().extend(others.clone());
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
                self.add_meant(&bare, BARE * SAME_MEANING, &mut found);
            }
        }
        let same = if self.names(word) { SAME_MEANING_KNOWN } else { SAME_MEANING };
        self.add_meant(&own, same, &mut found);
        found.retain(|like| like.likeness >= LEAST_LIKE);
        found.sort_by(|a, b| a.term.cmp(&b.term).then(b.likeness.total_cmp(&a.likeness)));
        found.dedup_by_key(|like| like.term);
        found.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.term.cmp(&b.term)));
        found.truncate(MAX_LIKE);
        found
    }

    /// Adds the words that mean the same as one with this stem.
    fn add_meant(&self, stem: &str, likeness: f32, found: &mut Vec<Like>) {
        let same = self.same.get(stem).into_iter().flatten();
        found.extend(same.map(|term| Like { term: *term, likeness }));
    }

    /// Adds the words that a stem may be, each at most this like it.
    fn add_like(&self, stem: &str, most: f32, found: &mut Vec<Like>) {
        let mut add = |term: TermId, likeness: f32| {
            found.push(Like { term, likeness: likeness * most });
        };
        if let Some(term) = self.by_stem.get(stem) {
            add(*term, 1.0);
        }
        let said = Term::new(stem);
        for (term, known) in self.known[..self.misheard].iter().enumerate() {
            if let Some(likeness) = alike(&said, known) {
                add(term, likeness);
            }
        }
        let same = self.by_skeleton.get(&skeleton(&said.sound));
        for term in same.into_iter().flatten() {
            add(*term, SAME_SKELETON);
        }
    }
}

/// The likeness of two sounds; none if they are too different to be one word misheard.
fn alike(said: &Term, known: &Term) -> Option<f32> {
    let (one, other) = (&said.sound, &known.sound);
    let longer = one.len().max(other.len());
    let slips = match longer {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    // A slip changes the length by one letter at most, and the set of letters by two.
    let different = (said.mask ^ known.mask).count_ones() as usize;
    let is_near = one.len().abs_diff(other.len()) <= slips && different <= 2 * slips;
    let begins_alike = said.beginning.is_some() && said.beginning == known.beginning;
    if !is_near && !begins_alike {
        return None;
    }
    if one == other {
        return (one.len() >= 2).then_some(SAME_SOUND);
    }
    #[expect(clippy::cast_precision_loss, reason = "words have at most some 60 letters")]
    let part = |letters: usize| letters as f32 / longer as f32;
    let common = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let beginning =
        (begins_alike && common * 2 >= longer).then(|| SAME_BEGINNING * part(common).sqrt());
    if !is_near {
        return beginning;
    }
    let distance = strsim::osa_distance(one, other);
    if distance > slips {
        return beginning;
    }
    let likeness = SAME_SOUND * (1.0 - SLIP * part(distance));
    Some(likeness.max(beginning.unwrap_or_default()))
}
