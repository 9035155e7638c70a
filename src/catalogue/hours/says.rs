//! Hours as people say them, to a caller who finds nobody there.

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, Zoned};

use super::{Day, Hours, Occasion, Opening, Reason, Span, Week};
use crate::numerals::{Case, Numerals};

/// What is said in one language; what stands in braces is filled in.
struct Words {
    /// Closed the whole day: for a holiday, because of something else, without a name.
    holiday: &'static str,
    closed: &'static str,
    closed_unnamed: &'static str,
    /// Shorter than usual today, with a name and without.
    shorter: &'static str,
    shorter_unnamed: &'static str,
    /// The same once nobody comes any more today.
    was_shorter: &'static str,
    was_shorter_unnamed: &'static str,
    /// The usual hours: in a season with a name, else, and those of further days.
    season: &'static str,
    usual: &'static str,
    further: &'static str,
    /// When people are there again.
    opens: &'static str,
    today: &'static str,
    tonight: &'static str,
    tomorrow: &'static str,
    on_weekday: &'static str,
    on_date: &'static str,
    /// A day from its first minute on: "on Sunday at midnight" might be either end of it.
    at_start: &'static str,
    /// A clock's time after "from" and "to"; midnight has no hour.
    time: &'static str,
    around_the_clock: &'static str,
    /// Days of a week: all, one, two, and several from one to another.
    every_day: &'static str,
    one_day: &'static str,
    two_days: &'static str,
    days: &'static str,
}

const ENGLISH: Words = Words {
    holiday: "The offices are closed today for {name}.",
    closed: "The offices are closed today because of {name}.",
    closed_unnamed: "The offices are closed today.",
    shorter: "Because of {name}, we are here today only {hours}.",
    shorter_unnamed: "Today we are here only {hours}.",
    was_shorter: "Because of {name}, we were here today only {hours}.",
    was_shorter_unnamed: "Today we were here only {hours}.",
    season: "During {name}, we are here {days}, {hours}.",
    usual: "We are here {days}, {hours}.",
    further: "And {days}, {hours}.",
    opens: "We open again {day}.",
    today: "today at {time}",
    tonight: "tonight at {time}",
    tomorrow: "tomorrow at {time}",
    on_weekday: "on {day} at {time}",
    on_date: "on {day}, at {time}",
    at_start: "at the start of {day}",
    time: "{time}",
    around_the_clock: "around the clock",
    every_day: "every day",
    one_day: "on {first}",
    two_days: "on {first} and {last}",
    days: "{first} to {last}",
};

const ARABIC: Words = Words {
    holiday: "المكاتب مغلقة اليوم بمناسبة {name}.",
    closed: "المكاتب مغلقة اليوم بسبب {name}.",
    closed_unnamed: "المكاتب مغلقة اليوم.",
    shorter: "بسبب {name}، نستقبل مكالماتكم اليوم {hours} فقط.",
    shorter_unnamed: "نستقبل مكالماتكم اليوم {hours} فقط.",
    was_shorter: "بسبب {name}، استقبلنا مكالماتكم اليوم {hours} فقط.",
    was_shorter_unnamed: "استقبلنا مكالماتكم اليوم {hours} فقط.",
    season: "خلال {name}، نستقبل مكالماتكم {days}، {hours}.",
    usual: "نستقبل مكالماتكم {days}، {hours}.",
    further: "و{days}، {hours}.",
    opens: "نعود إليكم {day}.",
    today: "اليوم في الساعة {time}",
    tonight: "الليلة عند {time}",
    tomorrow: "غدًا في الساعة {time}",
    on_weekday: "يوم {day} في الساعة {time}",
    on_date: "يوم {day}، في الساعة {time}",
    at_start: "مع بداية يوم {day}",
    time: "الساعة {time}",
    around_the_clock: "على مدار الساعة",
    every_day: "كل يوم",
    one_day: "يوم {first}",
    two_days: "يومي {first} و{last}",
    days: "من {first} إلى {last}",
};

impl Hours {
    /// What a caller out of hours is told, sentence by sentence: why nobody is there today, when somebody is there
    /// again, and the usual hours, which few wait for. Empty while people are there, and in a language that we cannot say it in.
    pub fn says(&self, line: &str, now: Timestamp, language: &str) -> Vec<String> {
        let Opening::Closed { because, opens } = self.opening(line, now) else {
            return Vec::new();
        };
        let Some(speech) = Speech::in_language(language) else {
            return Vec::new();
        };
        let today = now.to_zoned(self.zone.clone()).date();
        let mut said = Vec::new();
        if let (Some(occasion), Some(day)) = (because, self.day(line, today)) {
            let again_today = opens.as_ref().is_some_and(|opens| opens.date() == today);
            said.push(speech.reason(occasion, day, again_today));
        }
        said.extend(opens.map(|opens| speech.opens(&opens, today)));
        let season = self.season(line, today);
        if let Some(week) = season.map(|season| &season.week).or(self.week(line)) {
            let name = season.and_then(|season| season.occasion.name(language));
            said.extend(speech.week(week, name));
        }
        said
    }
}

struct Speech<'l> {
    language: &'l str,
    words: &'static Words,
    numerals: Numerals,
}

impl<'l> Speech<'l> {
    fn in_language(language: &'l str) -> Option<Self> {
        let numerals = Numerals::of(language)?;
        let words = match numerals {
            Numerals::Arabic => &ARABIC,
            Numerals::English => &ENGLISH,
        };
        Some(Self {
            language,
            words,
            numerals,
        })
    }

    fn reason(&self, occasion: &Occasion, day: Day<'_>, again_today: bool) -> String {
        let words = self.words;
        let name = occasion.name(self.language);
        let pattern = match (day.reason, day.spans.is_empty()) {
            (Reason::Holiday(_), true) if name.is_some() => words.holiday,
            (_, true) if name.is_some() => words.closed,
            (_, true) => words.closed_unnamed,
            (_, false) if again_today && name.is_some() => words.shorter,
            (_, false) if again_today => words.shorter_unnamed,
            (_, false) if name.is_some() => words.was_shorter,
            (_, false) => words.was_shorter_unnamed,
        };
        filled(
            pattern,
            &[
                ("{hours}", &self.hours(day.spans)),
                ("{name}", name.unwrap_or_default()),
            ],
        )
    }

    /// The hours of a week, one sentence for each: days with the same hours are in one.
    fn week(&self, week: &Week, season: Option<&str>) -> Vec<String> {
        let open = week
            .runs()
            .into_iter()
            .filter(|(hours, _)| !hours.is_empty());
        let said = open.enumerate().map(|(position, (hours, days))| {
            let pattern = match (position, season) {
                (0, Some(_)) => self.words.season,
                (0, None) => self.words.usual,
                _ => self.words.further,
            };
            let days: Vec<_> = days.into_iter().map(|run| self.days(run)).collect();
            filled(
                pattern,
                &[
                    ("{days}", &self.numerals.list(&days)),
                    ("{hours}", &self.hours(hours)),
                    ("{name}", season.unwrap_or_default()),
                ],
            )
        });
        said.collect()
    }

    fn days(&self, (first, last): (Weekday, Weekday)) -> String {
        let pattern = match first.until(last) {
            6 => self.words.every_day,
            0 => self.words.one_day,
            1 => self.words.two_days,
            _ => self.words.days,
        };
        let name = |day| self.numerals.weekday(day);
        filled(pattern, &[("{first}", name(first)), ("{last}", name(last))])
    }

    fn hours(&self, spans: &[Span]) -> String {
        if spans == [Span::DAY] {
            return self.words.around_the_clock.to_owned();
        }
        let range = |span: &Span| {
            let (from, until) = (self.clock(span.begins()), self.clock(span.ends()));
            self.numerals.range(&from, &until)
        };
        self.numerals
            .list(&spans.iter().map(range).collect::<Vec<_>>())
    }

    fn clock(&self, time: Time) -> String {
        let said = self.numerals.time_of_day_in(time, Case::Genitive);
        if time == Time::midnight() {
            return said;
        }
        filled(self.words.time, &[("{time}", &said)])
    }

    fn opens(&self, opens: &Zoned, today: Date) -> String {
        let (words, date) = (self.words, opens.date());
        let weekday = || self.numerals.weekday(date.weekday()).to_owned();
        let in_full = || self.numerals.date_in(date, Case::Genitive);
        let ahead = date.since(today).map(|ahead| ahead.get_days());
        let (pattern, day) = match (ahead, opens.time() == Time::midnight()) {
            (Ok(1), true) => (words.tonight, String::new()),
            (Ok(2..=6), true) => (words.at_start, weekday()),
            (_, true) => (words.at_start, in_full()),
            (Ok(0), false) => (words.today, String::new()),
            (Ok(1), false) => (words.tomorrow, String::new()),
            (Ok(2..=6), false) => (words.on_weekday, weekday()),
            (_, false) => (words.on_date, in_full()),
        };
        let time = self.numerals.time_of_day_in(opens.time(), Case::Genitive);
        let day = filled(pattern, &[("{day}", &day), ("{time}", &time)]);
        filled(words.opens, &[("{day}", &day)])
    }
}

/// A pattern with its gaps filled in. A name is filled in last, so that nothing in it is taken for a gap.
fn filled(pattern: &str, gaps: &[(&str, &str)]) -> String {
    gaps.iter().fold(pattern.to_owned(), |text, (gap, value)| {
        text.replace(gap, value)
    })
}
