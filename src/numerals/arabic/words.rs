//! The number words, below a thousand.

use super::AND;
use crate::numerals::{Case, Gender};

/// Three to ten: of masculine things, of feminine things that follow, and of feminine things that do not in
/// the accusative.
const UNITS: [[&str; 3]; 8] = [
    ["ثلاثة", "ثلاث", "ثلاثًا"],
    ["أربعة", "أربع", "أربعًا"],
    ["خمسة", "خمس", "خمسًا"],
    ["ستة", "ست", "ستًّا"],
    ["سبعة", "سبع", "سبعًا"],
    ["ثمانية", "ثماني", "ثمانيًا"],
    ["تسعة", "تسع", "تسعًا"],
    ["عشرة", "عشر", "عشرًا"],
];

const TENS: [&str; 8] = ["عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون"];

const HUNDREDS: [&str; 9] =
    ["مئة", "مئتان", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة"];

/// A bare number below a thousand, of things of this gender.
pub(in crate::numerals) fn cardinal(number: usize, gender: Gender, case: Case) -> String {
    match (number / 100, number % 100) {
        (0, 0) if case == Case::Accusative => "صفرًا".to_owned(),
        (0, 0) => "صفر".to_owned(),
        (0, rest) => below_hundred(rest, gender, case),
        (hundreds, 0) => hundred(hundreds, case),
        (hundreds, rest) => [hundred(hundreds, case), below_hundred(rest, gender, case)].join(AND),
    }
}

/// The twenties to nineties: «عشرون», «عشرين».
pub(super) fn round(tens_digit: usize, case: Case) -> String {
    let listed = TENS[tens_digit - 2];
    match (case, listed.strip_suffix("ون")) {
        (Case::Accusative | Case::Genitive, Some(stem)) => format!("{stem}ين"),
        _ => listed.to_owned(),
    }
}

pub(super) fn hundred(hundreds: usize, case: Case) -> String {
    let word = HUNDREDS[hundreds - 1];
    if hundreds == 2 { dual(word, case) } else { word.to_owned() }
}

pub(super) fn below_hundred(number: usize, gender: Gender, case: Case) -> String {
    match (number / 10, number % 10) {
        (0, _) | (1, 0) => unit(number, gender, case),
        (1, rest) => teen(rest, gender, case),
        (ten, 0) => round(ten, case),
        (ten, 1) if gender == Gender::Feminine => ["إحدى".to_owned(), round(ten, case)].join(AND),
        (ten, rest) => [unit(rest, gender, case), round(ten, case)].join(AND),
    }
}

fn unit(number: usize, gender: Gender, case: Case) -> String {
    match (number, gender) {
        (1, _) => one(gender, case).to_owned(),
        (2, _) => two(gender, case),
        (_, Gender::Masculine) => UNITS[number - 3][0].to_owned(),
        (_, Gender::Feminine) if case == Case::Accusative => UNITS[number - 3][2].to_owned(),
        // Without its mark a voice would say «ثمان» or «ثماني».
        (8, Gender::Feminine) => "ثمانٍ".to_owned(),
        (_, Gender::Feminine) => UNITS[number - 3][1].to_owned(),
    }
}

pub(super) fn one(gender: Gender, case: Case) -> &'static str {
    match (gender, case) {
        (Gender::Masculine, Case::Accusative) => "واحدًا",
        (Gender::Masculine, _) => "واحد",
        (Gender::Feminine, _) => "واحدة",
    }
}

/// Three to ten before the noun that they count.
pub(super) fn following(number: usize, gender: Gender) -> &'static str {
    match gender {
        Gender::Masculine => UNITS[number - 3][0],
        Gender::Feminine => UNITS[number - 3][1],
    }
}

fn two(gender: Gender, case: Case) -> String {
    match gender {
        Gender::Masculine => dual("اثنان", case),
        Gender::Feminine => dual("اثنتان", case),
    }
}

/// The dual in a case, from the nominative: «مئتان» gives «مئتين».
pub(super) fn dual(nominative: &str, case: Case) -> String {
    match case {
        Case::Nominative => nominative.to_owned(),
        _ => format!("{}ين", nominative.strip_suffix("ان").unwrap_or(nominative)),
    }
}

/// Eleven to nineteen, by the last digit. Only twelve has cases, and loses the end of its dual.
fn teen(rest: usize, gender: Gender, case: Case) -> String {
    let ten = match gender {
        Gender::Masculine => "عشر",
        Gender::Feminine => "عشرة",
    };
    match (rest, gender) {
        (1, Gender::Masculine) => format!("أحد {ten}"),
        (1, Gender::Feminine) => format!("إحدى {ten}"),
        (2, _) => format!("{} {ten}", two(gender, case).trim_end_matches('ن')),
        (_, Gender::Masculine) => format!("{} {ten}", UNITS[rest - 3][0]),
        (_, Gender::Feminine) => format!("{} {ten}", UNITS[rest - 3][1]),
    }
}
