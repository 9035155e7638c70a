//! Numbers as people say them, for the telephone and its voices.
//!
//! A voice that meets "114" guesses how it is said, and in Arabic guesses wrong: a number there has a
//! gender opposite to what it counts, a dual, and endings that what stands before it decides. So what is
//! spoken holds words only: modern standard Arabic, with the few marks without which a voice would
//! misread, and plain British English, which has no cases and pays no attention to them.

mod arabic;
mod english;
mod grammar;
mod nouns;

use jiff::civil::{Date, Time};

pub use grammar::{Case, Gender};
pub use nouns::Noun;

/// A language whose numbers we can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Numerals {
    /// Modern standard Arabic, with the names of months and coins that are used in Bahrain.
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

    /// The bare number, without what it counts, which has this gender.
    ///
    /// For counting in the abstract and in sums, it is the masculine.
    pub fn cardinal(self, number: u32, gender: Gender, case: Case) -> String {
        match self {
            Self::Arabic => arabic::cardinal(number.into(), gender, case),
            Self::English => english::cardinal(number.into()),
        }
    }

    /// A number with what it counts: "three days", «ثلاثة أيام».
    ///
    /// None is "no days" in English, which fits every sentence. Arabic has nothing that does: «صفر يوم»
    /// is right but stiff, so a sentence of its own for none is better.
    pub fn count(self, number: u32, noun: Noun, case: Case) -> String {
        match self {
            Self::Arabic => arabic::count(number.into(), noun, case),
            Self::English => english::count(number.into(), noun),
        }
    }

    /// An amount in fils, of which 1,000 are a dinar: «دينار وخمسمئة فلس».
    pub fn money(self, fils: u64, case: Case) -> String {
        match self {
            Self::Arabic => arabic::money(fils, case),
            Self::English => english::money(fils),
        }
    }

    /// A day of a year that everybody knows: "the fifth of December".
    pub fn date(self, date: Date, case: Case) -> String {
        match self {
            Self::Arabic => arabic::date(date, case),
            Self::English => english::date(date),
        }
    }

    /// A time of day to the minute: "half past seven in the morning", «السابعة والنصف صباحًا».
    ///
    /// Noon and midnight have names of their own, so nothing like «الساعة» belongs before midnight.
    pub fn time_of_day(self, time: Time, case: Case) -> String {
        match self {
            Self::Arabic => arabic::time_of_day(time, case),
            Self::English => english::time_of_day(time),
        }
    }
}
