//! Codes that were spoken: "one one four", «١١٤», «مئة وأربعة عشر».

use super::stop;
use crate::catalogue::Code;

/// What a word says about a number.
#[derive(Clone, Copy)]
enum Part {
    /// A digit.
    Unit(u16),
    /// A word that sounds like a digit, and is one only among digits.
    SoundsLike(u16),
    /// Eleven to nineteen.
    Teen(u16),
    /// Twenty, thirty, and so on.
    Tens(u16),
    /// The same behind its unit, as in Arabic: "one and twenty".
    AndTens(u16),
    /// So many hundreds; none if a unit before says how many.
    Hundreds(Option<u16>),
    /// Digits as they are.
    Digits(u16, u32),
    /// It says nothing.
    Filler,
}

/// The code that was said, if nothing else was.
pub(super) fn spoken_code(words: &[String]) -> Option<Code> {
    let parts: Vec<_> = words.iter().map(|word| part(word)).collect::<Option<_>>()?;
    let is_plain = |part: &Part| !matches!(part, Part::Filler | Part::SoundsLike(_));
    if !parts.iter().any(is_plain) {
        return None;
    }
    let has_hundreds = parts.iter().any(|part| matches!(part, Part::Hundreds(_)));
    let number = if has_hundreds {
        added(&parts)?
    } else {
        joined(&parts)?
    };
    Code::parse(&number.to_string())
}

/// What is said as one number: "one hundred and fourteen".
fn added(parts: &[Part]) -> Option<u16> {
    let (mut hundreds, mut rest) = (0_u16, 0_u16);
    for part in parts {
        match *part {
            Part::Unit(value)
            | Part::SoundsLike(value)
            | Part::Teen(value)
            | Part::Tens(value)
            | Part::AndTens(value)
            | Part::Digits(value, _) => rest = rest.checked_add(value)?,
            Part::Hundreds(Some(count)) => hundreds = count,
            Part::Hundreds(None) => hundreds = std::mem::take(&mut rest).max(1),
            Part::Filler => {}
        }
    }
    hundreds.checked_mul(100)?.checked_add(rest)
}

/// What is said as digits, alone or in pairs: "one fourteen".
fn joined(parts: &[Part]) -> Option<u16> {
    // Each value with how many digits it has.
    let mut values: Vec<(u16, u32)> = Vec::new();
    for part in parts {
        match (*part, values.last_mut()) {
            (Part::Unit(unit), Some((tens, 2))) if *tens >= 20 && *tens % 10 == 0 => *tens += unit,
            (Part::AndTens(tens), Some((unit, digits @ 1))) => {
                *unit += tens;
                *digits = 2;
            }
            (Part::Unit(value) | Part::SoundsLike(value), _) => values.push((value, 1)),
            (Part::Teen(value) | Part::Tens(value) | Part::AndTens(value), _) => {
                values.push((value, 2));
            }
            (Part::Digits(value, digits), _) => values.push((value, digits)),
            (Part::Filler, _) => {}
            (Part::Hundreds(_), _) => return None,
        }
    }
    values
        .into_iter()
        .try_fold(0_u16, |number, (value, digits)| {
            number
                .checked_mul(10_u16.checked_pow(digits)?)?
                .checked_add(value)
        })
}

/// What stands around a number.
const FILLERS: [&str; 8] = [
    "number",
    "code",
    "dial",
    "press",
    "رقم",
    "الرقم",
    "رقمها",
    "كود",
];

const UNITS: [&[&str]; 10] = [
    &["zero", "صفر", "زيرو"],
    &["one", "واحد", "واحده", "وحده", "وحد"],
    &["two", "اثنين", "اثنان", "اثنتان", "ثنين", "ثنتين", "اتنين"],
    &["three", "ثلاثه", "ثلاث", "تلاته", "تلات", "ثلاثا"],
    &["four", "اربعه", "اربع", "اربعا"],
    &["five", "خمسه", "خمس"],
    &["six", "سته", "ست"],
    &["seven", "سبعه", "سبع"],
    &[
        "eight",
        "ثمانيه",
        "ثمان",
        "ثماني",
        "ثمنيه",
        "تمانيه",
        "تمنيه",
    ],
    &["nine", "تسعه", "تسع"],
];

const SOUNDS_LIKE: [(&str, u16); 8] = [
    ("oh", 0),
    ("o", 0),
    ("won", 1),
    ("to", 2),
    ("too", 2),
    ("for", 4),
    ("fore", 4),
    ("ate", 8),
];

const TEENS: [&[&str]; 10] = [
    &["ten", "عشره"],
    &["eleven", "احدعشر", "احدعش", "حدعش", "دعش"],
    &["twelve", "اثناعشر", "اثنعش", "ثنعش", "اطنعش"],
    &["thirteen", "ثلاثتعش", "ثلتعش", "ثلطعش", "تلتاشر"],
    &["fourteen", "اربعتعش", "اربعطعش", "ارباتعش"],
    &["fifteen", "خمستعش", "خمسطعش"],
    &["sixteen", "ستعش", "سطعش"],
    &["seventeen", "سبعتعش", "سبعطعش"],
    &["eighteen", "ثمنتعش", "ثمانتعش", "ثمنطعش"],
    &["nineteen", "تسعتعش", "تسعطعش"],
];

const TENS: [&[&str]; 7] = [
    &["twenty", "عشرين", "عشرون"],
    &["thirty", "ثلاثين", "ثلاثون"],
    &["forty", "fourty", "اربعين", "اربعون"],
    &["fifty", "خمسين", "خمسون"],
    &["sixty", "ستين", "ستون"],
    &["seventy", "سبعين", "سبعون"],
    &["eighty", "ثمانين", "ثمانون"],
];

fn part(word: &str) -> Option<Part> {
    if word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = u32::try_from(word.len()).ok()?;
        return Some(Part::Digits(word.parse().ok()?, digits));
    }
    if let Some(part) = plain(word) {
        return Some(part);
    }
    // "And" before a number, in one word with it.
    let after_and = word.strip_prefix('و').and_then(plain);
    if let Some(part) = after_and {
        return Some(match part {
            Part::Tens(tens) => Part::AndTens(tens),
            other => other,
        });
    }
    if let Some((_, value)) = SOUNDS_LIKE.iter().find(|(known, _)| *known == word) {
        return Some(Part::SoundsLike(*value));
    }
    let is_filler = FILLERS.contains(&word) || stop::is_stop(word);
    is_filler.then_some(Part::Filler)
}

fn plain(word: &str) -> Option<Part> {
    let place = |words: &[&[&str]]| {
        let place = words.iter().position(|words| words.contains(&word))?;
        u16::try_from(place).ok()
    };
    if let Some(unit) = place(&UNITS) {
        return Some(Part::Unit(unit));
    }
    if let Some(teen) = place(&TEENS) {
        return Some(Part::Teen(10 + teen));
    }
    if let Some(tens) = place(&TENS) {
        return Some(Part::Tens(20 + 10 * tens));
    }
    match word {
        // Behind a unit: fourteen is "four ten".
        "عشر" => Some(Part::AndTens(10)),
        "hundred" | "مايه" | "ميه" => Some(Part::Hundreds(None)),
        "مايتين" | "مايتان" | "ميتين" | "ميتان" => {
            Some(Part::Hundreds(Some(2)))
        }
        _ => {
            let unit = word.strip_suffix("مايه").or(word.strip_suffix("ميه"))?;
            let count = UNITS.iter().position(|words| words.contains(&unit))?;
            Some(Part::Hundreds(Some(u16::try_from(count).ok()?)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold;
    use super::*;

    fn code(said: &str) -> Option<String> {
        spoken_code(&fold::words(said, 20)).map(|code| code.to_string())
    }

    #[test]
    fn codes_are_heard_in_every_way_in_which_people_say_them() {
        for said in [
            "114",
            "١١٤",
            "1 1 4",
            "1-1-4.",
            "one one four",
            "one won for",
            "one fourteen",
            "eleven four",
            "one hundred and fourteen",
            "a hundred fourteen",
            "I want service number one one four please",
            "واحد واحد أربعة",
            "واحد واحد اربع",
            "واحد وأربعة عشر",
            "مئة وأربعة عشر",
            "مية واربعتعش",
            "لو سمحت أبي الخدمة رقم واحد واحد أربعة",
        ] {
            assert_eq!(code(said).as_deref(), Some("114"), "{said}");
        }
        for (said, expected) in [
            ("one twenty one", "121"),
            ("واحد واحد وعشرين", "121"),
            ("مئة وواحد وعشرين", "121"),
            ("two to two", "222"),
            ("three hundred and fifty six", "356"),
            ("ثلاثمية وستة وخمسين", "356"),
            ("ميتين وخمسة وأربعين", "245"),
        ] {
            assert_eq!(code(said).as_deref(), Some(expected), "{said}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for said in [
            "",
            "please",
            "for to too",
            "one",
            "one one",
            "one one nine",
            "1140",
            "99999 99999 99999",
            "hundred hundred hundred ninety",
            "merge two units into one",
            "block 321",
            "رخصة رقم ١١٤",
        ] {
            assert_eq!(code(said), None, "{said}");
        }
    }
}
