//! Drafts: prompts spoken by an outside program until a person records them.

use std::num::NonZeroUsize;
use std::sync::Arc;

use thiserror::Error;
use tokio::task::JoinSet;

use super::convert::{Converted, convert};
use super::shelf::{Arrival, Placed, Shelf, ShelfError};
use super::voice::{DraftFailure, Voice};
use crate::catalogue::Prompt;

/// Drafts that are put on the shelf in one go.
const BATCH: usize = 16;

/// What became of the prompts that had no recording.
#[derive(Debug, Default)]
pub struct DraftReport {
    /// The prompts that have a draft now.
    pub made: Vec<Made>,
    /// The prompts that have none.
    pub failed: Vec<Failed>,
}

/// A prompt that was spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The prompt's id.
    pub id: String,
    /// The prompt's language.
    pub language: String,
    /// Length in seconds.
    pub seconds: f32,
    /// Whether it is the first draft; not needed if a recording came in meanwhile.
    pub placed: Placed,
}

/// A prompt that was not spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    /// The prompt's id.
    pub id: String,
    /// The prompt's language.
    pub language: String,
    /// Why.
    pub why: DraftFailure,
}

/// Why no more drafts could be made. What was put on the shelf before stays.
#[derive(Debug, Error)]
pub enum DraftError {
    /// The program cannot be started at all.
    #[error(transparent)]
    Program(DraftFailure),
    /// The shelf cannot be written to.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// Has every prompt that has no recording spoken by `voice`, `at_once` at the same time, and puts
/// the sound on the shelf as drafts. A prompt that fails does not keep the others from being spoken.
///
/// Works within a tokio runtime with time and I/O enabled.
pub async fn draft(
    shelf: &mut Shelf,
    prompts: &[Prompt],
    voice: Voice,
    at_once: NonZeroUsize,
) -> Result<DraftReport, DraftError> {
    let voice = Arc::new(voice);
    let unrecorded: Vec<_> = prompts
        .iter()
        .filter(|prompt| shelf.recording_for(prompt).is_none())
        .cloned()
        .collect();
    let mut waiting = unrecorded.into_iter();
    let mut speaking = JoinSet::new();
    let mut report = DraftReport::default();
    let mut batch = Vec::new();
    loop {
        while speaking.len() < at_once.get()
            && let Some(prompt) = waiting.next()
        {
            speaking.spawn(speak(Arc::clone(&voice), prompt));
        }
        let Some(spoken) = speaking.join_next().await else {
            break;
        };
        match spoken {
            Ok((prompt, Ok(sound))) => batch.push((prompt, sound)),
            Ok((_, Err(why @ DraftFailure::NotStarted { .. }))) => {
                store(shelf, &mut batch, &mut report)?;
                return Err(DraftError::Program(why));
            }
            Ok((prompt, Err(why))) => {
                report.failed.push(Failed {
                    id: prompt.id,
                    language: prompt.language,
                    why,
                });
            }
            // `speak` does not panic and nobody else can cancel it; if it came to that, the prompt
            // would stay without a draft and be spoken the next time.
            Err(_) => {}
        }
        if batch.len() == BATCH {
            store(shelf, &mut batch, &mut report)?;
        }
    }
    store(shelf, &mut batch, &mut report)?;
    Ok(report)
}

async fn speak(voice: Arc<Voice>, prompt: Prompt) -> (Prompt, Result<Converted, DraftFailure>) {
    let sound = async {
        let spoken = voice.speak(&prompt).await?;
        tokio::task::spawn_blocking(move || convert(spoken))
            .await
            .map_err(|error| DraftFailure::Interrupted {
                why: error.to_string(),
            })?
            .map_err(DraftFailure::Refused)
    };
    let sound = sound.await;
    (prompt, sound)
}

/// Puts a batch on the shelf, and leaves it empty.
fn store(
    shelf: &mut Shelf,
    batch: &mut Vec<(Prompt, Converted)>,
    report: &mut DraftReport,
) -> Result<(), ShelfError> {
    if batch.is_empty() {
        return Ok(());
    }
    let batch = std::mem::take(batch);
    let (prompts, sounds): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
    let arrivals: Vec<_> = prompts
        .iter()
        .zip(sounds)
        .map(|(prompt, sound)| Arrival {
            prompt,
            sound,
            draft: true,
        })
        .collect();
    for (arrival, placed) in arrivals.iter().zip(shelf.put(&arrivals)?) {
        report.made.push(Made {
            id: arrival.prompt.id.clone(),
            language: arrival.prompt.language.clone(),
            seconds: arrival.sound.seconds,
            placed,
        });
    }
    Ok(())
}
