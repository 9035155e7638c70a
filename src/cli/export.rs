//! `sila export`

use std::fmt::Write as _;
use std::process::ExitCode;

use camino::Utf8PathBuf;
use sila::catalogue::EditionNumber;
use sila::messages::english::operate::unmarked;
use sila::operate::{contents, export, export_recordings, mark, open};
use sila::store::Database;

use super::shared::{CommandContext, ProgressLine, print};

/// Write an edition back as files, which load to the same.
#[derive(clap::Args)]
pub struct ExportArgs {
    /// The number of the edition.
    number: u32,
    /// The folder to write to, new or empty.
    folder: Utf8PathBuf,
    /// Another folder, new or empty, for the edition's recordings.
    #[arg(long, value_name = "FOLDER")]
    recordings: Option<Utf8PathBuf>,
}

/// Writes an edition's files, and its recordings if they are asked for.
pub async fn run(context: &CommandContext<'_>, options: ExportArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let database = Database::existing(&config.database, &config.store).await?;
    let number = EditionNumber::new(options.number);
    let edition = open(&database, number).await?;
    let (_, contents) = contents(&database, number).await?;
    let progress = ProgressLine::begin("writing files");
    export(&contents.files, &options.folder)?;
    let marked = mark(&options.folder, number);
    let mut said = format!(
        "Edition {number} is in {}: {} files, which load to the same ({}).\n",
        options.folder,
        contents.files.len(),
        edition.id
    );
    if let Err(problem) = marked {
        said.push_str(&unmarked(&options.folder, number, &problem));
    }
    if let Some(folder) = &options.recordings {
        let count = export_recordings(&database, &edition, folder).await?;
        let _ = writeln!(said, "Its recordings are in {folder}: {count}.");
    }
    drop(progress);
    database.close().await;
    print(&said)
}
