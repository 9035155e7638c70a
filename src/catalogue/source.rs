//! The hotline's files, before anything is known about them: from a folder, or from the binary.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};

use camino::{Utf8Path, Utf8PathBuf};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

/// The most bytes that one file may have: 256 KiB, a hundred times what a service's file needs.
pub const MOST_BYTES: u64 = 256 * 1024;

/// The most files and folders that a hotline's folder may hold: 2,000. A full hotline of eight
/// sectors with eight groups of eight services has 659.
pub const MOST_ENTRIES: usize = 2_000;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// The path in the hotline's folder, with `/` between the parts.
    pub path: String,
    pub bytes: Cow<'static, [u8]>,
}

impl SourceFile {
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: Cow::Owned(bytes.into()) }
    }
}

/// The reason why a hotline's folder cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("There is no folder {0}. Give the folder that holds hotline.toml.")]
    Missing(Utf8PathBuf),
    #[error("{0} is not a folder. Give the folder that holds hotline.toml.")]
    NotAFolder(Utf8PathBuf),
    #[error("{0} is a link to a folder that it is in itself. Remove the link.")]
    Loop(Utf8PathBuf),
    #[error("{path} cannot be read ({problem}). See who may read it, and that the disk is well.")]
    Unreadable { path: Utf8PathBuf, problem: io::Error },
    #[error("The name {0} cannot be read. Rename it with the letters a to z, digits and hyphens.")]
    Name(String),
    #[error("{0} holds more than {MOST_ENTRIES} files. Give the folder that holds hotline.toml.")]
    TooMany(Utf8PathBuf),
    #[error("{0} is larger than {kib} KiB. Take out of it what does not belong there.", kib = MOST_BYTES / 1024)]
    TooLarge(Utf8PathBuf),
}

/// Reads every file of a hotline's folder, sorted by path.
///
/// Hidden files and what editors leave behind are passed over. Links are followed, except round in
/// a circle. Whether the files make a hotline is not looked at here.
pub fn read_folder(folder: &Utf8Path) -> Result<Vec<SourceFile>, FolderError> {
    let found = folder.metadata().map_err(|problem| match problem.kind() {
        io::ErrorKind::NotFound => FolderError::Missing(folder.to_owned()),
        _ => FolderError::Unreadable { path: folder.to_owned(), problem },
    })?;
    if !found.is_dir() {
        return Err(FolderError::NotAFolder(folder.to_owned()));
    }
    let walk = WalkDir::new(folder).min_depth(1).follow_links(true).sort_by_file_name();
    let kept = |entry: &DirEntry| !entry.file_name().to_str().is_some_and(is_dropping);
    let mut files = Vec::new();
    for (position, entry) in walk.into_iter().filter_entry(kept).enumerate() {
        if position >= MOST_ENTRIES {
            return Err(FolderError::TooMany(folder.to_owned()));
        }
        let entry = entry.map_err(|problem| walk_error(folder, problem))?;
        let path = Utf8Path::from_path(entry.path())
            .ok_or_else(|| FolderError::Name(entry.path().to_string_lossy().into_owned()))?;
        if entry.file_type().is_file() {
            let inside = path.strip_prefix(folder).unwrap_or(path);
            let parts: Vec<_> = inside.components().map(|part| part.as_str()).collect();
            files.push(SourceFile::new(parts.join("/"), read(path)?));
        }
    }
    files.sort();
    Ok(files)
}

/// The hotline that the binary carries: `voice-menus`, sorted by path.
pub fn shipped() -> Vec<SourceFile> {
    #[derive(RustEmbed)]
    #[folder = "voice-menus/"]
    struct Shipped;

    let mut files: Vec<_> = Shipped::iter()
        .filter(|path| !path.split('/').any(is_dropping))
        .filter_map(|path| {
            Shipped::get(&path).map(|file| SourceFile { path: path.into_owned(), bytes: file.data })
        })
        .collect();
    files.sort();
    files
}

/// The hash of the files' paths and bytes, the same in whichever order they are given.
pub fn content_hash(files: &[SourceFile]) -> [u8; 32] {
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort();
    let mut hash = Sha256::new();
    for file in sorted {
        for part in [file.path.as_bytes(), &file.bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().into()
}

fn read(path: &Utf8Path) -> Result<Vec<u8>, FolderError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|problem| FolderError::Unreadable { path: path.to_owned(), problem })?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(FolderError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

/// True if a name is hidden, or one that editors and desktops leave behind.
pub(crate) fn is_dropping(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || name.starts_with("~$")
        || [".swp", ".swo", ".bak", ".orig", ".tmp", "~"].iter().any(|end| name.ends_with(end))
        || ["Thumbs.db", "desktop.ini", "__MACOSX"].contains(&name)
}

fn walk_error(folder: &Utf8Path, error: walkdir::Error) -> FolderError {
    let path = error.path().and_then(Utf8Path::from_path).unwrap_or(folder).to_owned();
    if error.loop_ancestor().is_some() {
        return FolderError::Loop(path);
    }
    FolderError::Unreadable { path, problem: error.into() }
}
