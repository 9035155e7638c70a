//! A store for the tests of other rooms.

use std::path::Path;

use camino::Utf8Path;
use jiff::Timestamp;

use super::sqlite::SqliteOptions;
use super::{Authorship, Database, Location, Via};

/// A store in this folder.
pub(crate) async fn scratch(folder: &Path) -> Database {
    let file = Utf8Path::from_path(folder).unwrap().join("sila.db");
    Database::open(&Location::File(file), &SqliteOptions::default()).await.unwrap()
}

/// The author of a change, at no time in particular.
pub(crate) fn by(author: &str) -> Authorship<'_> {
    Authorship { author, via: Via::Cli, reason: "", at: Timestamp::UNIX_EPOCH }
}
