//! Days of a year, and times of day.

use jiff::civil::{Date, Time};

use super::words::{below_hundred, ordinal};

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

/// "The fifth of December".
pub(in crate::numerals) fn date(date: Date) -> String {
    let day = ordinal(date.day().unsigned_abs().into());
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("the {day} of {month}")
}

/// "Half past seven in the morning", "seven twenty in the morning".
pub(in crate::numerals) fn time_of_day(time: Time) -> String {
    let hour = usize::from(time.hour().unsigned_abs());
    let minute = usize::from(time.minute().unsigned_abs());
    let named = the_hour(hour);
    let time = match minute {
        0 if hour == 0 => return "midnight".to_owned(),
        0 if hour == 12 => return "noon".to_owned(),
        0 => named,
        1..=9 => format!("{named} oh {}", below_hundred(minute)),
        15 => format!("quarter past {named}"),
        30 => format!("half past {named}"),
        45 => {
            // A quarter to noon is still in the morning, and a quarter to one no longer at night.
            let part = part_of_day(if hour == 11 { hour } else { hour + 1 });
            return format!("quarter to {} {part}", the_hour(hour + 1));
        }
        _ => format!("{named} {}", below_hundred(minute)),
    };
    format!("{time} {}", part_of_day(hour))
}

fn the_hour(hour: usize) -> String {
    below_hundred(match hour % 12 {
        0 => 12,
        hour => hour,
    })
}

fn part_of_day(hour: usize) -> &'static str {
    match hour {
        1..=11 => "in the morning",
        12..=17 => "in the afternoon",
        18..=20 => "in the evening",
        _ => "at night",
    }
}
