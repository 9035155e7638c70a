//! Lines of the log that anybody can bring about, one a second of each kind at most.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Between two lines of a kind.
const PAUSE: Duration = Duration::from_secs(1);

/// The pace of lines, by their kind.
#[derive(Debug, Default)]
pub struct LogPace(Mutex<BTreeMap<&'static str, Paced>>);

#[derive(Debug, Default)]
struct Paced {
    last: Option<Instant>,
    held_back: u64,
}

impl LogPace {
    /// Asks for a line of this kind. Gives the occurrences that it stands for: this one, and those since the last line;
    /// none where that was less than a second ago.
    pub fn pass(&self, kind: &'static str, now: Instant) -> Option<u64> {
        let mut paced = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let paced = paced.entry(kind).or_default();
        paced.held_back += 1;
        if paced.last.is_some_and(|last| now.saturating_duration_since(last) < PAUSE) {
            return None;
        }
        paced.last = Some(now);
        Some(std::mem::take(&mut paced.held_back))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_a_second_says_how_many_it_stands_for() {
        let pace = LogPace::default();
        let start = Instant::now();
        let pass = |kind, ms| pace.pass(kind, start + Duration::from_millis(ms));
        let passed = [0, 1, 500, 999, 1000, 1001, 9000].map(|ms| pass("signature", ms));
        assert_eq!(passed, [Some(1), None, None, None, Some(4), None, Some(2)]);
        assert_eq!(pass("method", 9001), Some(1));
    }
}
