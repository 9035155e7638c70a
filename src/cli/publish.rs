//! `sila publish`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::catalogue::{self, EditionNumber, Hotline, SourceFile, source};
use sila::clock;
use sila::config::{Config, Purpose};
use sila::operate::{self, NewlyPublished, Publication, PublishError, Published, diff, publish};
use sila::recordings::Shelf;
use sila::store::{Active, Database, Via};

use super::shared::{Author, Settings, moment, print, store_to_change, time, zone_of};

/// Notes in a folder which edition its files are. Hidden, so that it is no file of the hotline.
const MARK: &str = ".sila-edition";

/// Makes the hotline's files heard, as a new edition.
#[derive(clap::Args)]
pub struct Options {
    /// The folder with the files; without it, the configuration's, or the shipped ones.
    folder: Option<Utf8PathBuf>,
    /// What is new, for whoever reads the list of editions.
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// When it is to be heard: `2027-03-01 06:00` in the hotline's time zone, or with an offset; without it, at once.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The edition that the files were made from, if the folder does not know it. If another one is heard by now,
    /// nothing is published.
    #[arg(long, value_name = "N")]
    upon: Option<u32>,
    #[command(flatten)]
    author: Author,
}

/// Publishes, and says what is new.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let folder = options.folder.clone().or_else(|| config.menus.clone());
    let files = files(folder.as_deref())?;
    let (hotline, _) = catalogue::load(&files).map_err(PublishError::Mistakes)?;
    check_languages(&config, &hotline)?;
    let zone = zone_of(&hotline);
    let now = clock::system()();
    let from = options
        .at
        .as_deref()
        .map(|at| moment_to_come(at, &zone, now))
        .transpose()?;
    let (database, _lock) = store_to_change(&config).await?;
    let shelf = Shelf::open(&config.recordings)?;
    let before = database.active().await?;
    let upon = match &before {
        Some(active) => Some(upon(&database, active, options.upon, folder.as_deref()).await?),
        None => None,
    };
    let publication = Publication {
        files,
        shelf: Some(&shelf),
        author: options.author.name(settings.environment),
        via: Via::Cli,
        note: options.note,
        now,
        from,
    };
    let published = publish(&database, publication, upon).await?;
    let said = match published {
        Published::Unchanged(number) => {
            mark(folder.as_deref(), number);
            let heard = heard(&database, number, before.as_ref(), &zone).await?;
            format!("Nothing is new: callers {heard}. Nothing was published.\n")
        }
        Published::New(new) => {
            mark(folder.as_deref(), new.edition.number);
            told(
                &database,
                &new,
                before.as_ref(),
                from.map(|from| (from, &zone)),
            )
            .await?
        }
    };
    database.close().await;
    print(&said)
}

fn files(folder: Option<&Utf8Path>) -> anyhow::Result<Vec<SourceFile>> {
    Ok(match folder {
        Some(folder) => source::read_folder(folder)?,
        None => source::shipped(),
    })
}

/// Every language that a line offers is spoken.
fn check_languages(config: &Config, hotline: &Hotline) -> anyhow::Result<()> {
    for line in &config.lines {
        for code in &line.languages {
            if hotline.language_by_code(code).is_none() {
                bail!(
                    "the line `{}` offers the language `{code}`, which these files do not speak: put it back, or \
                     take it out of the line's `languages` first",
                    line.name
                );
            }
        }
    }
    Ok(())
}

/// When callers hear the same in an edition that there is.
async fn heard(
    database: &Database,
    number: EditionNumber,
    before: Option<&Active>,
    zone: &TimeZone,
) -> anyhow::Result<String> {
    let is_active = before.is_some_and(|active| active.edition == number);
    let schedule = database.schedule().await?;
    let planned = schedule.iter().find(|planned| planned.edition == number);
    Ok(match planned.filter(|_| !is_active) {
        None => format!("hear the same in edition {number}"),
        Some(planned) => {
            let from = time(planned.at, zone);
            format!("will hear the same from {from}, in edition {number}")
        }
    })
}

/// A moment to come.
fn moment_to_come(text: &str, zone: &TimeZone, now: Timestamp) -> anyhow::Result<Timestamp> {
    let moment = moment(text, zone)?;
    if moment <= now {
        bail!(
            "{} is past: leave --at out to publish at once",
            time(moment, zone)
        );
    }
    Ok(moment)
}

/// The revision at which the edition was heard that the files were made from.
async fn upon(
    database: &Database,
    active: &Active,
    asked: Option<u32>,
    folder: Option<&Utf8Path>,
) -> anyhow::Result<u64> {
    let file = folder.map(|folder| folder.join(MARK));
    let marked = file.as_ref().and_then(|file| {
        let mark = std::fs::read_to_string(file).ok()?;
        EditionNumber::parse(mark.trim())
    });
    let asked = asked.map(EditionNumber::new);
    let mut number = asked.or(marked).unwrap_or(active.edition);
    if number == active.edition {
        return Ok(active.revision);
    }
    let activations = database.activations(Timestamp::MIN).await?;
    loop {
        if let Some(heard) = activations.iter().find(|heard| heard.edition == number) {
            return Ok(heard.revision);
        }
        // Scheduled and not heard yet: it was made from its parent.
        let record = database.edition(number).await?;
        let record = record.with_context(|| match &file {
            Some(file) if asked.is_none() => format!(
                "{file} says edition {number}, which this store does not have: remove that file, or say --upon"
            ),
            _ => format!("there is no edition {number}; `sila editions` lists those that there are"),
        })?;
        number = record.parent.unwrap_or(active.edition);
    }
}

/// Notes which edition a folder's files are. Where that can't be written, the folder is one that knows nothing.
pub fn mark(folder: Option<&Utf8Path>, number: EditionNumber) {
    if let Some(folder) = folder {
        let _ = std::fs::write(folder.join(MARK), format!("{number}\n"));
    }
}

/// What is new, and when it is heard.
async fn told(
    database: &Database,
    new: &NewlyPublished,
    before: Option<&Active>,
    from: Option<(Timestamp, &TimeZone)>,
) -> anyhow::Result<String> {
    let number = new.edition.number;
    let mut said = match from {
        None => format!("Edition {number} is heard.\n"),
        Some((from, zone)) => format!(
            "Edition {number} will be heard from {}.\n",
            time(from, zone)
        ),
    };
    if let Some(before) = before {
        let earlier = operate::open(database, before.edition).await?;
        let changes = diff(&earlier.hotline, &new.edition.hotline);
        let all = format!("`sila diff {} {number}` tells it in full.", before.edition);
        let _ = writeln!(said, "\n{}\n\n{all}", changes.short());
    }
    let prompts = new.edition.hotline.prompts.all();
    let unrecorded = prompts
        .iter()
        .filter(|prompt| prompt.recording.is_none())
        .count();
    if unrecorded > 0 {
        let _ = writeln!(
            said,
            "{unrecorded} of {} prompts have no recording: the provider's voice speaks them.",
            prompts.len()
        );
    }
    for scheduled in &new.replaced_by {
        let zone = zone_of(&new.edition.hotline);
        let _ = writeln!(
            said,
            "Take care: edition {} takes its place on {}, and has nothing of what is new here.",
            scheduled.edition,
            time(scheduled.at, &zone)
        );
    }
    Ok(said)
}
