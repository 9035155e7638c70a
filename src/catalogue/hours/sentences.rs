//! The sentences about the hours that can be foreseen, so that people can record them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Time, Weekday};

use super::{Day, DayReason, Hours, Span, Week, Wording};
use crate::catalogue::Pattern;

impl Hours {
    /// The foreseen sentences in each language, by the id of their prompt: why nobody is there, the weeks, and every
    /// opening but those more than six days ahead. A call says others as they are.
    pub(in crate::catalogue) fn sentences(&self) -> Vec<(String, Vec<String>)> {
        let mut sentences: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for wording in &self.wording {
            for (id, text) in self.foreseen(wording) {
                sentences.entry(id).or_default().push(text);
            }
        }
        let mut known = BTreeSet::new();
        let mut sentences: Vec<_> = sentences.into_iter().collect();
        sentences.retain(|(_, texts)| known.insert(texts.clone()));
        sentences
    }

    /// The foreseen sentences in one language; the ids are the same in all of them.
    fn foreseen(&self, wording: &Wording) -> BTreeMap<String, String> {
        let mut said = BTreeMap::new();
        let mut week = |id: String, week: &Week, season: Option<&str>| {
            for (number, text) in (1..).zip(wording.week(week, season)) {
                said.insert(format!("hours.{id}.{number}"), text);
            }
        };
        if let Some(usual) = &self.usual {
            week("usual".to_owned(), usual, None);
        }
        for line in &self.lines {
            if let Some(own) = &line.week {
                week(format!("line-{}", line.line.replace('_', "-")), own, None);
            }
        }
        for season in &self.seasons {
            let (id, name) = (&season.occasion.from, season.occasion.name(&wording.language));
            week(format!("season-{id}"), &season.week, name);
        }
        for holiday in &self.holidays {
            let reason = DayReason::Holiday(holiday);
            let text = wording.reason(holiday, Day { spans: &[], reason }, false);
            said.insert(format!("hours.holiday-{}", holiday.from), text);
        }
        for exception in &self.exceptions {
            let (occasion, spans) = (&exception.occasion, exception.spans.as_slice());
            let reason = DayReason::Exception(occasion);
            for (when, again_today) in [("before", true), ("after", false)] {
                let text = wording.reason(occasion, Day { spans, reason }, again_today);
                let id = format!("hours.exception-{}.{when}", occasion.from);
                said.insert(id, text);
            }
        }
        for (time, day) in self.openings() {
            for (pattern, when) in foreseen_openings(time, day) {
                let text = wording.opening(pattern, &wording.weekdays[day], time);
                let id = format!("hours.opens-{when}.{}", time.strftime("%H%M"));
                said.insert(id, text);
            }
        }
        said
    }

    /// Every time at which somebody comes, with the number of its day of the week from Sunday on.
    fn openings(&self) -> BTreeSet<(Time, usize)> {
        let weeks = (self.usual.iter())
            .chain(self.lines.iter().filter_map(|line| line.week.as_ref()))
            .chain(self.seasons.iter().map(|season| &season.week));
        let mut openings = BTreeSet::new();
        let mut add = |day: Weekday, spans: &[Span]| {
            let day = usize::from(day.to_sunday_zero_offset().unsigned_abs());
            openings.extend(spans.iter().map(|span| (span.begins(), day)));
        };
        for week in weeks {
            for day in Weekday::Sunday.cycle_forward().take(7) {
                add(day, week.day(day));
            }
        }
        for exception in &self.exceptions {
            add(exception.occasion.from.weekday(), &exception.spans);
        }
        openings
    }
}

/// The patterns for an opening, by how far ahead it is.
fn foreseen_openings(time: Time, day: usize) -> Vec<(Pattern, &'static str)> {
    let day = Week::DAYS[day];
    if time == Time::midnight() {
        return vec![(Pattern::HoursTonight, "tonight"), (Pattern::HoursStartOfDay, day)];
    }
    vec![
        (Pattern::HoursToday, "today"),
        (Pattern::HoursTomorrow, "tomorrow"),
        (Pattern::HoursWeekday, day),
    ]
}
