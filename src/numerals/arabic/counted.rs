//! Numbers of any size, and what they count.
//!
//! A thousand and a million are nouns that are themselves counted: «ثلاثة آلاف», «أحد عشر ألفًا», «مئة ألف».

use super::AND;
use super::endings::State;
use super::nouns::{DINAR, FILS, Forms, SCALES, forms};
use super::words::below_thousand;
use crate::numerals::{Case, Gender, Noun};

/// A bare number, of things of this gender.
pub(in crate::numerals) fn cardinal(number: u64, gender: Gender, case: Case) -> String {
    match (number, case) {
        (0, Case::Accusative) => "صفرًا".to_owned(),
        (0, _) => "صفر".to_owned(),
        _ => words(number, gender, case, State::Absolute),
    }
}

/// A number with what it counts.
pub(in crate::numerals) fn count(number: u64, noun: Noun, case: Case) -> String {
    counted(number, &forms(noun), case)
}

/// Dinars and fils; what there is none of is left out.
pub(in crate::numerals) fn money(fils: u64, case: Case) -> String {
    match (fils / 1_000, fils % 1_000) {
        (dinars, 0) => counted(dinars, &DINAR, case),
        (0, fils) => counted(fils, &FILS, case),
        (1, fils) => [DINAR.one(case, State::Absolute), counted(fils, &FILS, case)].join(AND),
        (dinars, fils) => [counted(dinars, &DINAR, case), counted(fils, &FILS, case)].join(AND),
    }
}

fn counted(number: u64, noun: &Forms, case: Case) -> String {
    match number {
        0 => format!("صفر {}", noun.one(Case::Genitive, State::Absolute)),
        1 => {
            let one = cardinal(1, noun.gender, case);
            format!("{} {one}", noun.one(case, State::Absolute))
        }
        _ => amount(number, noun, case, State::Absolute),
    }
}

/// One or more of something. The last two digits decide: one and two are said by the noun alone («مئة يوم
/// ويومان»), three to ten take the plural, eleven to ninety-nine the accusative, full hundreds the genitive.
fn amount(number: u64, noun: &Forms, case: Case, state: State) -> String {
    let last_two = number % 100;
    match last_two {
        1 | 2 if number > 100 => [
            amount(number - last_two, noun, case, State::Absolute),
            amount(last_two, noun, case, state),
        ]
        .join(AND),
        1 => noun.one(case, state),
        2 => noun.two(case, state),
        0 => {
            let number = words(number, noun.gender, case, State::Construct);
            format!("{number} {}", noun.one(Case::Genitive, state))
        }
        3..=10 => {
            let number = words(number, noun.gender, case, State::Construct);
            format!("{number} {}", noun.several())
        }
        _ => {
            let number = words(number, noun.gender, case, State::Absolute);
            format!("{number} {}", noun.one(Case::Accusative, state))
        }
    }
}

/// A number from one, scale by scale. Only its last word is bound to what follows.
fn words(number: u64, gender: Gender, case: Case, state: State) -> String {
    let mut parts = Vec::new();
    let mut rest = number;
    for (size, scale) in &SCALES {
        let group = rest / size;
        rest %= size;
        if group > 0 {
            let state = if rest == 0 { state } else { State::Absolute };
            parts.push(amount(group, scale, case, state));
        }
    }
    if let Ok(rest @ 1..) = usize::try_from(rest) {
        parts.push(below_thousand(rest, gender, case, state));
    }
    parts.join(AND)
}
