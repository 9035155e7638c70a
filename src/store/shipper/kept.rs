//! What has arrived and is kept all the same: a copy that takes the database's place may lack it.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Records that are kept at most, whatever came in that time: some 50 MB.
const MOST: i64 = 200_000;
/// Marks in the time for which records are kept.
const MARKS: u32 = 60;

/// Times at which records had arrived, each with how many had left the file by then.
#[derive(Debug)]
pub(super) struct KeptMarks {
    marks: VecDeque<(Instant, i64)>,
    kept: Duration,
}

impl KeptMarks {
    /// No marks yet; what arrives is kept for so long.
    pub(super) fn keeping_for(kept: Duration) -> Self {
        Self { marks: VecDeque::new(), kept }
    }

    /// The time between two marks.
    fn apart(&self) -> Duration {
        self.kept / MARKS
    }

    /// Remembers that so many records have arrived by now.
    pub(super) fn arrived(&mut self, through: i64, now: Instant) {
        let apart = self.apart();
        match self.marks.back_mut() {
            Some((at, mark)) if now.duration_since(*at) < apart => *mark = through,
            _ => self.marks.push_back((now, through)),
        }
    }

    /// The sequence up to which nothing is kept any more.
    pub(super) fn let_go(&mut self, now: Instant) -> i64 {
        let latest = self.marks.back().map_or(0, |(_, through)| *through);
        let mut old = 0;
        while let Some((at, through)) = self.marks.front()
            && now.duration_since(*at) >= self.kept + self.apart()
        {
            old = *through;
            self.marks.pop_front();
        }
        old.max(latest.saturating_sub(MOST))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{KeptMarks, MOST};

    #[test]
    fn what_has_arrived_is_kept_for_an_hour_and_not_without_bound() {
        let (mut kept, start) = (KeptMarks::keeping_for(Duration::from_hours(1)), Instant::now());
        let minute = |minute| start + Duration::from_mins(minute);
        for (at, through) in [(0, 10), (1, 20), (30, 30)] {
            kept.arrived(through, minute(at));
        }
        assert_eq!(kept.let_go(minute(60)), 0);
        assert_eq!(kept.let_go(minute(62)), 20);
        kept.arrived(MOST + 70, minute(62));
        assert_eq!(kept.let_go(minute(62)), 70);
        assert_eq!(kept.let_go(minute(200)), MOST + 70);
    }
}
