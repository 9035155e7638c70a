//! Texts cut for a voice, and phrases chosen for a recogniser.

use proptest::prelude::*;
use sila::dialects::HintLimits;
use sila::dialects::pieces::pieces;

fn cut_up(text: &str, limit: usize) -> Vec<&str> {
    pieces(text, limit).collect()
}

#[test]
fn a_text_is_cut_after_a_sentence_else_between_words_else_anywhere() {
    assert_eq!(cut_up("One. Two.", 9), ["One. Two."]);
    assert_eq!(cut_up("One. Two words. Three.", 16), ["One. Two words.", "Three."]);
    assert_eq!(cut_up("One. Two.", 4), ["One.", "Two."]);
    assert_eq!(cut_up("a b. c", 4), ["a b.", "c"]);
    assert_eq!(cut_up("one two three", 9), ["one two", "three"]);
    assert_eq!(cut_up("3.5 dinars", 6), ["3.5", "dinars"]);
    assert_eq!(cut_up("abcdef", 4), ["abcd", "ef"]);
    assert_eq!(cut_up("كم الرسوم؟ خمسة.", 12), ["كم الرسوم؟", "خمسة."]);
    assert_eq!(cut_up(" \n ", 4), Vec::<&str>::new());
    assert_eq!(cut_up("ab", 0), ["a", "b"]);
}

proptest! {
    #[test]
    fn no_word_is_lost_and_no_piece_is_long_or_blank(text in "\\PC{0,80}", limit in 1_usize..30) {
        let solid = |text: &str| text.split_whitespace().collect::<String>();
        let mut whole = String::new();
        for piece in pieces(&text, limit) {
            prop_assert!(piece.chars().count() <= limit);
            prop_assert!(!piece.trim().is_empty());
            whole.push_str(piece);
        }
        prop_assert_eq!(solid(&whole), solid(&text));
    }
}

#[test]
fn hints_keep_within_their_limits() {
    let phrases = ["one", "two", "thirteen", "four"].map(str::to_owned);
    let fitting = |phrases_, characters, bytes| {
        let limits = HintLimits { phrases: phrases_, characters, bytes };
        limits.fitting(&phrases).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(fitting(9, 9, 99), "one, two, thirteen, four");
    assert_eq!(fitting(9, 7, 99), "one, two, four");
    assert_eq!(fitting(2, 9, 99), "one, two");
    assert_eq!(fitting(9, 9, 18), "one, two, thirteen");
    assert_eq!(fitting(9, 9, 17), "one, two");
    assert_eq!(fitting(9, 9, 0), "");
    assert_eq!(fitting(0, 9, 99), "");
}
