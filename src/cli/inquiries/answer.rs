//! `sila inquiries answer`

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::Utf8PathBuf;
use sila::messages::english;
use sila::operate::inquiries::{self, CheckedAnswer, check_spoken_answer, grouped_reference};
use sila::store::{ActKind, Inquiry};
use sila::text::isolated;

use super::reference::{Named, look_up};
use crate::cli::desk::Desk;
use crate::cli::shared::{CommandContext, Reasoned, print};

/// More than any answer has.
const MOST_BYTES: u64 = 64 * 1024;

/// Answer one: whoever asks for it hears the answer, or reads it where the question was written.
#[derive(clap::Args)]
pub struct AnswerInquiriesArgs {
    #[command(flatten)]
    named: Named,
    /// The words that the caller hears, in the language of the question; without it or --file, they are read from the
    /// input.
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// The file with the words that the caller hears.
    #[arg(long, value_name = "FILE")]
    file: Option<Utf8PathBuf>,
    /// Only check the answer, and show how it would be.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    author: Reasoned,
}

/// Answers an inquiry, in the place of any answer from before.
pub async fn run(
    context: &CommandContext<'_>,
    options: AnswerInquiriesArgs,
) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_change(context).await?;
    let text = text(&options)?;
    let dry_run = options.dry_run;
    let signed = options.author.signed(context);
    let act = (!dry_run).then(|| (ActKind::InquiryAnswered, signed.by()));
    let inquiry = look_up(&desk, &options.named, act).await?.inquiry;
    let checked = if dry_run {
        check_spoken_answer(&desk.hotline, &inquiry, &text)
    } else {
        let what = (&inquiry, text.as_str());
        inquiries::answer(&desk.database, &desk.hotline, what, signed.by()).await
    };
    desk.database.close().await;
    let checked = checked?;
    let mut report = report(&desk, &inquiry, &checked, dry_run);
    for warning in &checked.warnings {
        let _ = write!(report, "\n{}", english::render(warning, false));
    }
    print(&report)
}

/// The answer as it is written.
fn text(options: &AnswerInquiriesArgs) -> anyhow::Result<String> {
    let written = match (&options.text, &options.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => {
            let opened = File::open(file).with_context(|| format!("{file} can't be read"))?;
            read(opened, file.as_str())?
        }
        (None, None) => {
            let input = io::stdin();
            if input.is_terminal() {
                bail!(
                    "there is no answer: write it after --text, or into a file that --file names"
                );
            }
            read(input.lock(), "the input")?
        }
    };
    Ok(written)
}

fn read(from: impl Read, name: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES)
        .read_to_end(&mut bytes)
        .with_context(|| format!("{name} can't be read"))?;
    let text = String::from_utf8(bytes);
    let text = text.with_context(|| format!("{name} is no plain text: save it as UTF-8"))?;
    // As some editors begin a file.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn report(desk: &Desk, inquiry: &Inquiry, checked: &CheckedAnswer<'_>, dry_run: bool) -> String {
    let summary = &inquiry.summary;
    let language = isolated(&checked.language.name);
    let reference = grouped_reference(&summary.reference);
    let (does, would, how) = if summary.is_written() {
        ("reads", "read", format!("on the website, in {language}"))
    } else {
        ("hears", "hear", format!("about {:.0} seconds, in {language}", checked.seconds))
    };
    let mut said = if dry_run {
        format!(
            "Nothing is changed. Who asks for the inquiry {reference} would {would} this, {how}:\n"
        )
    } else {
        format!("The inquiry {reference} is answered. Who asks for it {does} this, {how}:\n")
    };
    let _ = writeln!(said, "\n  {}", isolated(&checked.text));
    if let (Some(_), Some((author, at))) = (&inquiry.answer, &inquiry.answered) {
        let place = if dry_run { "It would take" } else { "It takes" };
        let _ = writeln!(
            said,
            "\n{place} the place of the answer by {} on {}, which the history keeps.",
            isolated(author),
            desk.time(*at)
        );
    }
    said
}
