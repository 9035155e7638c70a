//! `sila recordings import`

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use camino::Utf8PathBuf;
use sila::catalogue::Hotline;
use sila::config::Config;
use sila::operate::recordings::{ImportReport, import};
use sila::recordings::Ffmpeg;

use super::NEXT;
use crate::cli::shared::{CommandContext, ProgressLine, Reasoned, exit, print, store_to_fill};

/// The most time that ffmpeg may take for one file, many times what two minutes of sound take.
const FFMPEG_TIMEOUT: Duration = Duration::from_secs(30);

/// Takes recordings in: files named as the sheet says, in a folder or a ZIP file.
#[derive(clap::Args)]
pub struct ImportRecordingsArgs {
    /// The folder or ZIP file. What lies in a folder `drafts` in it is taken for a machine's.
    delivery: Utf8PathBuf,
    /// The program that reads what is not read here, such as M4A; ffprobe lies beside it.
    #[arg(long, value_name = "PROGRAM", default_value = "ffmpeg")]
    ffmpeg: Utf8PathBuf,
    #[command(flatten)]
    author: Reasoned,
}

/// Takes a delivery in, and names what is refused.
pub async fn run(
    context: &CommandContext<'_>,
    config: &Config,
    hotline: &Hotline,
    options: ImportRecordingsArgs,
) -> anyhow::Result<ExitCode> {
    let (database, _lock) = store_to_fill(config).await?;
    let signed = options.author.signed(context);
    let prompts = hotline.prompts.all();
    let delivery = options.delivery.as_std_path();
    let search_path = context.environment.get("PATH").unwrap_or_default();
    let ffmpeg = Ffmpeg::new(options.ffmpeg, search_path, FFMPEG_TIMEOUT);
    let progress = ProgressLine::begin("taking recordings in");
    let imported = import(&database, prompts, delivery, &ffmpeg, signed.by()).await;
    drop(progress);
    database.close().await;
    let report = imported?;
    print(&describe(&report))?;
    Ok(exit(report.refused.is_empty()))
}

fn describe(report: &ImportReport) -> String {
    let mut text = String::new();
    for accepted in &report.accepted {
        let _ = writeln!(
            text,
            "taken    {}  ({:.1} s, {:+.1} dB)",
            accepted.file, accepted.seconds, accepted.gain_db
        );
        for concern in &accepted.concerns {
            let _ = writeln!(text, "         note: {concern}");
        }
    }
    for refused in &report.refused {
        let _ = writeln!(text, "refused  {}\n         {}", refused.file, refused.why);
    }
    let drafts = report.missing.iter().filter(|missing| missing.draft).count();
    let _ = writeln!(
        text,
        "Taken: {}. Refused: {}. Prompts that nobody has recorded yet: {}, {drafts} of them with a draft.",
        report.accepted.len(),
        report.refused.len(),
        report.missing.len(),
    );
    if !report.accepted.is_empty() {
        text.push_str(NEXT);
    }
    text
}
