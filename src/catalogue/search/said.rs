//! What a caller said, taken apart.

use super::stop::{is_elsewhere, is_stop};
use super::terms::{Like, TermId, Terms};

/// A word that was said and what it may be.
pub(super) struct Token {
    /// The words of the vocabulary that it may be, the likeliest first; none: it is unknown.
    pub(super) likes: Vec<Like>,
    /// Whether it is unknown because it belongs to the business of others.
    pub(super) is_elsewhere: bool,
}

/// Two words are heard as one if together they are at least this like a word that is known.
const JOINED: f32 = 0.85;

/// A word that is less like any other is looked at as two.
const UNCLEAR: f32 = 0.75;

/// The words that carry something; words that a recogniser took apart or put together are mended.
pub(super) fn tokens(words: &[String], terms: &Terms) -> Vec<Token> {
    let likes: Vec<_> = words
        .iter()
        .map(|word| {
            if is_stop(word) {
                Vec::new()
            } else {
                terms.like(word)
            }
        })
        .collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut add = |likes: Vec<Like>, is_elsewhere: bool| {
        // What is said twice counts once.
        let is_known = !likes.is_empty() && tokens.iter().any(|token| token.likes == likes);
        if !is_known {
            tokens.push(Token {
                likes,
                is_elsewhere,
            });
        }
    };
    let mut position = 0;
    while let Some(word) = words.get(position) {
        if let Some(joined) = joined(words, &likes, position, terms) {
            add(joined, false);
            position += 2;
            continue;
        }
        if !is_stop(word) {
            match parted(word, &likes[position], terms) {
                Some(parts) => {
                    for term in parts {
                        add(
                            vec![Like {
                                term,
                                likeness: 1.0,
                            }],
                            false,
                        );
                    }
                }
                None if is_elsewhere(word) && best(&likes[position]) < 1.0 => {
                    add(Vec::new(), true);
                }
                None => add(likes[position].clone(), false),
            }
        }
        position += 1;
    }
    tokens
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
