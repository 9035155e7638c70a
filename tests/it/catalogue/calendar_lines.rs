//! The lines of calendars as other programs write them.

use sila::catalogue::holidays::{UnreadLine, read_calendar};
use sila::messages::english;

use super::calendar::{added_from, bahrain, calendar, read};

#[test]
fn a_character_may_be_folded_in_its_middle() {
    let text = calendar(&["SUMMARY:العيد الوطني\nDTSTART:20261216"]);
    for place in 0.."العيد الوطني".len() {
        let place = text.find("العيد").unwrap() + place;
        let (before, after) = text.as_bytes().split_at(place);
        let events = read_calendar(&[before, b"\r\n ", after].concat(), &bahrain()).unwrap().events;
        assert_eq!(events[0].name, "العيد الوطني");
    }
}

#[test]
fn names_in_quoted_printable_are_read() {
    for (lines, name) in [
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D8=B9=D9=8A=D8=AF", "عيد"),
        // A line that ends with the sign goes on without a blank.
        ("SUMMARY;CHARSET=UTF-8;ENCODING=Quoted-Printable:=D8=B9=\n=D9=8A=\n=D8=AF", "عيد"),
        ("SUMMARY;QUOTED-PRINTABLE:=d8=b9=d9=8a=d8=af=20=D8=A3", "عيد أ"),
        ("SUMMARY;ENCODING=QUOTED-PRINTABLE:1 = 1 =4", "1 = 1 =4"),
        ("SUMMARY:=D8=B9", "=D8=B9"),
    ] {
        let calendar = read(&calendar(&[&format!("{lines}\nDTSTART:20261216")]));
        assert_eq!(calendar.events[0].name, name, "{lines}");
        assert!(calendar.events[0].days.is_ok(), "{lines}");
        assert_eq!(calendar.unread, []);
    }
}

#[test]
fn an_odd_line_is_passed_over_and_told_with_what_it_cost() {
    let text = calendar(&[
        "SUMMARY:A\nDTSTART:20261216\nX-A;L M:c",
        "SUMMARY:B\nDTSTART:20261217\nDESCRIPTION:one\n\ntwo",
        "SUMMARY:C\nDTSTART 20261218",
        "SUMMARY:D\nDTSTART:20261219\nDTEND;X=\"20261221:1",
        "SUMMARY:E\nDTSTART:20261220\nX-NAME:%",
        "SUMMARY:%\nDTSTART:20261221",
    ]);
    let bytes: Vec<_> = text.bytes().map(|byte| if byte == b'%' { 0xff } else { byte }).collect();
    let calendar = read_calendar(&bytes, &bahrain()).unwrap();
    let lines: Vec<_> = calendar.unread.iter().map(|UnreadLine { line, .. }| *line).collect();
    assert_eq!(lines, [13, 17, 22, 27, 30]);
    let said = english::import_report(&added_from("2026-01-01", "", calendar));
    insta::assert_snapshot!(said);
}
