//! Which one of several.

use super::AND;
use super::counted::cardinal;
use super::words::round;
use crate::numerals::{Case, Gender};

/// First to tenth, masculine. The feminine adds «ة», but for the first.
const ORDINALS: [&str; 10] = [
    "الأول",
    "الثاني",
    "الثالث",
    "الرابع",
    "الخامس",
    "السادس",
    "السابع",
    "الثامن",
    "التاسع",
    "العاشر",
];

/// With the article: «الخامس», «الحادية والعشرون».
pub(in crate::numerals) fn ordinal(number: u32, gender: Gender, case: Case) -> String {
    let Ok(place @ 1..=99) = usize::try_from(number) else {
        // The word «رقم» is bound to the number, so the number is in the genitive.
        let number = cardinal(number.into(), Gender::Masculine, Case::Genitive);
        return format!("رقم {number}");
    };
    match (place / 10, place % 10) {
        (0, 1) => first(gender).to_owned(),
        (0, _) | (1, 0) => unit(place, gender),
        (1, rest) => match gender {
            Gender::Masculine => format!("{} عشر", unit(rest, gender)),
            Gender::Feminine => format!("{} عشرة", unit(rest, gender)),
        },
        (ten, 0) => the_round(ten, case),
        (ten, rest) => [unit(rest, gender), the_round(ten, case)].join(AND),
    }
}

fn first(gender: Gender) -> &'static str {
    match gender {
        Gender::Masculine => "الأول",
        Gender::Feminine => "الأولى",
    }
}

fn the_round(tens_digit: usize, case: Case) -> String {
    format!("ال{}", round(tens_digit, case))
}

/// Second to tenth, and the first of a longer number, which is «الحادي».
fn unit(place: usize, gender: Gender) -> String {
    let masculine = if place == 1 {
        "الحادي"
    } else {
        ORDINALS[place - 1]
    };
    match gender {
        Gender::Masculine => masculine.to_owned(),
        Gender::Feminine => format!("{masculine}ة"),
    }
}
