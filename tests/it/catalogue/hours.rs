//! Opening hours: when people are there.

use jiff::Timestamp;
use sila::catalogue::{Hours, Opening};

use super::hours_files::{HOLIDAYS, at, every_day, hours, office};

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
