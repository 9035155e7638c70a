//! `sila check`

use std::io;
use std::process::ExitCode;

use camino::Utf8PathBuf;
use jiff::tz::TimeZone;
use sila::catalogue::report;
use sila::catalogue::{Code, Prompt, SourceFile, load, source};
use sila::clock;
use sila::messages::english;
use sila::operate::recordings::Library;
use sila::operate::speakers;

use super::recordings::library;
use super::shared::{CommandContext, exit, print, say_trouble};

/// Check the menu files: every mistake with its line, then a summary.
#[derive(clap::Args)]
pub struct CheckArgs {
    /// The folder; without it, the configuration's, or the files that came with this program.
    dir: Option<Utf8PathBuf>,
    /// Print everything as JSON.
    #[arg(long)]
    json: bool,
    /// Print the text message about the service with this code instead, in each language.
    #[arg(long, value_name = "CODE", value_parser = code, conflicts_with = "json")]
    text: Option<Code>,
}

/// Prints every mistake with its line, then a summary; fails if there is a mistake.
pub async fn run(context: &CommandContext<'_>, options: &CheckArgs) -> anyhow::Result<ExitCode> {
    let config = context.load()?;
    let files = match options.dir.as_ref().or(config.menus.as_ref()) {
        Some(folder) => source::read_folder(folder)?,
        None => source::shipped(),
    };
    // Files are checked without a store, too.
    let library = library(&config).await.unwrap_or_else(|error| {
        say_trouble("recordings can't be counted", &error.into());
        Library::default()
    });
    let today = clock::system()().to_zoned(TimeZone::UTC).date();
    let speakers = speakers(&config.line_speakers());
    let find_recording = |prompt: &Prompt| library.recording_for(prompt);
    let check = report::check(&files, &speakers, &config.own_numbers(), find_recording).on(today);
    let text = match options.text.filter(|_| check.passed) {
        Some(code) => text_messages(&files, code)?,
        None if options.json => english::report_json(&check)?,
        None => english::report(&check, context.colours(&io::stdout())),
    };
    print(&text)?;
    Ok(exit(check.passed))
}

fn text_messages(files: &[SourceFile], code: Code) -> anyhow::Result<String> {
    let messages = load(files).map(|(hotline, _)| english::text_previews(&hotline, code));
    let messages = messages.unwrap_or_default();
    if messages.is_empty() {
        anyhow::bail!("There is no service {code}. Give the code of one that is there.");
    }
    Ok(messages)
}

fn code(digits: &str) -> Result<Code, &'static str> {
    Code::parse(digits).ok_or("a code is three digits from 1 to 8, such as 114")
}
