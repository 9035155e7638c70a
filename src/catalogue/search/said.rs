//! What a caller said, taken apart.

use super::stop::is_stop;
use super::terms::{Like, TermId, Terms};

/// A word that was said and what it may be.
pub(super) struct Token {
    /// The words of the vocabulary that it may be, the likeliest first; none: it is unknown.
    pub(super) likes: Vec<Like>,
}

/// Two words are heard as one if together they are at least this like a word that is known.
const JOINED: f32 = 0.85;

/// A word that is less like any other is looked at as two.
const UNCLEAR: f32 = 0.75;

/// The words that carry something; words that a recogniser took apart or put together are mended.
pub(super) fn tokens(words: &[String], terms: &Terms) -> Vec<Token> {
    let likes: Vec<_> = words
        .iter()
        .map(|word| match is_stop(word) {
            true => Vec::new(),
            false => terms.like(word),
        })
        .collect();
    let mut tokens: Vec<Vec<Like>> = Vec::new();
    let mut position = 0;
    while position < words.len() {
        if let Some(joined) = joined(words, &likes, position, terms) {
            tokens.push(joined);
            position += 2;
            continue;
        }
        let word = &words[position];
        if !is_stop(word) {
            match parted(word, &likes[position], terms) {
                Some(parts) => tokens.extend(parts.map(|term| {
                    vec![Like {
                        term,
                        likeness: 1.0,
                    }]
                })),
                None => tokens.push(likes[position].clone()),
            }
        }
        position += 1;
    }
    // What is said twice counts once.
    let mut once: Vec<Token> = Vec::new();
    for likes in tokens {
        let is_known = !likes.is_empty() && once.iter().any(|token| token.likes == likes);
        if !is_known {
            once.push(Token { likes });
        }
    }
    once
}

/// What two words are together, if that is likelier than what each is alone: "we evil" is weevil.
fn joined(
    words: &[String],
    likes: &[Vec<Like>],
    position: usize,
    terms: &Terms,
) -> Option<Vec<Like>> {
    let (one, other) = (words.get(position)?, words.get(position + 1)?);
    if one.len() + other.len() < 5 {
        return None;
    }
    let alone = best(&likes[position]).max(best(&likes[position + 1]));
    if alone >= 1.0 {
        return None;
    }
    let together = terms.like(&format!("{one}{other}"));
    let likeness = best(&together);
    (likeness >= JOINED && likeness > alone).then_some(together)
}

/// The two words that one is put together of, if it is no word itself.
fn parted(word: &str, likes: &[Like], terms: &Terms) -> Option<[TermId; 2]> {
    if best(likes) >= UNCLEAR {
        return None;
    }
    let splits = word.char_indices().map(|(index, _)| index).skip(3);
    splits
        .filter(|index| word[*index..].chars().count() >= 3)
        .find_map(|index| {
            let (one, other) = word.split_at(index);
            Some([terms.exact(one)?, terms.exact(other)?])
        })
}

fn best(likes: &[Like]) -> f32 {
    likes.first().map_or(0.0, |like| like.likeness)
}
