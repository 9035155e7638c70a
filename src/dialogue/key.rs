//! Keys of a telephone.

use std::fmt;

use crate::text::serde_as_text;

/// A key that a caller can press (DTMF).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Digit(u8),
    Star,
    Hash,
}

impl Key {
    /// Reads one key as it is displayed.
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        let key = Self::from_char(characters.next()?);
        key.filter(|_| characters.next().is_none())
    }

    /// The key that a character stands for; `None` for anything that is not on a telephone.
    pub fn from_char(character: char) -> Option<Self> {
        match character {
            '*' => Some(Self::Star),
            '#' => Some(Self::Hash),
            _ => character.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).map(Self::Digit),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Digit(digit) => write!(f, "{digit}"),
            Self::Star => f.write_str("*"),
            Self::Hash => f.write_str("#"),
        }
    }
}

serde_as_text!(Key);
