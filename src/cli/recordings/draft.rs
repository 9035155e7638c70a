//! `sila recordings draft`

use std::fmt::Write as _;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use sila::catalogue::Hotline;
use sila::config::Config;
use sila::operate::recordings::{DraftReport, draft};
use sila::recordings::Voice;

use super::NEXT;
use crate::cli::shared::{CommandContext, ProgressLine, Reasoned, exit, print, store_to_fill};

/// The most time that the outside program may take for one text.
const VOICE_TIMEOUT: Duration = Duration::from_mins(1);

/// Has an outside program speak what nobody has recorded; marked as drafts.
#[derive(clap::Args)]
pub struct DraftRecordingsArgs {
    /// The program, with {text}, {language} and {out} filled in; without {out}, it writes WAV to its output.
    #[arg(long, value_name = "COMMAND")]
    command: String,
    #[command(flatten)]
    author: Reasoned,
}

/// Makes drafts, and says which could not be made.
pub async fn run(
    context: &CommandContext<'_>,
    config: &Config,
    hotline: &Hotline,
    options: DraftRecordingsArgs,
) -> anyhow::Result<ExitCode> {
    let voice = Voice::parse(&options.command, VOICE_TIMEOUT)?;
    let (database, _lock) = store_to_fill(config).await?;
    let signed = options.author.signed(context);
    let at_once = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let prompts = hotline.prompts.all();
    let progress = ProgressLine::begin("speaking drafts");
    let made = draft(&database, prompts, voice, at_once, signed.by()).await;
    drop(progress);
    database.close().await;
    let report = made?;
    print(&describe(&report))?;
    Ok(exit(report.failed.is_empty()))
}

fn describe(report: &DraftReport) -> String {
    if report.made.is_empty() && report.failed.is_empty() {
        return "Nothing to do: every prompt has a recording or a draft.\n".to_owned();
    }
    let mut text = String::new();
    // A program that is set up wrongly fails in the same way for every prompt.
    let mut failures: Vec<(String, Vec<String>)> = Vec::new();
    for failed in &report.failed {
        let (why, prompt) =
            (failed.why.to_string(), format!("{} in {}", failed.id, failed.language));
        match failures.iter_mut().find(|(known, _)| *known == why) {
            Some((_, prompts)) => prompts.push(prompt),
            None => failures.push((why, vec![prompt])),
        }
    }
    for (why, prompts) in &mut failures {
        prompts.sort_unstable();
        let _ = write!(text, "failed  {}", prompts[0]);
        if let more @ 1.. = prompts.len() - 1 {
            let _ = write!(text, ", and {more} more");
        }
        let _ = writeln!(text, "\n        {}", why.trim_end().replace('\n', "\n        "));
    }
    let seconds: f32 = report.made.iter().map(|made| made.seconds).sum();
    let _ = writeln!(
        text,
        "Drafts made: {} ({:.0} s of speech). Failed: {}.",
        report.made.len(),
        seconds.abs(), // the sum of nothing is -0
        report.failed.len()
    );
    if !report.made.is_empty() {
        text.push_str(NEXT);
    }
    text
}
