//! `sila publish`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{anyhow, bail};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::catalogue::{EditionNumber, source};
use sila::messages::english::operate::{diff_in_short, not_compared, unmarked};
use sila::operate::{
    MARK, NewlyPublished, OperateError, Publication, Published, changes_since, mark, marked,
    prepare, publish,
};
use sila::store::{ActKind, Active, Database};

use super::shared::{
    Author, CommandContext, Mistaken, Overtaken, ProgressLine, moment, print, store_to_change,
    time, zone_of,
};

/// Publish the menu files as a new edition.
#[derive(clap::Args)]
pub struct PublishArgs {
    /// The folder with the files; without it, the configuration's, or the shipped ones.
    folder: Option<Utf8PathBuf>,
    /// A note on what is new, for the list of editions and the audit.
    #[arg(long, value_name = "TEXT")]
    note: String,
    /// The time from which callers hear it: `2027-03-01 06:00` in the hotline's time zone, or with an offset; without it, at once.
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The edition that the files were made from, if the folder does not know it. If callers hear another one by
    /// now, nothing is published.
    #[arg(long, value_name = "N")]
    base: Option<u32>,
    #[command(flatten)]
    author: Author,
}

/// Publishes, and prints what is new.
pub async fn run(context: &CommandContext<'_>, options: PublishArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let folder = options.folder.or_else(|| config.menus.clone());
    let folder = folder.as_deref();
    let files = match folder {
        Some(folder) => source::read_folder(folder)?,
        None => source::shipped(),
    };
    let (database, _lock) = store_to_change(&config).await?;
    let signed = options.author.signed(context, options.note);
    let progress = ProgressLine::begin("publishing");
    let kind = if options.at.is_some() { ActKind::Scheduled } else { ActKind::Published };
    let asked = options.base.map(EditionNumber::new);
    let base = asked.or_else(|| folder.and_then(marked));
    let prepared = prepare(&database, (files, base), kind, signed.by()).await;
    let (menus, base) = prepared.map_err(|error| explained(error, folder, asked))?;
    let zone = zone_of(menus.hotline());
    let from = options.at.as_deref().map(|at| moment(at, &zone));
    let from = from.transpose()?;
    let before = database.active().await?;
    let lines = config.line_speakers();
    let publication = Publication { menus, lines, by: signed.by(), from };
    let report = match publish(&database, publication, base).await {
        Ok(Published::Unchanged(number)) => {
            let heard = heard(&database, number, before.as_ref(), &zone).await?;
            let said = format!("Nothing is new: callers {heard}. Nothing was published.\n");
            said + &mark_folder(folder, number)
        }
        Ok(Published::New(new)) => {
            let changes = changes(&database, &new, before.as_ref()).await;
            report(&new, from, &changes) + &mark_folder(folder, new.edition.number)
        }
        Err(OperateError::Past(from)) => {
            bail!("{} is past: leave --at out to publish at once", time(from, &zone))
        }
        Err(OperateError::Conflict(conflict)) => {
            // The folder knows another edition, and would say so again.
            let number = conflict.edition.number;
            let remedy =
                format!("If your files are to replace it: `sila publish … --base {number}`.");
            return Err(Overtaken { conflict, remedy }.into());
        }
        Err(error) => return Err(explained(error, folder, asked)),
    };
    drop(progress);
    database.close().await;
    print(&report)
}

/// The reason why a folder's files can't be published, or nothing upon the edition that was asked for.
fn explained(
    error: OperateError,
    folder: Option<&Utf8Path>,
    asked: Option<EditionNumber>,
) -> anyhow::Error {
    match (error, folder) {
        (OperateError::Mistakes(mistakes), folder) => {
            let folder = folder.unwrap_or(Utf8Path::new("the program")).to_owned();
            anyhow::Error::from(Mistaken { folder, mistakes }).context("nothing was published")
        }
        (OperateError::UnknownEdition(number), Some(folder)) if asked.is_none() => anyhow!(
            "{} says edition {number}, which this store does not have: remove that file, or give --base",
            folder.join(MARK)
        ),
        (error, _) => error.into(),
    }
}

/// Notes in the folder which edition its files are now; says so where that fails.
fn mark_folder(folder: Option<&Utf8Path>, number: EditionNumber) -> String {
    let marked = folder.map(|folder| (folder, mark(folder, number)));
    match marked {
        Some((folder, Err(problem))) => unmarked(folder, number, &problem),
        _ => String::new(),
    }
}

/// The time from which callers hear the same in an edition that there is.
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

/// The differences from what was heard before, in short; nothing where nothing was.
async fn changes(database: &Database, new: &NewlyPublished, before: Option<&Active>) -> String {
    let Some(before) = before else {
        return String::new();
    };
    match changes_since(database, before.edition, &new.edition.hotline).await {
        Ok(changes) => format!(
            "\n{}\n\n`sila diff {} {}` tells it in full.\n",
            diff_in_short(&changes),
            before.edition,
            new.edition.number
        ),
        Err(error) => not_compared(&error),
    }
}

/// The news, and the time from which callers hear them.
fn report(new: &NewlyPublished, from: Option<Timestamp>, changes: &str) -> String {
    let number = new.edition.number;
    let zone = zone_of(&new.edition.hotline);
    let mut report = match from {
        None => format!("Edition {number} is heard.\n"),
        Some(from) => format!("Edition {number} will be heard from {}.\n", time(from, &zone)),
    };
    report.push_str(changes);
    let prompts = new.edition.hotline.prompts.all();
    let unrecorded = prompts.iter().filter(|prompt| prompt.recording.is_none()).count();
    if unrecorded > 0 {
        let _ = writeln!(
            report,
            "{unrecorded} of {} prompts have no recording: the provider's voice speaks them.",
            prompts.len()
        );
    }
    for scheduled in &new.replaced_by {
        let _ = writeln!(
            report,
            "Take care: edition {} takes its place on {}, and has nothing of what is new here.",
            scheduled.edition,
            time(scheduled.at, &zone)
        );
    }
    report
}
