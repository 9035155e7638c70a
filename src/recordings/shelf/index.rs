//! The index file: which recording is of which text.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::key::Key;
use super::{ShelfError, file, io_error};
use crate::catalogue::{Recording, RecordingHash};

/// The index's file name.
const NAME: &str = "index.json";

/// The only format so far.
const FORMAT: u32 = 1;

/// What the index knows of a recording.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) hash: RecordingHash,
    pub(super) seconds: f32,
    pub(super) draft: bool,
}

impl Entry {
    pub(super) fn recording(&self) -> Recording {
        Recording {
            hash: self.hash,
            seconds: self.seconds,
            draft: self.draft,
        }
    }
}

/// All entries, in order.
#[derive(Debug, Default)]
pub(super) struct Index(BTreeMap<Key, Entry>);

/// The file, as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexFile {
    format: u32,
    recordings: Vec<Row>,
}

/// One entry, as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    language: String,
    text_sha256: String,
    hash: String,
    seconds: f32,
    draft: bool,
}

impl Index {
    /// Reads the index of a folder; a folder without one has an empty index.
    pub(super) fn load(folder: &Path) -> Result<Self, ShelfError> {
        let path = folder.join(NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(io_error(&path, error)),
        };
        parse(&bytes).map_err(|why| ShelfError::Corrupt { path, why })
    }

    /// Writes the index of a folder, in one step: a reader sees the old one or the new one.
    pub(super) fn save(&self, folder: &Path) -> Result<(), ShelfError> {
        let path = folder.join(NAME);
        let recordings = self
            .0
            .iter()
            .map(|(key, entry)| Row::new(key, entry))
            .collect();
        let mut bytes = serde_json::to_vec_pretty(&IndexFile {
            format: FORMAT,
            recordings,
        })
        .map_err(|error| io_error(&path, io::Error::other(error)))?;
        bytes.push(b'\n');
        file::write(&path, &bytes)
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Entry> {
        self.0.get(key)
    }

    pub(super) fn insert(&mut self, key: Key, entry: Entry) {
        self.0.insert(key, entry);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Entry)> {
        self.0.iter()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.keys()
    }
}

fn parse(bytes: &[u8]) -> Result<Index, String> {
    let file: IndexFile = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if file.format != FORMAT {
        return Err(format!(
            "it has format {}, and only {FORMAT} is known",
            file.format
        ));
    }
    file.recordings
        .into_iter()
        .map(Row::into_entry)
        .collect::<Result<_, _>>()
        .map(Index)
}

impl Row {
    fn new(key: &Key, entry: &Entry) -> Self {
        Self {
            id: key.id.clone(),
            language: key.language.clone(),
            text_sha256: key.text_sha256.clone(),
            hash: entry.hash.to_string(),
            seconds: entry.seconds,
            draft: entry.draft,
        }
    }

    fn into_entry(self) -> Result<(Key, Entry), String> {
        let hash = RecordingHash::parse(&self.hash)
            .ok_or_else(|| format!("\"{}\" is not the hash of a recording", self.hash))?;
        let entry = Entry {
            hash,
            seconds: self.seconds,
            draft: self.draft,
        };
        Ok((
            Key {
                id: self.id,
                language: self.language,
                text_sha256: self.text_sha256,
            },
            entry,
        ))
    }
}
