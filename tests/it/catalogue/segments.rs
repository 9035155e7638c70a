//! The segments of a text message.

use proptest::prelude::*;
use sila::catalogue::{Encoding, Segments};

/// The most units that are kept together, a letter and its marks.
const MOST_TOGETHER: usize = 8;

fn segments(text: &str) -> (&'static str, usize, usize) {
    let Segments { encoding, count, units } = Segments::of(text);
    (encoding.name(), count, units)
}

#[test]
fn the_alphabet_is_that_of_the_standard() {
    let alphabet = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    assert_eq!(segments(alphabet), ("GSM-7", 1, 127));
    assert_eq!(segments("\u{c}^{}\\[~]|€"), ("GSM-7", 1, 20), "two codes each");
    for char in ['ç', '`', '’', '…', '\t', 'ا', '\u{a0}'] {
        assert_eq!(segments(&char.to_string()), ("UCS-2", 1, 1), "{char}");
    }
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
