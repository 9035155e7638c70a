//! Publishing an edition, now or for later.

use jiff::Timestamp;

use super::library::{Library, keep_files, missing};
use super::race::{Raced, check_race};
use crate::catalogue::{self, Diagnostic, Edition, EditionNumber, SourceFile, source};
use crate::recordings::{Shelf, ShelfError};
use crate::store::{
    ActivationError, Active, Database, EditionRecord, FixedRecording, NewEdition, Scheduled,
    StoreError, Via, check_author, check_note, fitting_note,
};

/// What is said about the first edition when it comes from the program itself.
pub const SHIPPED: &str = "The menus that came with this program.";

/// The author of what nobody published.
const PROGRAM: &str = "sila";

/// How often publishing is tried again when others publish at the same moment what is not heard yet.
const ATTEMPTS: usize = 10;

/// What is to be published.
#[derive(Debug)]
pub struct Publication<'a> {
    /// The hotline's files.
    pub files: Vec<SourceFile>,
    /// A folder of recordings to take into the store first.
    pub shelf: Option<&'a Shelf>,
    /// Who publishes.
    pub author: String,
    pub via: Via,
    /// What the author says about it.
    pub note: String,
    /// The time.
    pub now: Timestamp,
    /// When it is to be heard; at once if none.
    pub from: Option<Timestamp>,
}

/// What came of publishing.
#[derive(Debug)]
pub enum Published {
    /// There is a new edition.
    New(Box<NewlyPublished>),
    /// It would sound the same as this edition, which is heard at that time anyway: nothing was done.
    Unchanged(EditionNumber),
}

/// A new edition.
#[derive(Debug)]
pub struct NewlyPublished {
    /// The edition, under its number.
    pub edition: Edition,
    /// What is odd about its files.
    pub warnings: Vec<Diagnostic>,
    /// The editions that will take its place, and don't contain what is new in it.
    pub replaced_by: Vec<Scheduled>,
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The files have mistakes.
    #[error("The hotline's files have mistakes: {}. Nothing was published.", .0.len())]
    Mistakes(Vec<Diagnostic>),
    /// Somebody else was faster.
    #[error(transparent)]
    Raced(Box<Raced>),
    /// Others publish without end.
    #[error("Others are publishing at this moment. Try again.")]
    Busy,
    /// The recordings can't be taken.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Publishes an edition or schedules it, if what is heard is still what it was at the revision `upon`, which
/// the files were prepared upon; none stands for nothing heard yet.
pub async fn publish(
    database: &Database,
    publication: Publication<'_>,
    upon: Option<u64>,
) -> Result<Published, PublishError> {
    check_author(&publication.author).map_err(StoreError::Words)?;
    check_note(&publication.note).map_err(StoreError::Words)?;
    let prepared = prepare(database, &publication).await?;
    let before = heard_from(database, publication.from).await?;
    if let Some(before) = before.filter(|before| before.content == prepared.edition.id) {
        return Ok(Published::Unchanged(before.number));
    }
    check_race(database, upon).await?;
    let new = bring(database, &publication, &prepared.edition).await?;
    let number = number(database, &new, upon).await?;
    let mut replaced_by = database.schedule().await?;
    // Of those for the same time the one with the highest number is heard.
    replaced_by.retain(|scheduled| {
        scheduled.edition != number
            && publication
                .from
                .is_none_or(|from| (scheduled.at, scheduled.edition) > (from, number))
    });
    Ok(Published::New(Box::new(NewlyPublished {
        edition: prepared.edition.numbered(number),
        warnings: prepared.warnings,
        replaced_by,
    })))
}

/// Publishes the first edition unless there is one, and gives what is heard.
///
/// Several servers may start at once upon an empty store: one of them is first, and all hear the same.
pub async fn publish_first(
    database: &Database,
    files: Vec<SourceFile>,
    shelf: Option<&Shelf>,
    note: &str,
    now: Timestamp,
) -> Result<Active, PublishError> {
    if let Some(active) = database.active().await? {
        return Ok(active);
    }
    let publication = Publication {
        files,
        shelf,
        author: PROGRAM.to_owned(),
        via: Via::Server,
        note: fitting_note(note),
        now,
        from: None,
    };
    match publish(database, publication, None).await {
        Ok(_) => database.active().await?.ok_or(PublishError::Busy),
        Err(PublishError::Raced(raced)) => Ok(raced.active),
        Err(error) => Err(error),
    }
}

/// An edition that has no number yet.
struct Prepared {
    edition: Edition,
    warnings: Vec<Diagnostic>,
}

/// Checks the files and takes the recordings of exactly their texts.
async fn prepare(
    database: &Database,
    publication: &Publication<'_>,
) -> Result<Prepared, PublishError> {
    let files = &publication.files;
    let (hotline, warnings) = catalogue::load(files).map_err(PublishError::Mistakes)?;
    let mut library = Library::open(database).await?;
    if let Some(shelf) = publication.shelf {
        let prompts = hotline.prompts.all();
        library
            .fill(database, shelf, prompts, publication.now)
            .await?;
    }
    let edition = Edition::freeze(hotline, &source::content_hash(files), |prompt| {
        library.recording_for(prompt)
    });
    Ok(Prepared { edition, warnings })
}

/// The edition that is heard now, or will be at a time if nothing else is done.
async fn heard_from(
    database: &Database,
    from: Option<Timestamp>,
) -> Result<Option<EditionRecord>, StoreError> {
    let schedule = database.schedule().await?;
    let scheduled = schedule
        .iter()
        .rev()
        .find(|scheduled| from.is_some_and(|from| scheduled.at <= from));
    let number = match scheduled {
        Some(scheduled) => Some(scheduled.edition),
        None => database.active().await?.map(|active| active.edition),
    };
    match number {
        Some(number) => database.edition(number).await,
        None => Ok(None),
    }
}

/// Brings the bytes that the edition names.
async fn bring(
    database: &Database,
    publication: &Publication<'_>,
    edition: &Edition,
) -> Result<NewEdition, PublishError> {
    let now = publication.now;
    let files = keep_files(database, &publication.files, now).await?;
    let prompts = edition.hotline.prompts.all().iter();
    let recordings: Vec<_> = prompts
        .filter_map(|prompt| {
            Some(FixedRecording {
                prompt: prompt.id.clone(),
                language: prompt.language.clone(),
                recording: prompt.recording.clone()?,
            })
        })
        .collect();
    // They are in the library and with that in the store; this keeps them there until they are named.
    let hashes: Vec<_> = recordings
        .iter()
        .map(|fixed| fixed.recording.hash.to_string())
        .collect();
    missing(database, &hashes, now).await?;
    Ok(NewEdition {
        content: edition.id,
        author: publication.author.clone(),
        via: publication.via,
        note: publication.note.clone(),
        now,
        files,
        recordings,
        from: publication.from,
    })
}

/// Has the store give it its number. Two who schedule at the same moment can be given the same one, although
/// what is heard did not change: then it is tried again.
async fn number(
    database: &Database,
    new: &NewEdition,
    upon: Option<u64>,
) -> Result<EditionNumber, PublishError> {
    for _ in 0..ATTEMPTS {
        match database.publish(new, upon).await {
            Ok(number) => return Ok(number),
            Err(ActivationError::Store(error)) => return Err(error.into()),
            Err(ActivationError::Raced) => check_race(database, upon).await?,
        }
    }
    Err(PublishError::Busy)
}
