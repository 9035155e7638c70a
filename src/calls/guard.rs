//! The one place where a panic is caught.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::Poll;

use super::CallLine;
use crate::dialects::CallId;

/// The program failed in a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panicked;

/// Runs a turn, from reading to rendering, and catches its panic, so that the caller can hear an apology. The panic is
/// counted and logged.
pub async fn guard<T>(
    line: &CallLine,
    call: &CallId,
    mut turn: Pin<&mut impl Future<Output = T>>,
) -> Result<T, Panicked> {
    let result = poll_fn(|context| {
        // After a panic the future is dropped and never polled again.
        match catch_unwind(AssertUnwindSafe(|| turn.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    });
    let result = result.await;
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
