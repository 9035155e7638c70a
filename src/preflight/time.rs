//! The clock, against that of whoever answers at the public URL.

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use super::report::Finding;

static PARSER: DateTimeParser = DateTimeParser::new();

/// More than networks and rounding explain.
const MOST: SignedDuration = SignedDuration::from_secs(60);

/// Compares our clock with the `Date` of an answer.
pub(super) fn check(date: Option<&str>, now: Timestamp) -> Finding {
    let name = "clock";
    let there = date.and_then(|date| PARSER.parse_timestamp(date).ok());
    let Some(there) = there else {
        let detail = "the public URL's answer does not tell the time";
        return Finding::warning(name, detail, None);
    };
    let ahead = now.duration_since(there);
    if ahead.abs() <= MOST {
        let detail = "within a minute of the public URL's";
        return Finding::ok(name, detail);
    }
    let way = if ahead.is_positive() { "ahead of" } else { "behind" };
    let seconds = ahead.abs().as_secs();
    let detail = format!("this machine's clock is {seconds} s {way} that of the public URL");
    let remedy = "Let both follow a time server (timedatectl set-ntp true): schedules, opening hours and \
                  signatures that carry the time depend on it.";
    Finding::warning(name, detail, Some(remedy))
}

#[cfg(test)]
mod tests {
    use super::super::report::Outcome;
    use super::check;

    #[test]
    fn a_clock_that_is_minutes_off_is_named_with_its_direction() {
        let now = "2026-01-01T00:05:00Z".parse().unwrap();
        let table = [
            ("Thu, 01 Jan 2026 00:05:30 GMT", Outcome::Ok, "within"),
            ("Thu, 01 Jan 2026 00:00:00 GMT", Outcome::Warning, "300 s ahead of"),
            ("Thu, 01 Jan 2026 00:10:00 GMT", Outcome::Warning, "300 s behind"),
            ("yesterday", Outcome::Warning, "does not tell"),
        ];
        for (date, outcome, words) in table {
            let found = check(Some(date), now);
            assert_eq!(found.outcome, outcome, "{date}");
            assert!(found.detail.contains(words), "{}", found.detail);
        }
    }
}
