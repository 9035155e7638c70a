//! Waiting with a bound, so that what never comes fails a test and does not hang it.

use std::time::Duration;

use tokio::sync::watch::Receiver;
use tokio::time::{sleep, timeout};

/// Much longer than anything takes, on a machine that has much else to do.
const BOUND: Duration = Duration::from_mins(2);

/// Waits for something, two minutes at most.
pub async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    let done = timeout(BOUND, future).await;
    done.unwrap_or_else(|_| panic!("not within two minutes: {what}"))
}

/// Looks again and again until there is something, two minutes at most.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    within(what, async {
        loop {
            if let Some(there) = look().await {
                return there;
            }
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
}

/// Looks again and again until something is so, two minutes at most.
pub async fn eventually_so(what: &str, mut is_so: impl FnMut() -> bool) {
    eventually(what, async || is_so().then_some(())).await;
}

/// Waits until a watched state is so, and gives it.
pub async fn watched<T: Clone>(
    what: &str,
    state: &mut Receiver<T>,
    is_so: impl FnMut(&T) -> bool,
) -> T {
    within(what, state.wait_for(is_so)).await.unwrap().clone()
}
