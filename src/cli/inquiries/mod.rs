//! `sila inquiries`

mod act;
mod answer;
mod list;
mod play;
mod reference;
mod show;

use std::process::ExitCode;

use super::shared::CommandContext;

/// List, show, play, assign, answer and close the questions that callers left and readers wrote.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct InquiriesArgs {
    #[command(flatten)]
    list: list::Listing,
    #[command(subcommand)]
    command: Option<InquiriesCommand>,
}

#[derive(clap::Subcommand)]
enum InquiriesCommand {
    Show(show::ShowInquiriesArgs),
    Play(play::PlayInquiriesArgs),
    Assign(act::Assignment),
    Answer(answer::AnswerInquiriesArgs),
    Close(act::Closing),
}

/// Lists inquiries, or does something about one.
pub async fn run(context: &CommandContext<'_>, options: InquiriesArgs) -> anyhow::Result<ExitCode> {
    match options.command {
        None => list::run(context, options.list).await,
        Some(InquiriesCommand::Show(options)) => show::run(context, options).await,
        Some(InquiriesCommand::Play(options)) => play::run(context, options).await,
        Some(InquiriesCommand::Assign(options)) => act::assign(context, options).await,
        Some(InquiriesCommand::Answer(options)) => answer::run(context, options).await,
        Some(InquiriesCommand::Close(options)) => act::close(context, options).await,
    }
}
