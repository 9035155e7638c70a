//! Times of day.

use jiff::civil::Time;

use super::{AND, count, ordinal};
use crate::numerals::{Case, Gender, Noun};

/// «السابعة والنصف صباحًا». Halves, quarters and thirds have words, and the last minutes of an hour are
/// what the next one lacks.
pub(in crate::numerals) fn time_of_day(time: Time, case: Case) -> String {
    let hour: u32 = time.hour().unsigned_abs().into();
    let (named, minutes) = match time.minute() {
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
            let minutes = count(minute.unsigned_abs().into(), Noun::Minute, case);
            (hour, format!("{}{minutes} ", AND.trim_start()))
        }
    };
    format!("{} {minutes}{}", the_hour(named), part_of_day(named))
}

fn the_hour(hour: u32) -> String {
    match hour % 12 {
        0 => ordinal(12, Gender::Feminine, Case::Nominative),
        1 => "الواحدة".to_owned(),
        hour => ordinal(hour, Gender::Feminine, Case::Nominative),
    }
}

/// By the hour that is named, so that a quarter to twelve belongs to noon.
fn part_of_day(hour: u32) -> &'static str {
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
