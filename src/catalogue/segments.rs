//! The segments of a text message: each is paid for, and each can be lost.
//!
//! A message goes out in seven bits a character if every character of it is in the default alphabet, and in sixteen
//! if one is not (3GPP TS 23.038, sections 4 and 6.2). A segment has 140 octets, and where there are several, each
//! gives six of them to the header that joins them (3GPP TS 23.040, section 9.2.3.24.1).

use serde::Serialize;
use unicode_script::{Script, UnicodeScript as _};

/// The default alphabet, in the order of its codes (3GPP TS 23.038, section 6.2.1); without the code 1B, which leads
/// to [`EXTENSION`].
const ALPHABET: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Characters that take two codes (3GPP TS 23.038, section 6.2.1.1).
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The most units that are kept together, a letter and its marks: more marks are no writing.
const MOST_TOGETHER: usize = 8;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// Seven bits a character, for English and most of western Europe.
    #[serde(rename = "GSM-7")]
    Gsm7,
    /// Sixteen bits a character, for everything else.
    #[serde(rename = "UCS-2")]
    Ucs2,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// The most units of a message that is sent in one segment.
    pub fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// The most units of each segment where there are several.
    pub fn joined(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Segments {
    pub encoding: Encoding,
    /// The number of segments, at least one.
    pub count: usize,
    /// Its length, in seven or sixteen bits by the encoding.
    pub units: usize,
}

impl Segments {
    /// The size of a text.
    ///
    /// No character is cut in two, and none is parted from the marks that are written on it. That is how the provider
    /// counts; whoever cuts there needs no more segments than are said here.
    pub fn of(text: &str) -> Self {
        let encoding = if text.chars().all(|char| gsm7(char).is_some()) {
            Encoding::Gsm7
        } else {
            Encoding::Ucs2
        };
        let sizes = together(text, encoding);
        let units = sizes.iter().sum();
        let count = if units <= encoding.alone() { 1 } else { packed(&sizes, encoding.joined()) };
        Self { encoding, count, units }
    }
}

/// The units of each character with the marks on it.
fn together(text: &str, encoding: Encoding) -> Vec<usize> {
    let mut sizes: Vec<usize> = Vec::new();
    for char in text.chars() {
        let size = match encoding {
            Encoding::Gsm7 => gsm7(char).unwrap_or_default(),
            Encoding::Ucs2 => char.len_utf16(),
        };
        match sizes.last_mut() {
            Some(last) if is_mark(char) && *last + size <= MOST_TOGETHER => *last += size,
            _ => sizes.push(size),
        }
    }
    sizes
}

/// The number of segments of so many units that these fill, one after the other.
fn packed(sizes: &[usize], most: usize) -> usize {
    let (mut count, mut used) = (1, 0);
    for size in sizes {
        if used + size > most {
            count += 1;
            used = 0;
        }
        used += size;
    }
    count
}

/// True if a character is written on the one before it, such as the vowels of Arabic.
fn is_mark(char: char) -> bool {
    char.script() == Script::Inherited
}

/// The codes that a character takes in seven bits, if it is there.
fn gsm7(char: char) -> Option<usize> {
    if ALPHABET.contains(char) {
        return Some(1);
    }
    EXTENSION.contains(char).then_some(2)
}
