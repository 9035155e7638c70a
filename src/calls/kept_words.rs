//! Words of strangers as they may be kept: without anybody's number in them.

use crate::catalogue::Hotline;
use crate::keys::CallerKey;

/// Digits that may be kept: those of a code, and fewer than anybody's number has.
const MOST_DIGITS: usize = 4;

/// Words that fit no service, in small letters, with their mark: their keyed hash. None where somebody's number may be in
/// them.
pub fn unheard_words(hotline: &Hotline, key: &CallerKey, said: &str) -> Option<(String, String)> {
    if hotline.search().digits_said(said) > MOST_DIGITS {
        return None;
    }
    let said = said.trim().to_lowercase();
    let mark = key.hash(&format!("said: {said}"));
    Some((said, mark))
}

/// A text in one line, in which `…` stands for each number that may be somebody's, in figures or in words.
pub fn without_numbers(hotline: &Hotline, text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut kept = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (length, digits) = number(hotline, rest);
        if digits > MOST_DIGITS {
            kept.push("…");
            rest = &rest[length..];
        } else {
            // A number that is kept, whole: its end alone may have no more digits.
            let length = length.max(1);
            kept.push(first);
            kept.extend(&after[..length - 1]);
            rest = &rest[length..];
        }
    }
    kept.join(" ")
}

/// The number of words at the beginning that are one number, with what stands between its groups, and its digits.
fn number(hotline: &Hotline, words: &[&str]) -> (usize, usize) {
    let (mut length, mut digits) = (0, 0);
    for (position, word) in words.iter().enumerate() {
        match hotline.search().digits_said(word) {
            0 if length > 0 && !word.chars().any(char::is_alphabetic) => {}
            0 => break,
            here => {
                digits += here;
                length = position + 1;
            }
        }
    }
    (length, digits)
}
