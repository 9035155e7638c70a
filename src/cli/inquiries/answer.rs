//! `sila inquiries answer`

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use camino::Utf8PathBuf;
use sila::caller::terminal::isolated;
use sila::catalogue::spoken::{TextKind, estimated_seconds, faults};
use sila::catalogue::{Diagnostic, Language, Severity};
use sila::clock;
use sila::store::{Inquiry, InquiryError, InquiryState};

use super::reference::{Named, find, grouped};
use crate::cli::desk::Desk;
use crate::cli::shared::{Reasoned, Settings, Unspeakable, print};

/// More than any answer has.
const MOST_BYTES: u64 = 64 * 1024;

/// Which inquiry is answered, and how.
#[derive(clap::Args)]
pub struct Options {
    #[command(flatten)]
    named: Named,
    /// What the caller hears, in the language of the question; without it or --file, it is read from the input.
    #[arg(long, value_name = "TEXT", conflicts_with = "file")]
    text: Option<String>,
    /// The file with what the caller hears.
    #[arg(long, value_name = "FILE")]
    file: Option<Utf8PathBuf>,
    /// Checks the answer and shows how it would be, and changes nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    author: Reasoned,
}

/// Answers an inquiry, in the place of any answer from before.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    let desk = Desk::to_change(settings).await?;
    let inquiry = find(&desk, &options.named).await?.inquiry;
    let summary = &inquiry.summary;
    if summary.state == InquiryState::Closed {
        return Err(InquiryError::Closed(grouped(&summary.reference)).into());
    }
    let language = language(&desk, &inquiry)?;
    let text = text(&options)?;
    let signed = options
        .author
        .signed(settings.environment, clock::system()());
    let warnings = checked(&text, language)?;
    if !options.dry_run {
        let address = summary.address();
        desk.database.answer(&address, &text, signed.by()).await?;
    }
    desk.database.close().await;
    let said = told(&desk, &inquiry, language, &text, options.dry_run);
    print(&format!("{said}{warnings}"))
}

/// The language in which the question was left: the caller understands it.
fn language<'d>(desk: &'d Desk, inquiry: &Inquiry) -> anyhow::Result<&'d Language> {
    let languages = &desk.hotline.languages;
    let Some(code) = &inquiry.summary.language else {
        return languages.first().context("the hotline speaks no language");
    };
    let known = languages.iter().find(|language| language.code == *code);
    known.with_context(|| {
        format!(
            "the question was left in the language `{code}`, which the hotline speaks no more, so that no answer in \
             it can be heard: call the caller back, then close the inquiry"
        )
    })
}

/// The answer as it is spoken: in one line.
fn text(options: &Options) -> anyhow::Result<String> {
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
    Ok(written.split_whitespace().collect::<Vec<_>>().join(" "))
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

/// Whether an answer can be spoken, by the rules that prompts have; what could be better about it.
fn checked(text: &str, language: &Language) -> anyhow::Result<String> {
    let mistakes: Vec<_> = faults(text, language, TextKind::Answer, &[])
        .into_iter()
        .map(|fault| Diagnostic::in_text("answer", text, fault))
        .collect();
    if mistakes
        .iter()
        .any(|mistake| mistake.severity == Severity::Error)
    {
        return Err(Unspeakable { mistakes }.into());
    }
    let rendered = mistakes
        .iter()
        .map(|mistake| format!("\n{}", mistake.render(false)));
    Ok(rendered.collect())
}

fn told(desk: &Desk, inquiry: &Inquiry, language: &Language, text: &str, dry_run: bool) -> String {
    let summary = &inquiry.summary;
    let seconds = estimated_seconds(text, language);
    let heard = format!(
        "about {seconds:.0} seconds, in {}",
        isolated(&language.name)
    );
    let reference = grouped(&summary.reference);
    let mut said = if dry_run {
        format!(
            "Nothing is changed. Who asks for the inquiry {reference} would hear this, {heard}:\n"
        )
    } else {
        format!("The inquiry {reference} is answered. Who asks for it hears this, {heard}:\n")
    };
    let _ = writeln!(said, "\n  {}", isolated(text));
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
