//! Fetching the recordings of questions.

use jiff::Timestamp;
use metrics::counter;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;

use super::work::Work;
use super::{LINE_WAITS, LineAccount, NO_ACCOUNT, Shared};
use crate::dialects::ApiError;
use crate::recordings::convert::{Converted, convert_question};
use crate::store::{JobKind, JobSignals, Opened, RecordingToFetch, StoreError};

/// Two and a half minutes of telephone sound are 2.4 MB, and up to eight recordings are held at the same time.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// With pauses of a quarter of an hour: more than a day, and that only while the line's provider works.
const MOST_ATTEMPTS: u32 = 150;
/// A recording that makes no sense is fetched once more or twice: it may have been caught half-made.
const MOST_ATTEMPTS_AT_SOUND: u32 = 3;

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
        job: &RecordingToFetch,
    ) -> Result<(), StoreError> {
        let Some(recording) = &job.recording else {
            let why = "The provider has not said where the recording is.";
            return failed(shared, store, job, why, None).await;
        };
        let again = |again| again_at(job, again);
        let Some(line) = shared.lines.get(&job.line) else {
            Shared::misses(&job.line, job.attempts);
            let again = again(shared.own_pause(job.attempts));
            return failed(shared, store, job, NO_ACCOUNT, again).await;
        };
        if let Some(until) = shared.pauses.of(&job.line, shared.now()) {
            return store.put_off(JobKind::Fetch, job.id, until, LINE_WAITS).await;
        }
        match fetch(shared, line, (&job.line, recording)).await {
            Ok(Converted { wav, seconds, .. }) => {
                if store.keep_recording(job.id, &wav, seconds, shared.now()).await? {
                    counter!("sila_recordings_total", "outcome" => "kept").increment(1);
                    shared.context.store.signals.deletions.notify_one();
                }
                Ok(())
            }
            Err(Failure::Provider(ApiError::Refused { reason })) => {
                failed(shared, store, job, &reason, None).await
            }
            Err(Failure::Provider(error)) => {
                let until = shared.not_done((&job.line, recording), job.attempts, &error);
                failed(shared, store, job, &error.to_string(), again(until)).await
            }
            Err(Failure::Sound(why)) => {
                let is_last = job.attempts >= MOST_ATTEMPTS_AT_SOUND;
                let again = (!is_last).then(|| shared.own_pause(job.attempts));
                failed(shared, store, job, &why, again).await
            }
        }
    }

    async fn failed(
        shared: &Shared,
        store: &Opened,
        job: &RecordingToFetch,
        why: &str,
    ) -> Result<(), StoreError> {
        failed(shared, store, job, why, again_at(job, shared.own_pause(job.attempts))).await
    }
}

/// The time of the next attempt, if there is one after this.
fn again_at(job: &RecordingToFetch, again: Timestamp) -> Option<Timestamp> {
    (job.attempts < MOST_ATTEMPTS).then_some(again)
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

/// Notes why there is no recording yet, and when it is tried again; none: it is given up.
async fn failed(
    shared: &Shared,
    store: &Opened,
    job: &RecordingToFetch,
    why: &str,
    again_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let noted = store.recording_failed(job.id, why, again_at, shared.now()).await?;
    if noted && again_at.is_none() {
        counter!("sila_recordings_total", "outcome" => "failed").increment(1);
        tracing::error!(
            line = job.line,
            inquiry = job.id,
            "the recording of a question was given up: {why}"
        );
    }
    Ok(())
}
