//! Numbers as people say them, for the telephone and its voices.
//!
//! A voice that meets "114" guesses how it is said, and in Arabic guesses wrong: a number there has a
//! gender opposite to what it counts, a dual, and endings that what stands before it decides. So what is
//! spoken holds words only: modern standard Arabic, with the few marks without which a voice would
//! misread, and plain British English.
//!
//! Arabic words are in the nominative, as they are said alone; where a verb or a preposition stands before
//! them, the methods ending in `_in` take the [`Case`]. English has no cases and pays no attention to it.

mod arabic;
mod english;
mod grammar;
mod nouns;

use jiff::civil::{Date, Time, Weekday};

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

    /// Digits one by one, as a code or a reference is read out: "one, one, four".
    ///
    /// Digits may also be Arabic ones (`١١٤`); all other characters are dropped. Two is «اثنين», as everybody
    /// says when reading digits out, and as the phrases name the keys.
    pub fn digits(self, digits: &str) -> String {
        let words: Vec<_> = digits
            .chars()
            .filter_map(grammar::digit)
            .map(|digit| match self {
                Self::Arabic => arabic::digit(digit),
                Self::English => english::digit(digit),
            })
            .collect();
        words.join(self.comma())
    }

    /// The bare number, without what it counts, which has this gender.
    ///
    /// For counting in the abstract, in sums and for years after «عام», it is the masculine.
    pub fn cardinal(self, number: u32, gender: Gender) -> String {
        self.cardinal_in(number, gender, Case::Nominative)
    }

    /// The same as [`cardinal`](Self::cardinal), in a case: «من عشرين».
    pub fn cardinal_in(self, number: u32, gender: Gender, case: Case) -> String {
        match self {
            Self::Arabic => arabic::cardinal(number.into(), gender, case),
            Self::English => english::cardinal(number.into()),
        }
    }

    /// A number with what it counts: "three documents", «ثلاثة مستندات».
    ///
    /// None is "no documents" in English, which fits every sentence. Arabic has nothing that does: «صفر مستند»
    /// is right but stiff, so a sentence of its own for none is better.
    pub fn count(self, number: u32, noun: Noun) -> String {
        self.count_in(number, noun, Case::Nominative)
    }

    /// The same as [`count`](Self::count), in a case: «لديك رسالتان», but «سمعت رسالتين».
    pub fn count_in(self, number: u32, noun: Noun, case: Case) -> String {
        match self {
            Self::Arabic => arabic::count(number.into(), noun, case),
            Self::English => english::count(number.into(), noun),
        }
    }

    /// How long something takes at most: "within two days", «خلال يومين».
    pub fn within(self, number: u32, noun: Noun) -> String {
        match self {
            Self::Arabic => format!("خلال {}", self.count_in(number, noun, Case::Genitive)),
            Self::English => format!("within {}", english::quantity(number.into(), noun)),
        }
    }

    /// An amount in fils, of which 1,000 are a dinar: «دينار وخمسمئة فلس».
    pub fn money(self, fils: u64) -> String {
        self.money_in(fils, Case::Nominative)
    }

    /// The same as [`money`](Self::money), in a case: «تدفع دينارين».
    pub fn money_in(self, fils: u64, case: Case) -> String {
        match self {
            Self::Arabic => arabic::money(fils, case),
            Self::English => english::money(fils),
        }
    }

    /// A day of a year that everybody knows: "Sunday, the fifth of December".
    pub fn date(self, date: Date) -> String {
        self.date_in(date, Case::Nominative)
    }

    /// The same as [`date`](Self::date), in a case: «حتى الأحد، العشرين من ديسمبر».
    pub fn date_in(self, date: Date, case: Case) -> String {
        match self {
            Self::Arabic => arabic::date(date, case),
            Self::English => english::date(date),
        }
    }

    /// A day of any year: "Sunday, the fifth of December, twenty twenty-seven".
    pub fn date_with_year(self, date: Date) -> String {
        self.date_with_year_in(date, Case::Nominative)
    }

    /// The same as [`date_with_year`](Self::date_with_year), in a case.
    pub fn date_with_year_in(self, date: Date, case: Case) -> String {
        match self {
            Self::Arabic => arabic::date_with_year(date, case),
            Self::English => english::date_with_year(date),
        }
    }

    /// A day of the week; in Arabic with the article, and the same in every case: «الأحد».
    pub fn weekday(self, weekday: Weekday) -> &'static str {
        match self {
            Self::Arabic => arabic::weekday(weekday),
            Self::English => english::weekday(weekday),
        }
    }

    /// A time of day to the minute: "half past seven in the morning", «السابعة والنصف صباحًا».
    ///
    /// Noon and midnight have names of their own, so nothing like «الساعة» belongs before it.
    pub fn time_of_day(self, time: Time) -> String {
        self.time_of_day_in(time, Case::Nominative)
    }

    /// The same as [`time_of_day`](Self::time_of_day), in a case, which the minutes show: «عند السابعة ودقيقتين».
    pub fn time_of_day_in(self, time: Time, case: Case) -> String {
        match self {
            Self::Arabic => arabic::time_of_day(time, case),
            Self::English => english::time_of_day(time),
        }
    }

    /// From one thing to another, both in the genitive: "from X to Y", «من X إلى Y».
    pub fn range(self, from: &str, to: &str) -> String {
        match self {
            Self::Arabic => format!("من {from} إلى {to}"),
            Self::English => format!("from {from} to {to}"),
        }
    }

    /// Several things in one breath: "a, b and c", «أ وب وج».
    ///
    /// In Arabic, three or more get commas, for the voice to pause at, when one of them has several words.
    pub fn list(self, items: &[String]) -> String {
        match self {
            Self::Arabic => arabic::list(items),
            Self::English => english::list(items),
        }
    }

    /// Which one of several: "fifth"; in Arabic with the article, of the gender of what is numbered: «الخامس».
    ///
    /// Made for 1 to 31, and right up to 99. Others are said as "number one hundred", «رقم مئة».
    pub fn ordinal(self, number: u32, gender: Gender) -> String {
        self.ordinal_in(number, gender, Case::Nominative)
    }

    /// The same as [`ordinal`](Self::ordinal), in a case: «في الخطوة العشرين».
    pub fn ordinal_in(self, number: u32, gender: Gender, case: Case) -> String {
        match self {
            Self::Arabic => arabic::ordinal(number, gender, case),
            Self::English => english::ordinal(number),
        }
    }

    fn comma(self) -> &'static str {
        match self {
            Self::Arabic => "، ",
            Self::English => ", ",
        }
    }
}
