//! Holidays taken over from a calendar into a folder's files.

use std::fs::{self, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use crate::catalogue::holidays::{
    self, Added, CalendarImportError, FILE, ImportOptions, MOST_BYTES,
};
use crate::catalogue::source::{FolderError, read_folder};

/// A reason for which no holidays are taken over; the folder is as it was.
#[derive(Debug, thiserror::Error)]
pub enum HolidaysError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("{calendar} can't be read")]
    Unreadable {
        calendar: Utf8PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("{0} is larger than {mib} MiB: export the holidays alone", mib = MOST_BYTES >> 20)]
    TooLarge(Utf8PathBuf),
    #[error("not imported: {0:?}")]
    Import(CalendarImportError),
    #[error("{file} can't be written")]
    Unwritable {
        file: Utf8PathBuf,
        #[source]
        cause: io::Error,
    },
}

/// Adds a calendar's holidays to those in a folder; without `write`, only says what would be added.
pub fn import_holidays(
    calendar: &Utf8Path,
    folder: &Utf8Path,
    options: &ImportOptions,
    now: Timestamp,
    write: bool,
) -> Result<Added, HolidaysError> {
    let files = read_folder(folder)?;
    let unreadable = |cause| HolidaysError::Unreadable { calendar: calendar.to_owned(), cause };
    if fs::metadata(calendar).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(HolidaysError::TooLarge(calendar.to_owned()));
    }
    let bytes = fs::read(calendar).map_err(unreadable)?;
    let added = holidays::import(&files, &bytes, options, now).map_err(HolidaysError::Import)?;
    if write && added.changes() {
        let file = folder.join(FILE);
        replace(&file, &added.text)
            .map_err(|cause| HolidaysError::Unwritable { file: file.clone(), cause })?;
    }
    Ok(added)
}

/// Writes a file at one stroke: nobody ever reads half of it. A link stays one, and the file keeps who may read it.
fn replace(file: &Utf8Path, text: &str) -> io::Result<()> {
    let file = file.canonicalize_utf8().unwrap_or_else(|_| file.to_owned());
    let folder = file.parent().unwrap_or(Utf8Path::new("."));
    let mut new = tempfile::Builder::new();
    new.prefix(".holidays.");
    let rights = fs::metadata(&file).map(|before| before.permissions());
    // A new file is anybody's to read, as far as the user's mask lets it.
    new.permissions(rights.unwrap_or_else(|_| Permissions::from_mode(0o666)));
    let mut new = new.tempfile_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(&file)?;
    File::open(folder)?.sync_all()
}
