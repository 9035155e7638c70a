//! Copies of the whole store that this program itself leaves beside it.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{SqliteOptions, SqliteStore, copy, files, folder, sql};
use crate::store::{Authorship, StoreError};

const TIME: &str = "%Y%m%dT%H%M%SZ";

/// A copy of the whole store beside it: put aside when a backup took its place, or left by a program that was killed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftCopy {
    /// Its file; files that SQLite keeps beside it may be there alone.
    pub file: Utf8PathBuf,
    /// When it was made.
    pub at: Timestamp,
    /// True if whoever made it has not finished.
    pub is_unfinished: bool,
}

/// The outcome of removing a caller from a copy.
#[derive(Debug)]
pub enum ForgottenIn {
    /// The copy has nothing of the caller any more.
    Erased,
    /// The copy could not be changed, and was removed.
    Removed,
    /// It is there still, with whatever it has of the caller.
    Left(io::Error),
}

/// The name under which the store from before stays when a backup takes its place.
pub(super) fn aside_of(store: &Utf8Path, now: Timestamp) -> Utf8PathBuf {
    format!("{store}{ASIDE}{}", now.strftime(TIME)).into()
}

const ASIDE: &str = ".before-restore-";

/// Nobody copies a store for longer.
const AT_WORK: SignedDuration = SignedDuration::from_hours(1);

/// The copies beside a store, by name; none where its folder can't be read.
pub fn left_copies(store: &Utf8Path) -> Vec<LeftCopy> {
    let Some((name, entries)) = store.file_name().zip(folder(store).read_dir_utf8().ok()) else {
        return Vec::new();
    };
    let names = entries.filter_map(Result::ok).filter_map(|entry| {
        let file = entry.file_name();
        let own = files::without_ending(file);
        let is_copy = own.strip_prefix(name).is_some_and(|rest| rest.starts_with(ASIDE))
            || own
                .strip_prefix('.')
                .and_then(|rest| rest.strip_prefix(name))
                .is_some_and(|rest| rest.starts_with('.'));
        is_copy.then(|| own.to_owned())
    });
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| left(folder(store).join(name))).collect()
}

fn left(file: Utf8PathBuf) -> LeftCopy {
    let named = file.as_str().rsplit_once(ASIDE).and_then(|(_, time)| {
        let time = DateTime::strptime(TIME, time).ok()?;
        Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
    });
    let modified = || {
        let all = std::iter::once(file.clone()).chain(files::beside(&file));
        let times = all.filter_map(|file| fs::metadata(file).ok()?.modified().ok());
        let times = times.filter_map(|time| Timestamp::try_from(time).ok());
        times.max().unwrap_or(Timestamp::MAX)
    };
    let is_unfinished = named.is_none() && !file.as_str().contains(ASIDE);
    LeftCopy { at: named.unwrap_or_else(modified), is_unfinished, file }
}

impl LeftCopy {
    /// True if whoever makes it may still be at work.
    pub fn is_being_made(&self, now: Timestamp) -> bool {
        self.is_unfinished && now.duration_since(self.at) < AT_WORK
    }

    /// Removes it with all that is beside it.
    pub fn remove(&self) -> io::Result<()> {
        let all = std::iter::once(self.file.clone()).chain(files::beside(&self.file));
        for file in all {
            match fs::remove_file(file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes a caller from it, so that no byte of the caller is left in it.
    pub(in crate::store) async fn forget(
        &self,
        caller: &str,
        by: Authorship<'_>,
    ) -> Result<(), StoreError> {
        SqliteStore::check_there(&self.file)?;
        let store = SqliteStore::open(&self.file, &SqliteOptions::default()).await?;
        let forgotten = sql::erasure::forget(&store, caller, by).await.map_err(super::store_error);
        store.close().await;
        forgotten?;
        copy::settle(&self.file).await
    }
}
