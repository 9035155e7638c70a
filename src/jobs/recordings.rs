//! Fetching the recordings of questions.

use jiff::Timestamp;
use metrics::counter;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;

use super::work::Work;
use super::{LineAccount, Shared};
use crate::dialects::ApiError;
use crate::recordings::convert::{Converted, convert_question};
use crate::store::{JobSignals, Opened, RecordingToFetch, StoreError};

/// Two minutes of telephone sound are 2 MB, and up to eight recordings are held at the same time.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// A recording that makes no sense is fetched once more or twice: it may have been caught half-made.
const MOST_ATTEMPTS: u32 = 3;

pub(super) struct Fetching;

/// A reason for which there is no recording.
enum Failure {
    Provider(ApiError),
    /// The provider gave something else.
    Sound(String),
}

impl Work for Fetching {
    type Job = RecordingToFetch;
    const NAME: &'static str = "recordings to fetch";

    fn signal(signals: &JobSignals) -> &Notify {
        &signals.recordings
    }

    async fn claim(
        store: &Opened,
        now: Timestamp,
        until: Timestamp,
        limit: u16,
    ) -> Result<Vec<RecordingToFetch>, StoreError> {
        store.claim_recordings(now, until, limit).await
    }

    async fn perform(
        shared: &Shared,
        store: &Opened,
        job: RecordingToFetch,
    ) -> Result<(), StoreError> {
        let Some(line) = shared.lines.get(&job.line) else {
            let why = "The line has no account any more. Write it in [line.auth].";
            let again = shared.a_while_after(job.asked_at);
            return reschedule(shared, store, &job, why, again).await;
        };
        if let Some((until, why)) = shared.pauses.of(&job.line, shared.now()) {
            return reschedule(shared, store, &job, &why, until).await;
        }
        let Some(recording) = &job.recording else {
            let why = "The provider has not said where the recording is.";
            let again = shared.a_while_after(job.asked_at);
            return reschedule(shared, store, &job, why, again).await;
        };
        match fetch(shared, line, (&job.line, recording)).await {
            Ok(Converted { wav, seconds, .. }) => {
                counter!("sila_recordings_total", "outcome" => "kept").increment(1);
                let now = shared.now();
                if store.keep_recording(job.id, &wav, seconds, now).await? {
                    shared.context.store.signals.deletions.notify_one();
                }
                Ok(())
            }
            Err(Failure::Provider(ApiError::Refused { reason })) => {
                give_up(shared, store, &job, &reason).await
            }
            Err(Failure::Provider(error @ ApiError::Absent { after })) => {
                let soon = shared.a_while_after(job.asked_at);
                let now = shared.now();
                let asked_for = after.and_then(|after| now.saturating_add(after).ok());
                let again = asked_for.map_or(soon, |asked_for| soon.max(asked_for));
                reschedule(shared, store, &job, &error.to_string(), again).await
            }
            Err(Failure::Provider(error)) => {
                let until = shared.went_wrong(&job.line, &error);
                reschedule(shared, store, &job, &error.to_string(), until).await
            }
            Err(Failure::Sound(why)) if job.attempts < MOST_ATTEMPTS => {
                let again = shared.a_while_after(job.asked_at);
                reschedule(shared, store, &job, &why, again).await
            }
            Err(Failure::Sound(why)) => give_up(shared, store, &job, &why).await,
        }
    }
}

async fn fetch(
    shared: &Shared,
    line: &LineAccount,
    (name, recording): (&str, &str),
) -> Result<Converted, Failure> {
    let request = line
        .api
        .fetch_recording(recording)
        .map_err(|foreign| Failure::Provider(ApiError::Refused { reason: foreign.to_string() }))?;
    let answer = shared.ask(request, MOST_BYTES).await;
    let answer = answer.map_err(Failure::Provider)?;
    let read = line.api.read_recording(&answer.as_read());
    read.map_err(Failure::Provider)?;
    shared.went_well(name);
    let converted = spawn_blocking(move || convert_question(answer.body)).await;
    match converted {
        Ok(Ok(converted)) => Ok(converted),
        Ok(Err(refusal)) => Err(Failure::Sound(refusal.to_string())),
        Err(_) => Err(Failure::Sound(
            "The program failed at this recording. Please report this.".to_owned(),
        )),
    }
}

async fn reschedule(
    shared: &Shared,
    store: &Opened,
    job: &RecordingToFetch,
    why: &str,
    again_at: Timestamp,
) -> Result<(), StoreError> {
    if shared.is_too_old(job.asked_at) {
        return give_up(shared, store, job, why).await;
    }
    store.recording_failed(job.id, why, Some(again_at), shared.now()).await
}

async fn give_up(
    shared: &Shared,
    store: &Opened,
    job: &RecordingToFetch,
    why: &str,
) -> Result<(), StoreError> {
    counter!("sila_recordings_total", "outcome" => "failed").increment(1);
    tracing::error!(
        line = job.line,
        inquiry = job.id,
        "the recording of a question was given up: {why}"
    );
    store.recording_failed(job.id, why, None, shared.now()).await
}
