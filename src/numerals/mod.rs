//! Numbers as people say them, for the telephone and its voices.
//!
//! A voice that meets "114" guesses how it is said, and in Arabic guesses wrong: a number there has a
//! gender opposite to what it counts, a dual, and endings that what stands before it decides. So what is
//! spoken holds words only: modern standard Arabic, with the few marks without which a voice would
//! misread, and plain British English, which has no cases and pays no attention to them.

mod arabic;
mod english;

use jiff::civil::{Date, Time};

/// Words of digits by twos, as people note a number: "eight zero, zero one".
pub fn in_twos(words: &[&str], comma: &str) -> String {
    let twos: Vec<_> = words.chunks(2).map(|two| two.join(" ")).collect();
    twos.join(comma)
}

/// The gender of what is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// As of «يوم», and of numbers that count nothing.
    Masculine,
    /// As of «ساعة».
    Feminine,
}

/// The place of a word in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// Alone, or the subject: «يومان».
    Nominative,
    /// The object, or how long: «انتظر يومين».
    Accusative,
    /// After a preposition or another noun: «خلال يومين».
    Genitive,
}

/// A language whose numbers we can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numerals {
    /// Modern standard Arabic, with the names of months that are used in Bahrain.
    Arabic,
    /// British English.
    English,
}

impl Numerals {
    /// The numbers of a language, by its code (`ar`) or a locale that begins with it (`ar-BH`).
    pub fn of(language_code: &str) -> Option<Self> {
        let language = language_code.split(['-', '_']).next()?;
        [("ar", Self::Arabic), ("en", Self::English)]
            .into_iter()
            .find_map(|(code, numerals)| language.eq_ignore_ascii_case(code).then_some(numerals))
    }

    /// The bare number, of things of this gender; from a thousand on, which nothing says, its digits.
    pub fn cardinal(self, number: u16, gender: Gender, case: Case) -> String {
        match (self, usize::from(number)) {
            (_, 1000..) => number.to_string(),
            (Self::Arabic, number) => arabic::cardinal(number, gender, case),
            (Self::English, number) => english::cardinal(number),
        }
    }

    /// A number with what it counts, in the form that the number gives it: of 2 and «دينار», «ديناران». None for a noun
    /// that is not known, and in a language whose nouns do not change so.
    pub fn counted(self, number: u16, noun: &str, case: Case) -> Option<String> {
        match (self, usize::from(number)) {
            (Self::Arabic, number @ ..1000) => arabic::counted(number, noun, case),
            _ => None,
        }
    }

    /// A day of a year that everybody knows, in the genitive: "the fifth of December".
    pub fn date(self, date: Date) -> String {
        match self {
            Self::Arabic => arabic::date(date),
            Self::English => english::date(date),
        }
    }

    /// A time of day to the minute, in the genitive: "half past seven in the morning", «السابعة والنصف صباحًا».
    ///
    /// Noon and midnight have names of their own, so nothing like «الساعة» belongs before midnight.
    pub fn time_of_day(self, time: Time) -> String {
        match self {
            Self::Arabic => arabic::time_of_day(time),
            Self::English => english::time_of_day(time),
        }
    }
}
