//! `sila inquiries`

mod act;
mod answer;
mod list;
mod play;
mod reference;
mod show;

use std::process::ExitCode;

use super::shared::Settings;

/// The questions that callers left by voice.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Options {
    #[command(flatten)]
    list: list::Listing,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(clap::Subcommand)]
enum What {
    /// Shows one whole, with the number to call back and what was done about it.
    Show(show::Options),
    /// Plays what the caller said, or writes it into a file.
    Play(play::Options),
    /// Gives one to somebody to answer.
    Assign(act::Assignment),
    /// Writes what a caller hears who asks for the answer.
    Answer(answer::Options),
    /// Closes one: nothing more is to be done, and the number to call back is erased.
    Close(act::Closing),
}

/// Lists inquiries, or does something about one.
pub async fn run(settings: &Settings<'_>, options: Options) -> anyhow::Result<ExitCode> {
    match options.what {
        None => list::run(settings, options.list).await,
        Some(What::Show(options)) => show::run(settings, options).await,
        Some(What::Play(options)) => play::run(settings, options).await,
        Some(What::Assign(options)) => act::assign(settings, options).await,
        Some(What::Answer(options)) => answer::run(settings, options).await,
        Some(What::Close(options)) => act::close(settings, options).await,
    }
}
