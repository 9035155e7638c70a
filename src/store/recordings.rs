//! The library of recordings: audio of prompts, by language and exact text.

use super::database::{Database, change, read};
use super::{Authorship, StoreError};
use crate::catalogue::{Recording, TextKey};

/// A recording of the library. Its bytes are in the store under its hash.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryRecording {
    /// The text that is spoken in it.
    pub of: TextKey,
    pub recording: Recording,
}

impl Database {
    /// All recordings of the library.
    pub async fn recordings(&self) -> Result<Vec<LibraryRecording>, StoreError> {
        read!(self, recordings::library())
    }

    /// Puts recordings into the library, all in one commit, in place of those of the same text. A draft never takes
    /// the place of a person's recording. Their bytes must be in the store.
    pub async fn add_recordings(
        &self,
        recordings: &[LibraryRecording],
        by: Authorship<'_>,
    ) -> Result<(), StoreError> {
        change!(self, recordings::add(recordings, by))
    }

    /// Takes the recording of a text out of the library; says whether there was one.
    pub async fn remove_recording(
        &self,
        of: &TextKey,
        by: Authorship<'_>,
    ) -> Result<bool, StoreError> {
        change!(self, recordings::remove(of, by))
    }
}
