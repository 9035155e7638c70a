//! Tasks that run as long as the server, started anew where they fail.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use metrics::counter;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// Something failed inside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panicked;

/// Runs a future and catches its panic.
pub async fn catch<T>(mut future: Pin<&mut impl Future<Output = T>>) -> Result<T, Panicked> {
    poll_fn(|context| {
        // After a panic the future is dropped and never polled again.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(polled) => polled.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked)),
        }
    })
    .await
}

/// Times between two starts of a task.
struct RestartPauses {
    /// The first pause; each is twice as long as the one before, up to the longest.
    shortest: Duration,
    longest: Duration,
    /// A task that ran for so long had been started well, and its next pause is a first one.
    well: Duration,
}

const PAUSES: RestartPauses = RestartPauses {
    shortest: Duration::from_millis(50),
    longest: Duration::from_mins(1),
    well: Duration::from_mins(2),
};

/// Runs a task until it ends after `stop`. Where it panics, or ends before that, the failure is logged and counted, and
/// the task is started anew after a pause.
pub async fn keep_running<F: Future<Output = ()>>(
    name: &'static str,
    stop: CancellationToken,
    start: impl FnMut() -> F,
) {
    restart(name, &stop, &PAUSES, start).await;
}

/// Counts a failure inside the program of a task that runs as long as the server.
pub fn count_failure(task: &'static str) {
    counter!("sila_task_failures_total", "task" => task).increment(1);
}

async fn restart<F: Future<Output = ()>>(
    name: &'static str,
    stop: &CancellationToken,
    pauses: &RestartPauses,
    mut start: impl FnMut() -> F,
) {
    let mut pause = pauses.shortest;
    loop {
        let began = Instant::now();
        let ended = catch(pin!(start())).await;
        if stop.is_cancelled() && ended.is_ok() {
            return;
        }
        count_failure(name);
        if began.elapsed() >= pauses.well {
            pause = pauses.shortest;
        }
        tracing::error!(task = name, "a task of the server failed and is started anew");
        if stop.run_until_cancelled(sleep(pause)).await.is_none() {
            return;
        }
        pause = pause.saturating_mul(2).min(pauses.longest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Duration = Duration::ZERO;
    const FOR_EVER: Duration = Duration::MAX;

    fn panic() {
        panic!("as asked");
    }

    #[tokio::test]
    async fn a_task_that_panics_or_ends_early_is_started_anew() {
        for fail in [panic, || ()] {
            let stop = CancellationToken::new();
            let pauses = RestartPauses { shortest: NONE, longest: NONE, well: FOR_EVER };
            let mut starts = 0;
            restart("test", &stop, &pauses, || {
                starts += 1;
                let (stop, fails) = (stop.clone(), starts <= 40);
                async move { if fails { fail() } else { stop.cancel() } }
            })
            .await;
            assert_eq!(starts, 41);
        }
    }

    #[tokio::test]
    async fn a_task_that_waits_to_be_started_anew_ends_when_told() {
        let stop = CancellationToken::new();
        let pauses = RestartPauses { shortest: FOR_EVER, longest: FOR_EVER, well: FOR_EVER };
        let told = stop.clone();
        let failing = restart("test", &stop, &pauses, move || {
            told.cancel();
            async { panic() }
        });
        failing.await;
    }

    #[tokio::test]
    async fn the_first_pause_is_short_again_after_a_good_run() {
        let stop = CancellationToken::new();
        // A second pause would be for ever.
        let pauses =
            RestartPauses { shortest: Duration::from_nanos(1), longest: FOR_EVER, well: NONE };
        let mut starts = 0;
        restart("test", &stop, &pauses, || {
            starts += 1;
            let (stop, fails) = (stop.clone(), starts <= 200);
            async move { if fails { panic() } else { stop.cancel() } }
        })
        .await;
        assert_eq!(starts, 201);
    }
}
