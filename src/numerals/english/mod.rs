//! British English.

mod calendar;
mod clock;
mod nouns;
mod words;

pub(super) use calendar::{date, date_with_year, weekday};
pub(super) use clock::time_of_day;
pub(super) use words::{cardinal, digit, ordinal};

use super::Noun;

/// A number with what it counts; none is "no".
pub(super) fn count(number: u64, noun: Noun) -> String {
    match number {
        0 => format!("no {}", nouns::forms(noun).1),
        _ => quantity(number, noun),
    }
}

/// A number with what it counts; none is "zero".
pub(super) fn quantity(number: u64, noun: Noun) -> String {
    let (one, several) = nouns::forms(noun);
    let noun = if number == 1 { one } else { several };
    format!("{} {noun}", cardinal(number))
}

/// Dinars and fils; what there is none of is left out.
pub(super) fn money(fils: u64) -> String {
    match (fils / 1_000, fils % 1_000) {
        (dinars, 0) => quantity(dinars, Noun::Dinar),
        (0, fils) => quantity(fils, Noun::Fils),
        (dinars, fils) => {
            let dinars = quantity(dinars, Noun::Dinar);
            format!("{dinars} and {}", quantity(fils, Noun::Fils))
        }
    }
}

/// Several things, without a comma before the last.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
