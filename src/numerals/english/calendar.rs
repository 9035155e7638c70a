//! Days, dates and years.

use jiff::civil::{Date, Weekday};

use super::words::below_hundred;
use super::{cardinal, ordinal};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A day of the week.
pub(in crate::numerals) fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Sunday => "Sunday",
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
    }
}

/// "Sunday, the fifth of December".
pub(in crate::numerals) fn date(date: Date) -> String {
    let weekday = weekday(date.weekday());
    let day = ordinal(date.day().unsigned_abs().into());
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{weekday}, the {day} of {month}")
}

/// "Sunday, the fifth of December, twenty twenty-seven".
pub(in crate::numerals) fn date_with_year(date: Date) -> String {
    format!("{}, {}", self::date(date), year(date.year().unsigned_abs()))
}

/// By its halves, but for the first years of a thousand: "two thousand and five", "nineteen oh five".
fn year(year: u16) -> String {
    let (century, rest) = (usize::from(year / 100), usize::from(year % 100));
    match (century, rest) {
        _ if century < 10 || (century % 10 == 0 && rest < 10) => cardinal(year.into()),
        (_, 0) => format!("{} hundred", below_hundred(century)),
        (_, 1..=9) => format!("{} oh {}", below_hundred(century), below_hundred(rest)),
        _ => format!("{} {}", below_hundred(century), below_hundred(rest)),
    }
}
