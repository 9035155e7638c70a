//! `sila export`

mod website;

use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::Context as _;
use camino::Utf8PathBuf;
use sila::catalogue::EditionNumber;
use sila::messages::english::operate::unmarked;
use sila::operate::{contents, export, export_recordings, mark, open};
use sila::store::Database;

use crate::cli::shared::{CommandContext, ProgressLine, print};

/// Write an edition back as files, which load to the same, or the website for any web server.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ExportArgs {
    #[command(subcommand)]
    what: Option<ExportKind>,
    /// The number of the edition.
    #[arg(required = true)]
    number: Option<u32>,
    /// The folder to write to, new or empty.
    #[arg(required = true)]
    folder: Option<Utf8PathBuf>,
    /// Another folder, new or empty, for the edition's recordings.
    #[arg(long, value_name = "FOLDER")]
    recordings: Option<Utf8PathBuf>,
}

#[derive(clap::Subcommand)]
enum ExportKind {
    Website(website::WebsiteArgs),
}

/// Writes an edition's files, and its recordings if they are asked for; or the website.
pub async fn run(context: &CommandContext<'_>, options: ExportArgs) -> anyhow::Result<ExitCode> {
    if let Some(ExportKind::Website(options)) = options.what {
        return Box::pin(website::run(context, options)).await;
    }
    let asked = options.number.zip(options.folder);
    let (number, folder) = asked.context("give the number of an edition, and a folder")?;
    let config = context.load()?;
    let database = Database::existing(&config.database, &config.store).await?;
    let number = EditionNumber::new(number);
    let edition = open(&database, number).await?;
    let (_, contents) = contents(&database, number).await?;
    let progress = ProgressLine::begin("writing files");
    export(&contents.files, &folder)?;
    let marked = mark(&folder, number);
    let mut said = format!(
        "Edition {number} is in {}: {} files, which load to the same ({}).\n",
        folder,
        contents.files.len(),
        edition.id
    );
    if let Err(problem) = marked {
        said.push_str(&unmarked(&folder, number, &problem));
    }
    if let Some(folder) = &options.recordings {
        let count = export_recordings(&database, &edition, folder).await?;
        let _ = writeln!(said, "Its recordings are in {folder}: {count}.");
    }
    drop(progress);
    database.close().await;
    print(&said)
}
