//! Taking apart what a caller said.

use super::terms::{Like, Terms};
use super::weights::{JOINED, STRAY};
use super::words::{WordKind, WordLists};

/// A word that was said and what it may be.
pub(super) struct Token {
    /// The words of the vocabulary that it may be, the likeliest first; none: it is unknown.
    pub(super) likes: Vec<Like>,
    pub(super) kind: WordKind,
}

/// The words that carry something; a word that a recogniser took apart is mended.
pub(super) fn tokens(said: &[String], terms: &Terms, words: &WordLists) -> Vec<Token> {
    let likes: Vec<_> = said
        .iter()
        .map(|word| if carries_nothing(word, terms, words) { Vec::new() } else { terms.like(word) })
        .collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut add = |likes: Vec<Like>, kind: WordKind| {
        // Said twice, it counts once.
        let is_known = !likes.is_empty() && tokens.iter().any(|token| token.likes == likes);
        if !is_known {
            tokens.push(Token { likes, kind });
        }
    };
    let mut position = 0;
    while let Some(word) = said.get(position) {
        if let Some(joined) = joined(said, &likes, position, terms, words) {
            add(joined, WordKind::Own);
            position += 2;
            continue;
        }
        if !carries_nothing(word, terms, words) {
            match words.kind(word) {
                WordKind::Elsewhere if !terms.names(word) => add(Vec::new(), WordKind::Elsewhere),
                kind => add(likes[position].clone(), kind),
            }
        }
        position += 1;
    }
    tokens
}

/// True if a word says nothing about a service, as that an agent should answer.
fn carries_nothing(word: &str, terms: &Terms, words: &WordLists) -> bool {
    words.is_ignored(word) || words.is_person(word) && terms.exact(word).is_none()
}

/// The word that two are together, if one of them is hardly a word: "rain ovation" is renovation. Words that say nothing
/// stay what they are, since they stand beside all others.
fn joined(
    said: &[String],
    likes: &[Vec<Like>],
    position: usize,
    terms: &Terms,
    words: &WordLists,
) -> Option<Vec<Like>> {
    let pair = said.get(position..position + 2)?;
    let alone = best(&likes[position]).min(best(&likes[position + 1]));
    if alone >= STRAY || pair.iter().any(|word| carries_nothing(word, terms, words)) {
        return None;
    }
    let together = terms.like(&pair.concat());
    (best(&together) >= JOINED).then_some(together)
}

fn best(likes: &[Like]) -> f32 {
    likes.first().map_or(0.0, |like| like.likeness)
}
