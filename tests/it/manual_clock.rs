//! A clock in a test's hands.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use sila::clock::Clock;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// A clock that stands still until it is set, or goes on by a second each time a server asks it.
#[derive(Clone)]
pub struct ManualClock {
    seconds: Arc<AtomicI64>,
    step: i64,
}

impl ManualClock {
    /// Stands still at the beginning of 2026.
    pub fn new() -> Self {
        Self::at(beginning())
    }

    /// Stands still.
    pub fn at(time: Timestamp) -> Self {
        Self { seconds: Arc::new(AtomicI64::new(time.as_second())), step: 0 }
    }

    /// Goes on by a second each time a server asks, from this time.
    pub fn ticking_from(time: Timestamp) -> Self {
        Self { step: 1, ..Self::at(time) }
    }

    /// Goes on by a second each time a server asks, from the beginning of 2026.
    pub fn ticking() -> Self {
        Self::ticking_from(beginning())
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds.load(Ordering::SeqCst)).unwrap()
    }

    /// Sets the clock, back as well.
    pub fn set(&self, time: Timestamp) {
        self.seconds.store(time.as_second(), Ordering::SeqCst);
    }

    /// Puts the clock forward.
    pub fn forward(&self, time: SignedDuration) {
        self.seconds.fetch_add(time.as_secs(), Ordering::SeqCst);
    }

    /// Lets time pass, much faster than it does, until this is dropped.
    pub fn run(&self) -> PassingTime {
        let clock = self.clone();
        PassingTime(tokio::spawn(async move {
            loop {
                clock.forward(SignedDuration::from_secs(5));
                sleep(Duration::from_millis(10)).await;
            }
        }))
    }

    /// The clock as a server takes it.
    pub fn clock(&self) -> Clock {
        let Self { seconds, step } = self.clone();
        Arc::new(move || {
            let second = seconds.fetch_add(step, Ordering::SeqCst);
            Timestamp::from_second(second).unwrap()
        })
    }
}

/// Time that passes.
pub struct PassingTime(JoinHandle<()>);

impl Drop for PassingTime {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn beginning() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}
