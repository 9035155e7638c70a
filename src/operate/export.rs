//! Editions brought out of the store as files.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::drafts::{PathError, check_path};
use crate::catalogue::source::{FolderError, content_hash, read_folder};
use crate::catalogue::{Edition, Prompt, Recording, SourceFile};
use crate::recordings::{Arrival, Converted, Shelf, ShelfError};
use crate::store::{Database, StoreError};

/// How many recordings are held in memory at a time.
const AT_ONCE: usize = 50;

/// Why an edition was not brought out.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is something already.
    #[error("{0} is not empty. Give a folder that is new or empty: nothing is written over.")]
    NotEmpty(Utf8PathBuf),
    /// There is a file in the folder's place.
    #[error("{0} is a file, not a folder. Give a folder that is new or empty.")]
    NoFolder(Utf8PathBuf),
    /// The system does not let us write.
    #[error(
        "{path} can't be written ({problem}). See who may write there, and that the disk has room."
    )]
    Unwritable {
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system says.
        problem: io::Error,
    },
    /// A file's path leads elsewhere.
    #[error("The edition has a file that can't be written: {0}")]
    Path(#[from] PathError),
    /// What was written can't be read.
    #[error(transparent)]
    Unreadable(#[from] FolderError),
    /// What was written is something else.
    #[error(
        "What was written to {0} is not what the edition is made of. See that the disk is well."
    )]
    Different(Utf8PathBuf),
    /// A recording is not in the store.
    #[error("The store lacks the recording {0}. Restore the store from a copy.")]
    Missing(String),
    /// The recordings' folder can't be written.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes an edition's files into a folder that is new or empty, and proves that they load to the same.
pub fn export(files: &[SourceFile], folder: &Utf8Path) -> Result<(), ExportError> {
    for file in files {
        check_path(&file.path)?;
    }
    make_empty(folder)?;
    for file in files {
        let path = folder.join(&file.path);
        let unwritable = |problem| ExportError::Unwritable {
            path: path.clone(),
            problem,
        };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(unwritable)?;
        }
        fs::write(&path, &file.bytes).map_err(unwritable)?;
    }
    if content_hash(&read_folder(folder)?) != content_hash(files) {
        return Err(ExportError::Different(folder.to_owned()));
    }
    Ok(())
}

/// Writes an edition's recordings into a folder that is new or empty, as the recordings' commands read it, and
/// says how many there are.
pub async fn export_recordings(
    database: &Database,
    edition: &Edition,
    folder: &Utf8Path,
) -> Result<usize, ExportError> {
    make_empty(folder)?;
    let mut shelf = Shelf::open(folder)?;
    let prompts = edition.hotline.prompts.all().iter();
    let recorded: Vec<_> = prompts
        .filter_map(|prompt| Some((prompt, prompt.recording.as_ref()?)))
        .collect();
    for some in recorded.chunks(AT_ONCE) {
        let mut arrivals = Vec::new();
        for (prompt, recording) in some {
            arrivals.push(arrival(database, prompt, recording).await?);
        }
        shelf.put(&arrivals)?;
    }
    Ok(recorded.len())
}

async fn arrival<'p>(
    database: &Database,
    prompt: &'p Prompt,
    recording: &Recording,
) -> Result<Arrival<'p>, ExportError> {
    let hash = recording.hash.to_string();
    let wav = database.bytes(&hash).await?;
    Ok(Arrival {
        prompt,
        sound: Converted {
            wav: wav.ok_or(ExportError::Missing(hash))?,
            seconds: recording.seconds,
            gain_db: 0.0,
            concerns: Vec::new(),
        },
        draft: recording.draft,
    })
}

fn make_empty(folder: &Utf8Path) -> Result<(), ExportError> {
    let unwritable = |problem| ExportError::Unwritable {
        path: folder.to_owned(),
        problem,
    };
    if folder.is_file() {
        return Err(ExportError::NoFolder(folder.to_owned()));
    }
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut items = fs::read_dir(folder).map_err(unwritable)?;
    if items.next().is_some() {
        return Err(ExportError::NotEmpty(folder.to_owned()));
    }
    Ok(())
}
