//! Hours as people say them, to a caller who finds nobody there.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, Zoned};

use super::{Day, DayReason, Hours, Occasion, Opening, Span, Week};
use crate::catalogue::{Pattern, Placeholder};
use crate::numerals::Numerals;
use crate::text::fill;

/// The words that hours are told in, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    pub language: String,
    /// Every pattern, in the order of [`Pattern::ALL`].
    pub patterns: Vec<String>,
    /// The days of the week from Sunday on.
    pub weekdays: Vec<String>,
    pub comma: &'static str,
}

impl Hours {
    /// The sentences for a caller out of hours: why nobody is there today, when somebody is there again, and the usual
    /// hours, which few wait for. Empty while people are there, and in a language that the hotline does not speak.
    pub fn says(&self, line: &str, now: Timestamp, language: &str) -> Vec<String> {
        let Opening::Closed { because, opens } = self.opening(line, now) else {
            return Vec::new();
        };
        let mut wordings = self.wording.iter();
        let Some(wording) = wordings.find(|wording| wording.language == language) else {
            return Vec::new();
        };
        let today = now.to_zoned(self.zone.clone()).date();
        let mut said = Vec::new();
        if let (Some(occasion), Some(day)) = (because, self.day(line, today)) {
            let again_today = opens.as_ref().is_some_and(|opens| opens.date() == today);
            said.push(wording.reason(occasion, day, again_today));
        }
        said.extend(opens.map(|opens| wording.opens(&opens, today)));
        let season = self.season(line, today);
        if let Some(week) = season.map(|season| &season.week).or(self.week(line)) {
            let name = season.and_then(|season| season.occasion.name(language));
            said.extend(wording.week(week, name));
        }
        said
    }
}

impl Wording {
    fn say(&self, pattern: Pattern, values: &[(Placeholder, &str)]) -> String {
        let pattern = self.patterns.get(pattern as usize);
        fill(pattern.map_or("", String::as_str), values)
    }

    pub(super) fn reason(&self, occasion: &Occasion, day: Day<'_>, again_today: bool) -> String {
        let name = occasion.name(&self.language);
        let pattern = match (day.reason, day.spans.is_empty()) {
            (DayReason::Holiday(_), true) if name.is_some() => Pattern::HoursHoliday,
            (_, true) if name.is_some() => Pattern::HoursClosed,
            (_, true) => Pattern::HoursClosedUnnamed,
            (_, false) if again_today && name.is_some() => Pattern::HoursShorter,
            (_, false) if again_today => Pattern::HoursShorterUnnamed,
            (_, false) if name.is_some() => Pattern::HoursWasShorter,
            (_, false) => Pattern::HoursWasShorterUnnamed,
        };
        let hours = self.hours(day.spans);
        let name = name.unwrap_or_default();
        self.say(pattern, &[(Placeholder::Hours, &hours), (Placeholder::Name, name)])
    }

    /// The hours of a week, one sentence for each: days with the same hours are in one.
    pub(super) fn week(&self, week: &Week, season: Option<&str>) -> Vec<String> {
        let runs = week.runs().into_iter();
        let open = runs.filter(|(hours, _)| !hours.is_empty());
        let said = open.enumerate().map(|(position, (hours, days))| {
            let pattern = match (position, season) {
                (0, Some(_)) => Pattern::HoursSeason,
                (0, None) => Pattern::HoursUsual,
                _ => Pattern::HoursFurther,
            };
            let days = self.list(days.into_iter().map(|run| self.days(run)));
            let values = [
                (Placeholder::Days, days.as_str()),
                (Placeholder::Hours, &self.hours(hours)),
                (Placeholder::Name, season.unwrap_or_default()),
            ];
            self.say(pattern, &values)
        });
        said.collect()
    }

    fn days(&self, (first, last): (Weekday, Weekday)) -> String {
        let pattern = match first.until(last) {
            6 => Pattern::HoursEveryDay,
            0 => Pattern::HoursOneDay,
            1 => Pattern::HoursTwoDays,
            _ => Pattern::HoursDays,
        };
        self.pair(pattern, self.weekday(first), self.weekday(last))
    }

    fn hours(&self, spans: &[Span]) -> String {
        if spans == [Span::DAY] {
            return self.say(Pattern::HoursAllDay, &[]);
        }
        let range = |span: &Span| {
            let (from, until) = (self.clock(span.begins()), self.clock(span.ends()));
            self.pair(Pattern::HoursRange, &from, &until)
        };
        self.list(spans.iter().map(range))
    }

    /// Several things in one breath.
    fn list(&self, items: impl ExactSizeIterator<Item = String>) -> String {
        let count = items.len();
        let mut said = String::new();
        for (number, item) in (1..).zip(items) {
            said = match number {
                1 => item,
                2 if count == 2 => self.pair(Pattern::HoursListTwo, &said, &item),
                _ if number == count => self.pair(Pattern::HoursListEnd, &said, &item),
                _ => self.pair(Pattern::HoursListMore, &said, &item),
            };
        }
        said
    }

    fn pair(&self, pattern: Pattern, first: &str, last: &str) -> String {
        self.say(pattern, &[(Placeholder::First, first), (Placeholder::Last, last)])
    }

    fn clock(&self, time: Time) -> String {
        let said = self.time(time);
        if time == Time::midnight() {
            return said;
        }
        self.say(Pattern::HoursClock, &[(Placeholder::Time, &said)])
    }

    fn opens(&self, opens: &Zoned, today: Date) -> String {
        let date = opens.date();
        let ahead = date.since(today).ok().map(|ahead| ahead.get_days());
        let at_midnight = opens.time() == Time::midnight();
        let pattern = match (ahead, at_midnight) {
            (Some(1), true) => Pattern::HoursTonight,
            (_, true) => Pattern::HoursStartOfDay,
            (Some(0), false) => Pattern::HoursToday,
            (Some(1), false) => Pattern::HoursTomorrow,
            (Some(2..=6), false) => Pattern::HoursWeekday,
            (_, false) => Pattern::HoursDate,
        };
        let day = match ahead {
            Some(..=6) => self.weekday(date.weekday()).to_owned(),
            _ => self.date(date),
        };
        self.opening(pattern, &day, opens.time())
    }

    pub(super) fn opening(&self, pattern: Pattern, day: &str, time: Time) -> String {
        let time = self.time(time);
        let values = [(Placeholder::Day, day), (Placeholder::Time, &time)];
        let day = self.say(pattern, &values);
        self.say(Pattern::HoursOpens, &[(Placeholder::Day, &day)])
    }

    fn weekday(&self, day: Weekday) -> &str {
        let position = usize::from(day.to_sunday_zero_offset().unsigned_abs());
        self.weekdays.get(position).map_or("", String::as_str)
    }

    /// A time of day in words; in figures, which its voice reads, in a language that we can't count in.
    fn time(&self, time: Time) -> String {
        match Numerals::of(&self.language) {
            Some(numerals) => numerals.time_of_day(time),
            None => time.strftime("%H:%M").to_string(),
        }
    }

    /// A date with its day of the week, in words or in figures.
    fn date(&self, date: Date) -> String {
        let day = match Numerals::of(&self.language) {
            Some(numerals) => numerals.date(date),
            None => date.strftime("%d/%m/%Y").to_string(),
        };
        [self.weekday(date.weekday()), &day].join(self.comma)
    }
}
