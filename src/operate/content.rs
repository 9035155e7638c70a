//! The bytes of files and recordings, brought to the store.

use std::collections::HashSet;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::catalogue::SourceFile;
use crate::store::{Database, StoreError};

/// The most bytes in one commit, but for a single longer one: calls are written down between two of them.
const CHUNK_BYTES: usize = 1024 * 1024;

/// The most rows in one commit.
const CHUNK_ROWS: usize = 200;

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
        if missing.contains(hash) {
            upload.add(hash.clone(), file.bytes.to_vec()).await?;
        }
    }
    upload.finish().await?;
    Ok(named)
}

/// The hashes whose bytes the store lacks; the others stay there for the time of publishing.
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

/// Bytes on their way into the store, several in one commit, each once.
pub(super) struct Upload<'d> {
    database: &'d Database,
    now: Timestamp,
    brought: HashSet<String>,
    waiting: Vec<Vec<u8>>,
}

impl<'d> Upload<'d> {
    pub(super) fn new(database: &'d Database, now: Timestamp) -> Self {
        Self { database, now, brought: HashSet::new(), waiting: Vec::new() }
    }

    pub(super) async fn add(&mut self, hash: String, bytes: Vec<u8>) -> Result<(), StoreError> {
        if !self.brought.insert(hash) {
            return Ok(());
        }
        let waiting: usize = self.waiting.iter().map(Vec::len).sum();
        if waiting + bytes.len() > CHUNK_BYTES || self.waiting.len() >= CHUNK_ROWS {
            self.finish().await?;
        }
        self.waiting.push(bytes);
        Ok(())
    }

    /// Brings what still waits.
    pub(super) async fn finish(&mut self) -> Result<(), StoreError> {
        if !self.waiting.is_empty() {
            let contents: Vec<&[u8]> = self.waiting.iter().map(Vec::as_slice).collect();
            self.database.keep_all(&contents, self.now).await?;
            self.waiting.clear();
        }
        Ok(())
    }
}
