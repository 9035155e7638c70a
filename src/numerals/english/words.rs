//! The number words.

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

const SCALES: [(u64, &str); 3] =
    [(1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand")];

/// Any number, with "and" before the last two digits: "one thousand and five".
pub(in crate::numerals) fn cardinal(number: u64) -> String {
    let mut parts = Vec::new();
    let mut rest = number;
    for (size, scale) in SCALES {
        let group = rest / size;
        rest %= size;
        if group > 0 {
            parts.push(format!("{} {scale}", cardinal(group)));
        }
    }
    let rest = usize::try_from(rest).unwrap_or_default();
    let (hundreds, rest) = (rest / 100, rest % 100);
    if hundreds > 0 {
        parts.push(format!("{} hundred", UNITS[hundreds].0));
    }
    if rest == 0 && !parts.is_empty() {
        return parts.join(" ");
    }
    let last = below_hundred(rest);
    if parts.is_empty() { last } else { format!("{} and {last}", parts.join(" ")) }
}

/// A number below a hundred.
pub(super) fn below_hundred(number: usize) -> String {
    match (number / 10, number % 10) {
        (0 | 1, _) => UNITS[number].0.to_owned(),
        (tens, 0) => TENS[tens - 2].0.to_owned(),
        (tens, rest) => format!("{}-{}", TENS[tens - 2].0, UNITS[rest].0),
    }
}

/// The first to the thirty-first: "twenty-first".
pub(super) fn ordinal(place: usize) -> String {
    match (place / 10, place % 10) {
        (0 | 1, _) => UNITS[place].1.to_owned(),
        (tens, 0) => TENS[tens - 2].1.to_owned(),
        (tens, rest) => format!("{}-{}", TENS[tens - 2].0, UNITS[rest].1),
    }
}
