//! Which lines' providers are left alone for a while.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::JobOptions;
use crate::dialects::ApiError;

/// The lines whose provider is left alone: where a thousand messages wait, one failure speaks for all of them.
#[derive(Debug, Default)]
pub(super) struct Pauses(Mutex<HashMap<String, Pause>>);

#[derive(Debug)]
struct Pause {
    until: Timestamp,
    /// How long the next one is.
    next: SignedDuration,
    reason: String,
}

impl Pauses {
    /// Until when the line's provider is to be left alone, and why.
    pub(super) fn of(&self, line: &str, now: Timestamp) -> Option<(Timestamp, String)> {
        let pauses = self.lock();
        let pause = pauses.get(line).filter(|pause| pause.until > now)?;
        Some((pause.until, pause.reason.clone()))
    }

    /// Notes that the line's provider failed. Says until when it is to be left alone, and whether that is new: of
    /// several requests that fail at the same time, the first one counts.
    pub(super) fn begin(
        &self,
        line: &str,
        error: &ApiError,
        now: Timestamp,
        options: &JobOptions,
        random: f64,
    ) -> (Timestamp, bool) {
        let mut pauses = self.lock();
        let before = pauses.get(line);
        if let Some(pause) = before.filter(|pause| pause.until > now) {
            return (pause.until, false);
        }
        let pause = before.map_or(options.shortest_pause, |pause| pause.next);
        let asked_for = match error {
            ApiError::Busy { after: Some(after), .. } => {
                SignedDuration::try_from(*after).unwrap_or(options.longest_pause)
            }
            _ => SignedDuration::ZERO,
        };
        let until = now.saturating_add(jittered(pause, random).max(asked_for)).unwrap_or(now);
        let pause = Pause {
            until,
            next: pause.saturating_mul(2).min(options.longest_pause),
            reason: error.to_string(),
        };
        pauses.insert(line.to_owned(), pause);
        (until, true)
    }

    /// Notes that the line's provider works; says whether it did not before.
    pub(super) fn end(&self, line: &str) -> bool {
        self.lock().remove(line).is_some()
    }

    /// What is wrong with each line, a line for each.
    pub(super) fn in_words(&self) -> String {
        let pauses = self.lock();
        let mut lines: Vec<_> = pauses.iter().collect();
        lines.sort_unstable_by_key(|(line, _)| *line);
        let mut words = String::new();
        for (line, pause) in lines {
            // Writing to a String can't fail.
            writeln!(words, "line `{line}`: messages and questions wait. {}", pause.reason).ok();
        }
        words
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Pause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Between half of a pause and all of it.
pub(super) fn jittered(pause: SignedDuration, random: f64) -> SignedDuration {
    let share = 0.5 + random.clamp(0.0, 1.0) / 2.0;
    SignedDuration::try_from_secs_f64(pause.as_secs_f64() * share).unwrap_or(pause)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn busy(seconds: Option<u64>) -> ApiError {
        ApiError::Busy {
            reason: "The provider is away.".to_owned(),
            after: seconds.map(Duration::from_secs),
        }
    }

    fn seconds(until: Timestamp) -> i64 {
        until.duration_since(NOW).as_secs()
    }

    #[test]
    fn each_pause_is_twice_as_long_up_to_the_longest() {
        let (pauses, options) = (Pauses::default(), JobOptions::default());
        let mut now = NOW;
        let mut waited = Vec::new();
        for _ in 0..12 {
            let (until, is_new) = pauses.begin("main", &busy(None), now, &options, 1.0);
            assert!(is_new);
            waited.push(until.duration_since(now).as_secs());
            now = until;
        }
        assert_eq!(waited, [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
        assert!(pauses.end("main") && !pauses.end("main"));
        let (until, _) = pauses.begin("main", &busy(None), NOW, &options, 0.0);
        assert_eq!(seconds(until), 1, "at least half of it");
    }

    #[test]
    fn of_many_failures_at_once_the_first_counts_for_its_line_alone() {
        let (pauses, options) = (Pauses::default(), JobOptions::default());
        let first = pauses.begin("main", &busy(None), NOW, &options, 1.0);
        let second = pauses.begin("main", &busy(None), NOW, &options, 1.0);
        assert_eq!((first.0, false), second);
        assert!(pauses.of("main", NOW).is_some());
        assert!(pauses.of("main", first.0).is_none(), "it is over");
        assert!(pauses.of("other", NOW).is_none());
        assert!(pauses.in_words().contains("The provider is away."));
    }

    #[test]
    fn what_the_provider_asks_for_is_waited_at_least() {
        let (pauses, options) = (Pauses::default(), JobOptions::default());
        let (until, _) = pauses.begin("main", &busy(Some(40)), NOW, &options, 0.0);
        assert_eq!(seconds(until), 40);
    }
}
