//! The time, as an argument.

use std::sync::Arc;

use jiff::Timestamp;

/// Tells the time; a test brings its own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The system's clock.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
pub fn system() -> Clock {
    Arc::new(Timestamp::now)
}
