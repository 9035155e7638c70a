//! British English.

mod dates;
mod words;

pub(super) use dates::{date, time_of_day};
pub(super) use words::cardinal;

use super::Noun;

/// A number with what it counts; none is "no".
pub(super) fn count(number: u64, noun: Noun) -> String {
    match number {
        0 => format!("no {}", forms(noun).1),
        _ => quantity(number, noun),
    }
}

/// A number with what it counts; none is "zero".
fn quantity(number: u64, noun: Noun) -> String {
    let (one, several) = forms(noun);
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

/// One, and any other number of it.
fn forms(noun: Noun) -> (&'static str, &'static str) {
    match noun {
        Noun::Day => ("day", "days"),
        Noun::WorkingDay => ("working day", "working days"),
        Noun::Week => ("week", "weeks"),
        Noun::Hour => ("hour", "hours"),
        Noun::Minute => ("minute", "minutes"),
        Noun::Month => ("month", "months"),
        Noun::Year => ("year", "years"),
        Noun::Dinar => ("dinar", "dinars"),
        Noun::Fils => ("fils", "fils"),
    }
}
