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
    Show(show::Options),
    Play(play::Options),
    Assign(act::Assignment),
    Answer(answer::Options),
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
