//! Lines whose provider is left alone for a while.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::JobOptions;
use crate::dialects::ApiError;

/// The different jobs that have to fail in a row, each by itself, until that is taken for the line's.
const SEVERAL: usize = 3;

/// The lines whose provider is left alone: where a thousand messages wait, one failure speaks for all of them.
#[derive(Debug, Default)]
pub struct Pauses(Mutex<Standing>);

#[derive(Debug, Default)]
struct Standing {
    pauses: HashMap<String, Pause>,
    /// The destinations that failed by themselves since the line's provider last did what it was asked, by line.
    failed: HashMap<String, HashSet<String>>,
}

#[derive(Debug)]
struct Pause {
    until: Timestamp,
    next: SignedDuration,
    reason: String,
}

impl Pauses {
    /// The time until which the line's provider is to be left alone.
    pub fn of(&self, line: &str, now: Timestamp) -> Option<Timestamp> {
        let until = self.lock().pauses.get(line)?.until;
        (until > now).then_some(until)
    }

    /// Notes that something failed where it or its line may be at fault: a message to this number, this recording. True
    /// if several different ones did so in a row.
    pub fn suspects(&self, line: &str, what: &str) -> bool {
        let mut standing = self.lock();
        let failed = standing.failed.entry(line.to_owned()).or_default();
        if failed.len() < SEVERAL {
            failed.insert(what.to_owned());
        }
        failed.len() >= SEVERAL
    }

    /// Notes that the line's provider failed. Says until when it is to be left alone, and whether that is new: of
    /// several requests that fail at the same time, the first one counts.
    pub fn begin(
        &self,
        line: &str,
        error: &ApiError,
        now: Timestamp,
        options: &JobOptions,
        random: f64,
    ) -> (Timestamp, bool) {
        let pauses = &mut self.lock().pauses;
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
    pub fn end(&self, line: &str) -> bool {
        let mut standing = self.lock();
        standing.failed.remove(line);
        standing.pauses.remove(line).is_some()
    }

    /// The trouble of each line of the hotline, a line of text for each.
    pub fn in_words(&self) -> String {
        let standing = self.lock();
        let mut lines: Vec<_> = standing.pauses.iter().collect();
        lines.sort_unstable_by_key(|(line, _)| *line);
        let mut words = String::new();
        for (line, pause) in lines {
            // Writing to a String can't fail.
            writeln!(words, "line `{line}`: messages and questions wait. {}", pause.reason).ok();
        }
        words
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Between half of a pause and all of it.
pub fn jittered(pause: SignedDuration, random: f64) -> SignedDuration {
    let share = 0.5 + random.clamp(0.0, 1.0) / 2.0;
    SignedDuration::try_from_secs_f64(pause.as_secs_f64() * share).unwrap_or(pause)
}
