//! Editions brought out of the store as files.

use std::collections::HashSet;
use std::fs;

use camino::Utf8Path;

use super::OperateError;
use super::drafts::check_path;
use super::recordings::DRAFTS;
use crate::catalogue::source::{content_hash, read_folder};
use crate::catalogue::{Edition, SourceFile};
use crate::recordings::file_name;
use crate::store::Database;

/// Writes an edition's files into a folder that is new or empty, and proves that they load to the same.
pub fn export(files: &[SourceFile], folder: &Utf8Path) -> Result<(), OperateError> {
    for file in files {
        check_path(&file.path)?;
    }
    make_empty(folder)?;
    for file in files {
        write(&folder.join(&file.path), &file.bytes)?;
    }
    if content_hash(&read_folder(folder)?) != content_hash(files) {
        return Err(OperateError::Different(folder.to_owned()));
    }
    Ok(())
}

/// Writes an edition's recordings into a folder that is new or empty, named as the studio's sheet says, and says
/// how many there are. Drafts go to a folder of their own in it.
pub async fn export_recordings(
    database: &Database,
    edition: &Edition,
    folder: &Utf8Path,
) -> Result<usize, OperateError> {
    make_empty(folder)?;
    let mut texts = HashSet::new();
    for prompt in edition.hotline.prompts.all() {
        let Some(recording) = &prompt.recording else {
            continue;
        };
        if !texts.insert(prompt.text_key()) {
            continue;
        }
        let hash = recording.hash.to_string();
        let wav = database.bytes(&hash).await?;
        let wav = wav.ok_or(OperateError::MissingRecording(hash))?;
        let folder = if recording.draft { folder.join(DRAFTS) } else { folder.to_owned() };
        write(&folder.join(file_name(prompt)), &wav)?;
    }
    Ok(texts.len())
}

fn write(path: &Utf8Path, bytes: &[u8]) -> Result<(), OperateError> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all);
    let written = written.and_then(|()| fs::write(path, bytes));
    written.map_err(|problem| OperateError::Unwritable { path: path.to_owned(), problem })
}

fn make_empty(folder: &Utf8Path) -> Result<(), OperateError> {
    let unwritable = |problem| OperateError::Unwritable { path: folder.to_owned(), problem };
    if folder.is_file() {
        return Err(OperateError::NoFolder(folder.to_owned()));
    }
    fs::create_dir_all(folder).map_err(unwritable)?;
    let mut items = fs::read_dir(folder).map_err(unwritable)?;
    if items.next().is_some() {
        return Err(OperateError::NotEmpty(folder.to_owned()));
    }
    Ok(())
}
