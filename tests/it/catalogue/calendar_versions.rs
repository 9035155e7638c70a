//! Events that were changed or cancelled, days that are over, and names in a second language.

use sila::catalogue::holidays::Calendar;
use sila::messages::english;

use super::calendar::{added_from, calendar, read};

const EID: &str = "\
[[holiday]]
from = 2027-03-09
to = 2027-03-11
[holiday.name]
ar = \"عيد الفطر\"
# en = \"…\"   # still to be translated
";

/// The report of adding these events from 2027 on, and the file after it.
fn added(before: &str, calendar: Calendar) -> String {
    let added = added_from("2027-01-01", before, calendar);
    format!("{}---\n{}", english::import_report(&added), added.text)
}

#[test]
fn the_newest_version_of_an_event_holds() {
    let eid = |version: &str, day: u32| {
        format!("UID:eid@x\nSUMMARY:عيد الفطر\nDTSTART:202703{day:02}\n{version}")
    };
    for (old, new) in [
        ("SEQUENCE:0", "SEQUENCE:1"),
        ("", "SEQUENCE:1"),
        ("SEQUENCE:9", "SEQUENCE:10\nDTSTAMP:20260101T000000Z"),
        ("DTSTAMP:20261101T000000Z", "DTSTAMP:20261101T000001Z"),
        (
            "SEQUENCE:1\nLAST-MODIFIED:20261101T000000Z",
            "SEQUENCE:1\nLAST-MODIFIED:20261102T000000Z",
        ),
    ] {
        for events in [[eid(old, 9), eid(new, 10)], [eid(new, 10), eid(old, 9)]] {
            let text = added("", read(&calendar(&[&events[0], &events[1]])));
            assert!(
                text.contains("date = 2027-03-10") && !text.contains("date = 2027-03-09"),
                "{text}"
            );
        }
    }
    // Who gives every event the same number says nothing about versions.
    let events = read(&calendar(&[&eid("SEQUENCE:1", 9), &eid("SEQUENCE:1", 20)])).events;
    assert!(events.iter().all(|event| event.left_out.is_none()));
}

#[test]
fn what_is_cancelled_is_not_added_and_what_was_added_is_named() {
    let text = calendar(&[
        "UID:1\nSUMMARY:A\nDTSTART:20270401\nSEQUENCE:1",
        "UID:1\nSUMMARY:A\nDTSTART:20270401\nSEQUENCE:2\nSTATUS:CANCELLED",
        "UID:2\nSUMMARY:B\nDTSTART:20270402\nSEQUENCE:1\nSTATUS:CANCELLED",
        "UID:2\nSUMMARY:B\nDTSTART:20270402\nSEQUENCE:2",
        "SUMMARY:عيد الفطر\nDTSTART:20270309\nDTEND:20270312\nSTATUS:CANCELLED",
        "UID:4\nSUMMARY:عيد الفطر\nDTSTART:20270310\nDTEND:20270313\nSEQUENCE:1",
        "UID:5\nSUMMARY:عيد الفطر\nDTSTART:20270313\nDTEND:20270316\nSEQUENCE:1",
    ]);
    insta::assert_snapshot!(added(EID, read(&text)));
    // A message that calls off does so for each event in it.
    let text = calendar(&["SUMMARY:A\nDTSTART:20270401"]).replace("VERSION:2.0", "METHOD:CANCEL");
    assert!(!added("", read(&text)).contains("holiday"));
    let both = calendar(&["UID:1\nSUMMARY:A\nDTSTART:20270401"]);
    let cancel = both.replace("VERSION:2.0", "METHOD:CANCEL").replace("UID:1", "UID:1\nSEQUENCE:1");
    assert!(!added("", read(&format!("{both}{cancel}"))).contains("holiday"));
}

#[test]
fn days_that_are_over_are_left_out() {
    let text = calendar(&[
        "SUMMARY:A\nDTSTART:20200101",
        "SUMMARY:B\nDTSTART:20261231",
        "SUMMARY:C\nDTSTART:20261231T080000\nDURATION:PT1H",
        "SUMMARY:D\nDTSTART:20261231\nDURATION:P2D",
        "SUMMARY:E\nDTSTART:20270101",
    ]);
    insta::assert_snapshot!(added("", read(&text)));
}

#[test]
fn a_second_language_of_the_same_days_fills_in_what_is_missing() {
    let both = calendar(&[
        "SUMMARY;LANGUAGE=en:Eid al-Fitr\nDTSTART:20270309\nDTEND:20270312",
        "SUMMARY;LANGUAGE=en:First day of Eid\nDTSTART:20270309",
        "SUMMARY;LANGUAGE=en:Labour Day\nDTSTART:20270501",
        "SUMMARY;LANGUAGE=ar:عيد العمال\nDTSTART:20270501",
    ]);
    insta::assert_snapshot!(added(EID, read(&both)));
    let english =
        calendar(&["SUMMARY;LANGUAGE=en:Eid \"al-Fitr\"\nDTSTART:20270309\nDTEND:20270312"]);
    let name = "en = \"Eid \\\"al-Fitr\\\"\"";
    // However the holiday is written.
    for (before, after) in [
        (
            EID.replace("# en = \"…\"   # still to be translated\n", ""),
            format!("[holiday.name]\n{name}\nar = \"عيد الفطر\"\n"),
        ),
        (
            EID.replace(
                "[holiday.name]\nar = \"عيد الفطر\"\n# en",
                "name = { ar = \"عيد الفطر\" }\n# en",
            ),
            format!("name = {{ ar = \"عيد الفطر\", {name} }}\n"),
        ),
        (EID.replace('\n', "\r\n"), format!("ar = \"عيد الفطر\"\r\n{name}\r\n")),
        (
            format!("{}{}", EID.replace("2027", "2026"), EID.replace("# en", "#  en")),
            format!("[holiday.name]\n{name}\nar = \"عيد الفطر\"\n#  en"),
        ),
        // Nothing is put into what is written in another way.
        (
            EID.replace("[holiday.name]\nar", "name.ar"),
            EID.replace("[holiday.name]\nar", "name.ar"),
        ),
    ] {
        let text = added(&before, read(&english));
        assert!(text.contains(&after), "{before}\n{text}");
    }
}
