//! Files on this machine's disk, for starts while the store is away.

use std::fs::{self, File};
use std::io::{self, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;

/// Reads a JSON file. One that can't be read is as good as absent, for what is in it is fetched again.
pub(super) fn read_json<T: DeserializeOwned>(file: &Utf8Path) -> Option<T> {
    let read = match fs::read(file) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(io::Error::from),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => Err(error),
    };
    read.inspect_err(|error| {
        tracing::warn!(%file, %error, "a file kept on this machine can't be read; what is in it is fetched again");
    })
    .ok()
}

/// Writes a JSON file. A failure costs no call; it is logged.
pub(super) async fn write_json(file: Utf8PathBuf, value: &impl Serialize) {
    let written = match serde_json::to_vec(value) {
        Ok(bytes) => {
            let file = file.clone();
            let written = spawn_blocking(move || write_whole(&file, &bytes)).await;
            written.unwrap_or_else(|failed| Err(io::Error::other(failed)))
        }
        Err(error) => Err(error.into()),
    };
    if let Err(error) = written {
        tracing::warn!(%file, %error, "a file can't be kept on this machine: a start without the store would go without what is in it");
    }
}

/// Writes under another name first: nobody ever reads half of it.
pub(super) fn write_whole(file: &Utf8Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Utf8Path::new("."));
    fs::create_dir_all(folder)?;
    let mut temporary = tempfile::NamedTempFile::new_in(folder)?;
    temporary.write_all(bytes)?;
    temporary.as_file().sync_all()?;
    temporary.persist(file)?;
    File::open(folder)?.sync_all()
}
