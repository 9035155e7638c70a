//! Holidays taken over from calendars.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use proptest::prelude::*;
use sila::catalogue::holidays::{
    Added, Calendar, CalendarEvent, HolidayRange, ImportCounts, add, known_holidays, read_calendar,
};
use sila::catalogue::{Occasion, SourceFile};
use sila::messages::english;

use super::good;

pub(super) fn bahrain() -> TimeZone {
    TimeZoneDatabase::bundled().get("Asia/Bahrain").unwrap()
}

/// A calendar with these lines in an event each.
pub(super) fn calendar(events: &[&str]) -> String {
    let events: Vec<_> = events
        .iter()
        .map(|lines| format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", lines.replace('\n', "\r\n")))
        .collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat())
}

fn events(text: &str) -> Vec<CalendarEvent> {
    read(text).events
}

pub(super) fn read(text: &str) -> Calendar {
    read_calendar(text.as_bytes(), &bahrain()).unwrap()
}

/// The days of a calendar's only event, or why it is no holiday.
pub(super) fn days(lines: &str) -> String {
    let events = events(&calendar(&[&format!("SUMMARY:National Day\n{lines}")]));
    let [event] = &events[..] else {
        panic!("one event: {events:?}");
    };
    match &event.days {
        Ok((from, to)) => format!("{from} to {to}"),
        Err(reason) => english::no_holiday(reason),
    }
}

#[test]
fn whole_days_are_understood_however_they_are_written() {
    for lines in [
        "DTSTART;VALUE=DATE:20261216\nDTEND;VALUE=DATE:20261218",
        "DTSTART;VALUE=DATE:20261216\nDURATION:P2D",
        "dtstart:20261216\ndtend:20261218",
        "DTSTART:20261216T000000\nDTEND:20261218T000000",
        "DTSTART:20261216T000000\nDTEND:20261217T235900",
        "DTSTART:20261216T000000\nDURATION:PT48H",
        // Midnight in Bahrain.
        "DTSTART:20261215T210000Z\nDTEND:20261217T210000Z",
        "DTSTART;TZID=Asia/Bahrain:20261216T000000\nDTEND;TZID=\"Asia/Bahrain\":20261218T000000",
        "DTSTART;TZID=Asia/Dubai:20261216T010000\nDTEND;TZID=Asia/Dubai:20261218T010000",
        "DTSTART;TZID=Arab Standard Time:20261216T000000\nDTEND;TZID=\"Arab Standard Time\":20261218T000000",
        // Exchange says that the days are meant where they were written.
        "DTSTART;TZID=Nowhere:20261216T000000\nDTEND;TZID=Nowhere:20261218T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
        "DTSTART;TZID=Asia/Dubai:20261216T000000\nDURATION:PT48H\nX-MICROSOFT-MSNCALENDAR-ALLDAYEVENT:TRUE",
    ] {
        assert_eq!(days(lines), "2026-12-16 to 2026-12-17", "{lines}");
    }
    // Three days of hours in New York, with the hour that is there twice.
    let hours = "DTSTART;TZID=Eastern Standard Time:20261030T170000\nDURATION:PT72H";
    assert_eq!(days(hours), "2026-10-31 to 2026-11-02");
    let one = "2026-12-16 to 2026-12-16";
    assert_eq!(days("DTSTART;VALUE=DATE:20261216"), one);
    assert_eq!(days("DTSTART;VALUE=DATE:20261216\nDTEND;VALUE=DATE:20261217"), one);
    assert_eq!(days("DTSTART;VALUE=DATE:20261216\nDTEND;VALUE=DATE:20261216"), one);
    assert_eq!(days("DTSTART:20261216T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE"), one);
}

#[test]
fn what_is_no_holiday_says_why() {
    let whys: Vec<_> = [
        "DTSTART;VALUE=DATE:20261216\nRRULE:FREQ=YEARLY",
        "DTSTART;VALUE=DATE:20261216\nRDATE;VALUE=DATE:20271216",
        "DTSTART;VALUE=DATE:20261216\nRECURRENCE-ID;VALUE=DATE:20261216",
        "DTSTART:20261216T090000\nDTEND:20261216T120000",
        "DTSTART:20261216T090000",
        "DTSTART:20261216T000000",
        "DTSTART;VALUE=DATE:20261216\nDTEND;VALUE=DATE:20261215",
        "DTSTART;VALUE=DATE:20261216\nDTEND;VALUE=DATE:20271218",
        "DTSTART;VALUE=DATE:20261232",
        "DTSTART;VALUE=DATE:99991231",
        "DTSTART:tomorrow",
        "DTSTART;VALUE=DATE:20261216\nDURATION:long",
        "DTSTART;TZID=Manama:20261216T000000",
        "LOCATION:Manama",
    ]
    .map(|lines| format!("{}\n  {}", lines.replace('\n', " | "), days(lines)))
    .into();
    insta::assert_snapshot!(whys.join("\n"));
}

#[test]
fn names_are_unfolded_unescaped_and_cleaned() {
    let text = calendar(&[
        "SUMMARY;LANGUAGE=ar-BH:عيد الأضحى\\, أول\n  يوم\nDTSTART:20270516",
        "SUMMARY:Eid\\nal-Adha\u{202e}\nDTSTART:20270516",
        "DTSTART:20270516",
    ]);
    let names: Vec<_> =
        events(&text).into_iter().map(|event| (event.line, event.name, event.language)).collect();
    assert_eq!(
        names,
        [
            (3, "عيد الأضحى, أول يوم".to_owned(), Some("ar".to_owned())),
            (8, "Eid al-Adha".to_owned(), None),
            (12, String::new(), None),
        ]
    );
}

#[test]
fn several_calendars_and_other_parts_are_no_matter() {
    let alarm = calendar(&["SUMMARY:A\nDTSTART:20261216\nBEGIN:VALARM\nTRIGGER:-PT1H\nEND:VALARM"]);
    let zone = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nRRULE:FREQ=YEARLY\nEND:STANDARD\n\
                END:VTIMEZONE\nBEGIN:VTODO\nSUMMARY:B\nEND:VTODO\nEND:VCALENDAR\n\n";
    let events = events(&format!("\u{feff}{alarm}{zone}"));
    assert_eq!(events.len(), 1);
    assert!(events[0].days.is_ok());
}

#[test]
fn a_broken_calendar_is_answered_with_its_line() {
    let whole = calendar(&["SUMMARY:A\nDTSTART:20261216"]);
    let broken: Vec<_> = [
        String::new(),
        "<html>".to_owned(),
        "date,name\n2026-12-16,National Day\n".to_owned(),
        whole.replace("END:VCALENDAR\r\n", ""),
        whole.replace("END:VEVENT", "END:VALARM"),
        format!("{whole}END:VCALENDAR\r\n"),
        format!("{whole}{}", "BEGIN:VCALENDAR\n".repeat(50)),
    ]
    .iter()
    .map(|text| {
        let error = read_calendar(text.as_bytes(), &bahrain()).unwrap_err();
        english::calendar_error(&error)
    })
    .collect();
    insta::assert_snapshot!(broken.join("\n"));
    let utf16: Vec<_> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let error = read_calendar(&[&[0xff, 0xfe], &utf16[..]].concat(), &bahrain()).unwrap_err();
    insta::assert_snapshot!(english::calendar_error(&error), @"line 1: this is UTF-16, and a calendar is UTF-8: export it again, or save it as UTF-8");
}

/// The report of adding these events to `holidays.toml`, and the file after it.
fn added(before: &str, events: Vec<CalendarEvent>) -> (String, String) {
    let added = added_from("2026-01-01", before, Calendar { events, ..Calendar::default() });
    (english::import_report(&added), added.text)
}

/// The outcome of adding a calendar's days from this one on to `holidays.toml`.
pub(super) fn added_from(from: &str, before: &str, calendar: Calendar) -> Added {
    let mut files = good();
    files.push(SourceFile::new("holidays.toml", before));
    let known = known_holidays(&files).unwrap();
    let range = HolidayRange { from: from.parse().unwrap(), until: None };
    add(before, &known, "ar", calendar, range)
}

const BEFORE: &str = "\
# Decided by the circular of last year.
[[holiday]]
from = 2026-12-16   # a Wednesday
to = 2026-12-17
[holiday.name]
en = \"National Day\"
ar = \"العيد الوطني\"";

#[test]
fn what_is_new_comes_below_and_nothing_else_is_touched() {
    let text = calendar(&[
        "SUMMARY:العيد الوطني\nDTSTART:20261217",
        "SUMMARY:رأس السنة \"الميلادية\"\nDTSTART:20270101",
        "SUMMARY:رأس السنة\nDTSTART:20270101",
        "SUMMARY:العيد الوطني\nDTSTART:20271216\nDURATION:P2D",
        "SUMMARY;LANGUAGE=en:Labour Day\nDTSTART:20270501",
        "SUMMARY;LANGUAGE=fr:Fête\nDTSTART:20270701",
        "SUMMARY:عيد\nDTSTART:20271217\nDURATION:P2D",
        "SUMMARY:كل جمعة\nDTSTART:20270101\nRRULE:FREQ=WEEKLY",
    ]);
    let (said, after) = added(BEFORE, events(&text));
    assert!(after.starts_with(BEFORE));
    insta::assert_snapshot!(format!("{said}---\n{after}"));
    // A second time, there is nothing to do.
    let again = added_from("2026-01-01", &after, read(&text));
    assert_eq!(again.text, after);
    assert_eq!(again.counts(), ImportCounts { there: 5, skipped: 3, ..ImportCounts::default() });
}

#[test]
fn the_line_ends_of_the_file_are_kept() {
    let before = BEFORE.replace('\n', "\r\n");
    let (_, after) = added(&before, events(&calendar(&["SUMMARY:ع\nDTSTART:20270101"])));
    assert!(after.starts_with(&before));
    assert!(!after.replace("\r\n", "").contains('\n'));
}

fn line() -> impl Strategy<Value = String> {
    let lines = [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "DTSTART:20261216",
        "DTEND:20261231T235959Z",
        "DURATION:-P1D",
        "DURATION:P99999999W",
        "SUMMARY:A\\",
        " folded",
        "DTSTART;TZID=:20261216T240000",
        "SUMMARY;LANGUAGE",
        "SUMMARY;=:;",
        "SUMMARY;ENCODING=QUOTED-PRINTABLE:=D9=8",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:DAYLIGHT",
        "END:DAYLIGHT",
        "RRULE:FREQ=YEARLY;BYMONTH=99;BYDAY=-9SU;UNTIL=20261231",
        "TZOFFSETTO:+9959",
        "X:\r",
        "\t",
    ];
    prop_oneof![
        proptest::sample::select(lines.to_vec()).prop_map(str::to_owned),
        "[A-Z;:=\"0-9\\\\ TZ\u{62a}\r-]{0,20}",
    ]
}

proptest! {
    #[test]
    fn no_calendar_breaks_the_reader(lines in proptest::collection::vec(line(), 0..20), bytes: Vec<u8>) {
        let event = lines.join("\n");
        let _ = read_calendar(event.as_bytes(), &bahrain());
        let _ = read_calendar(&bytes, &bahrain());
        let whole = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{event}\nEND:VEVENT\nEND:VCALENDAR");
        if let Ok(calendar) = read_calendar(whole.as_bytes(), &bahrain()) {
            for event in calendar.events {
                prop_assert!(event.line > 0);
                if let Ok((from, to)) = event.days {
                    prop_assert!(from <= to);
                }
            }
        }
    }

    #[test]
    fn a_name_is_read_back_as_it_was(name in "[^\\p{C}\\p{Z}]([^\\p{C}\\p{Z}]| ?[^\\p{C}\\p{Z}]){0,20}") {
        let day = "2027-01-01".parse().unwrap();
        let event = CalendarEvent {
            line: 1, name: name.clone(), language: None, days: Ok((day, day)), left_out: None, changed: false,
        };
        let (_, text) = added("", vec![event]);
        let mut files = good();
        files.push(SourceFile::new("holidays.toml", text));
        let names = vec![("ar".to_owned(), name)];
        prop_assert_eq!(known_holidays(&files).unwrap().holidays, [Occasion { from: day, to: day, names }]);
    }
}
