//! The library of recordings: audio of prompts, by language and exact text.

use super::Authorship;
use super::database::operations;
use crate::catalogue::{Recording, TextKey};

/// A recording of the library. Its bytes are in the store under its hash.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryRecording {
    /// The text that is spoken in it.
    pub of: TextKey,
    pub recording: Recording,
}

operations! {
    /// All recordings of the library.
    read fn recordings() -> Vec<LibraryRecording> = recordings::library;

    /// Puts recordings into the library, all in one commit, in place of those of the same text. A draft never takes
    /// the place of a person's recording. Their bytes must be in the store.
    change fn add_recordings(recordings: &[LibraryRecording], by: Authorship<'_>) -> ()
        = recordings::add;

    /// Takes the recording of a text out of the library; says whether there was one. The audit has it by its id.
    change fn remove_recording(of: &TextKey, id: &str, by: Authorship<'_>) -> bool
        = recordings::remove;
}
