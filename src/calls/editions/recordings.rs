//! The recordings of editions, brought from the store to this machine's disk.

use std::time::Duration;

use camino::Utf8PathBuf;
use tokio::time::timeout;

use super::LiveEditions;
use crate::calls::disk::write_whole;
use crate::catalogue::RecordingHash;
use crate::store::{Database, StoreError};

/// The time that a request for a recording waits until it is fetched.
const TIMEOUT: Duration = Duration::from_secs(3);

impl LiveEditions {
    /// The path of a recording on this machine, fetched from the store if it must be; none if it is
    /// nowhere, or can't be fetched in time.
    pub async fn recording(&self, hash: RecordingHash) -> Option<Utf8PathBuf> {
        let path = self.path_of(hash);
        if tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return Some(path);
        }
        let is_heard = self.loaded.load().by_number.values().any(|heard| heard.has_recording(hash));
        let permits = if is_heard {
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

    /// The path of a recording on this machine, be it there or not.
    fn path_of(&self, hash: RecordingHash) -> Utf8PathBuf {
        self.sources.recordings.join(format!("{hash}.wav"))
    }

    /// Brings all recordings of the active edition, so that nobody has to wait for one; says whether all are
    /// here. A store that fails is not asked again and again.
    pub(super) async fn bring_recordings(&self, database: &Database) -> bool {
        let active = self.active();
        let mut all = true;
        for hash in active.recordings() {
            if tokio::fs::try_exists(self.path_of(*hash)).await.unwrap_or(false) {
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
        let path = self.path_of(hash);
        let file = path.clone();
        Ok(match tokio::task::spawn_blocking(move || write_whole(&file, &bytes)).await {
            Ok(Ok(())) => Some(path),
            Ok(Err(error)) => {
                tracing::warn!(recording = %hash, %error, "a recording can't be kept on this machine");
                None
            }
            Err(_) => None,
        })
    }
}
