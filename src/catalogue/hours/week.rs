//! The hours of a day, and of a week.

use jiff::civil::{Time, Weekday};

const DAY: u16 = 24 * 60;

/// From when to when people are there, in minutes since the midnight before; over midnight, `until` is more than
/// a day's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub from: u16,
    /// The first minute after; more than `from`.
    pub until: u16,
}

impl Span {
    pub const DAY: Self = Self { from: 0, until: DAY };

    /// Reads `07:00-14:00`; `22:00-06:00` goes over midnight, and `24:00` is the midnight after the day.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = text.split_once('-')?;
        let (from, until) = (minutes(from)?, minutes(until)?);
        let until = if until < from { until + DAY } else { until };
        (from < until && from < DAY).then_some(Self { from, until })
    }

    /// The clock's time at its beginning.
    pub fn begins(self) -> Time {
        time(self.from)
    }

    /// The clock's time at its end.
    pub fn ends(self) -> Time {
        time(self.until)
    }

    /// True if a time of the day on which it begins is in it.
    pub(super) fn contains(self, time: Time) -> bool {
        let minute =
            u16::from(time.hour().unsigned_abs()) * 60 + u16::from(time.minute().unsigned_abs());
        (self.from..self.until).contains(&minute)
    }
}

/// Two digits, a colon, two digits.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok())?
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let sound = minutes < 60 && (hours < 24 || (hours, minutes) == (24, 0));
    sound.then_some(hours * 60 + minutes)
}

fn time(minutes: u16) -> Time {
    let minutes = minutes % DAY;
    let part = |number: u16| i8::try_from(number).unwrap_or_default();
    Time::constant(part(minutes / 60), part(minutes % 60), 0, 0)
}

/// Days that follow each other, from the first to the last.
type Runs = Vec<(Weekday, Weekday)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week([Vec<Span>; 7]);

impl Week {
    /// The days as the files name them; a week begins on Sunday.
    pub const DAYS: [&'static str; 7] =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// A week with these hours, from Sunday on; each day's are sorted.
    pub fn new(mut days: [Vec<Span>; 7]) -> Self {
        for day in &mut days {
            day.sort_unstable();
        }
        Self(days)
    }

    /// The hours of a day; empty: nobody is there.
    pub fn day(&self, day: Weekday) -> &[Span] {
        &self.0[usize::from(day.to_sunday_zero_offset().unsigned_abs())]
    }

    /// The hours that there are with the days that have them, by the first of these days.
    pub(super) fn runs(&self) -> Vec<(&[Span], Runs)> {
        let mut found: Vec<(&[Span], Runs)> = Vec::new();
        for (position, spans) in self.0.iter().enumerate() {
            let day = i8::try_from(position).unwrap_or_default();
            let Ok(day) = Weekday::from_sunday_zero_offset(day) else {
                continue;
            };
            let same = found.iter_mut().find(|(known, _)| *known == spans.as_slice());
            let Some((_, runs)) = same else {
                found.push((spans, vec![(day, day)]));
                continue;
            };
            match runs.last_mut() {
                Some((_, last)) if last.next() == day => *last = day,
                _ => runs.push((day, day)),
            }
        }
        found
    }
}
