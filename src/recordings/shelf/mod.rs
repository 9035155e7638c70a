//! The shelf: where recordings are kept.
//!
//! A folder with one `{hash}.wav` a recording, and `index.json`, which says what each of them is a
//! recording of. The index is keyed by prompt id, language *and* the hash of the text, so that a
//! changed text has no recording from that moment on, and has its old one again when it is changed
//! back. Files are never deleted here: a published edition may still play them.

mod file;
mod index;
mod key;

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use self::file::write_whole;

use self::index::{Entry, Index};
use self::key::Key;
use super::Converted;
use crate::catalogue::{Prompt, Recording, RecordingHash};

/// Held, by an operating system lock, by whoever changes the index.
const LOCK: &str = ".lock";

/// The recordings of a hotline, in one folder.
///
/// Shows the state at the time of [`Shelf::open`], plus what was put on it through this value;
/// another process may put recordings on the same shelf at the same time, and none is lost.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    index: Index,
    files: HashSet<RecordingHash>,
}

/// Something to put on the shelf.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// What it is a recording of.
    pub prompt: &'a Prompt,
    /// The sound.
    pub sound: Converted,
    /// Spoken by a machine, until a person records it.
    pub draft: bool,
}

/// What became of an [`Arrival`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// The prompt's first recording.
    New,
    /// It took the place of another recording of the same text.
    Replaced,
    /// The very same sound was there already.
    Unchanged,
    /// A draft that was not needed: a person has recorded the prompt.
    NotNeeded,
}

/// What lies on the shelf for nothing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Orphans {
    /// Recordings of prompts that the hotline has no more: prompt id, language, recording.
    pub recordings: Vec<(String, String, Recording)>,
    /// Files that the index does not name: recordings that were replaced, for instance. A
    /// published edition may still play them.
    pub files: Vec<RecordingHash>,
}

/// Why the shelf cannot be used.
#[derive(Debug, Error)]
pub enum ShelfError {
    /// The operating system refused.
    #[error(
        "The recordings' folder {path} cannot be used: {source}. Check that it is there, that \
             it may be written, and that the disk has room."
    )]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The index is damaged.
    #[error(
        "The recordings' index {path} is damaged: {why}. Put back a copy of it, or move it away \
             and import the recordings again."
    )]
    Corrupt {
        /// The index file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A WAV file has other bytes than its name says.
    #[error(
        "The recording {path} is damaged: its bytes do not fit its name. Put back a copy of it, \
             or remove it and import the recording again."
    )]
    Damaged {
        /// The WAV file.
        path: PathBuf,
    },
}

impl Shelf {
    /// Opens the shelf in `folder`. A folder that is not there, or has no index, is an empty shelf.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, ShelfError> {
        let folder = folder.into();
        let index = Index::load(&folder)?;
        let files = wav_files(&folder)?;
        Ok(Self {
            folder,
            index,
            files,
        })
    }

    /// The recording of exactly this prompt's text. None if the text was changed since, or if the
    /// file has gone.
    pub fn recording_for(&self, prompt: &Prompt) -> Option<Recording> {
        let entry = self.index.get(&Key::of(prompt))?;
        self.files.contains(&entry.hash).then(|| entry.recording())
    }

    /// Where the WAV file of a recording is, or would be.
    pub fn path(&self, hash: RecordingHash) -> PathBuf {
        self.folder.join(format!("{hash}.wav"))
    }

    /// The bytes of a recording, checked against its hash.
    pub fn read(&self, hash: RecordingHash) -> Result<Vec<u8>, ShelfError> {
        let path = self.path(hash);
        let bytes = fs::read(&path).map_err(|source| io_error(&path, source))?;
        if RecordingHash::of(&bytes) != hash {
            return Err(ShelfError::Damaged { path });
        }
        Ok(bytes)
    }

    /// The prompts that had a recording until their text was changed, and have none of the new one.
    pub fn stale<'a>(&self, prompts: &'a [Prompt]) -> Vec<&'a Prompt> {
        let once: HashSet<_> = self.index.keys().map(Key::id_and_language).collect();
        prompts
            .iter()
            .filter(|prompt| once.contains(&(prompt.id.as_str(), prompt.language.as_str())))
            .filter(|prompt| self.index.get(&Key::of(prompt)).is_none())
            .collect()
    }

    /// What lies on the shelf for nothing, seen from these prompts.
    pub fn orphans(&self, prompts: &[Prompt]) -> Orphans {
        let wanted: HashSet<_> = prompts
            .iter()
            .map(|prompt| (prompt.id.as_str(), prompt.language.as_str()))
            .collect();
        let recordings = self
            .index
            .iter()
            .filter(|(key, _)| !wanted.contains(&key.id_and_language()))
            .map(|(key, entry)| (key.id.clone(), key.language.clone(), entry.recording()))
            .collect();
        let named: HashSet<_> = self.index.iter().map(|(_, entry)| entry.hash).collect();
        let mut files: Vec<_> = self.files.difference(&named).copied().collect();
        files.sort_unstable();
        Orphans { recordings, files }
    }

    /// Puts recordings on the shelf, all in one write of the index; safe against other importers
    /// and against loss of power. A person's recording replaces a draft, never the other way round.
    ///
    /// The answer has one element for each arrival, in their order.
    pub fn put(&mut self, arrivals: &[Arrival<'_>]) -> Result<Vec<Placed>, ShelfError> {
        let fault = |source| io_error(&self.folder, source);
        fs::create_dir_all(&self.folder).map_err(fault)?;
        let lock = self.folder.join(LOCK);
        let held = File::create(&lock).map_err(|source| io_error(&lock, source))?;
        held.lock().map_err(|source| io_error(&lock, source))?;

        // Another process may have added to it since it was read.
        let mut index = Index::load(&self.folder)?;
        self.files = wav_files(&self.folder)?;
        let placed = arrivals
            .iter()
            .map(|arrival| self.place(&mut index, arrival))
            .collect::<Result<Vec<_>, _>>()?;
        index.save(&self.folder)?;
        self.index = index;
        Ok(placed)
    }

    fn place(&mut self, index: &mut Index, arrival: &Arrival<'_>) -> Result<Placed, ShelfError> {
        let entry = Entry {
            hash: RecordingHash::of(&arrival.sound.wav),
            seconds: arrival.sound.seconds,
            draft: arrival.draft,
        };
        let key = Key::of(arrival.prompt);
        let before = index
            .get(&key)
            .filter(|entry| self.files.contains(&entry.hash));
        let placed = match before {
            None => Placed::New,
            Some(before) if arrival.draft && !before.draft => return Ok(Placed::NotNeeded),
            Some(before) if *before == entry => Placed::Unchanged,
            Some(_) => Placed::Replaced,
        };
        if !self.files.contains(&entry.hash) {
            file::write(&self.path(entry.hash), &arrival.sound.wav)?;
            self.files.insert(entry.hash);
        }
        index.insert(key, entry);
        Ok(placed)
    }
}

/// The recordings whose files are in the folder.
fn wav_files(folder: &Path) -> Result<HashSet<RecordingHash>, ShelfError> {
    let fault = |source| io_error(folder, source);
    let mut files = HashSet::new();
    let items = match fs::read_dir(folder) {
        Ok(items) => items,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(files),
        Err(error) => return Err(fault(error)),
    };
    for item in items {
        let name = item.map_err(fault)?.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".wav"));
        files.extend(stem.and_then(RecordingHash::parse));
    }
    Ok(files)
}

fn io_error(path: &Path, source: io::Error) -> ShelfError {
    ShelfError::Io {
        path: path.to_owned(),
        source,
    }
}
