//! A studio's delivery, taken into the library.

use std::collections::HashMap;
use std::path::Path;

use tokio::task::spawn_blocking;

use super::admit;
use super::intake::Intake;
use super::library::Library;
use crate::catalogue::{Prompt, TextKey};
use crate::operate::OperateError;
use crate::recordings::{Concern, Converted, Delivery, Ffmpeg, FileNames, Refusal};
use crate::store::{Authorship, Database, shown};

/// Lengths whose ratio to the estimate is outside of this are pointed out, if they also differ by
/// more than [`SLACK_SECONDS`]: voices differ in pace, but not this much.
const EXPECTED_RATIO: std::ops::RangeInclusive<f32> = 0.5..=2.0;

/// Difference in seconds that is never pointed out.
const SLACK_SECONDS: f32 = 1.0;

/// A folder of this name in a delivery holds drafts that a machine spoke.
pub(in crate::operate) const DRAFTS: &str = "drafts";

/// The outcome of an import.
#[derive(Debug, Default)]
pub struct ImportReport {
    /// The files that are recordings now.
    pub accepted: Vec<Accepted>,
    /// The files that are not.
    pub refused: Vec<RefusedFile>,
    /// The prompts that no person has recorded yet.
    pub missing: Vec<Missing>,
}

/// A file that became a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// Its name in the delivery.
    pub file: String,
    /// Length in seconds, after trimming.
    pub seconds: f32,
    /// Decibels added to its loudness.
    pub gain_db: f64,
    pub concerns: Vec<Concern>,
}

/// A file that did not become a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusedFile {
    /// Its name in the delivery.
    pub file: String,
    pub why: Refusal,
}

/// A prompt without a person's recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub id: String,
    pub language: String,
    /// There is a draft by a machine.
    pub draft: bool,
}

/// Takes in the recordings of a folder or ZIP file, whose files are named as the sheet says. A file that is
/// refused does not keep the others out; an import that is interrupted leaves the library as it was.
///
/// Works within a tokio runtime with time and I/O enabled.
pub async fn import(
    database: &Database,
    prompts: &[Prompt],
    delivery: &Path,
    ffmpeg: &Ffmpeg,
    by: Authorship<'_>,
) -> Result<ImportReport, OperateError> {
    admit(database, by).await?;
    let mut delivery = Delivery::open(delivery)?;
    let mut library = Library::open(database).await?;
    let mut report = ImportReport::default();
    let mut intake = Intake::new(database, by);
    let found = assign(prompts, delivery.names());
    for (index, (file, found)) in found.into_iter().enumerate() {
        let draft = is_draft(&file);
        let prompt = match found {
            Ok(prompt) if draft && library.has_person(prompt) => Err(Refusal::Recorded),
            found => found,
        };
        let prompt = match prompt {
            Ok(prompt) => prompt,
            Err(why) => {
                report.refused.push(RefusedFile { file, why });
                continue;
            }
        };
        let reading = spawn_blocking(move || {
            let bytes = delivery.read(index);
            (delivery, bytes)
        });
        let read = reading.await;
        let (back, bytes) = read.map_err(|error| OperateError::Interrupted(error.to_string()))?;
        delivery = back;
        let sound = match bytes {
            Ok(bytes) => ffmpeg.convert(bytes).await,
            Err(why) => Err(why),
        };
        match sound {
            Ok(sound) => {
                report.accepted.push(accepted(&file, prompt, &sound));
                intake.add(prompt, sound, draft).await?;
            }
            Err(why) => report.refused.push(RefusedFile { file, why }),
        }
    }
    intake.commit(&mut library).await?;
    report.missing = missing(&library, prompts);
    Ok(report)
}

/// The prompts that no person has recorded yet.
fn missing(library: &Library, prompts: &[Prompt]) -> Vec<Missing> {
    let missing = prompts.iter().filter_map(|prompt| {
        if library.has_person(prompt) {
            return None;
        }
        let draft = library.recording_for(prompt).is_some();
        Some(Missing { id: prompt.id.clone(), language: prompt.language.clone(), draft })
    });
    missing.collect()
}

fn is_draft(file: &str) -> bool {
    let folders = file.rsplit_once(['/', '\\']).map_or("", |(folders, _)| folders);
    folders.split(['/', '\\']).any(|folder| folder == DRAFTS)
}

/// The name of each file as it can be shown, with its prompt. Two files for one text are both refused: only a person can say which is the right one.
fn assign<'a>(
    prompts: &'a [Prompt],
    files: &[String],
) -> Vec<(String, Result<&'a Prompt, Refusal>)> {
    let names = FileNames::of(prompts);
    let found: Vec<_> = files.iter().map(|file| names.prompt(file)).collect();
    let mut claims: HashMap<TextKey, Vec<usize>> = HashMap::new();
    for (index, prompt) in found.iter().enumerate() {
        if let Ok(prompt) = prompt {
            claims.entry(prompt.text_key()).or_default().push(index);
        }
    }
    let rival = |index: usize, prompt: &Prompt| {
        let claims = claims.get(&prompt.text_key())?;
        let other = claims.iter().find(|other| **other != index)?;
        files.get(*other).map(|other| shown(other))
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
            (shown(file), prompt)
        })
        .collect()
}

fn accepted(file: &str, prompt: &Prompt, sound: &Converted) -> Accepted {
    let mut concerns = sound.concerns.clone();
    let (seconds, estimated) = (sound.seconds, prompt.estimated_seconds);
    if !EXPECTED_RATIO.contains(&(seconds / estimated))
        && (seconds - estimated).abs() > SLACK_SECONDS
    {
        concerns.push(Concern::UnexpectedLength { seconds, estimated });
    }
    Accepted { file: file.to_owned(), seconds, gain_db: sound.gain_db, concerns }
}
