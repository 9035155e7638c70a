//! Numbers in digits, and the words to be written in their place.

use jiff::civil::Time;

use crate::catalogue::problem::SpokenProblem;
use crate::numerals::{Case, Gender, Numerals};

/// The problem of digits with this text after them: where they count a noun whose forms are known, with the noun.
pub(super) fn in_digits(digits: &str, after: &str, numerals: Option<Numerals>) -> SpokenProblem {
    let after = after.trim_start_matches([' ', '\u{a0}']);
    let noun = after.find(|char: char| !char.is_alphabetic()).map_or(after, |end| &after[..end]);
    let with_noun = |numerals: Numerals| {
        let number = number(digits)?;
        let cases = [Case::Nominative, Case::Genitive].into_iter();
        cases.map(|case| numerals.counted(number, noun, case)).collect::<Option<Vec<_>>>()
    };
    let (counted, mut words) = match numerals.and_then(with_noun) {
        Some(words) => (Some(noun.to_owned()), words),
        None => (None, in_words(digits, numerals)),
    };
    words.dedup();
    SpokenProblem::DigitsInText { digits: digits.to_owned(), counted, words }
}

/// A number in digits, a time or a day as it is said; of an Arabic number first that of a masculine, then that of a
/// feminine noun. Empty for what is not known.
fn in_words(digits: &str, numerals: Option<Numerals>) -> Vec<String> {
    let Some(numerals) = numerals else {
        return Vec::new();
    };
    if let Some((hour, minute)) = plain(digits).split_once(':') {
        let time = hour.parse().ok().zip(minute.parse().ok());
        let time = time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
        return time.map(|time| numerals.time_of_day(time)).into_iter().collect();
    }
    let Some(number) = number(digits) else {
        return Vec::new();
    };
    [Gender::Masculine, Gender::Feminine]
        .into_iter()
        .map(|gender| numerals.cardinal(number, gender, Case::Nominative))
        .collect()
}

/// A number that has words.
fn number(digits: &str) -> Option<u16> {
    plain(digits).parse().ok().filter(|number| *number < 1000)
}

/// Digits of those that are written with Arabic as 0 to 9.
fn plain(digits: &str) -> String {
    digits.chars().map(plain_digit).collect()
}

fn plain_digit(char: char) -> char {
    let digit = match char {
        '٠'..='٩' => u32::from(char) - u32::from('٠'),
        '۰'..='۹' => u32::from(char) - u32::from('۰'),
        _ => return char,
    };
    char::from_digit(digit, 10).unwrap_or(char)
}
