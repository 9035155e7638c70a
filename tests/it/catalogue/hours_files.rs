//! Files of opening hours and holidays: those of an office to test with, the shipped ones, and how hours are read.

use jiff::Timestamp;
use jiff::civil::DateTime;
use sila::catalogue::hours::Span;
use sila::catalogue::source::shipped;
use sila::catalogue::{Hotline, Hours, SourceFile, load};

use super::good;

/// An office in Bahrain with a line for the night; its hours are made up to test with.
pub const OFFICE: &str = r#"
[week]
sunday = "07:00-14:00"
monday = "07:00-14:00"
tuesday = "07:00-14:00"
wednesday = "07:00-14:00"
thursday = "07:00-12:00, 16:00-19:30"
friday = "closed"
saturday = "closed"

[[season]]
from = 2027-02-08
to = 2027-03-09
[season.name]
ar = "شهر رمضان"
en = "Ramadan"
[season.week]
sunday = "08:00-14:00"
monday = "08:00-14:00"
tuesday = "08:00-14:00"
wednesday = "08:00-14:00"
thursday = "08:00-14:00"
friday = "closed"
saturday = "closed"

# On the second day of a holiday.
[[exception]]
date = 2026-12-17
hours = "09:00-12:00"
lines = ["main"]

[[exception]]
date = 2026-12-21
hours = "07:00-10:00"
[exception.name]
ar = "تدريب الموظفين"
en = "staff training"

[[exception]]
date = 2026-12-22
hours = "closed"
[exception.name]
ar = "صيانة المبنى"
en = "work on the building"

[[exception]]
date = 2026-12-23
hours = "closed"

[line.night]
[line.night.week]
sunday = "22:00-06:00"
monday = "22:00-06:00"
tuesday = "22:00-06:00"
wednesday = "22:00-06:00"
thursday = "closed"
friday = "00:00-24:00"
saturday = "00:00-24:00"

[line.always]
holidays = false
[line.always.week]
sunday = "00:00-24:00"
monday = "00:00-24:00"
tuesday = "00:00-24:00"
wednesday = "00:00-24:00"
thursday = "00:00-24:00"
friday = "00:00-24:00"
saturday = "00:00-24:00"

# These lines have the usual week.
[line.guard]
holidays = false
"#;

/// Its holidays; the days of Eid are made up, too.
pub const HOLIDAYS: &str = r#"
[[holiday]]
from = 2026-12-16
to = 2026-12-17
[holiday.name]
ar = "العيد الوطني"
en = "National Day"

[[holiday]]
date = 2027-01-01
[holiday.name]
ar = "رأس السنة الميلادية"
en = "New Year's Day"

[[holiday]]
from = 2027-03-10
to = 2027-03-12
[holiday.name]
ar = "عيد الفطر"
en = "Eid al-Fitr"
"#;

/// The hours in these files, in a time zone.
pub fn hours(hours: &str, holidays: &str, zone: &str) -> Hours {
    hotline(hours, holidays, zone).hours
}

pub fn hotline(hours: &str, holidays: &str, zone: &str) -> Hotline {
    let mut files = good();
    for file in &mut files {
        if file.path == "hotline.toml" {
            let text = str::from_utf8(&file.bytes).unwrap().replace("Asia/Bahrain", zone);
            *file = SourceFile::new("hotline.toml", text);
        }
    }
    files.push(SourceFile::new("hours.toml", hours));
    files.push(SourceFile::new("holidays.toml", holidays));
    load(&files).unwrap().0
}

pub fn office() -> Hours {
    hours(OFFICE, HOLIDAYS, "Asia/Bahrain")
}

pub fn at(hours: &Hours, time: &str) -> Timestamp {
    let time: DateTime = time.parse().unwrap();
    time.to_zoned(hours.zone.clone()).unwrap().timestamp()
}

/// A week with these hours on every day.
pub fn every_day(spans: &str) -> String {
    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    "[week]\n".to_owned() + &days.map(|day| format!("{day} = \"{spans}\"\n")).concat()
}

#[test]
fn the_settings_are_what_the_files_say() {
    let settings: Vec<_> =
        office().settings().into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
    insta::assert_snapshot!(settings.join("\n"));
}

#[test]
fn the_examples_in_the_shipped_files_hold() {
    let mut files = shipped();
    for file in &mut files {
        if !["hours.toml", "holidays.toml"].contains(&file.path.as_str()) {
            continue;
        }
        let field = |line: &str| {
            let name = line.split(" = ").next().unwrap();
            line.contains(" = ") && name.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        let line = |line: &str| match line.strip_prefix("# ") {
            Some(example) if example.starts_with('[') || field(example) => format!("{example}\n"),
            _ => format!("{line}\n"),
        };
        let text = str::from_utf8(&file.bytes).unwrap();
        *file = SourceFile::new(file.path.clone(), text.lines().map(line).collect::<String>());
    }
    let without = load(&shipped()).unwrap().0.hours;
    assert!(without.settings().is_empty(), "no hours are made up");
    let hours = load(&files).unwrap().0.hours;
    assert_eq!(hours.settings().len(), 6, "{:?}", hours.settings());
}

#[test]
fn hours_read_as_they_are_written() {
    for written in ["07:00-14:00", "00:00-24:00", "22:00-06:00", "23:59-00:01", "12:00-24:00"] {
        assert_eq!(Span::parse(written).unwrap().to_string(), written);
    }
    assert_eq!(Span::parse("22:00-00:00").unwrap().to_string(), "22:00-24:00");
    for wrong in [
        "",
        "-",
        "07:00",
        "7:00-14:00",
        "07:00-24:01",
        "24:00-07:00",
        "07:00-07:00",
        "+7:00-14:00",
        "07:00-14:00-15:00",
    ] {
        assert_eq!(Span::parse(wrong), None, "{wrong}");
    }
}
