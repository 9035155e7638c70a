//! The store's library of recordings: what is brought to it, and which recording a prompt has in it.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::PublishError;
use crate::catalogue::{Hotline, Prompt, Recording, SourceFile};
use crate::recordings::Shelf;
use crate::store::{Database, FixedRecording, ShelvedRecording, StoreError};

/// The most bytes in one commit, but for a single longer one: calls are written down between two of them.
const CHUNK_BYTES: usize = 1024 * 1024;

/// The most rows in one commit.
const CHUNK_ROWS: usize = 200;

/// The recordings that there are to choose from, by prompt, language and hash of the text.
pub(super) struct Library(HashMap<(String, String, String), Recording>);

impl Library {
    pub(super) async fn open(database: &Database) -> Result<Self, StoreError> {
        let shelved = database.shelved().await?;
        let by_text = shelved
            .into_iter()
            .map(|one| ((one.of.prompt, one.of.language, one.text), one.of.recording));
        Ok(Self(by_text.collect()))
    }

    /// The recording of exactly this prompt's text.
    pub(super) fn recording_for(&self, prompt: &Prompt) -> Option<Recording> {
        self.0.get(&key(prompt)).cloned()
    }

    /// Brings those recordings of the prompts that the shelf has and the library lacks.
    pub(super) async fn fill(
        &mut self,
        database: &Database,
        folder: &Shelf,
        prompts: &[Prompt],
        now: Timestamp,
    ) -> Result<(), PublishError> {
        let news: Vec<_> = prompts
            .iter()
            .filter_map(|prompt| Some((prompt, folder.recording_for(prompt)?)))
            .filter(|(prompt, recording)| self.takes(prompt, recording))
            .collect();
        let recordings: Vec<_> = news
            .iter()
            .map(|(_, recording)| (recording.hash.to_string(), recording))
            .collect();
        let hashes: Vec<String> = recordings.iter().map(|(hash, _)| hash.clone()).collect();
        let missing = missing(database, &hashes, now).await?;
        let mut upload = Upload::new(database, now);
        for (hash, recording) in recordings {
            // Two prompts with one recording bring it once.
            if missing.contains(&hash) && !upload.brought.contains(&hash) {
                let wav = folder.read(recording.hash)?;
                upload.add(hash, wav).await?;
            }
        }
        upload.finish().await?;
        let shelved: Vec<_> = news
            .into_iter()
            .map(|(prompt, recording)| shelved(prompt, recording))
            .collect();
        for chunk in shelved.chunks(CHUNK_ROWS) {
            database.shelve(chunk).await?;
        }
        for one in shelved {
            let key = (one.of.prompt, one.of.language, one.text);
            self.0.insert(key, one.of.recording);
        }
        Ok(())
    }

    /// Whether a recording would change the library: a machine's never takes the place of a person's.
    fn takes(&self, prompt: &Prompt, recording: &Recording) -> bool {
        match self.0.get(&key(prompt)) {
            None => true,
            Some(there) if recording.draft && !there.draft => false,
            Some(there) => there != recording,
        }
    }
}

/// Gives a hotline the recordings that it would be published with. Brings nothing to the store.
pub async fn record(
    database: &Database,
    hotline: &mut Hotline,
    shelf: &Shelf,
) -> Result<(), StoreError> {
    let library = Library::open(database).await?;
    hotline.prompts.attach_recordings(|prompt| {
        let here = shelf.recording_for(prompt);
        here.filter(|recording| library.takes(prompt, recording))
            .or_else(|| library.recording_for(prompt))
    });
    Ok(())
}

fn key(prompt: &Prompt) -> (String, String, String) {
    let text = hex::encode(Sha256::digest(&prompt.text));
    (prompt.id.clone(), prompt.language.clone(), text)
}

fn shelved(prompt: &Prompt, recording: Recording) -> ShelvedRecording {
    let (prompt, language, text) = key(prompt);
    ShelvedRecording {
        of: FixedRecording {
            prompt,
            language,
            recording,
        },
        text,
    }
}

/// Brings the files that the store lacks, and gives every file's path and hash.
pub(super) async fn keep_files(
    database: &Database,
    files: &[SourceFile],
    now: Timestamp,
) -> Result<Vec<(String, String)>, StoreError> {
    let named: Vec<_> = files
        .iter()
        .map(|file| (file.path.clone(), hex::encode(Sha256::digest(&file.bytes))))
        .collect();
    let hashes: Vec<String> = named.iter().map(|(_, hash)| hash.clone()).collect();
    let missing = missing(database, &hashes, now).await?;
    let mut upload = Upload::new(database, now);
    for (file, (_, hash)) in files.iter().zip(&named) {
        if missing.contains(hash) && !upload.brought.contains(hash) {
            upload.add(hash.clone(), file.bytes.to_vec()).await?;
        }
    }
    upload.finish().await?;
    Ok(named)
}

/// Those of the hashes whose bytes the store lacks; what is there stays there for the time of publishing.
pub(super) async fn missing(
    database: &Database,
    hashes: &[String],
    now: Timestamp,
) -> Result<HashSet<String>, StoreError> {
    let mut missing = HashSet::new();
    for chunk in hashes.chunks(CHUNK_ROWS) {
        missing.extend(database.missing(chunk, now).await?);
    }
    Ok(missing)
}

/// Bytes on their way into the store, several in one commit.
struct Upload<'d> {
    database: &'d Database,
    now: Timestamp,
    brought: HashSet<String>,
    waiting: Vec<Vec<u8>>,
}

impl<'d> Upload<'d> {
    fn new(database: &'d Database, now: Timestamp) -> Self {
        Self {
            database,
            now,
            brought: HashSet::new(),
            waiting: Vec::new(),
        }
    }

    async fn add(&mut self, hash: String, bytes: Vec<u8>) -> Result<(), StoreError> {
        let waiting: usize = self.waiting.iter().map(Vec::len).sum();
        if waiting + bytes.len() > CHUNK_BYTES || self.waiting.len() >= CHUNK_ROWS {
            self.bring().await?;
        }
        self.brought.insert(hash);
        self.waiting.push(bytes);
        Ok(())
    }

    async fn finish(mut self) -> Result<(), StoreError> {
        self.bring().await
    }

    async fn bring(&mut self) -> Result<(), StoreError> {
        if !self.waiting.is_empty() {
            let contents: Vec<&[u8]> = self.waiting.iter().map(Vec::as_slice).collect();
            self.database.keep_all(&contents, self.now).await?;
            self.waiting.clear();
        }
        Ok(())
    }
}
