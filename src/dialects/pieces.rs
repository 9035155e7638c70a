//! Cutting texts that are longer than a provider's voice takes.

/// Ends of sentences in the languages that are spoken here.
const SENTENCE_ENDS: [char; 7] = ['.', '!', '?', '…', '؟', '۔', '।'];

/// Cuts a text into pieces of at most `limit` characters and without spaces around them: after a
/// sentence where one ends in time, else between words, else anywhere.
pub fn pieces(text: &str, limit: usize) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(cut(rest, limit.max(1)));
        rest = after.trim_start();
        Some(piece.trim_end())
    })
}

/// The end of the first piece.
fn cut(text: &str, limit: usize) -> usize {
    if text.len() <= limit {
        return text.len();
    }
    let Some((end, next)) = text.char_indices().nth(limit) else {
        return text.len();
    };
    let (mut sentence, mut word) = (None, None);
    let mut last = None;
    for (position, character) in text[..end].char_indices().chain([(end, next)]) {
        if character.is_whitespace() {
            word = Some(position);
            if last.is_some_and(|last| SENTENCE_ENDS.contains(&last)) {
                sentence = Some(position);
            }
        }
        last = Some(character);
    }
    sentence.or(word).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
}
