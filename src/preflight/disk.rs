//! The disk: there is room on it, and the server may write.

use std::io;

use camino::Utf8Path;
use rustix::fs::statvfs;

use super::report::{Finding, Outcome, Trouble};

const MIB: u64 = 1024 * 1024;
/// Below, the store may fail within hours.
const LEAST_BYTES: u64 = 100 * MIB;
/// Below, somebody should look.
const FEW_BYTES: u64 = 1024 * MIB;
/// The same for files.
const LEAST_FILES: u64 = 1_000;
const FEW_FILES: u64 = 10_000;

/// The room in a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Bytes that this user may still fill.
    pub bytes: u64,
    /// Files that can still be made; none where the file system has no limit.
    pub files: Option<u64>,
}

impl Space {
    /// The room in a folder's file system.
    pub fn around(folder: &Utf8Path) -> io::Result<Self> {
        let disk = statvfs(folder.as_std_path())?;
        Ok(Self {
            bytes: disk.f_bavail.saturating_mul(disk.f_frsize),
            files: (disk.f_files > 0).then_some(disk.f_favail),
        })
    }

    /// Says if that is enough.
    pub fn outcome(self) -> Outcome {
        let files = self.files.unwrap_or(u64::MAX);
        if self.bytes < LEAST_BYTES || files < LEAST_FILES {
            Outcome::Failed
        } else if self.bytes < FEW_BYTES || files < FEW_FILES {
            Outcome::Warning
        } else {
            Outcome::Ok
        }
    }
}

/// Looks at the folder that everything is kept in.
pub(super) fn check(folder: &Utf8Path) -> Vec<Finding> {
    if !folder.exists() {
        let trouble = Trouble::warning(
            format!("{folder} is not there yet"),
            "The server makes it when it starts; check data_dir if it has started.",
        );
        return vec![Finding::new("disk", Err(trouble))];
    }
    let written = tempfile::NamedTempFile::new_in(folder).and_then(tempfile::NamedTempFile::close);
    let writable = match written {
        Ok(()) => Ok(format!("{folder} can be written to")),
        Err(error) => Err(Trouble::new(
            format!("{folder} can't be written to: {error}"),
            "Give the folder to the user that the server runs as, and run this check as that user.",
        )),
    };
    vec![Finding::new("disk", room(folder)), Finding::new("data_dir", writable)]
}

fn room(folder: &Utf8Path) -> Result<String, Trouble> {
    let space = Space::around(folder).map_err(|error| {
        Trouble::unclear(format!("{folder}: the system does not tell how much is free: {error}"))
    })?;
    let bytes = match space.bytes / MIB {
        mib if mib >= 10 * 1024 => format!("{} GiB", mib / 1024),
        mib => format!("{mib} MiB"),
    };
    let files = space.files.map(|files| format!(" and {files} files"));
    let detail = format!("{bytes}{} free at {folder}", files.unwrap_or_default());
    let remedy =
        "Make room: calls are answered without it, but what happens in them is lost in the end.";
    match space.outcome() {
        Outcome::Ok => Ok(detail),
        outcome => Err(Trouble { outcome, ..Trouble::new(detail, remedy) }),
    }
}
