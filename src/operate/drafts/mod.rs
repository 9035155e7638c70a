//! Drafts: what is being prepared on top of an edition, file by file.
//!
//! A file is read with its revision, which is the base of a change: of two who change the same file, the second is
//! told of the first. A draft's base is an edition: if another one is heard by then, publishing gives the
//! differences.

mod path;

use jiff::Timestamp;

use super::audited::audited;
use super::conflict::conflict;
use super::publish::{publish_checked, speakers};
use super::recordings::Library;
use super::{
    Diff, LineSpeaker, LoadedMenus, OperateError, Publication, Published, changes_since, contents,
};
use crate::catalogue::report::{self, Check};
use crate::catalogue::source::{MOST_BYTES, MOST_ENTRIES};
use crate::catalogue::{self, EditionNumber, SourceFile};
use crate::store::{ActKind, Authorship, Database, DraftFile, DraftRecord, FileChange, check_note};

pub use path::{PathError, PathRule, check_path};

/// A file of a draft, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftEntry {
    pub path: String,
    pub state: DraftFileState,
    /// The base of a change.
    pub revision: u64,
    /// The last to change it; none if nobody did.
    pub author: Option<String>,
}

/// The difference between a draft's file and the edition's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftFileState {
    Same,
    Changed,
    /// The edition has none.
    Added,
    /// The draft takes it out.
    Removed,
}

/// A file of a draft as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftContent {
    /// None if the draft takes the file out.
    pub bytes: Option<Vec<u8>>,
    /// The base of a change; 0: it is as in the edition.
    pub revision: u64,
}

/// The differences that a draft makes.
#[derive(Debug)]
pub struct DraftChanges {
    pub to_base: Diff,
    /// Against what is heard now, if that is another edition.
    pub to_active: Option<Diff>,
}

/// Begins a draft with an edition as its base.
pub async fn begin(
    database: &Database,
    title: &str,
    base: EditionNumber,
    by: Authorship<'_>,
) -> Result<u32, OperateError> {
    let begun = async {
        check_note(title)?;
        contents(database, base).await?;
        Ok(database.begin_draft(title, base, by).await?)
    };
    audited(database, by, (ActKind::DraftBegun, ""), begun).await
}

/// Every file of a draft by its path, also those that it takes out.
pub async fn entries(database: &Database, number: u32) -> Result<Vec<DraftEntry>, OperateError> {
    let draft = Draft::open(database, number).await?;
    let kept = draft.kept().map(|file| DraftEntry {
        path: file.path.clone(),
        state: DraftFileState::Same,
        revision: 0,
        author: None,
    });
    let changed = draft.changes.iter().map(|change| DraftEntry {
        path: change.path.clone(),
        state: draft.state(change),
        revision: change.revision,
        author: Some(change.author.clone()),
    });
    let mut entries: Vec<_> = kept.chain(changed).collect();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// Every file as it would be published.
pub async fn files(database: &Database, number: u32) -> Result<Vec<SourceFile>, OperateError> {
    Ok(Draft::open(database, number).await?.files())
}

/// One file as it is now.
pub async fn read(
    database: &Database,
    number: u32,
    path: &str,
) -> Result<DraftContent, OperateError> {
    let draft = Draft::open(database, number).await?;
    if let Some(change) = draft.changed(path) {
        return Ok(DraftContent { bytes: change.bytes.clone(), revision: change.revision });
    }
    let file = draft.base.iter().find(|file| file.path == path);
    let file = file.ok_or_else(|| OperateError::NoFile { path: path.to_owned() })?;
    Ok(DraftContent { bytes: Some(file.bytes.to_vec()), revision: 0 })
}

/// Changes or adds a file, if its revision is still the base; gives its new revision.
pub async fn put(
    database: &Database,
    number: u32,
    (path, bytes): (&str, &[u8]),
    base: u64,
    by: Authorship<'_>,
) -> Result<u64, OperateError> {
    let put = async {
        check_path(path)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(OperateError::TooLarge { path: path.to_owned() });
        }
        let files = files(database, number).await?;
        let is_new = files.iter().all(|file| file.path != path);
        if is_new && entries_with(&files, path) > MOST_ENTRIES {
            return Err(OperateError::TooMany);
        }
        change(database, number, (path, Some(bytes)), base, by).await
    };
    audited(database, by, (ActKind::DraftChanged, number), put).await
}

/// Takes a file out, if its revision is still the base; gives its new revision.
pub async fn delete(
    database: &Database,
    number: u32,
    path: &str,
    base: u64,
    by: Authorship<'_>,
) -> Result<u64, OperateError> {
    let deleted = async {
        read(database, number, path).await?;
        change(database, number, (path, None), base, by).await
    };
    audited(database, by, (ActKind::DraftChanged, number), deleted).await
}

/// Looks through a draft's files, with the recordings that there are.
pub async fn check(database: &Database, number: u32) -> Result<Check, OperateError> {
    let files = files(database, number).await?;
    let library = Library::open(database).await?;
    Ok(report::check(&files, &speakers(&[]), &[], |prompt| library.recording_for(prompt)))
}

/// The differences that callers would hear if a draft were published.
pub async fn changes(database: &Database, number: u32) -> Result<DraftChanges, OperateError> {
    let draft = Draft::open(database, number).await?;
    let (mut hotline, _) = catalogue::load(&draft.files()).map_err(OperateError::Mistakes)?;
    let library = Library::open(database).await?;
    hotline.prompts.attach_recordings(|prompt| library.recording_for(prompt));
    let to_base = changes_since(database, draft.record.base, &hotline).await?;
    let active = database.active().await?.map(|active| active.edition);
    let to_active = match active.filter(|active| *active != draft.record.base) {
        Some(active) => Some(changes_since(database, active, &hotline).await?),
        None => None,
    };
    Ok(DraftChanges { to_base, to_active })
}

/// Publishes a draft if its base is still heard, and discards it. The reason is the edition's note.
///
/// A draft that somebody changed while it was being published stays, so that the change is not lost.
pub async fn publish_draft(
    database: &Database,
    number: u32,
    by: Authorship<'_>,
    (lines, from): (Vec<LineSpeaker<'_>>, Option<Timestamp>),
) -> Result<Published, OperateError> {
    let published = async {
        let draft = Draft::open(database, number).await?;
        let base = draft.record.base;
        let active = database.active().await?.ok_or(OperateError::Busy)?;
        let revision = active.revision;
        if active.edition != base {
            let conflict = conflict(database, active, Some(base)).await?;
            return Err(conflict.map_or(OperateError::Busy, OperateError::Conflict));
        }
        let menus = LoadedMenus::load(draft.files()).map_err(OperateError::Mistakes)?;
        let publication = Publication { menus, lines, by, from };
        let published = publish_checked(database, publication, Some(revision)).await?;
        if matches!(published, Published::New(_)) {
            let files = draft.changes.into_iter();
            let files: Vec<_> = files.map(|file| (file.path, file.revision)).collect();
            // It is published, whether the draft stays or not.
            if let Err(error) = database.discard_draft_if(number, &files, by).await {
                tracing::warn!(%error, draft = number, "a draft that was published is not discarded");
            }
        }
        Ok(published)
    };
    audited(database, by, (ActKind::DraftPublished, number), Box::pin(published)).await
}

/// Throws a draft away.
pub async fn discard(
    database: &Database,
    number: u32,
    by: Authorship<'_>,
) -> Result<(), OperateError> {
    let discarded = async {
        let was_there = database.discard_draft(number, by).await?;
        was_there.then_some(()).ok_or(OperateError::UnknownDraft(number))
    };
    audited(database, by, (ActKind::DraftDiscarded, number), discarded).await
}

/// A draft with the edition that it builds upon.
struct Draft {
    record: DraftRecord,
    base: Vec<SourceFile>,
    changes: Vec<DraftFile>,
}

impl Draft {
    async fn open(database: &Database, number: u32) -> Result<Self, OperateError> {
        let record = database.draft(number).await?;
        let record = record.ok_or(OperateError::UnknownDraft(number))?;
        let (_, base) = contents(database, record.base).await?;
        Ok(Self { changes: database.draft_files(number).await?, base: base.files, record })
    }

    fn changed(&self, path: &str) -> Option<&DraftFile> {
        self.changes.iter().find(|change| change.path == path)
    }

    /// The edition's files that the draft leaves as they are.
    fn kept(&self) -> impl Iterator<Item = &SourceFile> {
        self.base.iter().filter(|file| self.changed(&file.path).is_none())
    }

    fn state(&self, change: &DraftFile) -> DraftFileState {
        let base = self.base.iter().find(|file| file.path == change.path);
        match (base, &change.bytes) {
            (Some(base), Some(bytes)) if *base.bytes == **bytes => DraftFileState::Same,
            (Some(_), Some(_)) => DraftFileState::Changed,
            (None, Some(_)) => DraftFileState::Added,
            (_, None) => DraftFileState::Removed,
        }
    }

    /// The edition's files with the changes laid over them.
    fn files(&self) -> Vec<SourceFile> {
        let changed = self
            .changes
            .iter()
            .filter_map(|change| Some(SourceFile::new(change.path.clone(), change.bytes.clone()?)));
        let mut files: Vec<_> = self.kept().cloned().chain(changed).collect();
        files.sort();
        files
    }
}

async fn change(
    database: &Database,
    number: u32,
    (path, bytes): (&str, Option<&[u8]>),
    base: u64,
    by: Authorship<'_>,
) -> Result<u64, OperateError> {
    let change = FileChange { path, bytes, upon: base, by };
    Ok(database.change_draft(number, &change).await?)
}

/// The number of files and folders with one more file, as a folder is counted when it is read.
fn entries_with(files: &[SourceFile], path: &str) -> usize {
    let mut entries = std::collections::BTreeSet::new();
    for path in files.iter().map(|file| file.path.as_str()).chain([path]) {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        entries.extend(folders.chain([path]));
    }
    entries.len()
}
