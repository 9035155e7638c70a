//! Taking a delivery in.

use std::collections::HashMap;
use std::path::Path;

use thiserror::Error;

use super::Refusal;
use super::convert::{Concern, Converted, convert};
use super::names::Names;
use super::shelf::{Arrival, Placed, Shelf, ShelfError};
use super::source::{Source, SourceError};
use crate::catalogue::Prompt;

/// Recordings that are put on the shelf in one go: few enough to be held in memory.
const BATCH: usize = 16;

/// Lengths whose ratio to the estimate is outside of this are pointed out, if they also differ by
/// more than [`SLACK_SECONDS`]: voices differ in pace, but not this much.
const EXPECTED_RATIO: std::ops::RangeInclusive<f32> = 0.5..=2.0;

/// Difference in seconds that is never pointed out.
const SLACK_SECONDS: f32 = 1.0;

/// What became of a delivery.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// The files that are recordings now.
    pub taken: Vec<Taken>,
    /// The files that are not.
    pub refused: Vec<Refused>,
    /// The prompts that no person has recorded yet.
    pub missing: Vec<Missing>,
}

/// A file that became a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// Its name in the delivery.
    pub file: String,
    /// The prompt's id.
    pub id: String,
    /// The prompt's language.
    pub language: String,
    /// Length in seconds, after trimming.
    pub seconds: f32,
    /// What was added to its loudness, in decibels.
    pub gain_db: f64,
    /// Whether it is the first, a better one, or the same again.
    pub placed: Placed,
    /// What the operator should know.
    pub concerns: Vec<Concern>,
}

/// A file that did not become a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// Its name in the delivery.
    pub file: String,
    /// Why, and what to do.
    pub why: Refusal,
}

/// A prompt without a person's recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The prompt's id.
    pub id: String,
    /// The prompt's language.
    pub language: String,
    /// There is a draft by a machine.
    pub draft: bool,
}

/// Why nothing more could be taken in.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The delivery cannot be looked at.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The shelf cannot be written to. What was put on it before stays.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// Takes in the recordings of a folder or ZIP file, whose files are named by the script. A file
/// that is refused does not keep the others out.
pub fn import(
    shelf: &mut Shelf,
    prompts: &[Prompt],
    delivery: &Path,
) -> Result<ImportReport, ImportError> {
    let mut source = Source::open(delivery)?;
    let mut report = ImportReport::default();
    let mut batch = Vec::new();
    for (index, file, found) in assign(prompts, source.names()) {
        let converted = found.and_then(|prompt| Ok((prompt, convert(source.read(index)?)?)));
        match converted {
            Ok((prompt, sound)) => batch.push((file, prompt, sound)),
            Err(why) => report.refused.push(Refused { file, why }),
        }
        if batch.len() == BATCH {
            store(shelf, std::mem::take(&mut batch), &mut report)?;
        }
    }
    store(shelf, batch, &mut report)?;
    report.missing = missing(shelf, prompts);
    Ok(report)
}

/// The prompts that no person has recorded yet.
pub fn missing(shelf: &Shelf, prompts: &[Prompt]) -> Vec<Missing> {
    let missing = prompts.iter().filter_map(|prompt| {
        let recording = shelf.recording_for(prompt);
        let draft = match recording {
            Some(recording) if recording.draft => true,
            Some(_) => return None,
            None => false,
        };
        Some(Missing {
            id: prompt.id.clone(),
            language: prompt.language.clone(),
            draft,
        })
    });
    missing.collect()
}

/// Which prompt each file is for. Two files for one prompt are both refused: only a person can
/// say which is the right one.
fn assign<'a>(
    prompts: &'a [Prompt],
    files: &[String],
) -> Vec<(usize, String, Result<&'a Prompt, Refusal>)> {
    let names = Names::of(prompts);
    let found: Vec<_> = files.iter().map(|file| names.prompt(file)).collect();
    let mut claims: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (index, prompt) in found.iter().enumerate() {
        if let Ok(prompt) = prompt {
            claims
                .entry((&prompt.id, &prompt.language))
                .or_default()
                .push(index);
        }
    }
    let rival = |index: usize, prompt: &Prompt| {
        let claims = claims.get(&(prompt.id.as_str(), prompt.language.as_str()))?;
        let other = claims.iter().find(|other| **other != index)?;
        files.get(*other).cloned()
    };
    files
        .iter()
        .zip(found)
        .enumerate()
        .map(|(index, (file, prompt))| {
            let prompt = prompt.and_then(|prompt| match rival(index, prompt) {
                Some(other) => Err(Refusal::TwoFiles { other }),
                None => Ok(prompt),
            });
            (index, file.clone(), prompt)
        })
        .collect()
}

fn store(
    shelf: &mut Shelf,
    batch: Vec<(String, &Prompt, Converted)>,
    report: &mut ImportReport,
) -> Result<(), ShelfError> {
    if batch.is_empty() {
        return Ok(());
    }
    let (files, arrivals): (Vec<_>, Vec<_>) = batch
        .into_iter()
        .map(|(file, prompt, sound)| {
            (
                file,
                Arrival {
                    prompt,
                    sound,
                    draft: false,
                },
            )
        })
        .unzip();
    let placed = shelf.put(&arrivals)?;
    for ((file, arrival), placed) in files.into_iter().zip(arrivals).zip(placed) {
        report
            .taken
            .push(taken(file, arrival.prompt, arrival.sound, placed));
    }
    Ok(())
}

fn taken(file: String, prompt: &Prompt, sound: Converted, placed: Placed) -> Taken {
    let mut concerns = sound.concerns;
    let (seconds, estimated) = (sound.seconds, prompt.estimated_seconds);
    if !EXPECTED_RATIO.contains(&(seconds / estimated))
        && (seconds - estimated).abs() > SLACK_SECONDS
    {
        concerns.push(Concern::UnexpectedLength { seconds, estimated });
    }
    Taken {
        file,
        id: prompt.id.clone(),
        language: prompt.language.clone(),
        seconds,
        gain_db: sound.gain_db,
        placed,
        concerns,
    }
}
