//! Hours as people read them.

use std::fmt;

use jiff::civil::Weekday;

use super::{Hours, Occasion, Span, Week};

impl Hours {
    /// Everything that is set, by name: what it is, and its value.
    pub fn settings(&self) -> Vec<(String, String)> {
        let mut settings = Vec::new();
        if let Some(week) = &self.usual {
            settings.push(("hours".to_owned(), week.to_string()));
        }
        for line in &self.lines {
            if let Some(week) = &line.week {
                settings.push((format!("hours of line {}", line.line), week.to_string()));
            }
            if !line.holidays {
                let name = format!("holidays of line {}", line.line);
                settings.push((name, "as any other day".to_owned()));
            }
        }
        for season in &self.seasons {
            let name = format!("hours {}{}", season.occasion.days(), of_lines(&season.lines));
            settings.push((name, season.occasion.after_name(&season.week.to_string())));
        }
        for exception in &self.exceptions {
            let days = exception.occasion.days();
            let name = format!("exception {days}{}", of_lines(&exception.lines));
            settings.push((name, exception.occasion.after_name(&spans(&exception.spans))));
        }
        for holiday in &self.holidays {
            settings.push((format!("holiday {}", holiday.days()), holiday.names()));
        }
        settings
    }
}

impl Occasion {
    /// Its days: `2026-12-16`, `2026-12-16 to 2026-12-17`.
    pub fn days(&self) -> String {
        if self.from == self.to {
            return self.from.to_string();
        }
        format!("{} to {}", self.from, self.to)
    }

    /// Its name in every language; empty if it has none.
    pub fn names(&self) -> String {
        let names: Vec<_> = self.names.iter().map(|(_, name)| name.as_str()).collect();
        names.join(" / ")
    }

    fn after_name(&self, value: &str) -> String {
        if self.names.is_empty() {
            return value.to_owned();
        }
        format!("{}: {value}", self.names())
    }
}

/// `07:00-14:00`, as the files have it.
impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clock = |minutes: u16| match minutes {
            1440 => "24:00".to_owned(),
            _ => format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60),
        };
        write!(f, "{}-{}", clock(self.from), clock(self.until))
    }
}

/// `Sunday to Thursday 07:00-14:00; Friday, Saturday closed`.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts: Vec<_> = self
            .runs()
            .into_iter()
            .map(|(hours, days)| {
                let days: Vec<_> = days.into_iter().map(run).collect();
                format!("{} {}", days.join(", "), spans(hours))
            })
            .collect();
        f.write_str(&parts.join("; "))
    }
}

fn run((first, last): (Weekday, Weekday)) -> String {
    let (from, to) = (weekday(first), weekday(last));
    match first.until(last) {
        0 => from.to_owned(),
        1 => format!("{from}, {to}"),
        6 => "every day".to_owned(),
        _ => format!("{from} to {to}"),
    }
}

/// The hours of a day: `07:00-12:00, 16:00-19:00`, or `closed`.
pub fn spans(spans: &[Span]) -> String {
    if spans.is_empty() {
        return "closed".to_owned();
    }
    let spans: Vec<_> = spans.iter().map(ToString::to_string).collect();
    spans.join(", ")
}

pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Sunday => "Sunday",
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
    }
}

fn of_lines(lines: &[String]) -> String {
    match lines {
        [] => String::new(),
        [line] => format!(" on line {line}"),
        lines => format!(" on lines {}", lines.join(", ")),
    }
}
