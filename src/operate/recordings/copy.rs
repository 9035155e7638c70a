//! The library of one store, brought to another.

use super::super::content::{Upload, missing};
use super::admit;
use super::library::Library;
use crate::operate::OperateError;
use crate::store::{Authorship, Database, LibraryRecording};

/// Brings the recordings of one library to another, byte for byte and by the library's rule, and says how many are
/// new there.
pub async fn copy(
    from: &Database,
    to: &Database,
    by: Authorship<'_>,
) -> Result<usize, OperateError> {
    admit(to, by).await?;
    let there = Library::open(to).await?;
    let mut recordings = from.recordings().await?;
    recordings.retain(|LibraryRecording { of, recording }| there.would_take(of, recording));
    let hashes: Vec<_> = recordings.iter().map(|one| one.recording.hash.to_string()).collect();
    let missing = missing(to, &hashes, by.at).await?;
    let mut upload = Upload::new(to, by.at);
    for hash in hashes.into_iter().filter(|hash| missing.contains(hash)) {
        if let Some(bytes) = from.bytes(&hash).await? {
            upload.add(hash, bytes).await?;
        }
    }
    upload.finish().await?;
    if !recordings.is_empty() {
        to.add_recordings(&recordings, by).await?;
    }
    Ok(recordings.len())
}
