//! Counting what waits, for whoever watches us.

use std::sync::Arc;

use jiff::Timestamp;
use metrics::gauge;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::Shared;
use crate::store::{StoreError, Waiting};

/// Keeps the gauges up to date until `stop`.
pub(super) async fn run(shared: Arc<Shared>, stop: CancellationToken) {
    let measuring = async {
        loop {
            if let Err(error) = measure(&shared).await {
                tracing::debug!(%error, "what waits could not be counted");
            }
            sleep(shared.options.poll).await;
        }
    };
    stop.run_until_cancelled(measuring).await;
}

async fn measure(shared: &Shared) -> Result<(), StoreError> {
    let store = shared.context.store.get().await?;
    let now = shared.now();
    let texts = store.texts_waiting().await?;
    say(("sila_texts_waiting", "sila_texts_oldest_seconds"), texts, now);
    let recordings = store.recordings_waiting().await?;
    let names = ("sila_recordings_waiting", "sila_recordings_oldest_seconds");
    say(names, recordings, now);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a gauge is a float; exact up to 2^53")]
fn say((count, age): (&'static str, &'static str), waiting: Waiting, now: Timestamp) {
    gauge!(count).set(waiting.count as f64);
    let oldest = waiting.oldest.map(|oldest| now.duration_since(oldest));
    gauge!(age).set(oldest.map_or(0.0, |age| age.as_secs_f64().max(0.0)));
}
