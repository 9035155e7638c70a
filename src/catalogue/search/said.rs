//! What a caller said, taken apart.

use super::person::is_person;
use super::stop::{is_elsewhere, is_generic, is_stop};
use super::terms::{Like, TermId, Terms};

/// A word that was said and what it may be.
pub(super) struct Token {
    /// The words of the vocabulary that it may be, the likeliest first; none: it is unknown.
    pub(super) likes: Vec<Like>,
    pub(super) kind: Kind,
}

/// What a word that was said is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// It may be what one service is about.
    Own,
    /// Many services are that, as a licence: it says little on its own.
    Generic,
    /// The business of others; a service that is not named by it is hardly meant.
    Elsewhere,
}

impl Kind {
    fn of(word: &str) -> Self {
        if is_elsewhere(word) {
            Self::Elsewhere
        } else if is_generic(word) {
            Self::Generic
        } else {
            Self::Own
        }
    }
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
            if carries_nothing(word, terms) {
                Vec::new()
            } else {
                terms.like(word)
            }
        })
        .collect();
    let mut tokens: Vec<Token> = Vec::new();
    let mut add = |likes: Vec<Like>, kind: Kind| {
        // What is said twice counts once.
        let is_known = !likes.is_empty() && tokens.iter().any(|token| token.likes == likes);
        if !is_known {
            tokens.push(Token { likes, kind });
        }
    };
    let mut position = 0;
    while let Some(word) = words.get(position) {
        if let Some(joined) = joined(words, &likes, position, terms) {
            add(joined, Kind::Own);
            position += 2;
            continue;
        }
        if !carries_nothing(word, terms) {
            // What others do is not taken apart: a passport is no port.
            let is_others = is_elsewhere(word) && !terms.names(word);
            let parts = (!is_others).then(|| parted(word, &likes[position], terms));
            match parts.flatten() {
                Some(parts) => {
                    for term in parts {
                        add(
                            vec![Like {
                                term,
                                likeness: 1.0,
                            }],
                            Kind::Own,
                        );
                    }
                }
                None if is_others => {
                    add(Vec::new(), Kind::Elsewhere);
                }
                None => add(likes[position].clone(), Kind::of(word)),
            }
        }
        position += 1;
    }
    tokens
}

/// Whether a word says nothing about a service, as that an agent should answer.
fn carries_nothing(word: &str, terms: &Terms) -> bool {
    is_stop(word) || is_person(word) && terms.exact(word).is_none()
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
