//! The editions that this machine has seen, on its disk, for starts while the store is away.

use std::fs;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::Activation;
use crate::calls::disk::{read_json, write_json};
use crate::catalogue::{EditionNumber, Recording, RecordingHash, SourceFile};
use crate::store::{EditionContents, EditionRecord, FixedRecording};

/// Editions kept besides the active one.
const KEPT: usize = 20;
/// The file that names the active edition.
const ACTIVE: &str = "active.json";

/// The editions that this machine has seen. What can't be read is as good as absent: it is fetched again.
#[derive(Debug, Clone)]
pub struct EditionCache {
    folder: Utf8PathBuf,
}

/// The file of an edition.
#[derive(Serialize, Deserialize)]
struct EditionFile {
    record: EditionRecord,
    files: Vec<(String, String)>,
    /// Prompt, language, hash, seconds, and whether a machine speaks.
    recordings: Vec<(String, String, String, f32, bool)>,
}

impl EditionCache {
    /// The editions kept in `folder`, which need not be there.
    pub fn in_folder(folder: Utf8PathBuf) -> Self {
        Self { folder }
    }

    /// The last known activation.
    pub fn active(&self) -> Option<Activation> {
        read_json(&self.folder.join(ACTIVE))
    }

    /// Remembers what is active.
    pub async fn put_active(&self, activation: Activation) {
        write_json(self.folder.join(ACTIVE), &activation).await;
    }

    /// An edition that was seen here.
    pub async fn edition(&self, number: EditionNumber) -> Option<(EditionRecord, EditionContents)> {
        let cache = self.clone();
        let read = tokio::task::spawn_blocking(move || cache.read_edition(number));
        read.await.ok().flatten()
    }

    /// An edition that was seen here; waits for the disk.
    pub fn read_edition(&self, number: EditionNumber) -> Option<(EditionRecord, EditionContents)> {
        let file: EditionFile = read_json(&self.folder.join(name(number)))?;
        (file.record.number == number).then(|| file.into_parts()).flatten()
    }

    /// Remembers an edition, and forgets the oldest when there are many.
    pub async fn put_edition(&self, record: &EditionRecord, contents: &EditionContents) {
        if let Some(file) = EditionFile::of(record, contents) {
            write_json(self.folder.join(name(record.number)), &file).await;
            let (cache, newest) = (self.clone(), record.number);
            tokio::task::spawn_blocking(move || cache.forget_oldest(newest)).await.ok();
        }
    }

    fn forget_oldest(&self, newest: EditionNumber) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let mut numbers: Vec<u32> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|name| name.strip_suffix(".json")?.parse().ok())
            .collect();
        numbers.sort_unstable();
        let active = self.active().map(|active| active.edition.get());
        let excess = numbers.len().saturating_sub(KEPT + 1);
        let old = numbers.into_iter().take(excess);
        for number in old.filter(|number| Some(*number) != active && *number != newest.get()) {
            let _ = fs::remove_file(self.folder.join(name(EditionNumber::new(number))));
        }
    }
}

fn name(number: EditionNumber) -> String {
    format!("{number}.json")
}

impl EditionFile {
    /// None where a file is no text: such an edition can't be loaded anyway.
    fn of(record: &EditionRecord, contents: &EditionContents) -> Option<Self> {
        let files = contents.files.iter().map(|file| {
            let text = std::str::from_utf8(&file.bytes).ok()?;
            Some((file.path.clone(), text.to_owned()))
        });
        let recordings = contents.recordings.iter().map(|fixed| {
            let Recording { hash, seconds, draft } = fixed.recording;
            let (prompt, language) = (fixed.prompt.clone(), fixed.language.clone());
            (prompt, language, hash.to_string(), seconds, draft)
        });
        Some(Self {
            record: record.clone(),
            files: files.collect::<Option<_>>()?,
            recordings: recordings.collect(),
        })
    }

    fn into_parts(self) -> Option<(EditionRecord, EditionContents)> {
        let files = self.files.into_iter();
        let recordings = self.recordings.into_iter();
        let recordings = recordings.map(|(prompt, language, hash, seconds, draft)| {
            Some(FixedRecording {
                prompt,
                language,
                recording: Recording { hash: RecordingHash::parse(&hash)?, seconds, draft },
            })
        });
        let contents = EditionContents {
            files: files.map(|(path, text)| SourceFile::new(path, text)).collect(),
            recordings: recordings.collect::<Option<_>>()?,
        };
        Some((self.record, contents))
    }
}
