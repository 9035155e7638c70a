//! Opening hours: when people are there, and what callers hear when they are not.

use jiff::Timestamp;
use jiff::civil::DateTime;
use sila::catalogue::hours::Span;
use sila::catalogue::source::shipped;
use sila::catalogue::{Hotline, Hours, Opening, PromptId, SourceFile, load};

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
fn hours(hours: &str, holidays: &str, zone: &str) -> Hours {
    hotline(hours, holidays, zone).hours
}

fn hotline(hours: &str, holidays: &str, zone: &str) -> Hotline {
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

fn office() -> Hours {
    hours(OFFICE, HOLIDAYS, "Asia/Bahrain")
}

pub fn at(hours: &Hours, time: &str) -> Timestamp {
    let time: DateTime = time.parse().unwrap();
    time.to_zoned(hours.zone.clone()).unwrap().timestamp()
}

/// An opening in a few words, with the times on the hotline's clocks.
fn told(hours: &Hours, line: &str, now: Timestamp) -> String {
    let shown = |at: Timestamp| at.to_zoned(hours.zone.clone()).strftime("%a %F %H:%M").to_string();
    match hours.opening(line, now) {
        Opening::Always => "always".to_owned(),
        Opening::Open { until: None } => "open".to_owned(),
        Opening::Open { until: Some(until) } => format!("open until {}", shown(until)),
        Opening::Closed { because, opens } => {
            let because = because.map(|occasion| match occasion.name("en") {
                Some(name) => format!(" for {name}"),
                None => " for once".to_owned(),
            });
            let opens = opens.map_or("not soon".to_owned(), |opens| shown(opens.timestamp()));
            format!("closed{}, opens {opens}", because.unwrap_or_default())
        }
    }
}

#[track_caller]
fn assert_told(hours: &Hours, cases: &[(&str, &str, &str)]) {
    for (line, now, expected) in cases {
        assert_eq!(told(hours, line, at(hours, now)), *expected, "{line} at {now}");
    }
}

#[test]
fn the_usual_week_has_its_weekend_on_friday_and_saturday() {
    assert_told(
        &office(),
        &[
            ("main", "2026-11-24 06:59:59", "closed, opens Tue 2026-11-24 07:00"),
            // The first moment is in, and the last is out.
            ("main", "2026-11-24 07:00", "open until Tue 2026-11-24 14:00"),
            ("main", "2026-11-24 13:59:59", "open until Tue 2026-11-24 14:00"),
            ("main", "2026-11-24 14:00", "closed, opens Wed 2026-11-25 07:00"),
            // Twice a day.
            ("main", "2026-11-26 11:00", "open until Thu 2026-11-26 12:00"),
            ("main", "2026-11-26 12:00", "closed, opens Thu 2026-11-26 16:00"),
            ("main", "2026-11-26 16:00", "open until Thu 2026-11-26 19:30"),
            // Over the weekend.
            ("main", "2026-11-26 19:30", "closed, opens Sun 2026-11-29 07:00"),
            ("main", "2026-11-27 09:00", "closed, opens Sun 2026-11-29 07:00"),
            ("main", "2026-11-28 23:59", "closed, opens Sun 2026-11-29 07:00"),
            // A line that the file does not name has the usual week.
            ("other", "2026-11-28 09:00", "closed, opens Sun 2026-11-29 07:00"),
        ],
    );
}

#[test]
fn a_season_takes_the_place_of_the_usual_week() {
    assert_told(
        &office(),
        &[
            ("main", "2027-02-07 07:30", "open until Sun 2027-02-07 14:00"),
            ("main", "2027-02-08 07:30", "closed, opens Mon 2027-02-08 08:00"),
            ("main", "2027-02-11 17:00", "closed, opens Sun 2027-02-14 08:00"),
            ("main", "2027-03-09 08:00", "open until Tue 2027-03-09 14:00"),
            // The holiday after it, and a weekend.
            ("main", "2027-03-09 14:00", "closed, opens Sun 2027-03-14 07:00"),
            // Without `lines`, it is for every line.
            ("night", "2027-02-08 23:00", "closed, opens Tue 2027-02-09 08:00"),
        ],
    );
}

#[test]
fn a_holiday_closes_the_usual_week_and_an_exception_beats_the_holiday() {
    assert_told(
        &office(),
        &[
            ("main", "2026-12-15 15:00", "closed, opens Thu 2026-12-17 09:00"),
            ("main", "2026-12-16 10:00", "closed for National Day, opens Thu 2026-12-17 09:00"),
            ("main", "2026-12-17 08:00", "closed for once, opens Thu 2026-12-17 09:00"),
            ("main", "2026-12-17 10:00", "open until Thu 2026-12-17 12:00"),
            // In the afternoon somebody would usually be there, and late at night nobody.
            ("main", "2026-12-17 17:00", "closed for once, opens Sun 2026-12-20 07:00"),
            ("main", "2026-12-17 22:00", "closed, opens Sun 2026-12-20 07:00"),
            // The exception is for one line only.
            ("other", "2026-12-17 10:00", "closed for National Day, opens Sun 2026-12-20 07:00"),
            // Holidays are not kept here.
            ("guard", "2026-12-16 10:00", "open until Wed 2026-12-16 14:00"),
            (
                "main",
                "2026-12-22 10:00",
                "closed for work on the building, opens Thu 2026-12-24 07:00",
            ),
            ("main", "2026-12-31 19:45", "closed, opens Sun 2027-01-03 07:00"),
            ("main", "2027-01-01 00:00", "closed for New Year's Day, opens Sun 2027-01-03 07:00"),
            // Several days, on which the weekend follows.
            ("main", "2027-03-11 10:00", "closed for Eid al-Fitr, opens Sun 2027-03-14 07:00"),
        ],
    );
}

#[test]
fn hours_over_midnight_belong_to_the_day_on_which_they_begin() {
    assert_told(
        &office(),
        &[
            ("night", "2026-11-24 21:59", "closed, opens Tue 2026-11-24 22:00"),
            ("night", "2026-11-24 22:00", "open until Wed 2026-11-25 06:00"),
            ("night", "2026-11-25 00:00", "open until Wed 2026-11-25 06:00"),
            ("night", "2026-11-25 06:00", "closed, opens Wed 2026-11-25 22:00"),
            // From Friday's midnight on without a break until Saturday's.
            ("night", "2026-11-26 23:00", "closed, opens Fri 2026-11-27 00:00"),
            ("night", "2026-11-27 00:00", "open until Sun 2026-11-29 00:00"),
            // The night before a holiday goes on into it; that of the holiday is left out.
            ("night", "2026-12-16 05:00", "open until Wed 2026-12-16 06:00"),
            ("night", "2026-12-16 23:00", "closed for National Day, opens Fri 2026-12-18 00:00"),
        ],
    );
}

#[test]
fn without_a_week_people_are_taken_to_be_there() {
    let nothing = hours("", HOLIDAYS, "Asia/Bahrain");
    assert_told(&nothing, &[("main", "2026-12-16 10:00", "always")]);
    let one_line = "[line.night.week]\n".to_owned()
        + &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
            .map(|day| format!("{day} = \"closed\"\n"))
            .concat();
    let one_line = hours(&one_line, HOLIDAYS, "Asia/Bahrain");
    assert_told(
        &one_line,
        &[
            ("main", "2026-12-16 10:00", "always"),
            ("night", "2026-12-18 10:00", "closed, opens not soon"),
        ],
    );
    // Around the clock is open, without an end to be named.
    assert_told(&office(), &[("always", "2027-04-01 10:00", "open")]);
}

/// A week with these hours on every day.
fn every_day(spans: &str) -> String {
    let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    "[week]\n".to_owned() + &days.map(|day| format!("{day} = \"{spans}\"\n")).concat()
}

#[test]
fn clocks_that_change_do_not_move_the_hours() {
    // In Cairo, on Friday 24 April 2026, the hour after midnight is skipped: at 22:00 UTC it is one o'clock.
    let change: Timestamp = "2026-04-23T22:00:00Z".parse().unwrap();
    let night = hours(&every_day("22:00-06:00"), "", "Africa/Cairo");
    assert_told(
        &night,
        &[
            ("main", "2026-04-23 22:00", "open until Fri 2026-04-24 06:00"),
            ("main", "2026-04-24 12:00", "closed, opens Fri 2026-04-24 22:00"),
        ],
    );
    let Opening::Open { until: Some(until) } = night.opening("main", change) else {
        panic!("the night is seven hours long, and this is in it");
    };
    assert_eq!(until.to_string(), "2026-04-24T03:00:00Z");

    // What begins in the skipped hour begins when the clocks have changed.
    let early = hours(&every_day("00:30-06:00"), "", "Africa/Cairo");
    let before = "2026-04-23T21:59:59Z".parse().unwrap();
    assert_eq!(told(&early, "main", before), "closed, opens Fri 2026-04-24 01:00");
    assert_eq!(told(&early, "main", change), "open until Fri 2026-04-24 06:00");
    // And what ends in it has ended then.
    let late = hours(&every_day("20:00-00:30"), "", "Africa/Cairo");
    assert_eq!(told(&late, "main", before), "open until Fri 2026-04-24 01:00");
    assert_eq!(told(&late, "main", change), "closed, opens Fri 2026-04-24 20:00");

    // On Thursday 29 October 2026 the last hour comes twice: from 20:00 UTC, and again from 21:00.
    let moment = |time: &str| time.parse::<Timestamp>().unwrap();
    let evening = hours(&every_day("16:00-23:30"), "", "Africa/Cairo");
    for time in ["2026-10-29T20:29:00Z", "2026-10-29T20:45:00Z", "2026-10-29T21:29:59Z"] {
        let Opening::Open { until } = evening.opening("main", moment(time)) else {
            panic!("the second half past eleven ends the day, and {time} is before");
        };
        assert_eq!(until, Some(moment("2026-10-29T21:30:00Z")));
    }
    let ends_before = hours(&every_day("16:00-23:00"), "", "Africa/Cairo");
    assert!(matches!(
        ends_before.opening("main", moment("2026-10-29T21:10:00Z")),
        Opening::Closed { .. }
    ));
}

/// The sentences that a caller hears, in each language.
fn heard(hours: &Hours, line: &str, now: &str) -> String {
    let said = |language| hours.says(line, at(hours, now), language).join("\n");
    format!("{line} at {now}\n{}\n{}\n", said("ar"), said("en"))
}

#[test]
fn a_caller_out_of_hours_hears_the_hours_as_people_say_them() {
    let office = office();
    let heard: Vec<_> = [
        ("main", "2026-11-24 05:00"),
        ("main", "2026-11-24 15:00"),
        ("main", "2026-11-26 20:00"),
        ("main", "2026-11-26 13:00"),
        ("main", "2026-12-16 10:00"),
        ("main", "2026-12-17 17:00"),
        ("main", "2026-12-21 11:00"),
        ("main", "2026-12-22 11:00"),
        ("main", "2026-12-23 11:00"),
        ("main", "2027-02-10 16:00"),
        ("main", "2027-03-10 09:00"),
        ("night", "2026-11-24 15:00"),
        ("night", "2026-11-26 15:00"),
    ]
    .map(|(line, now)| heard(&office, line, now))
    .into();
    insta::assert_snapshot!(heard.join("\n"));
}

#[test]
fn sentences_that_can_be_foreseen_are_prompts_to_be_recorded() {
    let hotline = hotline(OFFICE, HOLIDAYS, "Asia/Bahrain");
    for (line, now) in [
        ("main", "2026-11-24 05:00"),
        ("main", "2026-11-24 15:00"),
        ("main", "2026-11-26 20:00"),
        ("main", "2026-12-16 10:00"),
        ("main", "2026-12-17 17:00"),
        ("main", "2026-12-21 06:00"),
        ("main", "2026-12-21 11:00"),
        ("main", "2026-12-23 11:00"),
        ("main", "2027-02-10 16:00"),
        ("night", "2026-11-24 15:00"),
        ("night", "2026-11-26 15:00"),
    ] {
        let hours = &hotline.hours;
        for language in hotline.language_indices() {
            let code = &hotline.language(language).code;
            for sentence in hours.says(line, at(hours, now), code) {
                let prompt = hotline.hours_prompt(&sentence, language);
                let prompt = prompt.unwrap_or_else(|| panic!("{sentence}"));
                assert_eq!(hotline.prompt(prompt, language).text, sentence);
            }
        }
    }
    let english = |prompt: &PromptId| {
        let language = hotline.language_by_code("en").unwrap();
        let prompt = hotline.prompt(*prompt, language);
        format!("{}: {}", prompt.id, prompt.text)
    };
    let prompts: Vec<_> = hotline.hours_prompts.iter().map(english).collect();
    insta::assert_snapshot!(prompts.join("\n"));
}

#[test]
fn other_weeks_and_long_holidays_as_people_say_them() {
    let week = |days: [&str; 7]| {
        let names = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
        let lines = names.iter().zip(days).map(|(day, spans)| format!("{day} = \"{spans}\"\n"));
        "[week]\n".to_owned() + &lines.collect::<String>()
    };
    let long = "[[holiday]]\nfrom = 2026-12-01\nto = 2026-12-12\n\
                [holiday.name]\nar = \"الإجازة السنوية\"\nen = \"the yearly holiday\"\n";
    let three =
        week(["08:15-12:00", "closed", "08:15-12:00", "closed", "closed", "closed", "08:15-12:00"]);
    let two =
        week(["closed", "closed", "closed", "closed", "closed", "09:00-12:30", "09:00-12:30"]);
    let until_midnight =
        week(["12:00-24:00", "closed", "closed", "closed", "closed", "closed", "closed"]);
    let shut = every_day("closed");
    let heard: Vec<_> =
        [three, two, until_midnight, every_day("07:30-21:45"), every_day("00:00-24:00"), shut]
            .iter()
            .map(|week| heard(&hours(week, long, "Asia/Bahrain"), "main", "2026-12-02 22:00"))
            .collect();
    insta::assert_snapshot!(heard.join("\n"));
}

#[test]
fn nothing_is_said_while_people_are_there_or_in_a_language_without_words() {
    let office = office();
    let closed = at(&office, "2026-11-24 15:00");
    assert!(!office.says("main", closed, "en").is_empty());
    assert!(office.says("main", closed, "ur").is_empty());
    let open = at(&office, "2026-11-24 10:00");
    assert!(office.says("main", open, "en").is_empty());
    assert!(office.says("always", closed, "en").is_empty());
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
