//! Drafts: texts spoken by an outside program until a person records them.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::admit;
use super::intake::Intake;
use super::library::Library;
use crate::catalogue::Prompt;
use crate::operate::OperateError;
use crate::recordings::{Converted, DraftFailure, Voice, convert};
use crate::store::{Authorship, Database};

/// Drafts in one commit: so many at most are spoken again after an interruption.
const COMMIT: usize = 100;

/// The outcome for the texts that had no recording.
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
    pub id: String,
    pub language: String,
    /// Length in seconds.
    pub seconds: f32,
}

/// A prompt that was not spoken.
#[derive(Debug, Clone, PartialEq)]
pub struct Failed {
    pub id: String,
    pub language: String,
    pub why: DraftFailure,
}

/// Has every text that has no recording spoken by `voice`, `at_once` at the same time, and puts the sound into the
/// library as drafts. A text that fails does not keep the others from being spoken.
///
/// Works within a tokio runtime with time and I/O enabled.
pub async fn draft(
    database: &Database,
    prompts: &[Prompt],
    voice: Voice,
    at_once: NonZeroUsize,
    by: Authorship<'_>,
) -> Result<DraftReport, OperateError> {
    admit(database, by).await?;
    let voice = Arc::new(voice);
    let mut library = Library::open(database).await?;
    let mut texts = HashSet::new();
    let unrecorded: Vec<_> = prompts
        .iter()
        .filter(|prompt| library.recording_for(prompt).is_none())
        .filter(|prompt| texts.insert(prompt.text_key()))
        .cloned()
        .collect();
    let mut waiting = unrecorded.into_iter();
    let mut speaking = JoinSet::new();
    let mut report = DraftReport::default();
    let mut intake = Intake::new(database, by);
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
            Ok((prompt, Ok(sound))) => {
                let seconds = sound.seconds;
                intake.add(&prompt, sound, true).await?;
                report.made.push(Made { id: prompt.id, language: prompt.language, seconds });
            }
            Ok((_, Err(why @ DraftFailure::NotStarted { .. }))) => {
                intake.commit(&mut library).await?;
                return Err(OperateError::Voice(why));
            }
            Ok((prompt, Err(why))) => {
                report.failed.push(Failed { id: prompt.id, language: prompt.language, why });
            }
            // `speak` does not panic and nobody else can cancel it; if it came to that, the prompt
            // would stay without a draft and be spoken the next time.
            Err(_) => {}
        }
        if intake.len() == COMMIT {
            intake.commit(&mut library).await?;
        }
    }
    intake.commit(&mut library).await?;
    Ok(report)
}

async fn speak(voice: Arc<Voice>, prompt: Prompt) -> (Prompt, Result<Converted, DraftFailure>) {
    let sound = async {
        let spoken = voice.speak(&prompt).await?;
        tokio::task::spawn_blocking(move || convert(spoken))
            .await
            .map_err(|error| DraftFailure::Interrupted { why: error.to_string() })?
            .map_err(DraftFailure::Refused)
    };
    let sound = sound.await;
    (prompt, sound)
}
