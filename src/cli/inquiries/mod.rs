//! `sila inquiries`

mod act;
mod answer;
mod list;
mod play;
mod reference;
mod show;

use std::process::ExitCode;

use super::shared::Settings;

/// List, show, play, assign, answer and close the questions that callers left.
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
    /// Show one whole, with the number to call back and its history.
    Show(show::Options),
    /// Play the caller's question, or write it into a file.
    Play(play::Options),
    /// Assign one to somebody to answer.
    Assign(act::Assignment),
    /// Answer one: whoever asks for it by telephone hears the answer.
    Answer(answer::Options),
    /// Close one: nothing more is to be done, and the number to call back is erased.
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
