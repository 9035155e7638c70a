//! Days and dates, with the names of months that are used in Bahrain.

use jiff::civil::{Date, Weekday};

use super::{cardinal, ordinal};
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

/// A day of the week. Monday is «الاثنين» in every case, as a name.
pub(in crate::numerals) fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Sunday => "الأحد",
        Weekday::Monday => "الاثنين",
        Weekday::Tuesday => "الثلاثاء",
        Weekday::Wednesday => "الأربعاء",
        Weekday::Thursday => "الخميس",
        Weekday::Friday => "الجمعة",
        Weekday::Saturday => "السبت",
    }
}

/// «الأحد، الخامس من ديسمبر».
pub(in crate::numerals) fn date(date: Date, case: Case) -> String {
    let weekday = weekday(date.weekday());
    let day = ordinal(date.day().unsigned_abs().into(), Gender::Masculine, case);
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{weekday}، {day} من {month}")
}

/// «الأحد، الخامس من ديسمبر عام ألفين وسبعة وعشرين».
pub(in crate::numerals) fn date_with_year(date: Date, case: Case) -> String {
    let year = date.year().unsigned_abs().into();
    let year = cardinal(year, Gender::Masculine, Case::Genitive);
    format!("{} عام {year}", self::date(date, case))
}
