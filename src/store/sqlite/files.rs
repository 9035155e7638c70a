//! The files of a store: its own, and those that SQLite keeps beside it.
//!
//! SQLite takes whatever lies beside a file under these names for a part of it: it reads another store's log into a new
//! file, and throws the log of a missing one away. Whoever makes, moves or replaces a store looks at all of them.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

/// What is appended to a store's name for the log, its index, and the journal of the moment in which a log begins or
/// ends.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A store's name with those of the files that may be beside it.
pub(super) fn beside(store: &Utf8Path) -> [Utf8PathBuf; 3] {
    BESIDE.map(|ending| format!("{store}{ending}").into())
}

/// A file's name, without what is appended for files beside a store.
pub(super) fn without_ending(name: &str) -> &str {
    BESIDE.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The store's own file or one beside it, if any is there.
pub(super) fn any_of(store: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut all = std::iter::once(store.to_owned()).chain(beside(store));
    // A link that leads nowhere is something, too.
    all.find(|file| fs::symlink_metadata(file).is_ok())
}

/// The log with something in it of a store that is gone or empty.
pub(super) fn lone_log(store: &Utf8Path) -> Option<Utf8PathBuf> {
    let bytes = |file: &Utf8Path| fs::metadata(file).map_or(0, |file| file.len());
    let [log, _, journal] = beside(store);
    if bytes(store) > 0 {
        return None;
    }
    // Beside an empty file, a journal is of a program that ended while it began the store.
    let lone = [Some(log), (!store.exists()).then_some(journal)];
    lone.into_iter().flatten().find(|file| bytes(file) > 0)
}

/// Moves what is beside a store beside another name.
pub(super) fn move_beside(from: &Utf8Path, to: &Utf8Path) -> Result<(), (Utf8PathBuf, io::Error)> {
    for (from, to) in beside(from).into_iter().zip(beside(to)) {
        match fs::rename(from, &to) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err((to, cause)),
            _ => {}
        }
    }
    Ok(())
}

/// Removes what is beside an unfinished store when it is dropped.
pub(super) struct Unfinished(pub(super) Utf8PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        remove_beside(&self.0);
    }
}

/// Removes what is beside a store, where that can be done.
pub(super) fn remove_beside(store: &Utf8Path) {
    for file in beside(store) {
        fs::remove_file(file).ok();
    }
}
