//! Deleting recordings at the provider, once they are kept here or let go of.

use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use tokio::sync::Notify;

use super::client::ANSWER_BYTES;
use super::work::Work;
use super::{LINE_WAITS, LineAccount, NO_ACCOUNT, Shared};
use crate::dialects::ApiError;
use crate::store::{JobKind, JobSignals, LATEST_DAYS, Opened, RecordingToDelete, StoreError};

/// With pauses of a quarter of an hour: about ten days.
const MOST_ATTEMPTS: u32 = 1000;

pub(super) struct Deleting;

impl Work for Deleting {
    type Job = RecordingToDelete;
    const NAME: &'static str = "recordings to delete";

    fn signal(signals: &JobSignals) -> &Notify {
        &signals.deletions
    }

    async fn claim(
        store: &Opened,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToDelete>, StoreError> {
        store.claim_deletions(now, until, limit).await
    }

    async fn perform(
        shared: &Shared,
        store: &Opened,
        job: &RecordingToDelete,
    ) -> Result<(), StoreError> {
        let now = shared.now();
        let Some(line) = shared.lines.get(&job.line) else {
            Shared::misses(&job.line, job.attempts);
            let again = shared.own_pause(job.attempts);
            return failed(shared, store, job, NO_ACCOUNT, Some(again)).await;
        };
        if !line.delete_recordings {
            let why = "delete_recordings is not set for the line.";
            // Another server may still bring its inquiry.
            let again_at = (job.is_unclaimed && job.attempts == 1).then(|| latest(now));
            return store.deletion_failed(job.id, why, again_at, now).await;
        }
        if let Some(until) = shared.pauses.of(&job.line, now) {
            return store.put_off(JobKind::Deletion, job.id, until, LINE_WAITS).await;
        }
        match delete(shared, line, job).await {
            Ok(()) => {
                shared.went_well(&job.line);
                if store.recording_deleted(job.id, shared.now()).await? {
                    counter!("sila_recordings_deleted_total").increment(1);
                }
                Ok(())
            }
            Err(ApiError::Refused { reason }) => failed(shared, store, job, &reason, None).await,
            Err(error) => {
                let of = (job.line.as_str(), job.recording.as_str());
                let again = shared.not_done(of, job.attempts, &error);
                failed(shared, store, job, &error.to_string(), Some(again)).await
            }
        }
    }

    async fn failed(
        shared: &Shared,
        store: &Opened,
        job: &RecordingToDelete,
        why: &str,
    ) -> Result<(), StoreError> {
        failed(shared, store, job, why, Some(shared.own_pause(job.attempts))).await
    }
}

/// The time from which on no report of anything before now is awaited.
fn latest(now: Timestamp) -> Timestamp {
    let time = SignedDuration::from_hours(24 * i64::from(LATEST_DAYS));
    now.saturating_add(time).unwrap_or(Timestamp::MAX)
}

/// Notes why a recording is still at the provider, and when it is tried again; none: it is given up.
async fn failed(
    shared: &Shared,
    store: &Opened,
    job: &RecordingToDelete,
    why: &str,
    again_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let again_at = again_at.filter(|_| job.attempts < MOST_ATTEMPTS);
    if again_at.is_none() {
        tracing::error!(line = job.line, "a recording stays at the provider: {why}");
    }
    store.deletion_failed(job.id, why, again_at, shared.now()).await
}

async fn delete(
    shared: &Shared,
    line: &LineAccount,
    job: &RecordingToDelete,
) -> Result<(), ApiError> {
    let request = line
        .api
        .delete_recording(&job.recording)
        .map_err(|foreign| ApiError::Refused { reason: foreign.to_string() })?;
    let answer = shared.ask(request, ANSWER_BYTES).await?;
    line.api.read_deleted(&answer.as_read())
}
