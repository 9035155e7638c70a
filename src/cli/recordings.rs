//! `sila recordings`

use std::fmt::Write as _;
use std::io;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use camino::Utf8PathBuf;
use sila::calls::editions::load_hotline;
use sila::config::Purpose;
use sila::messages::english;
use sila::recordings::{DraftReport, ImportReport, Shelf, Voice, draft, import, script};

use super::shared::{Settings, print};

/// How long the outside program may take for one prompt.
const VOICE_TIME: Duration = Duration::from_mins(1);

const NEXT: &str = "They are heard after the next `sila publish`.\n";

/// The studio's sheet, and recordings in and out of it.
#[derive(clap::Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Writes the sheet for the studio, as CSV: every prompt, its text, where it is heard, its file's name.
    Script,
    /// Takes recordings in: files named as the sheet says, in a folder or a ZIP file.
    Import {
        /// The folder or ZIP file.
        delivery: Utf8PathBuf,
    },
    /// Has an outside program speak what nobody has recorded; marked as drafts.
    Draft {
        /// The program, with {text}, {language} and {out} filled in; without {out}, it writes WAV to its output.
        #[arg(long, value_name = "COMMAND")]
        command: String,
    },
}

/// Writes the sheet, takes recordings in, or makes drafts.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let config = settings.load(Purpose::Tools)?;
    let hotline = load_hotline(config.menus.as_deref())?;
    let prompts = hotline.prompts.all();
    let mut shelf = Shelf::open(&config.recordings)?;
    match options.what {
        What::Script => {
            script(io::stdout().lock(), &shelf, prompts, |prompt| {
                english::prompt_place(&hotline.place_of(prompt))
            })?;
            Ok(ExitCode::SUCCESS)
        }
        What::Import { delivery } => {
            let report = import(&mut shelf, prompts, delivery.as_std_path())?;
            print(&imported(&report))?;
            Ok(exit(report.refused.is_empty()))
        }
        What::Draft { command } => {
            let voice = Voice::parse(&command, VOICE_TIME)?;
            let at_once = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
            let report = draft(&mut shelf, prompts, voice, at_once).await?;
            print(&drafted(&report))?;
            Ok(exit(report.failed.is_empty()))
        }
    }
}

fn exit(good: bool) -> ExitCode {
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn imported(report: &ImportReport) -> String {
    let mut text = String::new();
    for taken in &report.taken {
        let _ = writeln!(
            text,
            "taken    {}  ({:.1} s, {:+.1} dB)",
            taken.file, taken.seconds, taken.gain_db
        );
        for concern in &taken.concerns {
            let _ = writeln!(text, "         note: {concern}");
        }
    }
    for refused in &report.refused {
        let _ = writeln!(text, "refused  {}\n         {}", refused.file, refused.why);
    }
    let drafts = report
        .missing
        .iter()
        .filter(|missing| missing.draft)
        .count();
    let _ = writeln!(
        text,
        "Taken: {}. Refused: {}. Prompts that nobody has recorded yet: {}, {drafts} of them with a draft.",
        report.taken.len(),
        report.refused.len(),
        report.missing.len(),
    );
    if !report.taken.is_empty() {
        text.push_str(NEXT);
    }
    text
}

fn drafted(report: &DraftReport) -> String {
    if report.made.is_empty() && report.failed.is_empty() {
        return "Nothing to do: every prompt has a recording or a draft.\n".to_owned();
    }
    let mut text = String::new();
    // A program that is set up wrongly fails in the same way for every prompt.
    let mut failures: Vec<(String, Vec<String>)> = Vec::new();
    for failed in &report.failed {
        let (why, prompt) = (
            failed.why.to_string(),
            format!("{} in {}", failed.id, failed.language),
        );
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
        let _ = writeln!(
            text,
            "\n        {}",
            why.trim_end().replace('\n', "\n        ")
        );
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
