//! What has arrived and is kept all the same: a copy that takes the database's place may lack it.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// A copy that lags further behind is not to take the database's place.
const KEPT: Duration = Duration::from_hours(1);
/// Records that are kept at most, whatever came in that time: some 50 MB.
const MOST: i64 = 200_000;
/// Between two marks.
const APART: Duration = Duration::from_mins(1);

/// Times at which records had arrived, each with how many had left the file by then.
#[derive(Debug, Default)]
pub(super) struct KeptMarks(VecDeque<(Instant, i64)>);

impl KeptMarks {
    /// Remembers that so many records have arrived by now.
    pub(super) fn arrived(&mut self, through: i64, now: Instant) {
        match self.0.back_mut() {
            Some((at, mark)) if now.duration_since(*at) < APART => *mark = through,
            _ => self.0.push_back((now, through)),
        }
    }

    /// The sequence up to which nothing is kept any more.
    pub(super) fn let_go(&mut self, now: Instant) -> i64 {
        let latest = self.0.back().map_or(0, |(_, through)| *through);
        let mut old = 0;
        while let Some((at, through)) = self.0.front()
            && now.duration_since(*at) >= KEPT + APART
        {
            old = *through;
            self.0.pop_front();
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
        let (mut kept, start) = (KeptMarks::default(), Instant::now());
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
