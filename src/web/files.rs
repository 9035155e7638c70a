//! The website as files, for any web server.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use crate::catalogue::RecordingHash;
use crate::web::data::HistoryEntry;
use crate::web::pages::assets;
use crate::web::{Site, data, directory};

/// A file of the website.
#[derive(Debug, PartialEq, Eq)]
pub struct SiteFile {
    /// Its path in the folder.
    pub path: String,
    pub content: String,
}

/// A reason for which a file can't be written.
#[derive(Debug, thiserror::Error)]
pub enum SiteFileError {
    #[error("a page can't be written")]
    Page(#[from] askama::Error),
    #[error("data can't be written")]
    Data(#[from] serde_json::Error),
}

impl SiteFile {
    pub fn new(path: impl Into<String>, content: impl Into<String>) -> Self {
        Self { path: path.into(), content: content.into() }
    }
}

/// Every file of the website but its recordings. `known` are the changes that the feed tells of; `now` counts for the
/// time until which a contact holds.
pub fn site_files(
    site: &Site,
    known: &[Arc<HistoryEntry>],
    now: Timestamp,
) -> Result<Vec<SiteFile>, SiteFileError> {
    let mut files = directory::files(site)?;
    files.extend(data::files(site, known, now)?);
    let assets = assets::all();
    files.extend(assets.map(|(file, _, text)| SiteFile::new(format!("assets/{file}"), text)));
    files.push(SiteFile::new("sw.js", assets::SERVICE_WORKER));
    Ok(files)
}

/// The recordings that files name.
pub fn recordings_named_in(files: &[SiteFile]) -> BTreeSet<RecordingHash> {
    let named = files.iter().flat_map(|file| file.content.split("/audio/").skip(1));
    named.filter_map(|rest| RecordingHash::parse(rest.split(".wav").next()?)).collect()
}
