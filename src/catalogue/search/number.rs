//! Codes that were spoken: "one one four", «١١٤», «مئة وأربعة عشر».

use std::collections::{HashMap, HashSet};

use super::fold;
use super::words::WordLists;
use crate::catalogue::{Code, Hotline, Listening, WordList};
use crate::numerals::{Case, Gender, Numerals};

/// The number words, folded.
pub(super) struct NumberWords {
    pub(super) values: HashMap<String, u16>,
    /// Words that sound like a digit.
    pub(super) homophones: HashMap<String, u16>,
    pub(super) context: HashSet<String>,
}

/// The meaning of a word in a number.
#[derive(Clone, Copy)]
enum Part {
    /// A number word; whether it is added to the one before it, as in Arabic: "one and twenty".
    Value(u16, bool),
    /// A word that sounds like a digit, and is one only among others.
    SoundsLike(u16),
    /// Digits as they are, with how many they are.
    Digits(u16, u32),
    /// A word that says nothing.
    Filler,
}

/// Words that say a digit more than once, and how many more it makes.
const REPEATED: [(&str, usize); 3] = [("double", 1), ("triple", 2), ("treble", 2)];

impl NumberWords {
    pub(super) fn new(hotline: &Hotline, words: &WordLists) -> Self {
        let Listening { numbers, digit_homophones, .. } = &hotline.listening;
        let folded = |words: &[(u16, String)]| -> HashMap<_, _> {
            let words = words.iter().flat_map(|(value, word)| {
                let folded = fold::words(word, 1).into_iter();
                folded.map(|word| (word, *value))
            });
            words.collect()
        };
        let mut values = folded(numbers);
        for digit in 0..10 {
            for language in hotline.language_indices() {
                let word = &hotline.prompt(hotline.digits[usize::from(digit)], language).text;
                values.extend(fold::words(word, 1).into_iter().map(|word| (word, digit)));
            }
        }
        for numerals in [Numerals::Arabic, Numerals::English] {
            add_numerals(numerals, words, &mut values);
        }
        let context = hotline.listening.words(WordList::NumberContext).iter();
        Self {
            values,
            homophones: folded(digit_homophones),
            context: context.flat_map(|word| fold::words(word, 1)).collect(),
        }
    }

    /// The code that was said, if nothing else was.
    pub(super) fn spoken_code(&self, said: &[String], words: &WordLists) -> Option<Code> {
        let parts = said.iter().map(|word| self.part(word, words));
        let parts = parts.collect::<Option<Vec<_>>>()?;
        let is_plain = |part: &Part| matches!(part, Part::Value(..) | Part::Digits(..));
        if !parts.iter().any(is_plain) {
            return None;
        }
        let is_hundred = |part: &Part| matches!(part, Part::Value(100.., _));
        let number = if parts.iter().any(is_hundred) { added(&parts)? } else { joined(&parts)? };
        Code::parse(&number.to_string())
    }

    /// The number of digits that were said among other words.
    pub(super) fn digits_said(&self, said: &[String], words: &WordLists) -> usize {
        let (mut digits, mut in_number) = (0, false);
        for word in said {
            let figures = word.chars().filter(|char| char.is_numeric()).count();
            let here = match self.part(word, words) {
                _ if figures > 0 => figures,
                Some(Part::Value(0..10, _)) => 1,
                Some(Part::Value(..)) => 2,
                Some(Part::SoundsLike(_)) if in_number => 1,
                // The digit after it counts, too.
                _ => REPEATED.iter().find(|(says, _)| word == says).map_or(0, |(_, more)| *more),
            };
            in_number = here > 0;
            digits += here;
        }
        digits
    }

    /// The digits that were said, if nothing else was: "one two, thirty-four" is 1234.
    pub(super) fn spoken_digits(&self, said: &[String], words: &WordLists) -> Option<String> {
        let mut parts = Vec::new();
        for word in said {
            if word.bytes().all(|byte| byte.is_ascii_digit()) {
                let single = word.bytes().map(|digit| Part::Digits(u16::from(digit - b'0'), 1));
                parts.extend(single);
            } else {
                parts.push(self.part(word, words)?);
            }
        }
        let is_plain = |part: &Part| matches!(part, Part::Value(..) | Part::Digits(..));
        if !parts.iter().any(is_plain) {
            return None;
        }
        let is_hundred = |part: &Part| matches!(part, Part::Value(100.., _));
        if parts.iter().any(is_hundred) {
            return Some(added(&parts)?.to_string());
        }
        let numbers = numbers(&parts);
        let digits = numbers
            .iter()
            .map(|(value, digits)| format!("{value:0width$}", width = *digits as usize));
        Some(digits.collect())
    }

    /// The digit that a word is; what only sounds like one is none unless it comes after "press".
    pub(super) fn digit(&self, word: &str, after_press: bool, words: &WordLists) -> Option<u8> {
        let value = match self.part(word, words)? {
            Part::Value(value, _) | Part::Digits(value, 1) => value,
            Part::SoundsLike(value) if after_press => value,
            _ => return None,
        };
        u8::try_from(value).ok().filter(|digit| *digit < 10)
    }

    /// True for a word that stands beside numbers, such as "press".
    pub(super) fn is_context(&self, word: &str) -> bool {
        self.context.contains(word)
    }

    fn part(&self, word: &str, words: &WordLists) -> Option<Part> {
        if word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            let digits = u32::try_from(word.len()).ok()?;
            return Some(Part::Digits(word.parse().ok()?, digits));
        }
        if let Some(value) = self.values.get(word) {
            // Fourteen is "four ten" in Arabic.
            return Some(Part::Value(*value, *value == 10 && fold::is_arabic(word)));
        }
        // "And" before a number, in one word with it.
        let after_and = word.strip_prefix('و');
        if let Some(value) = after_and.and_then(|word| self.values.get(word)) {
            let is_tens = *value >= 10 && value % 10 == 0;
            return Some(Part::Value(*value, is_tens));
        }
        if let Some(value) = self.homophones.get(word) {
            return Some(Part::SoundsLike(*value));
        }
        let is_filler = self.context.contains(word) || words.is_ignored(word);
        is_filler.then_some(Part::Filler)
    }
}

/// Adds every form in which a language says the numbers that others are made of.
fn add_numerals(numerals: Numerals, words: &WordLists, values: &mut HashMap<String, u16>) {
    let numbers = (0..=20).chain((30..100).step_by(10)).chain((100..1000).step_by(100));
    for number in numbers {
        for gender in [Gender::Masculine, Gender::Feminine] {
            for case in [Case::Nominative, Case::Accusative, Case::Genitive] {
                let said = numerals.cardinal(number, gender, case);
                let (word, value) = match &fold::words(&said, 2)[..] {
                    [word] => (word.clone(), number),
                    [_, hundred] if number >= 100 => (hundred.clone(), 100),
                    // The first part of a number such as «اثنا عشر».
                    [unit, _] if !words.is_ignored(unit) => (unit.clone(), number - 10),
                    _ => continue,
                };
                values.entry(word).or_insert(value);
            }
        }
    }
}

/// A number that is said as one: "one hundred and fourteen".
fn added(parts: &[Part]) -> Option<u16> {
    let (mut hundreds, mut rest) = (0_u16, 0_u16);
    for part in parts {
        match *part {
            Part::Value(100, _) => hundreds = std::mem::take(&mut rest).max(1).checked_mul(100)?,
            Part::Value(value @ 101.., _) => hundreds = value,
            Part::Value(value, _) | Part::SoundsLike(value) | Part::Digits(value, _) => {
                rest = rest.checked_add(value)?;
            }
            Part::Filler => {}
        }
    }
    hundreds.checked_add(rest)
}

/// A number that is said as digits, alone or in pairs: "one fourteen".
fn joined(parts: &[Part]) -> Option<u16> {
    let mut values = numbers(parts).into_iter();
    values.try_fold(0_u16, |number, (value, digits)| {
        let shifted = number.checked_mul(10_u16.checked_pow(digits)?)?;
        shifted.checked_add(value)
    })
}

/// The numbers that follow each other, each with how many digits it has: units and their tens are one.
fn numbers(parts: &[Part]) -> Vec<(u16, u32)> {
    let mut values: Vec<(u16, u32)> = Vec::new();
    for part in parts {
        match (*part, values.last_mut()) {
            (Part::Value(unit @ ..10, _), Some((tens @ (20 | 30 | 40 | 50 | 60 | 70 | 80), 2))) => {
                *tens += unit;
            }
            (Part::Value(tens, true), Some((unit, digits @ 1))) => {
                *unit += tens;
                *digits = 2;
            }
            (Part::Value(value, _), _) => values.push((value, if value < 10 { 1 } else { 2 })),
            (Part::SoundsLike(value), _) => values.push((value, 1)),
            (Part::Digits(value, digits), _) => values.push((value, digits)),
            (Part::Filler, _) => {}
        }
    }
    values
}
