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

/// The encoding of a message.
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
    /// The name that providers use.
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

/// The size of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Segments {
    /// The encoding.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn segments(text: &str) -> (&'static str, usize, usize) {
        let Segments { encoding, count, units } = Segments::of(text);
        (encoding.name(), count, units)
    }

    #[test]
    fn the_alphabet_has_the_characters_of_the_standard() {
        let alphabet: Vec<char> = ALPHABET.chars().collect();
        assert_eq!(alphabet.len(), 127);
        // The codes of a few, counted past 1B, which stands for no character.
        let at = |code: usize| alphabet[if code > 0x1b { code - 1 } else { code }];
        for (code, char) in [
            (0x00, '@'),
            (0x09, 'Ç'),
            (0x10, 'Δ'),
            (0x1a, 'Ξ'),
            (0x1c, 'Æ'),
            (0x1f, 'É'),
            (0x20, ' '),
            (0x24, '¤'),
            (0x30, '0'),
            (0x40, '¡'),
            (0x41, 'A'),
            (0x5f, '§'),
            (0x60, '¿'),
            (0x61, 'a'),
            (0x7f, 'à'),
        ] {
            assert_eq!(at(code), char, "{code:#04x}");
        }
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn limits_are_those_of_the_standard() {
        let a = |count| "a".repeat(count);
        let alif = |count| "ا".repeat(count);
        for (text, expected) in [
            (String::new(), ("GSM-7", 1, 0)),
            (a(160), ("GSM-7", 1, 160)),
            (a(161), ("GSM-7", 2, 161)),
            (a(306), ("GSM-7", 2, 306)),
            (a(307), ("GSM-7", 3, 307)),
            (alif(70), ("UCS-2", 1, 70)),
            (alif(71), ("UCS-2", 2, 71)),
            (alif(134), ("UCS-2", 2, 134)),
            (alif(135), ("UCS-2", 3, 135)),
            // Two codes each.
            ("[".repeat(80), ("GSM-7", 1, 160)),
            ("€".repeat(81), ("GSM-7", 2, 162)),
            ("€".repeat(153), ("GSM-7", 3, 306)),
            // A line break is in the alphabet; typographic quotes and the ellipsis are not.
            (a(159) + "\n", ("GSM-7", 1, 160)),
            (a(70) + "…", ("UCS-2", 2, 71)),
            (a(69) + "’", ("UCS-2", 1, 70)),
            // Beyond sixteen bits, a character takes two units, and is not cut in two.
            ("😀".repeat(35), ("UCS-2", 1, 70)),
            ("😀".repeat(67), ("UCS-2", 3, 134)),
            // Nor is what is at the end of a segment parted from its marks or its second code.
            (a(152) + "€" + &a(152), ("GSM-7", 3, 306)),
            (alif(66) + "بّ" + &alif(66), ("UCS-2", 3, 134)),
        ] {
            assert_eq!(segments(&text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_wasted(text in "[a-z €\\[\nابّة٣😀é’]{0,400}") {
            let Segments { encoding, count, units } = Segments::of(&text);
            let most = if count == 1 { encoding.alone() } else { encoding.joined() };
            prop_assert!(units <= count * most);
            // Every segment but the last is full up to what is kept together.
            prop_assert!(count == 1 || units > (count - 1) * (most - MOST_TOGETHER));
            prop_assert_eq!(encoding == Encoding::Ucs2, text.chars().any(|char| "ابّة٣😀’".contains(char)));
        }

        #[test]
        fn more_text_never_takes_fewer_segments(text in "[a-z€]{0,400}", more in "[a-z€اّ😀]{0,40}") {
            let before = Segments::of(&text);
            let after = Segments::of(&(text + &more));
            prop_assert!(after.count >= before.count);
        }
    }
}
