//! The hours at which people answer, and holidays taken over from a calendar.

use std::fs;

use super::sandbox::{Sandbox, assert_transcript};

const HOURS: &str = r#"[week]
sunday = "07:00-14:00"
monday = "07:00-14:00"
tuesday = "07:00-14:00"
wednesday = "07:00-14:00"
thursday = "07:00-14:00"
friday = "closed"
saturday = "closed"

[[exception]]
date = 2026-12-20
hours = "10:00-14:00"

[line.night]
holidays = false
[line.night.week]
sunday = "14:00-07:00"
monday = "14:00-07:00"
tuesday = "14:00-07:00"
wednesday = "14:00-07:00"
thursday = "14:00-07:00"
friday = "00:00-24:00"
saturday = "00:00-24:00"
"#;

const HOLIDAYS: &str = r#"# The circular of last year.
[[holiday]]
from = 2026-12-16
to = 2026-12-17
[holiday.name]
ar = "العيد الوطني"
en = "National Day"
"#;

const CALENDAR: &str = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Holidays//EN
BEGIN:VEVENT
SUMMARY:العيد الوطني
DTSTART;VALUE=DATE:20261216
DTEND;VALUE=DATE:20261218
END:VEVENT
BEGIN:VEVENT
SUMMARY:رأس السنة الميلادية
DTSTART;VALUE=DATE:20270101
END:VEVENT
BEGIN:VEVENT
SUMMARY:عيد العمال
DTSTART;VALUE=DATE:20270501
RRULE:FREQ=YEARLY
END:VEVENT
END:VCALENDAR
";

/// A folder with hours and holidays in its menus.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("menus/hours.toml"), HOURS).unwrap();
    fs::write(sandbox.path("menus/holidays.toml"), HOLIDAYS).unwrap();
    fs::write(sandbox.path("holidays.ics"), CALENDAR).unwrap();
    sandbox
}

#[test]
fn the_next_two_weeks_are_shown_line_by_line() {
    let transcripts = [
        sandbox().transcript(&["hours", "--at", "2026-12-16 10:00"]),
        Sandbox::new().transcript(&["hours", "--menus", "menus", "--at", "2026-12-16T07:00:00Z"]),
        sandbox().transcript(&["hours", "--at", "noon"]),
    ];
    assert_transcript!("hours", transcripts.join("\n"));
}

#[test]
fn a_calendar_is_taken_over_and_what_is_left_to_do_is_said() {
    let sandbox = sandbox();
    let mut transcripts = vec![
        sandbox.transcript(&["hours", "import", "holidays.ics", "--from", "2026-01-01"]),
        sandbox.transcript(&["check"]),
        sandbox.transcript(&[
            "hours",
            "import",
            "holidays.ics",
            "--from",
            "2026-01-01",
            "--menus",
            "menus",
            "--language",
            "ar",
        ]),
    ];
    let file = sandbox.path("menus/holidays.toml");
    let text = fs::read_to_string(&file).unwrap();
    transcripts.push(format!("menus/holidays.toml:\n{text}"));
    let translated =
        text.replace("# en = \"…\"   # still to be translated", "en = \"New Year's Day\"");
    fs::write(file, translated).unwrap();
    transcripts.push(sandbox.transcript(&["check"]));
    assert_transcript!("hours_import", transcripts.join("\n"));
}

#[test]
fn a_dry_run_says_what_the_days_asked_for_would_add_and_writes_nothing() {
    let sandbox = sandbox();
    // What the system's clock shows is neither before nor after these.
    let years = [("2026", "2001"), ("2027", "2095")];
    let text = years.iter().fold(CALENDAR.to_owned(), |text, (old, new)| {
        text.replace(&format!("DATE:{old}"), &format!("DATE:{new}"))
    });
    fs::write(sandbox.path("holidays.ics"), text.replace("RRULE:FREQ=YEARLY\n", "")).unwrap();
    let import = ["hours", "import", "holidays.ics", "--dry-run"];
    let transcripts = [
        sandbox.transcript(&import),
        sandbox.transcript(
            &[&import[..], &["--from", "2001-01-01", "--until", "2095-01-31"]].concat(),
        ),
        sandbox.transcript(&[&import[..], &["--from", "soon"]].concat()),
    ];
    assert_eq!(fs::read_to_string(sandbox.path("menus/holidays.toml")).unwrap(), HOLIDAYS);
    assert_transcript!("hours_import_dry", transcripts.join("\n"));
}

#[test]
fn holidays_can_begin_with_a_calendar() {
    let sandbox = sandbox();
    fs::remove_file(sandbox.path("menus/holidays.toml")).unwrap();
    let text = CALENDAR.replace("RRULE:FREQ=YEARLY\n", "");
    fs::write(sandbox.path("holidays.ics"), text).unwrap();
    assert!(
        sandbox.run(&["hours", "import", "holidays.ics", "--from", "2026-01-01"]).status.success()
    );
    let text = fs::read_to_string(sandbox.path("menus/holidays.toml")).unwrap();
    assert_eq!(text.matches("[[holiday]]").count(), 3);
}

#[test]
fn a_calendar_that_cannot_be_taken_over_changes_nothing() {
    let sandbox = sandbox();
    let import = ["hours", "import", "holidays.ics", "--from", "2026-01-01"];
    let mut transcripts = vec![
        sandbox.transcript(&["hours", "import", "nowhere.ics"]),
        sandbox.transcript(&["hours", "import", "holidays.ics", "--language", "fr"]),
    ];
    fs::write(sandbox.path("holidays.ics"), CALENDAR.replace("END:VEVENT\nEND", "END")).unwrap();
    transcripts.push(sandbox.transcript(&import));
    fs::write(sandbox.path("holidays.ics"), "BEGIN:VCALENDAR\nEND:VCALENDAR\n").unwrap();
    transcripts.push(sandbox.transcript(&import));
    let unchanged = fs::read_to_string(sandbox.path("menus/holidays.toml")).unwrap();
    assert_eq!(unchanged, HOLIDAYS);

    fs::write(sandbox.path("holidays.ics"), CALENDAR).unwrap();
    for text in ["holiday = []\n", "[[holiday]]\ndate = 2026-13-01\n"] {
        fs::write(sandbox.path("menus/holidays.toml"), text).unwrap();
        transcripts.push(sandbox.transcript(&import));
        let unchanged = fs::read_to_string(sandbox.path("menus/holidays.toml")).unwrap();
        assert_eq!(unchanged, text);
    }
    fs::write(sandbox.path("menus/holidays.toml"), HOLIDAYS).unwrap();
    transcripts.push(sandbox.transcript(&[&import[..], &["--until", "2025-12-31"]].concat()));
    sandbox.configure("");
    fs::write(sandbox.path("sila.toml"), "").unwrap();
    transcripts.push(sandbox.transcript(&import));
    assert_transcript!("hours_import_impossible", transcripts.join("\n"));
}

#[test]
fn holidays_that_are_all_past_are_warned_of() {
    let sandbox = sandbox();
    let past = HOLIDAYS.replace("2026-", "2020-");
    fs::write(sandbox.path("menus/holidays.toml"), past).unwrap();
    assert_transcript!("hours_all_past", sandbox.transcript(&["check"]));
}
