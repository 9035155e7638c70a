//! Holidays taken over from a calendar into a folder's files.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::replace::replace;
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
        replace(&file, added.text.as_bytes())
            .map_err(|cause| HolidaysError::Unwritable { file: file.clone(), cause })?;
    }
    Ok(added)
}
