//! Days of a year, with the names of months that are used in Bahrain, and times of day.

use jiff::civil::{Date, Time};

use super::AND;
use super::nouns::MINUTE;
use super::words::round;
use crate::numerals::{Case, Gender};

const MONTHS: [&str; 12] = [
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "أكتوبر",
    "نوفمبر",
    "ديسمبر",
];

/// «الخامس من ديسمبر».
pub(in crate::numerals) fn date(date: Date) -> String {
    let day = ordinal(date.day().unsigned_abs().into(), Gender::Masculine, Case::Genitive);
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{day} من {month}")
}

/// «السابعة والنصف صباحًا». Halves, quarters and thirds have words, and the last minutes of an hour are
/// what the next one lacks.
pub(in crate::numerals) fn time_of_day(time: Time) -> String {
    let hour: usize = time.hour().unsigned_abs().into();
    let (named, past) = match time.minute() {
        0 if hour == 0 => return "منتصف الليل".to_owned(),
        0 => (hour, String::new()),
        15 => (hour, "والربع ".to_owned()),
        20 => (hour, "والثلث ".to_owned()),
        30 => (hour, "والنصف ".to_owned()),
        40 => (hour + 1, "إلا ثلثًا ".to_owned()),
        45 => (hour + 1, "إلا ربعًا ".to_owned()),
        50 => (hour + 1, "إلا عشر دقائق ".to_owned()),
        55 => (hour + 1, "إلا خمس دقائق ".to_owned()),
        minute => {
            let minutes = MINUTE.below_hundred(minute.unsigned_abs().into(), Case::Genitive);
            (hour, format!("و{minutes} "))
        }
    };
    format!("{} {past}{}", the_hour(named), part_of_day(named))
}

fn the_hour(hour: usize) -> String {
    match hour % 12 {
        1 => "الواحدة".to_owned(),
        0 => ordinal(12, Gender::Feminine, Case::Nominative),
        hour => ordinal(hour, Gender::Feminine, Case::Nominative),
    }
}

/// By the hour that is named, so that a quarter to twelve belongs to noon.
fn part_of_day(hour: usize) -> &'static str {
    match hour {
        0..=2 => "بعد منتصف الليل",
        3..=4 => "فجرًا",
        5..=11 => "صباحًا",
        12..=14 => "ظهرًا",
        15..=16 => "عصرًا",
        17..=21 => "مساءً",
        _ => "ليلًا",
    }
}

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

/// The first to the thirty-first, with the article: «الخامس», «الحادية والعشرون».
fn ordinal(place: usize, gender: Gender, case: Case) -> String {
    match (place / 10, place % 10) {
        (0, 1) if gender == Gender::Feminine => "الأولى".to_owned(),
        (0, 1) => ORDINALS[0].to_owned(),
        (0, _) | (1, 0) => unit(place, gender),
        (1, rest) => match gender {
            Gender::Masculine => format!("{} عشر", unit(rest, gender)),
            Gender::Feminine => format!("{} عشرة", unit(rest, gender)),
        },
        (ten, 0) => format!("ال{}", round(ten, case)),
        (ten, rest) => format!("{}{AND}ال{}", unit(rest, gender), round(ten, case)),
    }
}

/// Second to tenth, and the first of a longer number, which is «الحادي».
fn unit(place: usize, gender: Gender) -> String {
    let masculine = if place == 1 { "الحادي" } else { ORDINALS[place - 1] };
    match gender {
        Gender::Masculine => masculine.to_owned(),
        Gender::Feminine => format!("{masculine}ة"),
    }
}
