//! `sila recordings`

mod copy;
mod draft;
mod import;
mod list;
mod remove;

use std::process::ExitCode;

use camino::Utf8PathBuf;
use sila::calls::editions::load_hotline;
use sila::catalogue::Hotline;
use sila::config::Config;
use sila::messages::english;
use sila::operate::recordings::Library;
use sila::recordings::sheet;
use sila::store::{Database, StoreError};

use super::shared::{CommandContext, print_bytes};

pub use copy::bring_recordings;

const NEXT: &str = "They are heard after the next `sila publish`.\n";

/// Write the studio's sheet, import recordings, make drafts.
#[derive(clap::Args)]
pub struct RecordingsArgs {
    /// The folder with the menu files; without it, the configuration's, or the shipped ones.
    #[arg(long, global = true, value_name = "DIR")]
    menus: Option<Utf8PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Writes the sheet for the studio, as CSV: every text once, where it is heard, its file's name.
    Sheet,
    Import(import::ImportRecordingsArgs),
    Draft(draft::DraftRecordingsArgs),
    List(list::ListRecordingsArgs),
    Remove(remove::RemoveRecordingsArgs),
    Copy(copy::CopyRecordingsArgs),
}

/// Does what is asked of the recordings.
pub async fn run(
    context: &CommandContext<'_>,
    options: RecordingsArgs,
) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let menus = options.menus.as_deref().or(config.menus.as_deref());
    let hotline = load_hotline(menus)?;
    match options.verb {
        Verb::Sheet => write_sheet(&config, &hotline).await,
        Verb::Import(options) => import::run(context, &config, &hotline, options).await,
        Verb::Draft(options) => draft::run(context, &config, &hotline, options).await,
        Verb::List(options) => list::run(&config, &hotline, &options).await,
        Verb::Remove(options) => remove::run(context, &config, &hotline, options).await,
        Verb::Copy(options) => copy::run(context, &config, options).await,
    }
}

async fn write_sheet(config: &Config, hotline: &Hotline) -> anyhow::Result<ExitCode> {
    let library = library(config).await?;
    let mut csv = Vec::new();
    sheet(
        &mut csv,
        hotline.prompts.all(),
        |prompt| library.recording_for(prompt),
        |prompt| english::prompt_place(&hotline.place_of(prompt)),
    )?;
    print_bytes(&csv)
}

/// The library of the configured store; empty where there is no store yet.
pub async fn library(config: &Config) -> Result<Library, StoreError> {
    match Database::existing(&config.database, &config.store).await {
        Ok(database) => {
            let library = Library::open(&database).await?;
            database.close().await;
            Ok(library)
        }
        Err(StoreError::Missing { .. }) => Ok(Library::default()),
        Err(error) => Err(error),
    }
}
