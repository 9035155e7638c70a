//! The clock, against that of whoever answers at the public URL.

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use super::report::Trouble;

static PARSER: DateTimeParser = DateTimeParser::new();

/// More than networks and rounding explain.
const MOST: SignedDuration = SignedDuration::from_secs(60);

/// Compares our clock with the `Date` of an answer.
pub(super) fn check(date: &str, now: Timestamp) -> Result<String, Trouble> {
    let there = PARSER
        .parse_timestamp(date)
        .map_err(|_| Trouble::unclear("the public URL's answer does not tell the time"))?;
    let ahead = now.duration_since(there);
    if ahead.abs() <= MOST {
        return Ok("within a minute of the public URL's".to_owned());
    }
    let way = if ahead.is_positive() { "ahead of" } else { "behind" };
    let seconds = ahead.abs().as_secs();
    Err(Trouble::warning(
        format!("this machine's clock is {seconds} s {way} that of the public URL"),
        "Let both follow a time server (timedatectl set-ntp true): schedules, opening hours and \
         signatures that carry the time depend on it.",
    ))
}

#[cfg(test)]
mod tests {
    use super::super::Finding;
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
            let found = Finding::new("clock", check(date, now));
            assert_eq!(found.outcome, outcome, "{date}");
            assert!(found.detail.contains(words), "{}", found.detail);
        }
    }
}
