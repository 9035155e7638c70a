//! Editions: published, in conflict, gone back to, and brought out again.

mod audit;
mod backup;
mod diff;
mod drafts;
mod export;
mod holidays;
mod import;
mod inquiries;
mod operators;
mod packed;
mod publish;
mod recordings;
mod rollback;
mod spoken;

use camino::Utf8PathBuf;
use jiff::{SignedDuration, Timestamp};
use sila::catalogue::{self, Edition, Prompt, Recording, RecordingHash, SourceFile, source};
use sila::operate::{self, LoadedMenus, OperateError, Publication, Published};
use sila::store::sqlite::SqliteOptions;
use sila::store::{Authorship, Database, EditionContents, LibraryRecording, Location, PostgresUrl};
use tempfile::TempDir;

use crate::calls::play::small_menus;
use crate::postgres;
use crate::store::by;

/// A store in a file, which goes with its folder.
pub struct TestStore {
    /// The store.
    pub database: Database,
    location: Location,
    folder: TempDir,
}

impl TestStore {
    /// An empty store.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = Utf8PathBuf::from_path_buf(folder.path().join("sila.db")).unwrap();
        Self::at(Location::File(file), folder).await
    }

    /// An empty store in a PostgreSQL database.
    pub async fn over_postgres() -> Self {
        let url = PostgresUrl::parse(&postgres::database().await).unwrap();
        Self::at(Location::Postgres(url), tempfile::tempdir().unwrap()).await
    }

    async fn at(location: Location, folder: TempDir) -> Self {
        let store = Self { database: open(&location).await, location, folder };
        assert_eq!(store.database.active().await.unwrap(), None);
        store
    }

    /// A store in which the small menus are heard as edition 1.
    pub async fn with_an_edition() -> Self {
        Self::new().await.begun().await
    }

    /// Makes the small menus heard as edition 1.
    pub async fn begun(self) -> Self {
        self.publish(menus(), None).await.unwrap();
        self
    }

    /// The same store, opened by another program.
    pub async fn another(&self) -> Database {
        open(&self.location).await
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> Utf8PathBuf {
        let folder = Utf8PathBuf::from_path_buf(self.folder.path().to_owned()).unwrap();
        folder.join(name)
    }

    /// Location of the store.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// The revision in force.
    pub async fn revision(&self) -> Option<u64> {
        let active = self.database.active().await.unwrap();
        active.map(|active| active.revision)
    }

    /// Publishes files as the day's editor.
    pub async fn publish(
        &self,
        files: Vec<SourceFile>,
        upon: Option<u64>,
    ) -> Result<Published, OperateError> {
        operate::publish(&self.database, publication("day", files), upon).await
    }

    /// An edition as the store has it.
    pub async fn load(&self, number: u32) -> Edition {
        let number = catalogue::EditionNumber::new(number);
        let record = self.database.edition(number).await.unwrap().unwrap();
        operate::load(&record, self.contents(number).await).unwrap()
    }

    pub async fn contents(&self, number: catalogue::EditionNumber) -> EditionContents {
        self.database.contents(number).await.unwrap().unwrap()
    }
}

async fn open(location: &Location) -> Database {
    Database::open(location, &SqliteOptions::default()).await.unwrap()
}

/// Files to be published at once.
pub fn publication(author: &str, files: Vec<SourceFile>) -> Publication<'_> {
    let reason = match author {
        "night" => "By the night.",
        "studio" => "By the studio.",
        _ => "By the day.",
    };
    Publication {
        menus: LoadedMenus::load(files).unwrap(),
        lines: Vec::new(),
        by: Authorship { reason, ..by(author, minute(0)) },
        from: None,
    }
}

/// So many minutes after noon.
pub fn minute(minutes: i64) -> Timestamp {
    let noon: Timestamp = "2027-03-01T12:00:00Z".parse().unwrap();
    noon + SignedDuration::from_mins(minutes)
}

/// The small menus' files.
pub fn menus() -> Vec<SourceFile> {
    source::read_folder(&small_menus()).unwrap()
}

/// The small menus with another fee for the wall permit.
pub fn menus_with_fee(fee: &str) -> Vec<SourceFile> {
    let mut files = menus();
    edit(&mut files, "1-town/1-permits/111-wall.toml", "five dinars", fee);
    files
}

/// Replaces a text that must be there.
pub fn edit(files: &mut [SourceFile], path: &str, from: &str, to: &str) {
    let file = files.iter_mut().find(|file| file.path == path).unwrap();
    let text = String::from_utf8(file.bytes.to_vec()).unwrap();
    assert!(text.contains(from), "{path} has no “{from}”");
    *file = SourceFile::new(path, text.replace(from, to));
}

/// Puts a sound that only stands for one into the library, as the recording of a prompt's text, and gives it.
pub async fn record(database: &Database, prompt: &Prompt, sound: &str) -> Recording {
    database.keep(sound.as_bytes(), minute(0)).await.unwrap();
    let recording = LibraryRecording {
        of: prompt.text_key(),
        recording: Recording {
            hash: RecordingHash::of(sound.as_bytes()),
            seconds: 2.5,
            draft: false,
        },
    };
    let added = std::slice::from_ref(&recording);
    database.add_recordings(added, by("studio", minute(0))).await.unwrap();
    recording.recording
}

/// Takes a file out.
pub fn remove(files: &mut Vec<SourceFile>, path: &str) {
    let before = files.len();
    files.retain(|file| file.path != path);
    assert_eq!(files.len(), before - 1, "{path} was not there");
}

/// A prompt of the small menus.
pub fn prompt(files: &[SourceFile], id: &str, language: &str) -> Prompt {
    let (hotline, _) = catalogue::load(files).unwrap();
    let mut prompts = hotline.prompts.all().iter();
    prompts.find(|prompt| prompt.id == id && prompt.language == language).unwrap().clone()
}
