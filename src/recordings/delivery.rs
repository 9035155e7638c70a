//! The files that a studio delivers, in a folder or a ZIP file.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;
use walkdir::WalkDir;
use zip::read::{Config, ZipFileEntry, ZipReadOptions};
use zip::result::ZipError;
use zip::unstable::read::ZipIterable; // the one way to count entries before holding them all

use super::Refusal;
use super::convert::MAX_BYTES;

/// Most files that are looked at in one delivery.
pub const MAX_FILES: usize = 20_000;

/// Bytes that one ZIP file may unpack to: 4 GiB. Far beyond an honest delivery, and little enough
/// that a hostile one ends.
pub const MAX_UNPACKED: u64 = 4 * 1024 * 1024 * 1024;

/// The deepest nesting of folders that is looked at.
const MAX_DEPTH: usize = 16;

/// A reason why a delivery cannot be looked at.
#[derive(Debug, Error)]
pub enum DeliveryError {
    #[error("{path} cannot be read: {source}. Check the name, and that you may read it.")]
    Io { path: PathBuf, source: io::Error },
    #[error(
        "{path} is neither a folder nor a ZIP file that can be read: {why}. Give a folder, or \
             make the ZIP file again."
    )]
    NotZip { path: PathBuf, why: String },
    #[error("{path} holds more than {MAX_FILES} files. Give a folder with the recordings alone.")]
    TooManyFiles { path: PathBuf },
    #[error(
        "{path} holds no files. Give the folder or ZIP file with the recordings, named as \
         `sila recordings sheet` says."
    )]
    NoFiles { path: PathBuf },
}

/// A delivery, of which the files can be read one by one. Nothing is ever written.
pub struct Delivery {
    names: Vec<String>,
    container: Container,
}

enum Container {
    Folder(Vec<PathBuf>),
    Zip { archive: BufReader<File>, entries: Vec<Option<ZipFileEntry<'static>>>, unpacked: u64 },
}

impl Delivery {
    /// Looks at a folder, with the folders in it, or at a ZIP file.
    pub fn open(path: &Path) -> Result<Self, DeliveryError> {
        let fault = |source| DeliveryError::Io { path: path.to_owned(), source };
        let delivery = if fs::metadata(path).map_err(fault)?.is_dir() {
            let (names, paths) = walk(path)?.into_iter().unzip();
            Self { names, container: Container::Folder(paths) }
        } else {
            open_zip(path, File::open(path).map_err(fault)?)?
        };
        if delivery.names.is_empty() {
            return Err(DeliveryError::NoFiles { path: path.to_owned() });
        }
        Ok(delivery)
    }

    /// The files' names with their folders, in whatever characters they have.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Reads one file, by its place among the names; each can be read once.
    pub fn read(&mut self, index: usize) -> Result<Vec<u8>, Refusal> {
        let unreadable =
            |error: &dyn std::fmt::Display| Refusal::Unreadable { why: error.to_string() };
        match &mut self.container {
            Container::Folder(paths) => {
                let path = paths.get(index).ok_or_else(|| unreadable(&"it has gone"))?;
                read_limited(File::open(path).map_err(|error| unreadable(&error))?)
            }
            Container::Zip { archive, entries, unpacked } => {
                if *unpacked > MAX_UNPACKED {
                    return Err(Refusal::ArchiveTooLarge);
                }
                let entry = entries
                    .get_mut(index)
                    .and_then(Option::take)
                    .ok_or_else(|| unreadable(&"it was read already"))?;
                let file = entry
                    .with_reader(archive, ZipReadOptions::new())
                    .map_err(|error| packed(&error).unwrap_or_else(|| unreadable(&error)))?;
                let read = read_limited(file);
                *unpacked += match &read {
                    Ok(bytes) => bytes.len() as u64,
                    Err(_) => MAX_BYTES,
                };
                read
            }
        }
    }
}

/// The refusal of a file that is in a ZIP file in a way that is not read here, but by the programs that made it.
fn packed(error: &ZipError) -> Option<Refusal> {
    let how = match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "with a password".to_owned(),
        ZipError::CompressionMethodNotSupported(9) => {
            "in the Deflate64 way, as Windows does with large ones".to_owned()
        }
        ZipError::CompressionMethodNotSupported(method) => format!("in a rare way ({method})"),
        _ => return None,
    };
    Some(Refusal::Packed { how })
}

/// Reads to the end or to the limit, whatever length the file claims to have.
fn read_limited(file: impl Read) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| {
        let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
        let packed = cause.and_then(packed);
        packed.unwrap_or_else(|| Refusal::Unreadable { why: error.to_string() })
    })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refusal::TooLarge);
    }
    Ok(bytes)
}

/// The regular files of a folder by name. A link to a file is followed, a link to a folder is not, for it may lead
/// back.
fn walk(root: &Path) -> Result<Vec<(String, PathBuf)>, DeliveryError> {
    let name = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned();
    let fault = |error: walkdir::Error| DeliveryError::Io {
        path: error.path().unwrap_or(root).to_owned(),
        source: error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into()),
    };
    let walk = WalkDir::new(root).min_depth(1).max_depth(MAX_DEPTH + 1).into_iter();
    let mut files = Vec::new();
    for item in walk.filter_entry(|item| !is_system_file(&item.file_name().to_string_lossy())) {
        let path = item.map_err(fault)?.into_path();
        if fs::metadata(&path).is_ok_and(|found| found.is_file()) {
            files.push((name(&path), path));
        }
        if files.len() > MAX_FILES {
            return Err(DeliveryError::TooManyFiles { path: root.to_owned() });
        }
    }
    files.sort();
    Ok(files)
}

fn open_zip(path: &Path, file: File) -> Result<Delivery, DeliveryError> {
    let not_zip =
        |error: ZipError| DeliveryError::NotZip { path: path.to_owned(), why: error.to_string() };
    let mut directory =
        ZipIterable::try_new(BufReader::new(file), Config::default()).map_err(not_zip)?;
    if directory.len() > MAX_FILES {
        return Err(DeliveryError::TooManyFiles { path: path.to_owned() });
    }
    let mut files = Vec::new();
    for entry in directory.files().map_err(not_zip)? {
        let entry = entry.map_err(not_zip)?;
        let shown = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if !entry.is_dir() && !is_system_file(&shown) {
            files.push((shown, Some(entry)));
        }
    }
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    let (names, entries) = files.into_iter().unzip();
    let archive = BufReader::new(
        File::open(path).map_err(|source| DeliveryError::Io { path: path.to_owned(), source })?,
    );
    Ok(Delivery { names, container: Container::Zip { archive, entries, unpacked: 0 } })
}

/// True if an operating system left the file in a folder or ZIP file by itself.
fn is_system_file(path: &str) -> bool {
    path.split(['/', '\\']).any(|part| {
        (part.starts_with('.') && part != "." && part != "..")
            || ["__MACOSX", "Thumbs.db", "desktop.ini"].contains(&part)
    })
}
