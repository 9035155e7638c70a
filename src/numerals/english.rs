//! British English.

use jiff::civil::{Date, Time};

/// Zero to nineteen, each with its ordinal.
const UNITS: [(&str, &str); 20] = [
    ("zero", "zeroth"),
    ("one", "first"),
    ("two", "second"),
    ("three", "third"),
    ("four", "fourth"),
    ("five", "fifth"),
    ("six", "sixth"),
    ("seven", "seventh"),
    ("eight", "eighth"),
    ("nine", "ninth"),
    ("ten", "tenth"),
    ("eleven", "eleventh"),
    ("twelve", "twelfth"),
    ("thirteen", "thirteenth"),
    ("fourteen", "fourteenth"),
    ("fifteen", "fifteenth"),
    ("sixteen", "sixteenth"),
    ("seventeen", "seventeenth"),
    ("eighteen", "eighteenth"),
    ("nineteen", "nineteenth"),
];

/// The same of the tens from twenty.
const TENS: [(&str, &str); 8] = [
    ("twenty", "twentieth"),
    ("thirty", "thirtieth"),
    ("forty", "fortieth"),
    ("fifty", "fiftieth"),
    ("sixty", "sixtieth"),
    ("seventy", "seventieth"),
    ("eighty", "eightieth"),
    ("ninety", "ninetieth"),
];

/// A number below a thousand, with "and" before the last two digits.
pub(super) fn cardinal(number: usize) -> String {
    match (number / 100, number % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", UNITS[hundreds].0),
        (hundreds, rest) => format!("{} hundred and {}", UNITS[hundreds].0, below_hundred(rest)),
    }
}

fn below_hundred(number: usize) -> String {
    match (number / 10, number % 10) {
        (0 | 1, _) => UNITS[number].0.to_owned(),
        (tens, 0) => TENS[tens - 2].0.to_owned(),
        (tens, rest) => format!("{}-{}", TENS[tens - 2].0, UNITS[rest].0),
    }
}

/// The first to the thirty-first: "twenty-first".
fn ordinal(place: usize) -> String {
    match (place / 10, place % 10) {
        (0 | 1, _) => UNITS[place].1.to_owned(),
        (tens, 0) => TENS[tens - 2].1.to_owned(),
        (tens, rest) => format!("{}-{}", TENS[tens - 2].0, UNITS[rest].1),
    }
}

/// "The fifth of December".
pub(super) fn date(date: Date) -> String {
    format!("the {} of {}", ordinal(date.day().unsigned_abs().into()), date.strftime("%B"))
}

/// "Half past seven in the morning", "seven twenty in the morning".
pub(super) fn time_of_day(time: Time) -> String {
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
