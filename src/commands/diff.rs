//! `sila diff`

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::Utf8Path;
use sila::catalogue::{self, EditionNumber, Hotline, source};
use sila::clock;
use sila::editions::{self, Often, PublishError, diff};
use sila::recordings::Shelf;
use sila::server::config::{Config, Purpose};
use sila::store::{Database, Editions as _};

use super::shared::{Settings, print};

/// Says in words what callers would hear differently, and how many calls heard it of late.
#[derive(clap::Args)]
pub struct Options {
    /// The number of an edition, or a folder with the hotline's files.
    before: String,
    /// Another one; without it, what is heard now stands before, and the first after.
    after: Option<String>,
    /// For machines.
    #[arg(long)]
    json: bool,
}

/// Compares two editions, or an edition and files.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let database = Database::existing(&config.database, &config.store).await?;
    let (before, after) = match options.after {
        Some(after) => (options.before, after),
        None => (heard(&database).await?, options.before),
    };
    let before = hotline(&config, &database, &before).await?;
    let after = hotline(&config, &database, &after).await?;
    let often = Often::count(&database, clock::system()()).await?;
    database.close().await;
    let diff = diff(&before, &after).with_heard(&often);
    if options.json {
        return print(&format!("{}\n", serde_json::to_string_pretty(&diff)?));
    }
    print(&diff.to_string())
}

async fn heard(database: &Database) -> anyhow::Result<String> {
    let active = database.active().await?.context("nothing is heard yet")?;
    Ok(active.edition.to_string())
}

/// What can be heard in an edition, or would be in a folder's files.
async fn hotline(config: &Config, database: &Database, name: &str) -> anyhow::Result<Hotline> {
    if let Some(number) = EditionNumber::parse(name) {
        return Ok(editions::open(database, number).await?.hotline);
    }
    let folder = Utf8Path::new(name);
    if !folder.exists() {
        bail!(
            "`{name}` is neither the number of an edition nor a folder; `sila editions` lists the editions"
        );
    }
    let files = source::read_folder(folder)?;
    let (mut hotline, _) = catalogue::load(&files).map_err(PublishError::Mistakes)?;
    let shelf = Shelf::open(&config.recordings)?;
    editions::record(database, &mut hotline, &shelf).await?;
    Ok(hotline)
}
