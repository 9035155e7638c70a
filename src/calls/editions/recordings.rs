//! The recordings of editions, brought from the store to this machine's disk.

use std::time::Duration;

use camino::Utf8PathBuf;
use tokio::time::timeout;

use super::{LiveEditions, write_whole};
use crate::catalogue::RecordingHash;
use crate::store::{Database, StoreError};

/// The time that a request for a recording waits until it is fetched.
const TIMEOUT: Duration = Duration::from_secs(3);

impl LiveEditions {
    /// The path of a recording on this machine, fetched from the store if it must be; none if it is
    /// nowhere, or can't be fetched in time.
    pub async fn recording(&self, hash: RecordingHash) -> Option<Utf8PathBuf> {
        let path = self.sources.recordings.join(format!("{hash}.wav"));
        if tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Some(path);
        }
        let permits = if self.has_recording(hash) {
            &self.fetches
        } else {
            // Perhaps of an edition that another server heard of first.
            &self.strange_fetches
        };
        let fetch = async {
            let _one_of_few = permits.acquire().await.ok()?;
            let database = self.sources.database.get().await.ok()?;
            self.bring(&database, hash).await.ok().flatten()
        };
        timeout(TIMEOUT, fetch).await.ok().flatten()
    }

    /// Returns whether an edition in memory has this recording.
    fn has_recording(&self, hash: RecordingHash) -> bool {
        let loaded = self.loaded.load();
        loaded.by_number.values().any(|heard| heard.has_recording(hash))
    }

    /// Brings all recordings of the active edition, so that nobody has to wait for one; says whether all are
    /// here. A store that fails is not asked again and again.
    pub(super) async fn bring_recordings(&self, database: &Database) -> bool {
        let active = self.active();
        let mut all = true;
        for hash in active.recordings() {
            let path = self.sources.recordings.join(format!("{hash}.wav"));
            if tokio::fs::try_exists(&path).await.unwrap_or(false) {
                continue;
            }
            match self.bring(database, *hash).await {
                Ok(brought) => all &= brought.is_some(),
                Err(error) => {
                    tracing::warn!(%error, "recordings can't be fetched from the store; tried again");
                    return false;
                }
            }
        }
        all
    }

    /// Brings one recording; none if the store has it not, or damaged, or this machine can't keep it.
    async fn bring(
        &self,
        database: &Database,
        hash: RecordingHash,
    ) -> Result<Option<Utf8PathBuf>, StoreError> {
        let Some(bytes) = database.bytes(&hash.to_string()).await? else {
            return Ok(None);
        };
        if RecordingHash::of(&bytes) != hash {
            tracing::error!(recording = %hash, "a recording in the store is damaged");
            return Ok(None);
        }
        let folder = self.sources.recordings.clone();
        let written = tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            write_whole(&folder.join(format!("{hash}.wav")), &bytes)
        });
        Ok(match written.await {
            Ok(Ok(())) => Some(self.sources.recordings.join(format!("{hash}.wav"))),
            Ok(Err(error)) => {
                tracing::warn!(recording = %hash, %error, "a recording can't be kept on this machine");
                None
            }
            Err(_) => None,
        })
    }
}
