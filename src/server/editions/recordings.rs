//! The recordings of editions, brought from the store to this machine's disk.

use std::time::Duration;

use camino::Utf8PathBuf;
use tokio::time::timeout;

use super::Editions;
use crate::catalogue::RecordingHash;
use crate::store::{Database, Editions as _};

/// How long whoever asks for a recording waits until it is fetched.
const PATIENCE: Duration = Duration::from_secs(3);

impl Editions {
    /// Where a recording is on this machine, brought there from the store if it must be; none if it is
    /// nowhere, or can't be fetched in time.
    pub async fn recording(&self, hash: RecordingHash) -> Option<Utf8PathBuf> {
        let path = self.sources.recordings.join(format!("{hash}.wav"));
        if tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Some(path);
        }
        let fetch = async {
            let _one_of_few = self.fetches.acquire().await.ok()?;
            let database = self.sources.database.get().await.ok()?;
            self.bring(&database, hash).await
        };
        timeout(PATIENCE, fetch).await.ok().flatten()
    }

    /// Brings all recordings of the active edition, so that nobody has to wait for one.
    pub(super) async fn fetch_recordings(&self, database: &Database) {
        let active = self.active();
        let prompts = active.hotline().prompts.all();
        for recording in prompts
            .iter()
            .filter_map(|prompt| prompt.recording.as_ref())
        {
            let path = self
                .sources
                .recordings
                .join(format!("{}.wav", recording.hash));
            if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
                self.bring(database, recording.hash).await;
            }
        }
    }

    async fn bring(&self, database: &Database, hash: RecordingHash) -> Option<Utf8PathBuf> {
        let bytes = match database.bytes(&hash.to_string()).await {
            Ok(bytes) => bytes?,
            Err(error) => {
                tracing::warn!(recording = %hash, %error, "a recording can't be fetched from the store");
                return None;
            }
        };
        if RecordingHash::of(&bytes) != hash {
            tracing::error!(recording = %hash, "a recording in the store is damaged");
            return None;
        }
        let folder = self.sources.recordings.clone();
        let written = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            crate::recordings::write_whole(folder.join(format!("{hash}.wav")).as_std_path(), &bytes)
        });
        match written.await {
            Ok(Ok(())) => Some(self.sources.recordings.join(format!("{hash}.wav"))),
            Ok(Err(error)) => {
                tracing::warn!(recording = %hash, %error, "a recording can't be kept on this machine");
                None
            }
            Err(_) => None,
        }
    }
}
