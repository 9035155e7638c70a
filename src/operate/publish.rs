//! Publishing an edition, now or for later.

use jiff::Timestamp;

use super::OperateError;
use super::audited::audited;
use super::base::base_revision;
use super::conflict::check_base;
use super::content::{keep_files, missing};
use super::recordings::Library;
use crate::catalogue::{
    self, Diagnostic, Edition, EditionNumber, Hotline, Severity, SourceFile, Speaker, Speakers,
    check_speech, source,
};
use crate::dialects;
use crate::store::{
    ActKind, ActivationError, Active, Authorship, Database, EditionRecord, FixedRecording,
    NewEdition, Scheduled, StoreError, Via, check_note, fitting_note,
};

/// The note of the first edition when it comes from the program itself.
pub const SHIPPED: &str = "The menus that came with this program.";

/// The author of what nobody published.
const PROGRAM: &str = "sila";

/// Attempts to publish while others publish at the same moment what is not heard yet.
const ATTEMPTS: usize = 10;

/// The hotline's files, read and without mistakes.
#[derive(Debug)]
pub struct LoadedMenus {
    files: Vec<SourceFile>,
    hotline: Hotline,
    warnings: Vec<Diagnostic>,
}

impl LoadedMenus {
    /// Reads files; gives their mistakes if they have any.
    pub fn load(files: Vec<SourceFile>) -> Result<Self, Vec<Diagnostic>> {
        let (hotline, warnings) = catalogue::load(&files)?;
        Ok(Self { files, hotline, warnings })
    }

    /// The hotline that they make.
    pub fn hotline(&self) -> &Hotline {
        &self.hotline
    }
}

/// A line's name, and who speaks on it.
#[derive(Debug, Clone, Copy)]
pub struct LineSpeaker<'a> {
    pub line: &'a str,
    pub speaker: Speaker<'a>,
}

/// Who has to speak the menus: the providers of the lines; where there are none, every one, and then what it can't
/// speak is a warning.
pub fn speakers<'a>(lines: &[LineSpeaker<'a>]) -> Speakers<'a> {
    if lines.is_empty() {
        return dialects::every_speaker();
    }
    let of_lines = lines.iter().map(|line| line.speaker).collect();
    Speakers { dialects: dialects::names(), of_lines }
}

/// An edition to be published.
#[derive(Debug)]
pub struct Publication<'a> {
    pub menus: LoadedMenus,
    /// The lines: the menus must be in all their languages, and their providers must speak them.
    pub lines: Vec<LineSpeaker<'a>>,
    /// The reason is the edition's note.
    pub by: Authorship<'a>,
    /// The time from which it is to be heard; at once if none.
    pub from: Option<Timestamp>,
}

/// The outcome of publishing.
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
    /// The files' oddities.
    pub warnings: Vec<Diagnostic>,
    /// The editions that will take its place, and don't contain what is new in it.
    pub replaced_by: Vec<Scheduled>,
}

/// Reads files that are to be published or scheduled, and finds the revision of the edition that they were made from.
pub async fn prepare(
    database: &Database,
    (files, base): (Vec<SourceFile>, Option<EditionNumber>),
    kind: ActKind,
    by: Authorship<'_>,
) -> Result<(LoadedMenus, Option<u64>), OperateError> {
    let prepared = async {
        let menus = LoadedMenus::load(files).map_err(OperateError::Mistakes)?;
        Ok((menus, base_revision(database, base).await?))
    };
    audited(database, by, (kind, ""), prepared).await
}

/// Publishes an edition or schedules it, if the revision in force is still the base that its files were made from;
/// none stands for nothing heard yet.
pub async fn publish(
    database: &Database,
    publication: Publication<'_>,
    base: Option<u64>,
) -> Result<Published, OperateError> {
    let (by, from) = (publication.by, publication.from);
    let kind = from.map_or(ActKind::Published, |_| ActKind::Scheduled);
    let published = Box::pin(publish_checked(database, publication, base));
    audited(database, by, (kind, ""), published).await
}

pub(super) async fn publish_checked(
    database: &Database,
    publication: Publication<'_>,
    base: Option<u64>,
) -> Result<Published, OperateError> {
    check(&publication)?;
    let Publication { menus: LoadedMenus { files, hotline, warnings }, by, from, .. } = publication;
    let library = Library::open(database).await?;
    let edition = Edition::freeze(hotline, &source::content_hash(&files), |prompt| {
        library.recording_for(prompt)
    });
    let before = heard_from(database, from).await?;
    if let Some(before) = before.filter(|before| before.content == edition.id) {
        return Ok(Published::Unchanged(before.number));
    }
    check_base(database, base).await?;
    let new = bring(database, &files, &edition, (by, from)).await?;
    // Read before: a failure after the change would hide that it was made.
    let mut replaced_by = database.schedule().await?;
    let number = number(database, &new, base).await?;
    // Of those for the same time the one with the highest number is heard.
    replaced_by.retain(|scheduled| {
        scheduled.edition != number
            && from.is_none_or(|from| (scheduled.at, scheduled.edition) > (from, number))
    });
    Ok(Published::New(Box::new(NewlyPublished {
        edition: edition.numbered(number),
        warnings,
        replaced_by,
    })))
}

/// Publishes the first edition unless there is one, and gives what is heard.
///
/// Several servers may start at once upon an empty store: one of them is first, and all hear the same.
pub async fn publish_first(
    database: &Database,
    menus: LoadedMenus,
    note: &str,
    now: Timestamp,
) -> Result<Active, OperateError> {
    if let Some(active) = database.active().await? {
        return Ok(active);
    }
    let publication = Publication {
        menus,
        lines: Vec::new(),
        by: Authorship {
            author: PROGRAM,
            via: Via::Server,
            uid: None,
            reason: &fitting_note(note),
            at: now,
        },
        from: None,
    };
    // Whoever else was first is no refusal.
    match publish_checked(database, publication, None).await {
        Ok(_) => database.active().await?.ok_or(OperateError::Busy),
        Err(OperateError::Conflict(conflict)) => Ok(conflict.active),
        Err(error) => Err(error),
    }
}

fn check(publication: &Publication<'_>) -> Result<(), OperateError> {
    check_note(publication.by.reason)?;
    let hotline = &publication.menus.hotline;
    for offered in &publication.lines {
        let unspoken = |code: &&String| hotline.language_by_code(code).is_none();
        if let Some(code) = offered.speaker.offered.iter().find(unspoken) {
            return Err(OperateError::UnspokenLanguage {
                line: offered.line.to_owned(),
                language: code.clone(),
            });
        }
    }
    let mut unspeakable = check_speech(&publication.menus.files, &speakers(&publication.lines));
    unspeakable.retain(|one| one.severity == Severity::Error);
    if !unspeakable.is_empty() {
        return Err(OperateError::Mistakes(unspeakable));
    }
    match publication.from {
        Some(from) if from <= publication.by.at => Err(OperateError::Past(from)),
        _ => Ok(()),
    }
}

/// The edition that is heard now, or will be at a time if nothing else is done.
async fn heard_from(
    database: &Database,
    from: Option<Timestamp>,
) -> Result<Option<EditionRecord>, StoreError> {
    let schedule = database.schedule().await?;
    let scheduled =
        schedule.iter().rev().find(|scheduled| from.is_some_and(|from| scheduled.at <= from));
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
async fn bring<'a>(
    database: &Database,
    files: &[SourceFile],
    edition: &Edition,
    (by, from): (Authorship<'a>, Option<Timestamp>),
) -> Result<NewEdition<'a>, OperateError> {
    let files = keep_files(database, files, by.at).await?;
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
    let hashes: Vec<_> = recordings.iter().map(|fixed| fixed.recording.hash.to_string()).collect();
    missing(database, &hashes, by.at).await?;
    Ok(NewEdition { content: edition.id, by, files, recordings, from })
}

/// Has the store give it its number. Two who schedule at the same moment can be given the same one, although
/// what is heard did not change: then it is tried again.
async fn number(
    database: &Database,
    new: &NewEdition<'_>,
    base: Option<u64>,
) -> Result<EditionNumber, OperateError> {
    for _ in 0..ATTEMPTS {
        match database.publish(new, base).await {
            Ok(number) => return Ok(number),
            Err(ActivationError::Store(error)) => return Err(error.into()),
            Err(ActivationError::Raced) => check_base(database, base).await?,
        }
    }
    Err(OperateError::Busy)
}
