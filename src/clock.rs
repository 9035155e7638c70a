//! The time, as an argument, and whether this machine's clock is believed.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Tells the time; a test brings its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The system's clock.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}

/// A reason for which a clock is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockDoubt {
    /// Two machines tell different times.
    #[error(
        "this machine's clock is {} the database's: set the one that is wrong (timedatectl set-ntp true)",
        Difference(*ahead)
    )]
    Database { ahead: SignedDuration },
    /// It has gone on by more than has passed since the clock was last believed.
    #[error(
        "this machine's clock says {now}, and it was {believed} when it was last believed: if it is wrong, set it \
         (timedatectl set-ntp true). If it is right, it is believed once it has gone on evenly for three days"
    )]
    Ahead { now: Timestamp, believed: Timestamp },
}

impl ClockDoubt {
    /// More than networks and time servers explain between two machines.
    pub const APART: SignedDuration = SignedDuration::from_mins(5);
}

/// A span of time, and its direction.
struct Difference(SignedDuration);

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = if self.0.is_positive() { "ahead of" } else { "behind" };
        write!(f, "{} s {way}", self.0.abs().as_secs())
    }
}

/// The doubt about this machine's clock at the moment, for whoever asks.
#[derive(Debug, Default)]
pub struct ClockState(Mutex<Option<ClockDoubt>>);

impl ClockState {
    pub fn doubt(&self) -> Option<ClockDoubt> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether that is news.
    pub fn set(&self, doubt: Option<ClockDoubt>) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = known.is_some() != doubt.is_some();
        *known = doubt;
        is_news
    }
}
