//! The proof of this machine's clock, before anything is removed because it has been kept for long enough.
//!
//! What is removed is gone for ever, so one clock alone decides nothing: it must agree with the database's, where there
//! is one, and must not have gone on by more than has passed since the last round.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::clock::ClockDoubt;

/// A clock may have gone on by so much more than is known to have passed: a server may have been off meanwhile.
const UNKNOWN: SignedDuration = SignedDuration::from_hours(24);
/// A clock that has gone on evenly for so long is believed, whatever it said before: nobody has set it.
const EVENLY: SignedDuration = SignedDuration::from_hours(3 * 24);

/// The time as clocks tell it at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// This machine's clock.
    pub now: Timestamp,
    /// The machine's count of time, which nobody sets.
    pub uptime: Instant,
    /// The database's clock, if it has one.
    pub database: Option<Timestamp>,
    /// The time of the last round of retention that was made in this store, or else of what happened last; none in a new
    /// store.
    pub believed: Option<Timestamp>,
}

/// What a server remembers of its clock between rounds.
#[derive(Debug, Default)]
pub struct ClockProof {
    /// The last reading that was believed; before the first, the last round's time and when it was first seen here.
    last: Option<(Timestamp, Instant)>,
    /// The first reading that was not believed, of a clock that has gone on evenly since.
    doubted: Option<(Timestamp, Instant)>,
}

impl ClockProof {
    /// Fails where the clock is not to be believed.
    pub fn check(&mut self, reading: Reading) -> Result<(), ClockDoubt> {
        let Reading { now, uptime, database, believed } = reading;
        if let Some(ahead) = database.map(|there| now.duration_since(there))
            && ahead.abs() > ClockDoubt::APART
        {
            self.doubted = None;
            return Err(ClockDoubt::Database { ahead });
        }
        let first_seen = *self.last.get_or_insert((believed.unwrap_or(now), uptime));
        let is_near = |(then, at)| now.duration_since(then) <= since(at, uptime) + UNKNOWN;
        if is_near(first_seen) || believed.is_none_or(|believed| is_near((believed, uptime))) {
            self.believe(now, uptime);
            return Ok(());
        }
        let goes_evenly = |(then, at)| {
            let passed = now.duration_since(then);
            (passed - since(at, uptime)).abs() <= ClockDoubt::APART
        };
        let first = self.doubted.filter(|first| goes_evenly(*first)).unwrap_or((now, uptime));
        self.doubted = Some(first);
        if since(first.1, uptime) >= EVENLY {
            self.believe(now, uptime);
            return Ok(());
        }
        Err(ClockDoubt::Ahead { now, believed: believed.unwrap_or(now) })
    }

    fn believe(&mut self, now: Timestamp, uptime: Instant) {
        (self.last, self.doubted) = (Some((now, uptime)), None);
    }
}

fn since(then: Instant, uptime: Instant) -> SignedDuration {
    let passed = uptime.saturating_duration_since(then);
    SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::{SignedDuration, Timestamp};
    use tokio::time::Instant;

    use super::{ClockProof, Reading};
    use crate::clock::ClockDoubt;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    /// Rounds at hours of uptime at which the clock shows hours, after a round that was at an hour.
    fn rounds(believed: i64, rounds: &[(i64, i64)]) -> Vec<bool> {
        let (mut proof, start) = (ClockProof::default(), Instant::now());
        let mut last = at(believed);
        let round = |(uptime, now): &(i64, i64)| {
            let reading = Reading {
                now: at(*now),
                uptime: start + Duration::from_hours(uptime.unsigned_abs()),
                database: None,
                believed: Some(last),
            };
            let is_believed = proof.check(reading).is_ok();
            if is_believed {
                last = at(*now);
            }
            is_believed
        };
        rounds.iter().map(round).collect()
    }

    #[test]
    fn a_clock_that_goes_on_with_the_rounds_is_believed_without_any_call() {
        let month: Vec<_> = (0..31).map(|day| (24 * day, 24 * day + 1)).collect();
        assert!(rounds(0, &month).iter().all(|is_believed| *is_believed));
    }

    #[test]
    fn a_clock_that_jumps_is_not_believed_until_it_is_set_right() {
        assert_eq!(
            rounds(0, &[(1, 1), (2, 10_800), (3, 10_801), (4, 4)]),
            [true, false, false, true]
        );
        // Set back, things are only kept for longer; and then it is not believed at once.
        assert_eq!(rounds(10_000, &[(1, 1), (2, 10_002)]), [true, false]);
    }

    #[test]
    fn a_database_that_was_away_for_days_makes_no_doubt() {
        assert_eq!(rounds(0, &[(1, 1), (100, 100)]), [true, true]);
    }

    #[test]
    fn after_a_long_stop_a_clock_is_believed_that_has_gone_evenly_for_three_days() {
        let hours = |last| (0..=last).map(|hour| (hour, 800 + hour)).collect::<Vec<_>>();
        let believed = rounds(0, &hours(72));
        assert_eq!(believed.iter().position(|is_believed| *is_believed), Some(72));
        // Once it is set in between, that begins anew.
        let mut set = hours(71);
        set.push((72, 2000));
        assert!(rounds(0, &set).iter().all(|is_believed| !is_believed));
    }

    #[test]
    fn a_clock_is_held_against_the_databases() {
        let mut proof = ClockProof::default();
        let mut check = |now, database| {
            let (database, uptime) = (Some(database), Instant::now());
            proof.check(Reading { now, uptime, database, believed: None })
        };
        assert_eq!(check(at(1), at(1)), Ok(()));
        let ahead = at(10_800).duration_since(at(0));
        assert_eq!(check(at(10_800), at(0)), Err(ClockDoubt::Database { ahead }));
        assert_eq!(check(at(0), at(10_800)), Err(ClockDoubt::Database { ahead: -ahead }));
    }
}
