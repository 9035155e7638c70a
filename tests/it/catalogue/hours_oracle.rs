//! Openings against a slow reading of the clocks, minute by minute.

use std::sync::LazyLock;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZoneDatabase;
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use sila::catalogue::hours::{Exception, LineHours, Season, Span, Week, Wording};
use sila::catalogue::{Hours, Occasion, Opening};

use super::{good, loaded};

/// Time zones, with a day shortly before the clocks change: Cairo skips the hour after midnight and has the one
/// before it twice, Lord Howe moves by half an hour, Bahrain stays.
const PLACES: [(&str, &str); 5] = [
    ("Africa/Cairo", "2026-04-22"),
    ("Africa/Cairo", "2026-10-28"),
    ("Australia/Lord_Howe", "2026-10-02"),
    ("Europe/London", "2026-10-23"),
    ("Asia/Bahrain", "2026-12-29"),
];

/// Days around the moment that the oracle looks at, before and after it.
const DAYS: i32 = 4;

/// The spans that hold on a day, computed a second time, as the rules read.
fn spans_of(hours: &Hours, line: &str, date: Date) -> Vec<Span> {
    let is_for = |lines: &[String]| lines.is_empty() || lines.contains(&line.to_owned());
    for exception in &hours.exceptions {
        if exception.occasion.from == date && is_for(&exception.lines) {
            return exception.spans.clone();
        }
    }
    let own = hours.lines.iter().find(|own| own.line == line);
    for holiday in &hours.holidays {
        let closed = own.is_none_or(|own| own.holidays);
        if holiday.from <= date && date <= holiday.to && closed {
            return Vec::new();
        }
    }
    for season in &hours.seasons {
        if season.occasion.from <= date && date <= season.occasion.to && is_for(&season.lines) {
            return season.week.day(date.weekday()).to_vec();
        }
    }
    let week = own.and_then(|own| own.week.clone()).or(hours.usual.clone());
    week.unwrap().day(date.weekday()).to_vec()
}

/// Each minute around a moment, and whether somebody is there: from the first minute in which the clocks show the
/// beginning or later, to the last in which they show less than the end.
fn minutes(hours: &Hours, line: &str, now: Timestamp) -> Vec<(Timestamp, bool)> {
    let around = 60 * 24 * DAYS;
    let clocks: Vec<(Timestamp, DateTime)> = (-around..=around)
        .map(|minute| now.checked_add(minute.minutes()).unwrap())
        .map(|minute| (minute, minute.to_zoned(hours.zone.clone()).datetime()))
        .collect();
    let mut open = vec![false; clocks.len()];
    let today = now.to_zoned(hours.zone.clone()).date();
    for ahead in -DAYS - 1..=DAYS + 1 {
        let date = today.checked_add(ahead.days()).unwrap();
        for span in spans_of(hours, line, date) {
            let midnight = date.at(0, 0, 0, 0);
            let from = midnight.checked_add(i64::from(span.from).minutes()).unwrap();
            let until = midnight.checked_add(i64::from(span.until).minutes()).unwrap();
            let first = clocks.iter().position(|(_, clock)| *clock >= from);
            let last = clocks.iter().rposition(|(_, clock)| *clock < until);
            if let (Some(first), Some(last)) = (first, last) {
                // Hours that the clocks skip as a whole end before they begin.
                if let Some(minutes) = open.get_mut(first..=last) {
                    minutes.fill(true);
                }
            }
        }
    }
    clocks.into_iter().zip(open).map(|((at, _), open)| (at, open)).collect()
}

fn day() -> impl Strategy<Value = Vec<Span>> {
    let spans = [
        "",
        "",
        "07:00-14:00",
        "07:00-12:00 16:00-19:30",
        "22:00-06:00",
        "00:00-24:00",
        "23:30-00:30",
        "00:15-00:45",
        "00:00-01:00 23:00-24:00",
        "23:15-23:45",
        "01:30-02:30",
    ];
    proptest::sample::select(spans.to_vec())
        .prop_map(|spans| spans.split_whitespace().map(|span| Span::parse(span).unwrap()).collect())
}

static WORDING: LazyLock<Vec<Wording>> = LazyLock::new(|| loaded(&good()).hours.wording);

fn week() -> impl Strategy<Value = Week> {
    proptest::array::uniform7(day()).prop_map(Week::new)
}

fn occasion(first: Date, ahead: i32, days: i32) -> Occasion {
    let from = first.checked_add(ahead.days()).unwrap();
    let to = from.checked_add(days.days()).unwrap();
    let names = Vec::new();
    Occasion { from, to, names }
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    let lines: [&[&str]; 3] = [&[], &["main"], &["other"]];
    proptest::sample::select(lines.to_vec())
        .prop_map(|lines| lines.iter().map(|line| (*line).to_owned()).collect())
}

prop_compose! {
    fn any_hours()(place in 0..PLACES.len())(
        place in Just(place),
        usual in week(),
        own in proptest::option::of((proptest::option::of(week()), any::<bool>())),
        season in proptest::option::of((-3..6_i32, 0..5_i32, lines(), week())),
        exceptions in proptest::collection::vec((0..7_i32, lines(), day()), 0..3),
        holidays in proptest::collection::vec((0..7_i32, 0..3_i32), 0..2),
        minute in 0..6 * 24 * 60_i64,
    ) -> (Hours, Timestamp) {
        let (zone, first) = PLACES[place];
        let zone = TimeZoneDatabase::bundled().get(zone).unwrap();
        let first: Date = first.parse().unwrap();
        let start = first.to_zoned(zone.clone()).unwrap().timestamp();
        let hours = Hours {
            zone,
            usual: Some(usual),
            lines: own.into_iter().map(|(week, holidays)| LineHours { line: "main".to_owned(), week, holidays }).collect(),
            seasons: season.into_iter().map(|(ahead, days, lines, week)| Season {
                occasion: occasion(first, ahead, days), lines, week,
            }).collect(),
            exceptions: exceptions.into_iter().map(|(ahead, lines, spans)| Exception {
                occasion: occasion(first, ahead, 0), lines, spans,
            }).collect(),
            holidays: holidays.into_iter().map(|(ahead, days)| occasion(first, ahead, days)).collect(),
            wording: WORDING.clone(),
        };
        (hours, start.checked_add(minute.minutes()).unwrap())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn an_opening_agrees_with_the_clocks_minute_by_minute((hours, now) in any_hours()) {
        let minutes = minutes(&hours, "main", now);
        let here = minutes.iter().position(|(minute, _)| *minute == now).unwrap();
        let open = minutes[here].1;
        let changes = minutes[here..].iter().find(|(_, other)| *other != open).map(|(minute, _)| *minute);
        // What goes on to the end of what the oracle sees may change later, or never.
        let seen = minutes.last().unwrap().0;
        let expected = |found: Option<Timestamp>| match changes {
            Some(changes) => found == Some(changes),
            None => found.is_none_or(|found| found > seen),
        };
        match hours.opening("main", now) {
            Opening::Always => prop_assert!(false, "there is a week"),
            Opening::Open { until } => {
                prop_assert!(open, "open");
                prop_assert!(expected(until), "until {until:?}, {changes:?}");
            }
            Opening::Closed { opens, .. } => {
                prop_assert!(!open, "closed");
                let opens = opens.map(|opens| opens.timestamp());
                prop_assert!(expected(opens), "opens {opens:?}, {changes:?}");
            }
        }
        // Whoever finds nobody is told something, in both languages and without a gap.
        for language in ["ar", "en"] {
            let sentences = hours.says("main", now, language);
            prop_assert_eq!(sentences.is_empty(), open, "{:?}", sentences);
            for sentence in sentences {
                prop_assert!(sentence.ends_with('.') && !sentence.contains(['{', '}', '0']), "{sentence}");
            }
        }
    }
}
