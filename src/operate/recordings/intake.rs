//! Recordings on their way into the library.

use super::super::content::Upload;
use super::library::Library;
use crate::catalogue::{Prompt, Recording, RecordingHash};
use crate::recordings::Converted;
use crate::store::{Authorship, Database, LibraryRecording, StoreError};

/// Recordings that are brought to the store now, and are in the library once they are committed.
///
/// Bytes that are brought and never committed are removed with others that nothing names.
pub(super) struct Intake<'d> {
    database: &'d Database,
    by: Authorship<'d>,
    upload: Upload<'d>,
    recordings: Vec<LibraryRecording>,
}

impl<'d> Intake<'d> {
    pub(super) fn new(database: &'d Database, by: Authorship<'d>) -> Self {
        Self { database, by, upload: Upload::new(database, by.at), recordings: Vec::new() }
    }

    /// Brings the bytes of a recording of a prompt's text.
    pub(super) async fn add(
        &mut self,
        prompt: &Prompt,
        sound: Converted,
        draft: bool,
    ) -> Result<(), StoreError> {
        let hash = RecordingHash::of(&sound.wav);
        self.upload.add(hash.to_string(), sound.wav).await?;
        self.recordings.push(LibraryRecording {
            of: prompt.text_key(),
            recording: Recording { hash, seconds: sound.seconds, draft },
        });
        Ok(())
    }

    /// The number of recordings that wait for a commit.
    pub(super) fn len(&self) -> usize {
        self.recordings.len()
    }

    /// Puts all of them into the library in one commit. A person's recording takes the place of any other of the
    /// same text, a draft only that of a draft.
    pub(super) async fn commit(&mut self, library: &mut Library) -> Result<(), StoreError> {
        self.upload.finish().await?;
        let recordings = std::mem::take(&mut self.recordings);
        if !recordings.is_empty() {
            self.database.add_recordings(&recordings, self.by).await?;
            library.add(recordings);
        }
        Ok(())
    }
}
