//! A folder that is written anew as a whole: until the new one is complete, readers get the old one.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::OperateError;

/// Marks a folder that was written so. Hidden: it is no file for readers.
const MARK: &str = ".sila-website";

/// A folder on its way into the place of one that is new, empty or was written so before.
pub struct FolderReplacement {
    folder: Utf8PathBuf,
    /// Beside the folder, so that it can take its place at one stroke.
    new: Utf8PathBuf,
    written: WrittenFiles,
}

/// The number of files that were written, and their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WrittenFiles {
    pub files: usize,
    pub bytes: u64,
}

impl FolderReplacement {
    /// Begins, if nothing of others is in the folder's place.
    pub fn begin(folder: &Utf8Path) -> Result<Self, OperateError> {
        let unwritable = |problem| OperateError::Unwritable { path: folder.to_owned(), problem };
        if folder.is_file() {
            return Err(OperateError::NoFolder(folder.to_owned()));
        }
        let is_ours = !folder.exists()
            || folder.join(MARK).is_file()
            || fs::read_dir(folder).map_err(unwritable)?.next().is_none();
        if !is_ours {
            return Err(OperateError::ForeignFolder(folder.to_owned()));
        }
        // Behind a link the folder is replaced, and the link stays.
        let whole = folder.canonicalize_utf8().or_else(|_| camino::absolute_utf8(folder));
        let folder = whole.map_err(unwritable)?;
        let new = beside(&folder, "new");
        // One that was left behind when its export was ended.
        remove(&new).and_then(|()| fs::create_dir_all(&new)).map_err(unwritable)?;
        let mut begun = Self { folder, new, written: WrittenFiles::default() };
        begun
            .write(MARK, b"Written by `sila export website`, which replaces the whole folder.\n")?;
        begun.written = WrittenFiles::default();
        Ok(begun)
    }

    /// Writes a file of the folder.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), OperateError> {
        let file = self.new.join(path);
        let written = file.parent().map_or(Ok(()), fs::create_dir_all);
        let written = written.and_then(|()| fs::write(&file, bytes));
        written.map_err(|problem| OperateError::Unwritable { path: file, problem })?;
        self.written.files += 1;
        self.written.bytes += bytes.len() as u64;
        Ok(())
    }

    /// Puts it in its place.
    pub fn finish(self) -> Result<WrittenFiles, OperateError> {
        let old = beside(&self.folder, "old");
        let put = || {
            remove(&old)?;
            let is_there = self.folder.exists();
            if is_there {
                fs::rename(&self.folder, &old)?;
            }
            if let Err(error) = fs::rename(&self.new, &self.folder) {
                if is_there {
                    fs::rename(&old, &self.folder)?;
                }
                return Err(error);
            }
            remove(&old)
        };
        let unwritable = |problem| OperateError::Unwritable { path: self.folder.clone(), problem };
        put().map_err(unwritable)?;
        Ok(self.written)
    }
}

impl Drop for FolderReplacement {
    fn drop(&mut self) {
        // It is there no more where it took its place.
        let _ = remove(&self.new);
    }
}

/// A hidden name beside a folder.
fn beside(folder: &Utf8Path, what: &str) -> Utf8PathBuf {
    let name = folder.file_name().unwrap_or_default();
    folder.with_file_name(format!(".{name}.sila-{what}"))
}

fn remove(folder: &Utf8Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
