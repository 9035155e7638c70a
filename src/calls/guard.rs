//! The guard around a turn.

use std::pin::Pin;

use super::CallLine;
use crate::dialects::CallId;
use crate::supervised::{Panicked, catch};

/// Runs a turn, its rendering included, and catches its panic, so that the caller can hear an apology. The panic is
/// counted and logged.
pub async fn guard<T>(
    line: &CallLine,
    call: &CallId,
    turn: Pin<&mut impl Future<Output = T>>,
) -> Result<T, Panicked> {
    let result = catch(turn).await;
    if result.is_err() {
        line.metrics.panics.increment(1);
        tracing::error!(
            call = call.as_str(),
            line = line.name,
            "a turn failed inside the program; the caller heard an apology"
        );
    }
    result
}
