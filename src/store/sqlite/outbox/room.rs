//! Room on the disk that the outbox's file is on.

use std::sync::atomic::{AtomicU64, Ordering};

use camino::{Utf8Path, Utf8PathBuf};

use crate::store::sqlite::folder;

/// Bytes of the disk that are left free: enough to remove what has arrived.
const ROOM: u64 = 512 * 1024;

/// The room on the disk, as far as is known.
#[derive(Debug)]
pub(super) struct Room {
    folder: Utf8PathBuf,
    /// SQLite's log beside the file. What is written goes here first, page by page, also where it takes the place
    /// of something else in the file: after many small commits the log is many times as large as the file.
    log: Utf8PathBuf,
    /// Bytes in the file that can be written to again.
    unused: AtomicU64,
}

impl Room {
    pub(super) fn of(path: &Utf8Path) -> Self {
        Self {
            folder: folder(path).to_owned(),
            log: format!("{path}-wal").into(),
            unused: AtomicU64::new(0),
        }
    }

    /// True if these bytes and the log could not both be written back into the file with room left.
    pub(super) fn is_short_for(&self, bytes: u64) -> bool {
        self.lacks(bytes, 0)
    }

    /// The same where what is unused in the file is written to first.
    pub(super) fn is_full_for(&self, bytes: u64) -> bool {
        self.lacks(bytes, self.unused.load(Ordering::Relaxed))
    }

    /// True if it is time to make the file small again: well before nothing more is taken.
    pub(super) fn is_scarce(&self) -> bool {
        self.is_short_for(ROOM)
    }

    pub(super) fn has_unused(&self, bytes: u64) {
        self.unused.store(bytes, Ordering::Relaxed);
    }

    pub(super) fn uses(&self, bytes: u64) {
        let rest = |unused: u64| Some(unused.saturating_sub(bytes));
        let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
        self.unused.fetch_update(set, fetch, rest).ok();
    }

    fn lacks(&self, bytes: u64, unused: u64) -> bool {
        // Where that can't be told, the write itself will tell.
        let Ok(disk) = rustix::fs::statvfs(self.folder.as_str()) else {
            return false;
        };
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let log = self.log.metadata().map_or(0, |log| log.len());
        // Once into the log, and once from there into the file.
        let needed = bytes.saturating_mul(2).saturating_add(log);
        free.saturating_add(unused) < needed.saturating_add(ROOM)
    }
}
