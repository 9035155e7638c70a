//! Calendars read by ours and by python-icalendar, which others have used for years.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use sila::catalogue::holidays::read_calendar;

use crate::oracles::{folder, script};

/// The name of a holiday, and its first and last day.
type Found = (String, String, String);

/// The hotline's zones: in one, the clocks never change, and in the others at midnight and at night.
const HOTLINES: [&str; 3] = ["Asia/Bahrain", "Africa/Cairo", "Europe/London"];

/// Zones as calendars name them, and as the IANA names them.
const ZONES: [(&str, &str); 16] = [
    ("Asia/Bahrain", "Asia/Bahrain"),
    ("Africa/Cairo", "Africa/Cairo"),
    ("Europe/London", "Europe/London"),
    ("Asia/Kolkata", "Asia/Kolkata"),
    ("Arab Standard Time", "Asia/Riyadh"),
    ("Arabian Standard Time", "Asia/Dubai"),
    ("Egypt Standard Time", "Africa/Cairo"),
    ("GMT Standard Time", "Europe/London"),
    ("W. Europe Standard Time", "Europe/Berlin"),
    ("India Standard Time", "Asia/Kolkata"),
    ("Iran Standard Time", "Asia/Tehran"),
    ("Eastern Standard Time", "America/New_York"),
    ("Line Islands Standard Time", "Pacific/Kiritimati"),
    ("(UTC+03:00) Kuwait, Riyadh", "Asia/Riyadh"),
    ("Customized Time Zone", "Europe/Berlin"),
    ("/example.org/New_York", "America/New_York"),
];

/// Those of them that a calendar has to define.
const DEFINED: &str = "\
BEGIN:VTIMEZONE
TZID:(UTC+03:00) Kuwait\\, Riyadh
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0300
TZOFFSETTO:+0300
END:STANDARD
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VTIMEZONE
TZID:/example.org/New_York
BEGIN:DAYLIGHT
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=8,9,10,11,12,13,14;BYDAY=SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU;UNTIL=20261101T060000Z
END:STANDARD
BEGIN:STANDARD
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
DTSTART:20271107T020000
RDATE:20281105T020000,20291104T020000
END:STANDARD
END:VTIMEZONE
";

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).unwrap()
}

/// The beginning or the end of an event: this midnight of the hotline's, or of the zone in which it is written.
fn moment(name: &str, midnight: DateTime, way: usize, elsewhere: bool, hotline: &str) -> String {
    let written = |local: DateTime| local.strftime("%Y%m%dT%H%M%S").to_string();
    let there = |iana: &str| {
        let at = midnight.to_zoned(zone(hotline)).unwrap();
        if elsewhere { midnight } else { at.with_time_zone(zone(iana)).datetime() }
    };
    match way {
        0 => format!("{name};VALUE=DATE:{}", midnight.strftime("%Y%m%d")),
        1 => format!("{name}:{}", written(midnight)),
        2 => format!("{name}:{}Z", written(there("UTC"))),
        _ => {
            let (own, iana) = ZONES[way % ZONES.len()];
            format!("{name};TZID=\"{own}\":{}", written(there(iana)))
        }
    }
}

prop_compose! {
    /// The lines of an event; of the ways to write its days, every third is a date.
    fn event(hotline: &'static str)(
        (uid, sequence, stamp, modified) in (0..8_u8, 0..3_u8, 1..4_u8, proptest::option::of(1..3_u8)),
        name in proptest::sample::select(vec!["عيد الفطر", "عيد\\, أول\\nيوم", "Eid al-Adha", "New Year\\; first", "اليوم"]),
        // Around the days on which clocks change.
        month in proptest::sample::select(vec!["2026-10-22", "2026-10-30", "2026-12-14", "2027-03-10", "2027-03-25", "2027-04-28", "2028-11-01"]),
        (ahead, length) in (0..8_i32, 0..5_i32),
        way in prop_oneof![Just(0), 1..40_usize],
        (elsewhere, end) in (proptest::bool::weighted(0.3), 0..8_u8),
        more in proptest::sample::select(vec![
            "", "", "", "", "STATUS:CONFIRMED\n", "STATUS:CANCELLED\n", "RRULE:FREQ=YEARLY\n", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\n",
            "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE\n", "BEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT15M\nEND:VALARM\n",
        ]),
    ) -> String {
        let from: Date = month.parse().unwrap();
        let from = from.checked_add(ahead.days()).unwrap().at(0, 0, 0, 0);
        let to = from.checked_add(length.days()).unwrap();
        let begin = moment("DTSTART", from, way, elsewhere, hotline);
        let end = match end {
            0 => String::new(),
            1 => format!("DURATION:P{length}D\n"),
            // Theirs takes a day of the clocks for 24 hours, which it is where these do not change.
            2 if way == 1 || way == 2 => format!("DURATION:PT{}H\n", 24 * length),
            3 if way > 0 => moment("DTEND", to.checked_add(9.hours()).unwrap(), way, elsewhere, hotline) + "\n",
            _ => moment("DTEND", to, way, elsewhere, hotline) + "\n",
        };
        let uid = if uid == 0 { String::new() } else { format!("UID:{uid}@example.org\n") };
        let modified = modified.map_or(String::new(), |day| format!("LAST-MODIFIED:2026110{day}T120000Z\n"));
        format!("BEGIN:VEVENT\n{uid}DTSTAMP:2026110{stamp}T000000Z\n{modified}SEQUENCE:{sequence}\nSUMMARY:{name}\n{begin}\n{end}{more}END:VEVENT\n")
    }
}

prop_compose! {
    /// A file with a calendar, or with a second one that calls events off.
    fn calendars(hotline: &'static str)(
        events in proptest::collection::vec(event(hotline), 1..7),
        off in proptest::option::weighted(0.2, event(hotline)),
        fold in proptest::option::of(2..75_usize),
    ) -> Vec<u8> {
        let mut text = format!("BEGIN:VCALENDAR\nVERSION:2.0\n{DEFINED}{}END:VCALENDAR\n", events.concat());
        if let Some(off) = off {
            text = [&text, "BEGIN:VCALENDAR\nMETHOD:CANCEL\n", DEFINED, &off, "END:VCALENDAR\n"].concat();
        }
        let lines = text.lines().map(|line| {
            let parts: Vec<_> = line.as_bytes().chunks(fold.unwrap_or(usize::MAX)).collect();
            parts.join(&b"\r\n "[..])
        });
        lines.flat_map(|line| [line, b"\r\n".to_vec()].concat()).collect()
    }
}

fn ours(calendar: &[u8], hotline: &str) -> Vec<Found> {
    let read = read_calendar(calendar, &zone(hotline)).unwrap();
    assert_eq!(read.unread, []);
    let valid = read.events.into_iter().filter(|event| event.left_out.is_none());
    let mut found: Vec<_> = valid
        .filter_map(|event| {
            let (from, to) = event.days.ok()?;
            Some((event.name, from.to_string(), to.to_string()))
        })
        .collect();
    found.sort();
    found
}

fn theirs(calendars: &[Vec<u8>], hotline: &str) -> Vec<Vec<Found>> {
    let mut reader = Command::new(folder().join("venv/bin/python"))
        .arg(script("calendars.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let calendars: Vec<_> = calendars.iter().map(|one| BASE64_STANDARD.encode(one)).collect();
    let asked = serde_json::to_string(&(hotline, calendars)).unwrap();
    reader.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let output = reader.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn generated_calendars_have_the_same_holidays_for_both() {
    let mut runner = TestRunner::deterministic();
    for hotline in HOTLINES {
        let calendars: Vec<_> =
            (0..120).map(|_| calendars(hotline).new_tree(&mut runner).unwrap().current()).collect();
        let theirs = theirs(&calendars, hotline);
        assert!(theirs.iter().flatten().count() > 150, "most events have whole days");
        for (calendar, theirs) in calendars.iter().zip(theirs) {
            let text = String::from_utf8_lossy(calendar);
            assert_eq!(ours(calendar, hotline), theirs, "{hotline}\n{text}");
        }
    }
}
