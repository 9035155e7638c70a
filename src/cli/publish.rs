//! `sila publish`

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sila::catalogue::{EditionNumber, source};
use sila::messages::english::operate::diff_in_short;
use sila::operate::{
    self, LoadedMenus, MARK, NewlyPublished, OfferedLanguages, OperateError, Publication,
    Published, base_revision, diff, mark, marked, publish,
};
use sila::store::{Active, Database};

use super::shared::{
    Author, CommandContext, Mistaken, Overtaken, moment, print, store_to_change, time, zone_of,
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
    let menus = menus(folder)?;
    let zone = zone_of(menus.hotline());
    let from = options.at.as_deref().map(|at| moment(at, &zone));
    let from = from.transpose()?;
    let (database, _lock) = store_to_change(&config).await?;
    let before = database.active().await?;
    let base = base(&database, options.base, folder).await?;
    let signed = options.author.signed(context, options.note);
    let lines = config
        .lines
        .iter()
        .map(|line| OfferedLanguages { line: &line.name, languages: &line.languages });
    let publication = Publication { menus, lines: lines.collect(), by: signed.by(), from };
    let report = match publish(&database, publication, base).await {
        Ok(Published::Unchanged(number)) => {
            mark_folder(folder, number);
            let heard = heard(&database, number, before.as_ref(), &zone).await?;
            format!("Nothing is new: callers {heard}. Nothing was published.\n")
        }
        Ok(Published::New(new)) => {
            mark_folder(folder, new.edition.number);
            let changes = changes(&database, &new, before.as_ref()).await?;
            report(&new, from, &changes)
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
        Err(error) => return Err(error.into()),
    };
    database.close().await;
    print(&report)
}

fn menus(folder: Option<&Utf8Path>) -> anyhow::Result<LoadedMenus> {
    let files = match folder {
        Some(folder) => source::read_folder(folder)?,
        None => source::shipped(),
    };
    let menus = LoadedMenus::load(files);
    menus.map_err(|mistakes| {
        let folder = folder.unwrap_or(Utf8Path::new("the program")).to_owned();
        anyhow::Error::from(Mistaken { folder, mistakes }).context("nothing was published")
    })
}

/// The revision of the edition that was asked for, or that the folder knows.
async fn base(
    database: &Database,
    asked: Option<u32>,
    folder: Option<&Utf8Path>,
) -> anyhow::Result<Option<u64>> {
    let marked = folder.and_then(marked);
    let asked = asked.map(EditionNumber::new);
    let base = base_revision(database, asked.or(marked)).await;
    match (base, folder, marked) {
        (Err(OperateError::UnknownEdition(number)), Some(folder), Some(_)) if asked.is_none() => {
            bail!(
                "{} says edition {number}, which this store does not have: remove that file, or give --base",
                folder.join(MARK)
            )
        }
        (base, ..) => Ok(base?),
    }
}

fn mark_folder(folder: Option<&Utf8Path>, number: EditionNumber) {
    if let Some(folder) = folder {
        mark(folder, number);
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

/// The differences from what is heard now, in short; nothing where nothing is.
async fn changes(
    database: &Database,
    new: &NewlyPublished,
    before: Option<&Active>,
) -> anyhow::Result<String> {
    let Some(before) = before else {
        return Ok(String::new());
    };
    let earlier = operate::open(database, before.edition).await;
    let earlier = earlier.context("what is heard now can't be compared")?;
    let changes = diff(&earlier.hotline, &new.edition.hotline);
    Ok(format!(
        "\n{}\n\n`sila diff {} {}` tells it in full.\n",
        diff_in_short(&changes),
        before.edition,
        new.edition.number
    ))
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
