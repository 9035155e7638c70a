//! The sentences that callers hear outside opening hours.

use sila::catalogue::{Hours, PromptId};

use super::hours_files::{HOLIDAYS, OFFICE, at, every_day, hotline, hours, office};

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
