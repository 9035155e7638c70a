//! The number words, below a thousand.

use super::AND;
use super::endings::{State, dual, tens};
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

/// A number of 1 to 999.
pub(super) fn below_thousand(number: usize, gender: Gender, case: Case, state: State) -> String {
    match (number / 100, number % 100) {
        (0, rest) => below_hundred(rest, gender, case, state),
        (hundreds, 0) => hundred(hundreds, case, state),
        (hundreds, rest) => {
            [hundred(hundreds, case, State::Absolute), below_hundred(rest, gender, case, state)]
                .join(AND)
        }
    }
}

/// The twenties to nineties, in a case.
pub(super) fn round(tens_digit: usize, case: Case) -> String {
    tens(TENS[tens_digit - 2], case)
}

fn hundred(hundreds: usize, case: Case, state: State) -> String {
    let word = HUNDREDS[hundreds - 1];
    if hundreds == 2 { dual(word, case, state) } else { word.to_owned() }
}

fn below_hundred(number: usize, gender: Gender, case: Case, state: State) -> String {
    match (number / 10, number % 10) {
        (0, _) | (_, 0) if number <= 10 => unit(number, gender, case, state),
        (1, rest) => teen(rest, gender, case),
        (ten, 0) => round(ten, case),
        (ten, 1) if gender == Gender::Feminine => ["إحدى".to_owned(), round(ten, case)].join(AND),
        (ten, rest) => [unit(rest, gender, case, State::Absolute), round(ten, case)].join(AND),
    }
}

fn unit(number: usize, gender: Gender, case: Case, state: State) -> String {
    match (number, gender) {
        (1, Gender::Masculine) if case == Case::Accusative => "واحدًا".to_owned(),
        (1, Gender::Masculine) => "واحد".to_owned(),
        (1, Gender::Feminine) => "واحدة".to_owned(),
        (2, Gender::Masculine) => dual("اثنان", case, State::Absolute),
        (2, Gender::Feminine) => dual("اثنتان", case, State::Absolute),
        (_, Gender::Masculine) => UNITS[number - 3][0].to_owned(),
        (_, Gender::Feminine) => {
            let [_, bound, accusative] = UNITS[number - 3];
            let word = match (state, case) {
                (State::Absolute, Case::Accusative) => accusative,
                // Without its mark a voice would say «ثمان» or «ثماني».
                (State::Absolute, _) if number == 8 => "ثمانٍ",
                _ => bound,
            };
            word.to_owned()
        }
    }
}

/// Eleven to nineteen, by the last digit. Only twelve has cases.
fn teen(rest: usize, gender: Gender, case: Case) -> String {
    match (rest, gender) {
        (1, Gender::Masculine) => "أحد عشر".to_owned(),
        (1, Gender::Feminine) => "إحدى عشرة".to_owned(),
        (2, Gender::Masculine) => dual("اثنان", case, State::Construct) + " عشر",
        (2, Gender::Feminine) => dual("اثنتان", case, State::Construct) + " عشرة",
        (_, Gender::Masculine) => format!("{} عشر", UNITS[rest - 3][0]),
        (_, Gender::Feminine) => format!("{} عشرة", UNITS[rest - 3][1]),
    }
}
