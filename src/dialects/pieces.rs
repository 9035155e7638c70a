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
