//! The library of recordings.

use std::collections::HashMap;

use crate::catalogue::{Prompt, Recording, TextKey};
use crate::store::{Database, LibraryRecording, StoreError};

/// The recordings in the store, by language and exact text: a text that moves keeps its recording, and a text
/// that is changed has none until it is changed back or recorded anew.
#[derive(Debug, Default)]
pub struct Library(HashMap<TextKey, Recording>);

impl Library {
    /// The library as it is now.
    pub async fn open(database: &Database) -> Result<Self, StoreError> {
        let mut library = Self::default();
        library.add(database.recordings().await?);
        Ok(library)
    }

    /// The recording of exactly this prompt's text.
    pub fn recording_for(&self, prompt: &Prompt) -> Option<Recording> {
        self.0.get(&prompt.text_key()).cloned()
    }

    /// True if a person has recorded exactly this prompt's text.
    pub(super) fn has_person(&self, prompt: &Prompt) -> bool {
        self.0.get(&prompt.text_key()).is_some_and(|recording| !recording.draft)
    }

    /// True if a recording would change the library: a draft never takes the place of a person's recording.
    pub(super) fn would_take(&self, of: &TextKey, recording: &Recording) -> bool {
        self.0.get(of).is_none_or(|there| there != recording && (there.draft || !recording.draft))
    }

    /// Adds what was put into the store.
    pub(super) fn add(&mut self, recordings: Vec<LibraryRecording>) {
        for LibraryRecording { of, recording } in recordings {
            if self.would_take(&of, &recording) {
                self.0.insert(of, recording);
            }
        }
    }
}
