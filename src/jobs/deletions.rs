//! Deleting recordings at the provider, once they are kept here or let go of.

use jiff::Timestamp;
use metrics::counter;
use tokio::sync::Notify;

use super::client::ANSWER_BYTES;
use super::work::Work;
use super::{LineAccount, Shared};
use crate::dialects::ApiError;
use crate::store::{JobSignals, Opened, RecordingToDelete, StoreError};

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
        job: RecordingToDelete,
    ) -> Result<(), StoreError> {
        let now = shared.now();
        let line = shared.lines.get(&job.line);
        let Some(line) = line.filter(|line| line.delete_recordings) else {
            let why = "delete_recordings is not set for the line.";
            return store.deletion_failed(job.id, why, None, now).await;
        };
        let until = match shared.pauses.of(&job.line, now) {
            Some((until, why)) => Err((until, why)),
            None => delete(shared, line, &job).await.map_err(|error| match error {
                ApiError::Refused { reason } => (Timestamp::MAX, reason),
                error => (shared.went_wrong(&job.line, &error), error.to_string()),
            }),
        };
        let Err((until, why)) = until else {
            shared.went_well(&job.line);
            counter!("sila_recordings_deleted_total").increment(1);
            return store.recording_deleted(job.id, shared.now()).await;
        };
        let is_over = until == Timestamp::MAX || job.attempts >= MOST_ATTEMPTS;
        if is_over {
            tracing::error!(line = job.line, "a recording stays at the provider: {why}");
        }
        let again_at = (!is_over).then_some(until);
        store.deletion_failed(job.id, &why, again_at, shared.now()).await
    }
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
