//! `sila diff`

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use camino::Utf8Path;
use sila::catalogue::{self, EditionNumber, Hotline, source};
use sila::clock;
use sila::messages::english;
use sila::operate::recordings::Library;
use sila::operate::{self, Often, diff};
use sila::store::Database;

use super::shared::{CommandContext, Mistaken, print, print_json, say_trouble};

/// Differences are told without the numbers of calls if those take longer to count.
const PATIENCE: Duration = Duration::from_secs(20);

/// Show what callers would hear differently, and how many calls heard it lately.
#[derive(clap::Args)]
pub struct DiffArgs {
    /// The number of an edition, or a folder with the hotline's files.
    before: String,
    /// The edition or folder to compare it with; without it, the first is compared with what callers hear now.
    after: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Compares two editions, or an edition and files.
pub async fn run(context: &CommandContext<'_>, options: DiffArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let database = Database::existing(&config.database, &config.store).await?;
    let (before, after) = match options.after {
        Some(after) => (options.before, after),
        None => (heard(&database).await?, options.before),
    };
    let before = hotline(&database, &before).await?;
    let after = hotline(&database, &after).await?;
    let diff = diff(&before, &after);
    let diff = match count(&database).await {
        Ok(often) => {
            database.close().await;
            diff.with_heard(&often)
        }
        // The store is not closed: that would wait for a count that may go on for long.
        Err(error) => {
            say_trouble("how many calls heard it can't be told", &error);
            diff
        }
    };
    if options.json {
        return print_json(&diff);
    }
    print(&english::operate::diff(&diff))
}

/// The numbers of calls that heard each place, if they can be counted soon.
async fn count(database: &Database) -> anyhow::Result<Often> {
    let count = Often::count(database, clock::system()());
    let counted = tokio::time::timeout(PATIENCE, count).await;
    Ok(counted.context("counting them takes too long")??)
}

async fn heard(database: &Database) -> anyhow::Result<String> {
    let active = database.active().await?.context("nothing is heard yet")?;
    Ok(active.edition.to_string())
}

/// The hotline of an edition, or of a folder's files.
async fn hotline(database: &Database, name: &str) -> anyhow::Result<Hotline> {
    if let Some(number) = EditionNumber::parse(name) {
        return Ok(operate::open(database, number).await?.hotline);
    }
    let folder = Utf8Path::new(name);
    if !folder.exists() {
        bail!(
            "`{name}` is neither the number of an edition nor a folder; `sila editions` lists the editions"
        );
    }
    let files = source::read_folder(folder)?;
    let (mut hotline, _) = catalogue::load(&files)
        .map_err(|mistakes| Mistaken { folder: folder.to_owned(), mistakes })?;
    let library = Library::open(database).await?;
    hotline.prompts.attach_recordings(|prompt| library.recording_for(prompt));
    Ok(hotline)
}
